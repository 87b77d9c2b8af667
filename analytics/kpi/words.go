package kpi

import (
	"fmt"
	"math"

	"network-analytics/analytics/record"
)

// Digits behind the point that numbers are printed with, on the screen, on the
// page and in texts. Files for programs have them unrounded.
const (
	AvailabilityDigits = 3 // of a percentage
	CoverageDigits     = 2 // of a percentage
	JitterDigits       = 2 // ms
	TrafficDigits      = 1 // Mbps
	LossDigits         = 2 // percent
	LatencyDigits      = 1 // ms
	CPUDigits          = 1 // percent
	UptimeDigits       = 2 // score
	PerformanceDigits  = 1 // score
	SeverityDigits     = 2
	BudgetDigits       = 1 // of a percentage
)

// MetricDigits are the digits of the values of a metric.
var MetricDigits = [record.NumMetrics]int{
	record.Traffic: TrafficDigits, record.Latency: LatencyDigits, record.Loss: LossDigits, record.CPU: CPUDigits,
}

// Percent prints a share, 0..1, as a percentage: "99.931 %".
func Percent(share float64, digits int) string { return withUnit(100*share, digits, "%") }

func withUnit(v float64, digits int, unit string) string {
	if math.IsNaN(v) {
		return record.NoData
	}
	return record.Decimal(v, digits) + " " + unit
}

// AvailabilityText tells the availability with its denominators: "99.931 % of 1,440
// samples with data (1 unreachable)", and what it is at least where samples are
// missing. Without any sample it is "no data".
func (q *Quality) AvailabilityText() string {
	n := q.Good + q.Bad
	if n == 0 {
		return record.NoData
	}
	text := fmt.Sprintf("%s of %s with data (%s unreachable)", Percent(q.Availability, AvailabilityDigits), samples(n), record.Count(q.Bad))
	if q.None > 0 {
		text += ", at least " + Percent(q.AtLeast(), AvailabilityDigits) + " if the missing are counted as unreachable"
	}
	return text
}

// CoverageText tells the coverage with its denominator: "98.00 % of 1,469 samples
// expected (29 missing)".
func (q *Quality) CoverageText() string {
	n := q.Good + q.Bad + q.None
	if n == 0 {
		return record.NoData
	}
	return fmt.Sprintf("%s of %s expected (%s missing)", Percent(q.Coverage, CoverageDigits), samples(n), record.Count(q.None))
}

// JitterText tells the jitter with the number of pairs: "2.50 ms over 1,439 pairs".
func (q *Quality) JitterText() string {
	if q.JitterN == 0 {
		return record.NoData
	}
	return withUnit(q.Jitter, JitterDigits, "ms") + " over " + plural(q.JitterN, "pair")
}

// LossRunText tells the longest run of samples with loss.
func (q *Quality) LossRunText() string {
	if q.Good+q.Bad == 0 {
		return record.NoData
	}
	return samples(int64(q.LossRun)) + " in a row"
}

// TrafficText tells the 95th percentile of the traffic: "412.3 Mbps of 2,016
// 5-minute means".
func (q *Quality) TrafficText() string {
	if q.Slots == 0 {
		return record.NoData
	}
	return fmt.Sprintf("%s of %s %s means", withUnit(q.Traffic95, TrafficDigits, "Mbps"), record.Count(q.Slots), slotText(q.Slot))
}

// How the numbers of a Quality are made, one sentence each.
const (
	AvailabilityMethod = "samples with less than 100 % loss, of those with data; what is missing counts as neither"
	CoverageMethod     = "samples with data, of those expected from the usual step of each device; a gap never counts as good"
	JitterMethod       = "mean difference of successive latencies of a device, without sign; none across a gap"
	LossRunMethod      = "most successive samples of one device with loss; a gap ends a run"
	TrafficMethod      = "95th percentile of the means of the traffic, that of several devices added up: the top 5 % are dropped"
	CapacityMethod     = "busy hour: largest hourly mean of a day; trend: median of the slopes of all pairs of days, clear or weak by the test of Mann and Kendall"
)

// Text tells the trend of a capacity in words: "busy hour 412.3 Mbps, trend 1.25
// Mbps a day (clear; median slope over 30 days); reaches the limit of 500.0 Mbps
// in 70 days".
func (c *Capacity) Text() string {
	if math.IsNaN(c.PerDay) || c.Confidence == "" {
		if c.Confidence == "" {
			return "no trend of the traffic: " + record.NoData
		}
		return "no trend of the traffic: " + c.Confidence
	}
	days := int64(min(c.Days, TrendDays))
	text := fmt.Sprintf("busy hour %s, trend %s Mbps a day (%s; median slope over %s)", withUnit(c.Busy, TrafficDigits, "Mbps"),
		record.Decimal(c.PerDay, 2), c.Confidence, plural(days, "day"))
	if left := c.LeftText(); left != "" {
		text += "; " + left
	}
	return text
}

// LeftText tells how long the limit of a capacity lasts, "" without one.
func (c *Capacity) LeftText() string {
	limit := withUnit(c.Limit, TrafficDigits, "Mbps")
	switch {
	case c.Limit == 0 || math.IsNaN(c.DaysLeft):
		return ""
	case c.DaysLeft == 0:
		return "the limit of " + limit + " is reached"
	case math.IsInf(c.DaysLeft, 1):
		return "does not grow towards the limit of " + limit
	}
	return "reaches the limit of " + limit + " in " + record.Decimal(c.DaysLeft, 0) + " days"
}

func samples(n int64) string { return plural(n, "sample") }

func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return record.Count(n) + " " + noun
}
