package filter

import (
	"slices"

	"network-analytics/analytics/record"
)

// Bounds are what is known of a run of rows without looking at each.
type Bounds struct {
	First, Last int64                      // times, both inside
	Min, Max    [record.NumMetrics]float64 // of present values; NaN when all are missing
}

// May reports whether a row within the bounds may be kept. False is certain. It
// does not look at names.
func (m *Matcher) May(b *Bounds) bool { return m.root.may(b) }

func (r *rule) may(b *Bounds) bool {
	may := func(kid *rule) bool { return kid.may(b) }
	switch {
	case r.kind == isOr:
		return slices.ContainsFunc(r.kids, may)
	case r.kind == isAnd:
		return !slices.ContainsFunc(r.kids, func(kid *rule) bool { return !may(kid) })
	case r.not || r.none: // what is outside, or missing: hard to rule out
		return true
	case r.field == fieldTime:
		return slices.ContainsFunc(r.times, func(s timeSpan) bool { return s.lo <= b.Last && s.hi >= b.First })
	case r.field >= fieldMetric:
		lo, hi := b.Min[r.metric], b.Max[r.metric]
		return slices.ContainsFunc(r.spans, func(s span) bool { return s.lo <= hi && s.hi >= lo }) // not for NaN
	}
	return true
}
