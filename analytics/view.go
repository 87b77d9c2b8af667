package analytics

import (
	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// View says how the rows of a Session are looked at. The zero View is all rows
// under the reference limits.
type View struct {
	// From and To bound the time, ns since 1970-01-01 UTC, From included, To not;
	// both 0 for no bound.
	From, To int64
	Where    *filter.Expr // rows that are looked at; nil: all
	// Limits of the bottleneck rule; zero: detect.DefaultLimits.
	Limits detect.Limits
	// Rules are limits that raise incidents, beside what is unusual.
	Rules     []usual.Limit
	Objective *slo.Objective // nil: none
}

// All reports whether the view looks at every row.
func (v *View) All() bool { return v.From == 0 && v.To == 0 && v.Where == nil }
