// Package slo measures a service level objective: good, bad and missing slots of
// time, the error budget, and how fast it burns.
package slo

import "network-analytics/analytics/record"

// Objective is a stated objective, such as "99.5% latency<=120 and loss<=2".
type Objective struct {
	Target float64 // share of good slots, 0..1
	Slot   int64   // ns; a slot is good when the values of its samples pass
	Period int64   // ns the budget is for; 0: the time of the input
	Text   string  // canonical form
	// more, unexported
}

// Parse reads an objective. Its error is a *filter.SyntaxError or of KindUsage.
func Parse(text string) (*Objective, error) { return nil, nil }

// Budget is the state of an objective for one group.
type Budget struct {
	Region, Device  record.Name // empty: all
	Good, Bad, None int64       // slots; None without data
	Attained        float64     // Good / (Good + Bad); NaN without slots
	Coverage        float64     // (Good + Bad) / all
	Allowed         float64     // bad slots that the target allows in the period
	Left            float64     // share of the budget left, negative when overspent
	LeftMinutes     float64
	Burn            []Burn
	HoursLeft       float64 // until the budget is gone at the rate of the last hour with data; +Inf, NaN unknown
}

// Burn is the speed of spending in a window that ends with the input: 1 spends
// exactly the budget in the period.
type Burn struct {
	Window int64   // ns: 1 h, 6 h, 3 d
	Rate   float64 // NaN when the window has too few slots
	Slots  int64
}

// Report is an objective with all its budgets.
type Report struct {
	Objective *Objective
	Overall   Budget
	Regions   []Budget // sorted by region
	Spenders  []Budget // devices by bad slots, most first, top 20
	Method    string   // how it is counted, one sentence
}
