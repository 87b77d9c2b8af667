package analytics

import (
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// View says how the rows of a Session are looked at. The zero View is all rows
// under the reference limits.
type View struct {
	// From and To bound the time, ns since 1970-01-01 UTC, From included, To not;
	// 0 for no bound.
	From, To int64
	Where    *filter.Expr // rows that are looked at; nil: all
	// Limits of the bottleneck rule; zero: those of the Options.
	Limits detect.Limits
	// Rules are limits that raise incidents, beside what is unusual.
	Rules     []usual.Limit
	Objective *slo.Objective // nil: none
	// Capacity is the traffic in Mbps at which a link is full, for the forecast of
	// the days left; 0: not known.
	Capacity float64
}

// All reports whether the view looks at every row.
func (v *View) All() bool { return v.From == 0 && v.To == 0 && v.Where == nil }

// Rows says in words which rows the view looks at: "all records", or "loss > 50 %
// from 2023-01-01 00:00:00". It may quote data.
func (v *View) Rows() string {
	var parts []string
	if v.Where != nil {
		parts = append(parts, v.Where.String())
	}
	if v.From != 0 {
		parts = append(parts, "from "+clock(v.From))
	}
	if v.To != 0 {
		parts = append(parts, "before "+clock(v.To))
	}
	if parts == nil {
		return "all records"
	}
	return strings.Join(parts, " ")
}

// AddRule adds a limit to the rules. An upper limit that is a number and for all
// devices also takes the place of the reference limit of its metric, where there
// is one.
func (v *View) AddRule(l usual.Limit) {
	v.Rules = append(slices.Clip(v.Rules), l)
	if l.Relative || l.Below || strings.Contains(l.Text, " where ") {
		return
	}
	if v.Limits == (detect.Limits{}) {
		v.Limits = detect.DefaultLimits
	}
	switch l.Metric {
	case record.Latency:
		v.Limits.Latency = l.Value
	case record.Loss:
		v.Limits.Loss = l.Value
	case record.CPU:
		v.Limits.CPU = l.Value
	}
}

// text is all of the view, equal for views that give the same report.
func (v *View) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %g %v", v.From, v.To, v.Capacity, v.Limits)
	if v.Where != nil {
		b.WriteString("\nwhere " + v.Where.String())
	}
	for i := range v.Rules {
		b.WriteString("\nrule " + v.Rules[i].Text)
	}
	if v.Objective != nil {
		b.WriteString("\nobjective " + v.Objective.Text)
	}
	return b.String()
}
