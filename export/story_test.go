package export

import (
	"math"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// Names that want to be more than names.
const (
	evilDevice = "=HYPERLINK(\"http://x\")\x1b[31m\n| **b** `c` <script>"
	evilRegion = "@eu\u202e_z_ & 'q'"
)

// story is a small report with something of everything in it, and hostile names.
func story() *analytics.Report {
	nan, at := math.NaN(), func(hour, minute int) int64 {
		return time.Date(2024, 5, 1, hour, minute, 0, 0, time.UTC).UnixNano()
	}
	device, region := record.MakeName(evilDevice), record.MakeName(evilRegion)
	quiet := record.MakeName("edge-02")
	objective, err := slo.Parse("99% latency<=120 over 30d")
	if err != nil {
		panic(err)
	}
	limit, err := usual.ParseLimit("loss > 3")
	if err != nil {
		panic(err)
	}
	group := kpi.Group{Region: region, Regions: 1, Rows: 48, Uptime: 99.5, Performance: nan, Bottlenecks: 2, MaxSeverity: 1.5, First: at(0, 0), Last: at(12, 0)}
	for m := range group.Metric {
		group.Metric[m] = kpi.Summary{Sum: nan, Mean: nan, Std: nan, PopStd: nan, Min: nan, Max: nan, P50: nan, P95: nan, P99: nan, Exact: true}
	}
	group.Metric[record.Latency] = kpi.Summary{N: 48, Sum: 2400, Mean: 50, Std: 10, Min: 20, Max: 300, P50: 48, P95: 90.25, P99: 210, Exact: true}
	q := kpi.Quality{Good: 45, Bad: 3, None: 2, Availability: 0.9375, Coverage: 0.96, Jitter: 2.5, JitterN: 40, Traffic95: nan, LossRun: 3,
		Capacity: kpi.Capacity{Days: 1, PerDay: nan, Busy: nan, DaysLeft: math.Inf(1), Confidence: "too few days: 1 of 14 needed"}}
	for m := range q.Percentile {
		q.Percentile[m] = [3]float64{nan, nan, nan}
	}
	cell := group
	cell.Device = device
	overall := group
	overall.Region = record.Name{}
	evidence := incident.Evidence{
		Metric: record.Latency, Device: device, Region: region, At: at(4, 30), Value: 212.5, Usual: 41, Spread: 7, Z: 24.5, Limit: 77.4,
		Rule: "latency above 77.4 ms: its usual 41 plus 5.2 spreads of 7", Samples: 40, Days: 1, Method: "median of all 40 samples", Bad: 4,
		PeerRank: 1, Peers: 2,
		Around: incident.Around{Time: []int64{at(4, 15), at(4, 30)}, Value: []float64{40, nan}, Usual: []float64{41.0000001, 41}, Limit: []float64{nan, 77.4}},
	}
	budget := slo.Budget{Good: 40, Bad: 4, None: 2, Attained: 40.0 / 44, Coverage: 44.0 / 46, Allowed: 0.44, Left: -8.0909, LeftMinutes: -17.8, HoursLeft: 0,
		Burn: []slo.Burn{{Window: int64(time.Hour), Rate: 9.1, Slots: 12}, {Window: int64(6 * time.Hour), Rate: nan, Slots: 3}}}
	east := budget
	east.Region, east.HoursLeft, east.Left = region, math.Inf(1), 0.5
	spender := budget
	spender.Region, spender.Device = region, device
	return &analytics.Report{
		Load: record.LoadReport{
			Source: "evil.csv", Files: []record.FileInfo{{Path: "evil.csv", Bytes: 4096, Rows: 48}}, Bytes: 4096, Lines: 50, Rows: 48,
			Rejected:  [record.NumReasons]int64{record.BadTime: 1},
			Faults:    []record.RowFault{{Reason: record.BadTime, File: "evil.csv", Line: 7, Column: 1, Field: "timestamp", Value: "soon", Detail: "no time"}},
			Missing:   [record.NumMetrics][record.NumMissingReasons]int64{record.Loss: {record.EmptyCell: 3}},
			Present:   [record.NumMetrics]bool{record.Latency: true, record.Loss: true},
			HasRegion: true, HasDevice: true, Notes: []string{"times without a zone are taken for UTC"},
		},
		Limits: detect.DefaultLimits, First: at(0, 0), Last: at(12, 0), RunID: "0123456789ab",
		Overall: overall, OverallQuality: q, Regions: []kpi.Group{group}, RegionQuality: []kpi.Quality{q}, Cells: []kpi.Group{cell}, CellQuality: []kpi.Quality{q},
		Tiles: []kpi.Tile{
			{Key: "latency_p95", Title: "Latency p95", Value: 90.25, Unit: "ms", Decimals: 1, N: 48, Level: kpi.Warn, Now: 212.5, Usual: nan, Method: "95 % of latencies are at or below this"},
			{Key: "cpu_mean", Title: "CPU", Value: nan, Unit: "%", Now: nan, Usual: nan, Method: "mean CPU utilisation over records"},
		},
		Verdict: kpi.Verdict{Level: kpi.Bad, Headline: "1 open incident; worst: " + device.Text + " latency 213 ms", Facts: []string{"1 earlier one is over."}},
		View:    analytics.View{Limits: detect.DefaultLimits, Rules: []usual.Limit{limit}, Objective: objective},
		Findings: incident.Findings{
			Total: 2, Open: 1, Worst: incident.High, Judged: 2, TooLittle: 1, Note: "Judged 2 devices, each on its own usual.",
			Incidents: []incident.Incident{
				{
					ID: "I-2", Rank: 1, Kind: usual.Unusual, Scope: incident.OneDevice, Cause: incident.PathShift, Why: "latency rose, traffic did not, on " + device.Text,
					Devices: []incident.Member{{Device: device, Region: region, Start: at(4, 15), End: at(12, 0)}}, Hit: 1, Of: 2, Regions: 1, Region: region,
					Start: at(4, 15), End: at(12, 0), Raised: at(4, 30), Open: true, LastGood: at(4, 0), Flaps: 3, Severity: 1.25, Rule: 1.5, Level: incident.High,
					ImpactGB: nan, ImpactMinutes: 465, Rows: 31, Flagged: 2, Headline: "latency 213 ms (usual 41) on " + device.Text, Evidence: []incident.Evidence{evidence},
				},
				{
					ID: "I-1", Rank: 2, Kind: usual.Gap, Scope: incident.OneRegion, Cause: incident.Outage, Region: region,
					Devices: []incident.Member{{Device: quiet, Region: region, Start: at(1, 0), End: at(2, 0)}, {Device: device, Region: region, Start: at(1, 15), End: at(2, 0)}},
					Hit:     2, Of: 2, Regions: 1, Start: at(1, 0), End: at(2, 0), Severity: 0.5, Level: incident.Medium, ImpactGB: 0.125, ImpactMinutes: 105,
					Headline: "no data from 2 of 2 devices", Evidence: []incident.Evidence{{Device: quiet, Region: region, At: at(1, 0), Value: nan, Usual: nan, Spread: nan, Z: nan, Limit: nan, Bad: 4, Rule: "no data for 60 min"}},
				},
			},
			Spikes: []incident.Spike{{Device: quiet, Region: region, Metric: record.Loss, At: at(3, 0), Value: 9, Usual: nan, Z: 12}}, SpikeCount: 4,
			Chronic: []incident.Chronic{{Device: quiet, Region: region, Metric: record.CPU, Median: 95, Limit: 90, Samples: 48}}, AlwaysBad: 1,
		},
		SLO:         &slo.Report{Objective: objective, Overall: budget, Regions: []slo.Budget{east}, Spenders: []slo.Budget{spender}, Method: "how it is counted"},
		DeviceNames: []record.Name{device, quiet}, RegionNames: []record.Name{region},
		Bottlenecks: []detect.Bottleneck{
			{Row: record.Row{Time: at(4, 30), Value: [record.NumMetrics]float64{nan, 212.5, 5, nan}}, Why: detect.LatencyLimit | detect.LossZ, ZLatency: 3, ZLoss: 2.75, Severity: 1.5},
			{Row: record.Row{Time: at(5, 0), Device: 1, Value: [record.NumMetrics]float64{nan, 264, nan, nan}}, Why: detect.LatencyLimit, ZLatency: 4, ZLoss: nan, Severity: 1.2},
		},
	}
}

// told is how story was made.
func told() About {
	return About{Version: "1.2.3", Reading: &quality.Reading{
		Command: "network-analytics --tz=UTC -- -evil.csv",
		Inputs: []quality.Input{{Path: "-evil.csv", Format: "CSV", Time: quality.TimeColumn{Columns: "timestamp", Zone: "UTC"}, Columns: []quality.Column{
			{Name: "rtt | *s*", Field: "latency_ms", Unit: "s"}, {Name: "unused"}}}},
	}}
}
