package export

import (
	"cmp"
	"io"
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// How much the summary shows.
const (
	textWorst   = 5  // devices, and bottleneck rows
	textRegions = 12 // regions; of more, the worst
	textFiles   = 5
)

// Text writes the summary for pipes, cron mails and tickets: the verdict, what
// was read and what could not be used, the key numbers, the regions, and the
// worst devices and bottleneck rows. Lines are at most 80 columns, wide
// characters counted as two, and hold no control character; the words are
// ASCII, names are as the input has them. What was not measured reads
// "no data". It returns the error of w.
func Text(w io.Writer, r *analytics.Report) error {
	var d textDoc
	d.verdict(r)
	d.line("")
	d.load(r)
	d.tiles(r)
	d.regions(r)
	d.devices(r)
	d.rows(r)
	_, err := io.WriteString(w, d.String())
	return err
}

func (d *textDoc) verdict(r *analytics.Report) {
	d.para("", "Verdict: "+r.Verdict.Level.String())
	if r.Verdict.Headline != "" {
		d.para("", r.Verdict.Headline)
	}
	for _, fact := range r.Verdict.Facts {
		d.para("- ", fact)
	}
}

// load tells what was read and what could not be used.
func (d *textDoc) load(r *analytics.Report) {
	l := &r.Load
	source := l.Source
	if l.Bytes > 0 {
		source += ", " + size(l.Bytes)
	}
	d.para("Source   ", source)
	for i, f := range l.Files {
		if len(l.Files) == 1 {
			break
		}
		if i == textFiles {
			d.para("         ", "and "+plural(int64(len(l.Files)-textFiles), "more file"))
			break
		}
		d.para("         ", f.Path+": "+plural(f.Rows, "row"))
	}
	d.para("Rows     ", record.Count(l.Rows)+" used, "+record.Count(l.TotalRejected())+" rejected")
	for reason, n := range l.Rejected {
		if n == 0 {
			continue
		}
		d.para("         ", record.Reason(reason).String()+": "+record.Count(n))
		for _, f := range l.Faults {
			if f.Reason == record.Reason(reason) {
				d.para("           ", faultText(f))
			}
		}
	}
	if l.Rows > 0 {
		d.para("Time     ", clockSeconds(r.First)+" to "+clockSeconds(r.Last)+" UTC ("+span(r.Last-r.First)+")")
	} else {
		d.para("Time     ", noData)
	}
	label := "Missing  "
	for m := range record.NumMetrics {
		var parts []string
		if !l.Present[m] && l.Rows > 0 {
			parts = append(parts, "the input has no such column")
		}
		for reason, n := range l.Missing[m] {
			if n > 0 {
				parts = append(parts, record.Count(n)+" "+record.MissingReason(reason).String())
			}
		}
		if len(parts) > 0 {
			d.para(label, m.Info().Column+": "+strings.Join(parts, ", "))
			label = "         "
		}
	}
	label = "Note     "
	note := func(s string) {
		d.para(label, s)
		label = "         "
	}
	if l.Truncated {
		note("The input ended in the middle of a row; the rows before it are used.")
	}
	if l.Repaired > 0 {
		note(plural(l.Repaired, "line") + " used after damage was taken out.")
	}
	for _, n := range l.Notes {
		note(n)
	}
}

func (d *textDoc) tiles(r *analytics.Report) {
	t := textTable{columns: []textColumn{{}, {right: true}, {}, {}}}
	for _, tile := range r.Tiles {
		if tile.N == 0 || math.IsNaN(tile.Value) {
			t.add(tile.Title, noData, "", "")
			continue
		}
		t.add(tile.Title, num(tile.Value, tile.Decimals), tile.Unit, tile.Level.String())
	}
	d.table("Key numbers", t)
}

func (d *textDoc) regions(r *analytics.Report) {
	groups := make([]*kpi.Group, len(r.Regions))
	for i := range r.Regions {
		groups[i] = &r.Regions[i]
	}
	title := "Regions (latency in ms, loss and CPU in %)"
	if len(groups) > textRegions {
		title = "Regions, " + strconv.Itoa(textRegions) + " with most bottlenecks of " + record.Count(int64(len(groups))) +
			" (latency in ms, loss and CPU in %)"
		groups = first(textRegions, groups, moreBottlenecks)
	}
	t := textTable{columns: []textColumn{
		{head: "region", flex: true}, {head: "rows", right: true}, {head: "mean", right: true}, {head: "p95", right: true},
		{head: "max", right: true}, {head: "loss", right: true}, {head: "cpu", right: true},
		{head: "uptime", right: true}, {head: "perf", right: true}, {head: "flagged", right: true},
	}}
	for _, g := range groups {
		latency := &g.Metric[record.Latency]
		t.add(g.Region.Text, record.Count(g.Rows),
			measured(latency.N, latency.Mean, kpi.LatencyDigits), measured(latency.N, latency.P95, kpi.LatencyDigits), measured(latency.N, latency.Max, kpi.LatencyDigits),
			measured(g.Metric[record.Loss].N, g.Metric[record.Loss].Mean, kpi.LossDigits),
			measured(g.Metric[record.CPU].N, g.Metric[record.CPU].Mean, kpi.CPUDigits),
			measured(g.Metric[record.Loss].N, g.Uptime, kpi.UptimeDigits), measured(latency.N, g.Performance, kpi.PerformanceDigits),
			record.Count(g.Bottlenecks))
	}
	d.table(title, t)
}

func (d *textDoc) devices(r *analytics.Report) {
	var hit []*kpi.Group
	for i := range r.Devices {
		if r.Devices[i].Bottlenecks > 0 {
			hit = append(hit, &r.Devices[i])
		}
	}
	worst := first(textWorst, hit, moreBottlenecks)
	t := textTable{columns: []textColumn{
		{head: "device", flex: true}, {head: "flagged", right: true}, {head: "of rows", right: true},
		{head: "worst severity", right: true}, {head: "latency p95", right: true}, {head: "loss mean", right: true},
	}}
	for _, g := range worst {
		t.add(g.Device.Text, record.Count(g.Bottlenecks), record.Count(g.Rows), brief(g.MaxSeverity, 2),
			measured(g.Metric[record.Latency].N, g.Metric[record.Latency].P95, 1),
			measured(g.Metric[record.Loss].N, g.Metric[record.Loss].Mean, 2))
	}
	d.table("Devices with most bottlenecks"+outOf(len(worst), len(hit))+" (latency in ms, loss in %)", t)
}

func (d *textDoc) rows(r *analytics.Report) {
	all := make([]*detect.Bottleneck, len(r.Bottlenecks))
	for i := range all {
		all[i] = &r.Bottlenecks[i]
	}
	worst := first(textWorst, all, func(a, b *detect.Bottleneck) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Row.Compare(&b.Row))
	})
	t := textTable{columns: []textColumn{
		{head: "time (UTC)"}, {head: "device", flex: true}, {head: "region", flex: true}, {head: "severity", right: true},
		{head: "latency", right: true}, {head: "loss", right: true}, {head: "cpu", right: true},
	}}
	for _, b := range worst {
		t.add(clockSeconds(b.Time), r.Device(b.Device).Text, r.Region(b.Region).Text, brief(b.Severity, 2),
			brief(b.Value[record.Latency], 2), brief(b.Value[record.Loss], 3), brief(b.Value[record.CPU], 1))
	}
	d.table("Bottlenecks of highest severity"+outOf(len(worst), len(all))+" (latency in ms, loss and CPU in %)", t)
}

