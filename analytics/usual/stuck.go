package usual

import (
	"math"

	"network-analytics/analytics/record"
)

// A value is stuck when it stays exactly the same for far longer than the metric
// repeats itself elsewhere in the trace.
const (
	stuckRows   = 12
	stuckTime   = 30 * 60 * second
	stuckTimes  = 3    // as long as any other repeat
	stuckMost   = 5    // such stretches in a trace
	stuckRepeat = 0.5  // of the neighbours are equal elsewhere: then repeats mean nothing
	stuckChance = 1e-6 // expected number of such stretches in the whole trace
	shortRepeat = 4    // counts as the longest other repeat when there is none
)

// repeat is a stretch of equal values.
type repeat struct{ first, rows int }

// stuck finds values that do not move where they otherwise do.
func (j *Judger) stuck() {
	for m := range record.NumMetrics {
		if j.t.Value[m] != nil && j.out.Baseline[m].Why == "" {
			j.stuckMetric(m)
		}
	}
}

func (j *Judger) stuckMetric(m record.Metric) {
	v := j.t.Value[m]
	var longest [stuckMost + 1]repeat // the longest first
	equal, first := 0, 0
	for i := 1; i <= len(v); i++ {
		if i < len(v) && v[i] == v[i-1] {
			equal++
			continue
		}
		if r := (repeat{first, i - first}); r.rows > longest[stuckMost].rows {
			k := stuckMost
			for ; k > 0 && longest[k-1].rows < r.rows; k-- {
				longest[k] = longest[k-1]
			}
			longest[k] = r
		}
		first = i
	}
	if longest[0].rows < stuckRows {
		return
	}
	// The largest fall between two of them in a row splits them.
	for k := stuckMost; k > 0; k-- {
		r := longest[k-1]
		if r.rows < max(stuckRows, stuckTimes*max(shortRepeat, longest[k].rows)) {
			continue
		}
		rows := 0
		for _, r := range longest[:k] {
			rows += r.rows
		}
		rest := float64(len(v) - rows)
		q := float64(equal-rows+k) / max(1, rest)
		if rest < float64(rows) || q > stuckRepeat || float64(len(v))*(1-q)*math.Pow(q, float64(r.rows-1)) > stuckChance {
			continue
		}
		for _, r := range longest[:k] {
			j.addStuck(m, r)
		}
		return
	}
}

// addStuck makes a finding, unless the value is at the end of what it can be:
// idle, all lost, fully busy.
func (j *Judger) addStuck(m record.Metric, r repeat) {
	time, v := j.t.Time, j.t.Value[m]
	last := r.first + r.rows - 1
	value := v[r.first]
	if value == 0 || m != record.Latency && m != record.Traffic && value >= 100 || time[last]-time[r.first] < stuckTime {
		return
	}
	f := Finding{Kind: Stuck, First: r.first, Last: last, Raised: time[r.first+stuckRows-1]}
	j.finish(&f)
	b := j.out.Baseline[m]
	f.Metric[m] = Deviation{
		Part: true, Row: r.first, Value: value, Usual: b.Nearest(time[r.first], value), Z: b.Z(time[r.first], value),
		Limit: record.Missing, Rows: r.rows,
	}
	j.out.Findings = append(j.out.Findings, f)
}
