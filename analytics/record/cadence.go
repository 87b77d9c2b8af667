package record

import (
	"math"
	"slices"
)

const (
	// cadenceSteps is how many distances between samples a Cadence is taken from.
	cadenceSteps = 4096
	// leastSteps is from how many distances on there is a usual one.
	leastSteps = 3
	// A gap is longer than this many usual steps: of a device that reports
	// regularly, and of one that does not.
	regularGap   = 1.5
	irregularGap = 3.5
)

// Cadence is how often a device reports.
type Cadence struct {
	Step    int64 // median distance of successive samples, ns; 0 with fewer than four different times
	Regular bool  // three quarters of the distances lie within a quarter of Step
	Longest int64 // longest distance that is no gap, ns
}

// Cadence returns how often the device reports. Where it does not report
// regularly, distances up to twice their 99th percentile are no gaps either.
func (t *Trace) Cadence() Cadence {
	n := t.Len() - 1
	if n < 1 {
		return Cadence{Longest: math.MaxInt64}
	}
	stride := (n + cadenceSteps - 1) / cadenceSteps
	steps := make([]int64, 0, n/stride+1)
	for i := 0; i < n; i += stride {
		if d := t.Time[i+1] - t.Time[i]; d > 0 { // not after an overflow
			steps = append(steps, d)
		}
	}
	if len(steps) < leastSteps {
		return Cadence{Longest: math.MaxInt64}
	}
	slices.Sort(steps)
	c := Cadence{Step: steps[len(steps)/2]}
	lo, _ := slices.BinarySearch(steps, c.Step-c.Step/4)
	hi, _ := slices.BinarySearch(steps, c.Step+c.Step/4+1)
	c.Regular = 4*(hi-lo) >= 3*len(steps)
	longest := regularGap * float64(c.Step)
	if !c.Regular {
		longest = max(irregularGap*float64(c.Step), 2*float64(steps[(len(steps)-1)*99/100]))
	}
	c.Longest = int64(min(longest, math.MaxInt64/2))
	return c
}

// Look is a part of a trace that is counted. To is not included and lies at most
// one nanosecond after the last sample of the whole input.
type Look struct {
	From, To int64
	// Keep tells which rows count; nil: all. It need not look at the time.
	Keep    func(row int) bool
	Cadence Cadence
}

// Rows returns the rows of t in the time looked at: lo to hi, hi not included.
func (l *Look) Rows(t *Trace) (lo, hi int) {
	lo, _ = slices.BinarySearch(t.Time, l.From)
	hi, _ = slices.BinarySearch(t.Time, l.To)
	return lo, max(lo, hi)
}

// Gap is a stretch of a trace without samples.
type Gap struct {
	After  int   // the row before it; the next row, if any, ends it
	Lost   int64 // samples that the usual step would have made, inside of the look
	ToLast bool  // there is no next row
}

// Gaps returns the gaps of t that count: that lie at least partly inside From and
// To, and whose samples on both sides are kept. The time after the last sample
// is one when it is long enough; the time before the first sample is none.
func (l *Look) Gaps(t *Trace) []Gap {
	n := t.Len()
	if l.Cadence.Step == 0 || n == 0 {
		return nil
	}
	var out []Gap
	kept := func(row int) bool { return l.Keep == nil || l.Keep(row) }
	add := func(row int, to int64, last bool) {
		from := t.Time[row]
		d := to - from
		if d <= l.Cadence.Longest || from >= l.To || to <= l.From || !kept(row) || !last && !kept(row+1) {
			return
		}
		lost := (d - 1) / l.Cadence.Step // of the tail: those that were due
		if !last {
			lost = int64(math.Round(float64(d)/float64(l.Cadence.Step))) - 1
		}
		// Those due at from + k * Step that lie in From..To.
		lo, hi := int64(1), lost
		if from < l.From {
			lo = (l.From - from + l.Cadence.Step - 1) / l.Cadence.Step
		}
		if end := l.To - 1 - from; end < d {
			hi = min(hi, end/l.Cadence.Step)
		}
		if hi >= lo {
			out = append(out, Gap{After: row, Lost: hi - lo + 1, ToLast: last})
		}
	}
	for i := 1; i < n; i++ {
		if t.Time[i]-t.Time[i-1] > l.Cadence.Longest {
			add(i-1, t.Time[i], false)
		}
	}
	if t.Time[n-1] < l.To {
		add(n-1, l.To, true)
	}
	return out
}
