package kpi

import (
	"math"

	"network-analytics/analytics/record"
)

// Limits are the values beyond which a tile is bad.
type Limits struct {
	Latency float64 // ms
	Loss    float64 // percent
	CPU     float64 // percent
}

const (
	watchShare    = 0.8  // of a limit: from here on a number is to be watched
	badRowShare   = 0.05 // flagged rows of all: from here on the input as a whole is bad
	watchRowShare = 0.01
)

// Trends are the tiles' numbers over time, oldest first, NaN where nothing was
// measured.
type Trends struct {
	Records, P50, P95, P99, Uptime, Performance, Bottlenecks []float64
	Mean                                                     [record.NumMetrics][]float64
}

// TileInput is what the tiles are made of.
type TileInput struct {
	Overall     Group
	Bottlenecks int64
	Trends      Trends
	Limits      Limits
	// Quality of everything; nil leaves its tiles out.
	Quality *Quality
	// Incidents and how many of them are open; Judged says that they were looked for.
	Judged          bool
	Incidents, Open int
	// Budget is the share of the error budget that is left, and BudgetSlots the
	// slots judged; both 0 without an objective.
	Budget      float64
	BudgetSlots int64
	// Now and Usual fill the fields of the tile of a key; others get NaN.
	Now, Usual map[string]float64
}

// Tiles returns the tiles of the overview in reading order.
func Tiles(in TileInput) []Tile {
	g, t := &in.Overall, &in.Trends
	lat, loss := &g.Metric[record.Latency], &g.Metric[record.Loss]
	traffic, cpu := &g.Metric[record.Traffic], &g.Metric[record.CPU]
	percentile := func(key, title string, v float64, trend []float64, method string) Tile {
		if !lat.Exact {
			method += ", approximate: many distinct values were counted in classes"
		}
		return Tile{Key: key, Title: title, Value: v, Unit: "ms", Decimals: LatencyDigits, N: lat.N,
			Level: above(v, in.Limits.Latency), Trend: trend, Method: method}
	}
	share := float64(in.Bottlenecks) / float64(g.Rows)
	if lat.N+loss.N+cpu.N == 0 {
		share = math.NaN() // nothing that the rule looks at
	}
	tiles := []Tile{
		{Key: "records", Title: "Records", Value: float64(g.Rows), N: g.Rows, Level: Good,
			Trend: t.Records, Method: "records used in the analysis"},
		{Key: "bottlenecks", Title: "Bottlenecks", Value: float64(in.Bottlenecks), N: g.Rows, Level: RowShareLevel(share),
			Trend: t.Bottlenecks, Method: "records that break a limit or have a z-score above the limit"},
		percentile("latency_mean", "Latency mean", lat.Mean, t.Mean[record.Latency], "arithmetic mean of all latencies"),
		percentile("latency_p50", "Latency p50", lat.P50, t.P50, "median of all latencies"),
		percentile("latency_p95", "Latency p95", lat.P95, t.P95, "95 % of latencies are at or below this"),
		percentile("latency_p99", "Latency p99", lat.P99, t.P99, "99 % of latencies are at or below this"),
		{Key: "loss_mean", Title: "Packet loss", Value: loss.Mean, Unit: "%", Decimals: LossDigits, N: loss.N,
			Level: above(loss.Mean, in.Limits.Loss), Trend: t.Mean[record.Loss], Method: "mean packet loss over records"},
		{Key: "traffic_mean", Title: "Traffic", Value: traffic.Mean, Unit: "Mbps", Decimals: TrafficDigits, N: traffic.N,
			Level: known(traffic.Mean), Trend: t.Mean[record.Traffic], Method: "mean traffic per record"},
		{Key: "cpu_mean", Title: "CPU", Value: cpu.Mean, Unit: "%", Decimals: CPUDigits, N: cpu.N,
			Level: above(cpu.Mean, in.Limits.CPU), Trend: t.Mean[record.CPU], Method: "mean CPU utilisation over records"},
		{Key: "uptime_score", Title: "Uptime score", Value: g.Uptime, Unit: "", Decimals: UptimeDigits, N: loss.N,
			Level: above(100-g.Uptime, in.Limits.Loss), Trend: t.Uptime, Method: "mean over records of 100 - min(loss, 5)"},
		{Key: "performance_score", Title: "Performance", Value: g.Performance, Unit: "", Decimals: PerformanceDigits, N: lat.N,
			Level: above(2*(100-g.Performance), in.Limits.Latency), Trend: t.Performance,
			Method: "mean over records of 100 - min(latency, 200) / 2"},
	}
	tiles = append(tiles, qualityTiles(in)...)
	for i := range tiles {
		t := &tiles[i]
		t.Now, t.Usual = valueOf(in.Now, t.Key), valueOf(in.Usual, t.Key)
	}
	return tiles
}

func valueOf(m map[string]float64, key string) float64 {
	if v, ok := m[key]; ok {
		return v
	}
	return math.NaN()
}

// above grades a number for which less is better.
func above(v, limit float64) Level {
	switch {
	case math.IsNaN(v):
		return Unknown
	case v > limit:
		return Bad
	case v > watchShare*limit:
		return Warn
	}
	return Good
}

func known(v float64) Level {
	if math.IsNaN(v) {
		return Unknown
	}
	return Good
}

// RowShareLevel grades the share of flagged rows, 0..1.
func RowShareLevel(share float64) Level {
	switch {
	case math.IsNaN(share):
		return Unknown
	case share >= badRowShare:
		return Bad
	case share >= watchRowShare:
		return Warn
	}
	return Good
}
