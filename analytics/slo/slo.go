// Package slo measures a service level objective: good, bad and missing slots of
// time, the error budget, and how fast it burns.
//
// # Grammar
//
//	objective = share [ "of" span "slots" ] condition
//	            [ "where" expression ] [ "over" span ] .
//	share     = number "%" .
//	span      = whole number, "s" | "m" | "h" | "d" | "w" .
//
// condition and expression are those of package filter, with their fields, units
// and meaning of missing values:
//
//	99.5% latency <= 120 and loss <= 2
//	99.9% of 1m slots loss < 1 where region = ap-* over 30d
//
// The share is above 0 and below 100. Slots are DefaultSlot long when nothing is
// said, and begin at whole multiples of their length since 1970-01-01 UTC. "where"
// says which samples are looked at, "over" the period that the budget is for. In
// both expressions a name that is one of the words where and over stands in
// quotes, and times must be absolute.
//
// # Counting
//
// Slots are counted per device in a region. A sample breaks the condition when it
// is false for it and passes when it is true; neither when a value is missing
// that decides. A slot is bad when one of its samples breaks the condition, good
// when one passes and none breaks it. The strict rule is the one that both sides
// of a contract can check from the rows alone: no share or average inside of a
// slot hides a fault, and whoever samples more often can state shorter slots.
//
// A slot is without data when its samples neither pass nor break, or when it has
// none though the device was due to report: it lies in a gap (see
// record.Look.Gaps). Of a device that reports less often than once a slot, a gap
// counts as many such slots as samples are missing. Slots without data are never
// good; they neither earn nor spend budget.
package slo

import (
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// DefaultSlot is the length of a slot when an objective states none.
const DefaultSlot = int64(5 * time.Minute)

// Objective is a stated objective, such as "99.5% latency<=120 and loss<=2".
type Objective struct {
	Target float64 // share of good slots, above 0 and below 1
	Slot   int64   // ns; see the package
	Period int64   // ns the budget is for; 0: the time of the input
	Text   string  // canonical form

	percent   string // Target as it was written, without the sign
	condition *filter.Expr
	broken    *filter.Expr // true where condition is false
	where     *filter.Expr // nil: all samples
}

// Budget is the state of an objective for one group.
type Budget struct {
	Region, Device  record.Name // empty: all
	Good, Bad, None int64       // slots; None without data
	Attained        float64     // Good / (Good + Bad); NaN without slots
	Coverage        float64     // (Good + Bad) / all
	Allowed         float64     // bad slots that the target allows in the period
	Left            float64     // share of the budget left, negative when overspent
	LeftMinutes     float64     // device-minutes
	Burn            []Burn
	HoursLeft       float64 // until the budget is gone at the rate of the shortest window with enough slots; +Inf, NaN unknown
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
	Spenders  []Budget // devices in regions by bad slots, most first, at most MaxSpenders
	Method    string   // how it is counted, one sentence
}

// MaxSpenders is how many spenders a Report lists.
const MaxSpenders = 20
