package tui

import (
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// devicePage shows all that is known of a device in a region, and its incidents.
// Enter on an incident shows its evidence, enter on the last line the rows.
type devicePage struct {
	d      *dataset
	row    int     // of Cells
	list   []int32 // its incidents
	cursor int     // in list, then the line of the rows
	top    int
	page   int
	all    int
	chase  bool
	gone   bool
}

func newDevicePage(d *dataset, row int) *devicePage {
	g := &d.Cells[row]
	return &devicePage{d: d, row: row, list: d.incidentsOf(g.Device, g.Region)}
}

func (p *devicePage) group() *kpi.Group { return &p.d.Cells[p.row] }

func (p *devicePage) trail() []string {
	return []string{p.group().Device.Text}
}
func (p *devicePage) scopes() scope { return inMove | inDevice }

func (p *devicePage) adopt(d *dataset) tea.Cmd {
	g := p.group()
	row := d.cellOf(g.Device, g.Region)
	if p.gone = row < 0; !p.gone {
		p.d, p.row, p.list = d, row, d.incidentsOf(g.Device, g.Region)
		p.cursor = min(p.cursor, len(p.list))
	}
	return nil
}

// cellOf returns the position of a device in a region in Cells, -1 for nowhere.
func (d *dataset) cellOf(device, region record.Name) int {
	for i := range d.Cells {
		if g := &d.Cells[i]; g.Device == device && g.Region == region {
			return i
		}
	}
	return -1
}

func (p *devicePage) status() string {
	s := plural(int64(len(p.list)), "incident") + ", " + plural(p.group().Rows, "row")
	if p.gone {
		s += "; not in the view on screen"
	}
	if p.all > p.page && p.page > 0 {
		s += "  " + scrollMark(p.top, p.page, p.all)
	}
	return s
}

func (p *devicePage) incident() *incident.Incident {
	if p.cursor < len(p.list) {
		return &p.d.Findings.Incidents[p.list[p.cursor]]
	}
	return nil
}

func (p *devicePage) copyText() string {
	g := p.group()
	l := &g.Metric[record.Latency]
	return strings.Join([]string{g.Device.Text, g.Region.Text, record.Count(g.Rows), cellNumber(l.Mean, kpi.LatencyDigits), cellNumber(l.P95, kpi.LatencyDigits),
		cellNumber(g.Metric[record.Loss].Mean, kpi.LossDigits), cellNumber(g.Metric[record.CPU].Mean, kpi.CPUDigits), record.Count(g.Bottlenecks)}, "\t")
}

func (p *devicePage) do(m *Model, a action) tea.Cmd {
	switch a {
	case actUp, actDown:
		if to, _ := move(a, p.cursor, len(p.list)+1, 1); to != p.cursor {
			p.cursor, p.chase = to, true
			return nil
		}
		p.top, _ = move(a, p.top, 1<<20, 1)
	case actOpen:
		if p.cursor < len(p.list) {
			return m.open(newIncidentPage(p.d, int(p.list[p.cursor])))
		}
		return m.open(allRows(p.d, p.group().Device, p.group().Region))
	default:
		p.top, _ = move(a, p.top, 1<<20, max(1, p.page-1))
	}
	return nil
}

func (p *devicePage) lines(th *chart.Theme, w, h int) []string {
	text, at := p.text(th, w-2, h)
	p.page, p.all = h, len(text)
	if p.chase {
		p.top = min(p.top, max(0, at-2))
		p.top = max(p.top, at-h+2)
		p.chase = false
	}
	p.top = max(0, min(p.top, len(text)-h))
	return indent(text[p.top:min(len(text), p.top+h)], " ")
}

// text is the card in w cells and the line of the cursor.
func (p *devicePage) text(th *chart.Theme, w, h int) (out []string, at int) {
	g := p.group()
	pair := func(name, value string) { out = append(out, th.Paint(chart.Dim, th.Fit(name, 13))+value) }
	pair("device", th.Paint(chart.Title, g.Device.Text)+th.Paint(chart.Dim, " in ")+g.Region.Text)
	pair("records", record.Count(g.Rows)+", "+span(g.First, g.Last))
	pair("bottlenecks", flaggedText(g.Bottlenecks, g.Rows, g.MaxSeverity))
	pair("scores", "uptime "+number(g.Uptime, kpi.UptimeDigits)+", performance "+number(g.Performance, kpi.PerformanceDigits))
	if p.row < len(p.d.CellQuality) {
		out = append(out, qualityLines(th, &p.d.CellQuality[p.row], 13, w)...)
	}
	out = append(out, "", th.Paint(chart.Header, "Incidents"))
	for k, row := range p.list {
		i := &p.d.Findings.Incidents[row]
		line := i.ID + "  " + th.Fit(i.Level.String(), 8) + "  " + shortStamp(i.Start) + "  " + th.FitLeft(lasted(i.End-i.Start), 7) + "  " +
			th.Fit(stateText(i), 6) + "  " + i.What()
		out = append(out, p.item(th, k, line, incidentRole(i.Level), w, &at, len(out)))
	}
	if len(p.list) == 0 {
		out = append(out, th.Paint(chart.Good, "  none"))
	}
	out = append(out, p.item(th, len(p.list), "rows: all "+record.Count(g.Rows)+" of the device", chart.Key, w, &at, len(out)))
	out = append(append(out, ""), p.numbers(th, w)...)
	if p.row < len(p.d.Timeline.Cells) {
		t := p.d.Timeline.Cells[p.row]
		height := max(8, h-len(out)-2)
		out = append(out, "", th.Paint(chart.Header, "Latency over time, mean (shaded: min to max)"))
		picture := chart.LineChart(th, chart.LineOptions{Width: w, Height: height, Unit: "ms", YFromZero: true, Band: true,
			Lines: []chart.Line{{Name: "mean", Role: chart.Series0, Series: calm(t, w)}},
			Limit: p.d.Limits.Latency, LimitLabel: "limit " + trimZeros(p.d.Limits.Latency) + " ms"})
		out = append(out, strings.Split(picture, "\n")...)
	}
	if p.row < len(p.d.CellQuality) {
		out = append(append(out, ""), methodLines(th, w)...)
	}
	return out, at
}

// item draws a line that the cursor can be on.
func (p *devicePage) item(th *chart.Theme, k int, line string, role chart.Role, w int, at *int, here int) string {
	if k == p.cursor {
		*at = here
		return th.Paint(chart.Selected, th.Fit("> "+line, w))
	}
	return th.Paint(role, th.Fit("  "+line, w))
}

// numbers is the table of statistics per metric: the columns that fit.
func (p *devicePage) numbers(th *chart.Theme, w int) []string {
	const name, column = 13, 9
	columns := []struct {
		title string
		pick  func(*kpi.Summary, [3]float64) float64
	}{
		{"mean", func(s *kpi.Summary, _ [3]float64) float64 { return s.Mean }},
		{"median", func(s *kpi.Summary, q [3]float64) float64 { return orElse(s.P50, q[0]) }},
		{"p95", func(s *kpi.Summary, q [3]float64) float64 { return orElse(s.P95, q[1]) }},
		{"max", func(s *kpi.Summary, _ [3]float64) float64 { return s.Max }},
		{"min", func(s *kpi.Summary, _ [3]float64) float64 { return s.Min }},
		{"p99", func(s *kpi.Summary, q [3]float64) float64 { return orElse(s.P99, q[2]) }},
		{"std", func(s *kpi.Summary, _ [3]float64) float64 { return s.Std }},
		{"n", func(s *kpi.Summary, _ [3]float64) float64 { return float64(s.N) }},
	}
	columns = columns[:min(len(columns), max(1, (w-name)/column))]
	head := th.Fit("", name)
	for _, c := range columns {
		head += th.FitLeft(c.title, column)
	}
	out := []string{th.Paint(chart.Header, head)}
	for m := range record.NumMetrics {
		s := &p.group().Metric[m]
		q := [3]float64{math.NaN(), math.NaN(), math.NaN()}
		if p.row < len(p.d.CellQuality) {
			q = p.d.CellQuality[p.row].Percentile[m]
		}
		line := th.Paint(chart.Dim, th.Fit(m.String()+" "+m.Info().Unit, name))
		for _, c := range columns {
			decimals := kpi.MetricDigits[m]
			if c.title == "n" {
				decimals = 0
			}
			v := c.pick(s, q)
			if s.N == 0 && c.title != "n" {
				v = math.NaN()
			}
			line += th.FitLeft(cellNumber(v, decimals), column)
		}
		out = append(out, line)
	}
	return out
}

func orElse(v, other float64) float64 {
	if math.IsNaN(v) {
		return other
	}
	return v
}

// flaggedText says how many rows are bottlenecks and how bad they are.
func flaggedText(n, of int64, worst float64) string {
	if n == 0 {
		return "none"
	}
	return record.Count(n) + " (" + number(100*float64(n)/float64(of), 1) + " % of records), worst severity " + number(worst, kpi.SeverityDigits)
}

// trend is the latency of a device over time as a sparkline of w cells.
func (d *dataset) trend(th *chart.Theme, cell, w int, role chart.Role) string {
	if cell >= len(d.Timeline.Cells) {
		return strings.Repeat(" ", w)
	}
	return chart.Sparkline(th, d.Timeline.Cells[cell].Values(series.Mean), w,
		chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Limit: d.Limits.Latency, Role: role})
}
