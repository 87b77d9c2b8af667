// Package kpi turns aggregates into the numbers people quote: summaries per
// region and device, scores, tiles and the verdict sentence.
package kpi

import "network-analytics/analytics/record"

// Summary describes the values of one metric in one group. With N = 0 all
// numbers are NaN.
type Summary struct {
	N      int64
	Sum    float64
	Mean   float64
	Std    float64 // sample standard deviation (n-1); NaN when N < 2
	PopStd float64 // population standard deviation (n)
	Min    float64
	Max    float64
	// Percentiles, by linear interpolation between ranks, of latency only: NaN
	// for the other metrics. The median of an even number of values is the mean
	// of the two middle ones.
	P50, P95, P99 float64
	// Exact is false when the percentiles come from a sketch with a relative
	// error of at most sketch.RelativeError.
	Exact bool
}

// Group is what is known of a region, of a device in a region, of a device in
// all regions, or of everything.
type Group struct {
	Region record.Name // empty in a total over regions
	Device record.Name // empty in a total over devices
	// Regions is the number of regions in a total over regions, else 1 or 0.
	Regions int
	Rows    int64
	Metric  [record.NumMetrics]Summary
	// Uptime is the mean over rows of 100 - min(loss, 5); NaN without loss data.
	Uptime float64
	// Performance is the mean over rows of 100 - min(latency, 200)/2; NaN
	// without latency data.
	Performance float64
	Bottlenecks int64   // flagged rows
	MaxSeverity float64 // largest severity of its flagged rows, 0 for none
	First, Last int64   // times of the first and last row, ns since 1970 UTC
}

// Level grades a number or a finding. It is always shown with a word or mark,
// never by colour alone.
type Level uint8

// The levels.
const (
	Unknown Level = iota // no data to judge by
	Good
	Warn
	Bad
)

// String returns the level as a word.
func (l Level) String() string { return [...]string{"no data", "ok", "watch", "bad"}[l] }

// Tile is one number with its trend.
type Tile struct {
	Key      string // stable identifier, such as "latency_p95"
	Title    string // a few words
	Value    float64
	Unit     string // "" for plain counts
	Decimals int    // digits to print behind the point
	N        int64  // samples behind the value
	Level    Level
	Trend    []float64 // oldest first, NaN where nothing was measured; may be empty
	// Now is the value in the last full hour (bucket, when those are longer) of the
	// view and Usual what is usual then; NaN where that is not known.
	Now, Usual float64
	Method     string // how the number is made, one sentence
}

// Quality is what the samples of a device, or of the devices of a group, tell
// beside the reference numbers. All are NaN or 0 without data.
type Quality struct {
	// Percentile holds p50, p95 and p99 per metric, by linear interpolation
	// between ranks over all samples of the group. Exact is false for those that
	// come from counts in classes, as sketch.Values keeps them of very many
	// different values, and of more than 256 values when there are more than 32
	// regions; their relative error is below 1/32.
	Percentile [record.NumMetrics][3]float64
	Exact      [record.NumMetrics]bool
	// Jitter is the mean absolute difference of successive latencies of a device,
	// in ms; of a group the mean over all such pairs. JitterN counts the pairs: both
	// have a latency, and no gap lies between them.
	Jitter  float64
	JitterN int64
	// Good, Bad and None count expected samples: reachable (some loss value below
	// 100 % or, without loss, a latency), unreachable (loss of 100 %), no data.
	Good, Bad, None int64
	// Availability is Good / (Good + Bad) and Coverage (Good + Bad) / all, 0..1.
	Availability, Coverage float64
	// Traffic95 is the 95th percentile of 5-minute means of traffic, in Mbps, of
	// the group's sum: what burstable billing counts, the largest that is left when
	// the top 5 % of them are dropped. Slots counts the means, Slot is their width in
	// ns: 5 minutes, wider when there would be more than MaxSlots of them (of
	// regions fewer, by their number). A device that reports less often keeps its
	// last value until the next, for 48 slots at most.
	Traffic95 float64
	Slots     int64
	Slot      int64
	Capacity  Capacity
	LossRun   int // most successive samples of one device with loss; a gap ends a run
}

// Capacity is the trend of a group's busy-hour traffic.
type Capacity struct {
	Days       int     // days with enough data, the last TrendDays of which count; below MinCapacityDays nothing else is known
	PerDay     float64 // Mbps a day, the median of all slopes (Theil and Sen)
	Busy       float64 // Mbps, the usual busy hour at the end of the input
	Limit      float64 // Mbps, as stated by the user; 0 for none
	DaysLeft   float64 // until Busy reaches Limit; +Inf when it does not grow
	Confidence string  // in words: "clear", "weak", "no trend", or why there is none
}

// Verdict answers "what is wrong" in one sentence and a few facts.
type Verdict struct {
	Level    Level
	Headline string
	Facts    []string
}
