package incident

import (
	"cmp"
	"math"
	"slices"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

const maxHoles = 8 // points that show where data is missing

// The stretch shown on both sides of an incident is the longest of these.
const (
	aroundTime    = int64(15 * time.Minute)
	aroundSamples = 8
	aroundShare   = 0.1 // of the duration
)

// neighbourhoods gives the strongest parts their series, as far as maxPoints reaches.
func (x *extraction) neighbourhoods(parts []part) {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(parts[b].minutes, parts[a].minutes), cmp.Compare(parts[b].severity, parts[a].severity))
	})
	left := maxPoints
	for _, i := range order {
		rows := x.around(&parts[i])
		if left -= len(rows) * len(parts[i].facts); left < 0 {
			return
		}
		x.series(&parts[i], rows)
	}
}

// around returns the rows that show a part, rising.
func (x *extraction) around(p *part) []int {
	stretch := max(aroundTime, aroundSamples*x.j.Step, int64(aroundShare*float64(p.end-p.start)))
	n := x.t.Len()
	if n == 0 || len(p.facts) == 0 {
		return nil
	}
	first, _ := slices.BinarySearch(x.t.Time, p.start)
	last, found := slices.BinarySearch(x.t.Time, p.end)
	if !found {
		last--
	}
	for last+1 < n && x.t.Time[last+1] <= p.end {
		last++
	}
	from, to := first, last
	for from > 0 && (p.start-x.t.Time[from-1] <= stretch || first-from < aroundSamples) {
		from--
	}
	for to+1 < n && (x.t.Time[to+1]-p.end <= stretch || to-last < aroundSamples) {
		to++
	}
	from, to = max(from, 0), min(to, n-1)
	keep := []int{from, to}
	if first <= last {
		keep = append(keep, first, last)
	}
	for i := range p.facts {
		if row := p.facts[i].row; row >= from && row <= to {
			keep = append(keep, row)
		}
	}
	if to-from+1 <= MaxAround-maxHoles {
		keep = keep[:0]
		for row := from; row <= to; row++ {
			keep = append(keep, row)
		}
		return keep
	}
	// The smallest and the largest value of equal stretches.
	buckets := (MaxAround - maxHoles - len(keep)) / 2
	v := x.t.Value[p.facts[0].metric]
	for b := range buckets {
		lo, hi := from+(to-from+1)*b/buckets, from+(to-from+1)*(b+1)/buckets
		least, most := -1, -1
		for row := lo; row < hi; row++ {
			if v == nil || math.IsNaN(v[row]) {
				continue
			}
			if least < 0 || v[row] < v[least] {
				least = row
			}
			if most < 0 || v[row] > v[most] {
				most = row
			}
		}
		if least < 0 {
			least, most = lo, lo
		}
		keep = append(keep, least, most)
	}
	slices.Sort(keep)
	return slices.Compact(keep)
}

// series fills the series of a part's facts from some rows. In the middle of a
// gap, and at its end when nothing follows, they have a point without a value.
func (x *extraction) series(p *part, rows []int) {
	holes := 0
	hole := func(at int64) bool {
		if p.kind != usual.Gap || holes == maxHoles || !x.inGap(at) {
			return false
		}
		holes++
		return true
	}
	p.time = make([]int64, 0, len(rows)+2)
	index := make([]int, 0, len(rows)+2)
	for i, row := range rows {
		if i > 0 {
			if middle := x.t.Time[rows[i-1]] + (x.t.Time[row]-x.t.Time[rows[i-1]])/2; hole(middle) {
				p.time, index = append(p.time, middle), append(index, -1)
			}
		}
		p.time, index = append(p.time, x.t.Time[row]), append(index, row)
	}
	if len(p.time) > 0 && p.ongoing && p.time[len(p.time)-1] < p.end && hole(p.end) {
		p.time, index = append(p.time, p.end), append(index, -1)
	}
	for i := range p.facts {
		a := &p.facts[i]
		a.valueSeries, a.usualSeries, a.limSeries = make([]float64, len(index)), make([]float64, len(index)), make([]float64, len(index))
		for k, row := range index {
			a.valueSeries[k] = record.Missing
			if row >= 0 {
				a.valueSeries[k] = x.value(a.metric, row)
			}
			a.usualSeries[k], a.limSeries[k] = x.beside(a, p.time[k])
		}
	}
}

// beside returns what was usual and the limit of a fact at a time.
func (x *extraction) beside(a *fact, at int64) (expected, limit float64) {
	expected, limit = record.Missing, a.limit
	b := x.j.Baseline[a.metric]
	if b != nil {
		expected = b.At(at)
	}
	switch {
	case a.kind == usual.Shift:
		expected = x.expected(a, at)
		limit += expected - a.usual
	case a.rule != nil:
		limit = a.rule.At(b, at)
	case a.kind == usual.Unusual && b != nil && (a.z > 0 || a.metric == record.Traffic):
		limit = b.Limit(at)
	}
	return expected, limit
}

// inGap reports whether a time lies in a gap of the trace.
func (x *extraction) inGap(at int64) bool {
	for i := range x.j.Findings {
		if f := &x.j.Findings[i]; f.Kind == usual.Gap && f.Start <= at && at <= f.End {
			return true
		}
	}
	return false
}
