package kpi

import (
	"fmt"
	"math"
	"time"

	"network-analytics/analytics/record"
)

// Shares below which a number is to be watched.
const (
	WatchAvailability = 0.999
	WatchCoverage     = 0.99
	WatchBudget       = 0.2
)

// Shares below which a number is bad.
const (
	badAvailability = 0.99
	badCoverage     = 0.9
)

// qualityTiles returns the tiles of what the samples tell beside the reference
// numbers, of the incidents and of the error budget.
func qualityTiles(in TileInput) []Tile {
	var tiles []Tile
	if in.Judged {
		level := Good
		switch {
		case in.Open > 0:
			level = Bad
		case in.Incidents > 0:
			level = Warn
		}
		rows := in.Overall.Rows
		tiles = append(tiles,
			Tile{Key: "incidents", Title: "Incidents", Value: float64(in.Incidents), N: rows, Level: level,
				Method: "what is out of the usual or beyond a stated limit, joined over time, metrics and devices"},
			Tile{Key: "incidents_open", Title: "Open incidents", Value: float64(in.Open), N: rows, Level: level,
				Method: "incidents that reach the end of the input"})
	}
	if q := in.Quality; q != nil {
		expected := q.Good + q.Bad + q.None
		available := below(q.Availability, badAvailability, WatchAvailability)
		if available == Good && q.AtLeast() < WatchAvailability {
			available = Warn // too much is missing to call it good
		}
		tiles = append(tiles,
			Tile{Key: "availability", Title: "Availability", Value: 100 * q.Availability, Unit: "%", Decimals: AvailabilityDigits,
				N: q.Good + q.Bad, Level: available,
				Method: fmt.Sprintf("samples with less than 100 %% loss, of %s with data; the %s without data count as neither: at least %s if they were unreachable",
					record.Count(q.Good+q.Bad), record.Count(q.None), Percent(q.AtLeast(), AvailabilityDigits))},
			Tile{Key: "coverage", Title: "Coverage", Value: 100 * q.Coverage, Unit: "%", Decimals: CoverageDigits,
				N: expected, Level: below(q.Coverage, badCoverage, WatchCoverage),
				Method: fmt.Sprintf("samples with data, of %s expected from the usual step of each device", record.Count(expected))},
			Tile{Key: "jitter", Title: "Jitter", Value: q.Jitter, Unit: "ms", Decimals: JitterDigits, N: q.JitterN, Level: known(q.Jitter),
				Method: "mean difference of successive latencies of a device, without sign"},
			Tile{Key: "traffic_p95", Title: "Traffic 95th", Value: q.Traffic95, Unit: "Mbps", Decimals: TrafficDigits, N: q.Slots, Level: known(q.Traffic95),
				Method: "95th percentile of the " + slotText(q.Slot) + " means of the traffic of all devices together: the top 5 % are dropped"})
	}
	if in.BudgetSlots > 0 {
		tiles = append(tiles, Tile{Key: "slo_budget", Title: "SLO budget left", Value: 100 * in.Budget, Unit: "%", Decimals: BudgetDigits,
			N: in.BudgetSlots, Level: below(in.Budget, 0, WatchBudget),
			Method: "share of the bad slots that the objective allows that is not used up; negative when overspent"})
	}
	return tiles
}

// below grades a number for which more is better.
func below(v, bad, watch float64) Level {
	switch {
	case math.IsNaN(v):
		return Unknown
	case v < bad:
		return Bad
	case v < watch:
		return Warn
	}
	return Good
}

// slotText names the width of a slot.
func slotText(ns int64) string {
	switch d := time.Duration(ns); {
	case d == 0:
		return "5-minute"
	case d < time.Hour:
		return fmt.Sprintf("%d-minute", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d-hour", d/time.Hour)
	default:
		return fmt.Sprintf("%d-day", d/(24*time.Hour))
	}
}
