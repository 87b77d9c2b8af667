// Package analytics turns network telemetry into a Report: statistics per
// region and device, scores, bottlenecks, timelines and a verdict.
//
// Everything flows one way:
//
//	record.Feed -> Session -> rollup.Set -> detect, kpi, series -> Report -> screen, files
//	                  |-> record.Trace -> usual -> incident -|
//	                  |                -> kpi, slo ----------|
//
// A Session reads a feed once and keeps its rows, small. A Report is what a View
// of them tells: all rows or some, under other limits. What is usual for a device
// is always learned from all of its rows, so that a look at one bad hour does not
// make it usual.
//
// The rooms of this street:
//
//	record   records, columnar batches, interned names, progress, load report
//	source   reading files and pipes into batches
//	sketch   exact sums, moments, quantile counts: mergeable, order-free
//	rollup   every accumulator of one pass over the records
//	detect   the bottleneck rule, severity, z-scores
//	filter   which rows a view looks at
//	usual    what is usual for a device at a time of the day, and what is not
//	incident findings of many devices joined, with the evidence
//	slo      objectives, error budgets
//	kpi      summaries, quality, scores, tiles, the verdict
//	series   values over time, for drawing
//
// # Definitions
//
// Latency statistics per region and device: mean, median (mean of the two
// middle values when their number is even), maximum, sample standard deviation
// (n-1), number of samples.
//
// Uptime score of a region: mean over rows of 100 - min(packet_loss_pct, 5).
// Performance score: mean over rows of 100 - min(latency_ms, 200) / 2.
//
// Hourly traffic: sum of traffic_mbps per hour of the timeline and region.
//
// Bottleneck: a row with latency_ms > 120, packet_loss_pct > 2,
// cpu_utilization_pct > 90, or a z-score of latency or loss above 2.5. The
// z-score uses mean and population standard deviation (n) of the whole input; a
// standard deviation of 0 counts as 1.
//
// Severity: max((latency-120)/120, (loss-2)/2, (cpu-90)/90), at least 0,
// rounded to two decimals.
//
// Versus: the mean of a region's hour less the usual of that region at that time,
// in robust standard deviations of its hours (see package usual).
//
// A missing value takes part in no statistic and is never read as 0. Sums are
// exact, so no result depends on the number of workers, on block sizes or, but
// for the order of rows of the same time, on the order of the rows.
package analytics