// moreBottlenecks orders groups by bottlenecks, then severity, then name.
func moreBottlenecks(a, b *kpi.Group) int {
	return cmp.Or(cmp.Compare(b.Bottlenecks, a.Bottlenecks), cmp.Compare(b.MaxSeverity, a.MaxSeverity),
		cmp.Compare(a.Region.Raw, b.Region.Raw), cmp.Compare(a.Device.Raw, b.Device.Raw))
}

// first returns the n first of items by order, without sorting them all.
func first[T any](n int, items []T, order func(a, b T) int) []T {
	var out []T
	for _, item := range items {
		at := len(out)
		for at > 0 && order(item, out[at-1]) < 0 {
			at--
		}
		if at == n {
			continue
		}
		out = append(out, item)
		copy(out[at+1:], out[at:])
		out[at] = item
		out = out[:min(n, len(out))]
	}
	return out
}

func outOf(shown, all int) string {
	if shown == all {
		return ""
	}
	return ", " + strconv.Itoa(shown) + " of " + record.Count(int64(all))
}

// measured prints a statistic of n samples.
func measured(n int64, v float64, decimals int) string {
	if n == 0 {
		return noData
	}
	return brief(v, decimals)
}

// brief prints v for a narrow column: huge values as 1.234e+08.
func brief(v float64, decimals int) string {
	if math.Abs(v) >= 1e6 && !math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'e', 3, 64)
	}
	return num(v, decimals)
}
