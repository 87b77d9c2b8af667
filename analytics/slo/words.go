package slo

import (
	"fmt"
	"math"
	"time"

	"network-analytics/analytics/record"
)

// Digits behind the point that the numbers of a budget are printed with.
const (
	attainedDigits = 3 // of a percentage
	leftDigits     = 1 // of a percentage
	burnDigits     = 2
	hoursDigits    = 1
)

// Example is an objective to begin from.
const Example = "99.5% latency <= 120 and loss <= 2"

func percent(share float64, digits int) string {
	if math.IsNaN(share) {
		return record.NoData
	}
	return record.Decimal(100*share, digits) + " %"
}

// AttainedText prints the share of good slots: "99.412 %".
func (b *Budget) AttainedText() string { return percent(b.Attained, attainedDigits) }

// CoverageText prints the share of slots with data: "98.00 %".
func (b *Budget) CoverageText() string { return percent(b.Coverage, 2) }

// LeftText prints the share of the budget that is left: "-17.6 %".
func (b *Budget) LeftText() string { return percent(b.Left, leftDigits) }

// MinutesText prints the device-minutes of the budget that are left, without a unit.
func (b *Budget) MinutesText() string { return record.Decimal(b.LeftMinutes, 0) }

// LastsText tells how long the budget lasts at the present rate: "31.0 h", "used
// up", "not being spent" or "unknown".
func (b *Budget) LastsText() string {
	switch {
	case math.IsNaN(b.Left):
		return record.NoData
	case b.Left <= 0:
		return "used up"
	case math.IsNaN(b.HoursLeft):
		return "unknown"
	case math.IsInf(b.HoursLeft, 1):
		return "not being spent"
	}
	return record.Decimal(b.HoursLeft, hoursDigits) + " h"
}

// Text prints the rate, "too few slots" where it is not known.
func (b *Burn) Text() string {
	if math.IsNaN(b.Rate) {
		return "too few slots"
	}
	return record.Decimal(b.Rate, burnDigits)
}

// Name names the window of a burn: "1 h", "6 h", "3 d".
func (b *Burn) Name() string {
	const day = int64(24 * time.Hour)
	if b.Window >= day {
		return fmt.Sprintf("%d d", b.Window/day)
	}
	return fmt.Sprintf("%d h", b.Window/int64(time.Hour))
}

// TargetText prints the share that the objective asks for: "99.5 %".
func (o *Objective) TargetText() string { return printPercent(o.Target) + " %" }
