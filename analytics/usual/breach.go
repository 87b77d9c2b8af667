package usual

import (
	"math"

	"network-analytics/analytics/record"
)

// A stated limit is broken from the first of 2 samples beyond it among 3 in a
// row, until 3 samples in a row are back by a tenth of the limit, or samples are
// missing for as long as ends any finding.
const (
	raiseAmong  = 3
	clearRows   = 3
	clearMargin = 0.1
)

// breaches finds where stated limits are broken.
func (j *Judger) breaches() {
	for k := range j.options.Limits {
		l := &j.options.Limits[k]
		if j.t.Value[l.Metric] == nil || l.Relative && !j.known(l.Metric) {
			continue
		}
		j.breach(k, l)
	}
}

// At returns the value of a limit at a time, given what is usual: NaN when it is
// relative and that is unknown. The usual counts as at least the smallest spread
// of its metric, so that three times no loss is not broken by the first packet.
func (l *Limit) At(b *Baseline, t int64) float64 {
	if !l.Relative {
		return l.Value
	}
	if b == nil {
		return record.Missing
	}
	usual := b.At(t)
	if usual != usual {
		return usual
	}
	return l.Value * max(usual, floors[l.Metric].least)
}

func (j *Judger) breach(k int, l *Limit) {
	time, v, b := j.t.Time, j.t.Value[l.Metric], j.out.Baseline[l.Metric]
	sign := 1.0
	if l.Below {
		sign = -1
	}
	wait := j.wait()
	first, last := -1, -1 // rows of the open finding; first < 0: none
	lone := -1            // the last row beyond the limit
	previous := 0         // row with a value
	raised, good, rows := 0, 0, 0
	row, far := 0, math.Inf(-1)
	end := func() {
		if first < 0 {
			return
		}
		f := Finding{Kind: Breach, First: first, Last: last, Raised: time[raised], Limit: k}
		j.finish(&f)
		d := Deviation{Part: true, Row: row, Value: v[row], Usual: record.Missing, Z: record.Missing, Limit: l.At(b, time[row]), Rows: rows}
		if j.known(l.Metric) {
			d.Usual, d.Z = b.Nearest(time[row], v[row]), b.Z(time[row], v[row])
		}
		f.Metric[l.Metric] = d
		j.out.Findings = append(j.out.Findings, f)
		first, far, rows = -1, math.Inf(-1), 0
	}
	for i, x := range v {
		if x != x {
			continue
		}
		if time[i]-time[previous] > wait {
			end()
			lone = -1
		}
		previous = i
		limit := l.At(b, time[i])
		switch beyond := sign * (x - limit); {
		case beyond > 0:
			again := lone >= 0 && i-lone < raiseAmong
			if first < 0 && again {
				first, raised = lone, i
				row, far, rows = lone, sign*(v[lone]-l.At(b, time[lone])), 1
			}
			lone = i
			if first < 0 {
				continue
			}
			last, good = i, 0
			rows++
			if beyond > far {
				row, far = i, beyond
			}
		case first >= 0 && sign*(x-limit*(1-sign*clearMargin)) <= 0:
			if good++; good >= clearRows {
				end()
			}
		default:
			good = 0
		}
	}
	end()
}
