package tui

import (
	"math"

	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// groupCard shows all that is known of a device in a region.
func groupCard(d *dataset, row int) *overlay {
	g := &d.Cells[row]
	return &overlay{title: "Device", width: 84, text: func(th *chart.Theme, w int) []string {
		pair := func(name, value string) string { return th.Paint(chart.Dim, th.Fit(name, 13)) + value }
		out := []string{
			pair("device", th.Paint(chart.Title, g.Device.Text)),
			pair("region", g.Region.Text),
			pair("records", record.Count(g.Rows)+", "+span(g.First, g.Last)),
			pair("bottlenecks", flaggedText(g.Bottlenecks, g.Rows, g.MaxSeverity)),
			pair("scores", "uptime "+number(g.Uptime, 2)+", performance "+number(g.Performance, 1)),
			"",
		}
		const name, column = 12, 9
		head := th.Fit("", name)
		for _, title := range []string{"n", "mean", "std", "min", "max", "median", "p95", "p99"} {
			head += th.FitLeft(title, column)
		}
		out = append(out, th.Paint(chart.Header, head))
		for m := range record.NumMetrics {
			s := &g.Metric[m]
			line := th.Paint(chart.Dim, th.Fit(m.String()+" "+m.Info().Unit, name)) + th.FitLeft(record.Count(s.N), column)
			for _, v := range []float64{s.Mean, s.Std, s.Min, s.Max, s.P50, s.P95, s.P99} {
				line += th.FitLeft(cellNumber(v, 2), column)
			}
			out = append(out, line)
		}
		if row < len(d.Timeline.Cells) {
			t := d.Timeline.Cells[row]
			out = append(out, "", th.Paint(chart.Header, "latency over time, mean"),
				chart.Sparkline(th, t.Values(series.Mean), w, chart.SparkOptions{
					Min: math.NaN(), Max: math.NaN(), Limit: d.Limits.Latency, Role: chart.Accent}),
				th.Paint(chart.Dim, span(t.Start, t.End())))
		}
		return out
	}}
}

// flaggedText says how many rows are bottlenecks and how bad they are.
func flaggedText(n, of int64, worst float64) string {
	if n == 0 {
		return "none"
	}
	return record.Count(n) + " (" + number(100*float64(n)/float64(of), 1) + " % of records), worst severity " + number(worst, 2)
}
