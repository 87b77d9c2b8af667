package tui

import (
	"math"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// bottlenecksPane is the table of all flagged rows.
type bottlenecksPane struct {
	d *dataset
	t *table
}

func newBottlenecks(d *dataset) *bottlenecksPane {
	p := &bottlenecksPane{d: d}
	columns := bottleneckColumns(d)
	p.t = &table{columns: columns, rows: len(d.Bottlenecks), sortCol: 0, desc: true,
		order: arrangement{d.worst, d.worst}}
	return p
}

func (p *bottlenecksPane) adopt(d *dataset) tea.Cmd {
	old := p.d
	p.d = d
	return p.t.adopt(newBottlenecks(d).t, func(row int) int { return d.rowOf(old, row) })
}

// bottleneckColumns are the columns of a table over Bottlenecks.
func bottleneckColumns(d *dataset) []column {
	b := d.Bottlenecks
	value := func(title string, width, drop, decimals int, m record.Metric, broken detect.Why) column {
		return column{title: title, width: width, right: true, drop: drop, desc: true, field: m.String(),
			text: func(i int) string { return cellNumber(b[i].Value[m], decimals) },
			key:  func(i int) float64 { return b[i].Value[m] },
			role: func(i int) chart.Role {
				if b[i].Why&broken != 0 {
					return chart.Warn
				}
				return chart.Text
			}}
	}
	return []column{
		{title: "severity", width: 9, right: true, desc: true,
			text: func(i int) string { return number(b[i].Severity, 2) },
			key:  func(i int) float64 { return b[i].Severity },
			role: func(i int) chart.Role { return severityRole(b[i].Severity) }},
		{title: "time (UTC)", width: len(d.stampOf(0)), drop: 2, field: "time",
			text: func(i int) string { return d.stampOf(b[i].Time) },
			key:  func(i int) float64 { return float64(b[i].Time) }},
		{title: "device", width: d.deviceWidth, field: "device",
			text: func(i int) string { return d.Device(b[i].Device).Text },
			key:  func(i int) float64 { return d.deviceRank[b[i].Device] }},
		{title: "region", width: d.regionWidth, drop: 3, field: "region",
			text: func(i int) string { return d.Region(b[i].Region).Text },
			key:  func(i int) float64 { return d.regionRank[b[i].Region] }},
		value("latency", 8, 1, 1, record.Latency, detect.LatencyLimit|detect.LatencyZ),
		value("loss", 6, 5, 2, record.Loss, detect.LossLimit|detect.LossZ),
		value("cpu", 6, 6, 1, record.CPU, detect.CPULimit),
		value("traffic", 9, 7, 1, record.Traffic, 0),
		{title: "why", width: 18, most: 26, drop: 4,
			text: func(i int) string { return d.whyText[b[i].Why&(1<<5-1)] },
			key:  func(i int) float64 { return float64(b[i].Why) }},
		{title: "description", width: 40, most: 120, drop: 8,
			text: func(i int) string { return d.Describe(&b[i]) },
			key:  func(i int) float64 { return float64(b[i].Time) },
			role: func(int) chart.Role { return chart.Dim }},
	}
}

// severityRole colours a severity: over a limit by half is bad.
func severityRole(s float64) chart.Role {
	switch {
	case s >= 0.5:
		return chart.Bad
	case s > 0:
		return chart.Warn
	}
	return chart.Text
}

func (p *bottlenecksPane) scopes() scope { return inMove | inTable | inBottlenecks }

func (p *bottlenecksPane) sortTitles() []string                { return p.t.sortTitles() }
func (p *bottlenecksPane) sortBy(title string) (tea.Cmd, bool) { return p.t.sortBy(title) }
func (p *bottlenecksPane) sortedBy() string                    { return p.t.sortedBy() }
func (p *bottlenecksPane) copyText() string                    { return p.t.copyText() }

func (p *bottlenecksPane) cell() (field, value string, ok bool) { return p.t.cell() }

func (p *bottlenecksPane) click(m *Model, x, y int) tea.Cmd { return p.t.click(m.w, x, y) }

func (p *bottlenecksPane) rowTime() (int64, bool) {
	row, ok := p.t.current()
	if !ok {
		return 0, false
	}
	return p.d.Bottlenecks[row].Time, true
}

func (p *bottlenecksPane) status() string {
	if len(p.d.Bottlenecks) == 0 {
		return "no bottlenecks"
	}
	return tableStatus(p.t, "bottleneck")
}

// tableStatus tells how many rows are shown, where the cursor is and by what
// the rows are sorted and filtered.
func tableStatus(t *table, noun string) string {
	s := plural(int64(len(t.order.shown)), noun)
	if len(t.order.shown) != t.rows {
		s = record.Count(int64(len(t.order.shown))) + " of " + plural(int64(t.rows), noun)
	}
	if len(t.order.shown) > 0 {
		s += ", row " + record.Count(int64(t.cursor+1))
	}
	if t.busy {
		s += ", sorting"
	}
	return s
}

func (p *bottlenecksPane) do(m *Model, a action) tea.Cmd {
	if cmd, ok := p.t.do(a, m.bodyHeight()); ok {
		return cmd
	}
	if row, ok := p.t.current(); ok && a == actOpen {
		m.overlay = detail(p.d, row)
	}
	return nil
}

func (p *bottlenecksPane) lines(th *chart.Theme, w, h int) []string {
	if p.t.rows == 0 {
		return centred([]string{
			th.Paint(chart.Good, "No bottlenecks"),
			"",
			"No row breaks a limit or stands out of the rest.",
		}, 48, w, h)
	}
	return p.t.lines(th, w, h)
}

// detail is the card of one bottleneck: each value with its limit and z-score.
func detail(d *dataset, row int) *overlay {
	b := &d.Bottlenecks[row]
	l := d.Limits
	return &overlay{title: "Bottleneck", width: 72, text: func(th *chart.Theme, w int) []string {
		pair := func(name, value string) string {
			return th.Paint(chart.Dim, th.Fit(name, 10)) + value
		}
		out := []string{
			pair("time", stamp(b.Time)+" UTC"),
			pair("device", th.Paint(chart.Title, d.Device(b.Device).Text)),
			pair("region", d.Region(b.Region).Text),
			pair("severity", th.Paint(severityRole(b.Severity), number(b.Severity, 2)+"  "+severityWords(b.Severity))),
			"",
			th.Paint(chart.Header, th.Fit("", 10)+"    value       limit   z-score  verdict"),
		}
		value := func(m record.Metric, limit, z float64, over, unusual bool) {
			lim, zs := "none", "-"
			if !math.IsNaN(limit) {
				lim = trimZeros(limit) + " " + m.Info().Unit
			}
			if !math.IsNaN(z) {
				zs = number(z, 2)
			}
			v := cellNumber(b.Value[m], 2)
			if v != "-" {
				v += " " + m.Info().Unit
			}
			verdict, role := "", chart.Text
			switch {
			case math.IsNaN(b.Value[m]):
				verdict, role = noData, chart.Dim
			case over:
				verdict, role = "over the limit", chart.Bad
			case unusual:
				verdict, role = "unusual", chart.Warn
			case !math.IsNaN(limit):
				verdict, role = "ok", chart.Good
			}
			out = append(out, th.Paint(chart.Dim, th.Fit(m.String(), 10))+th.FitLeft(v, 11)+" "+
				th.FitLeft(lim, 9)+"  "+th.FitLeft(zs, 8)+"  "+th.Paint(role, verdict))
		}
		nan := math.NaN()
		value(record.Latency, l.Latency, b.ZLatency, b.Why&detect.LatencyLimit != 0, b.Why&detect.LatencyZ != 0)
		value(record.Loss, l.Loss, b.ZLoss, b.Why&detect.LossLimit != 0, b.Why&detect.LossZ != 0)
		value(record.CPU, l.CPU, nan, b.Why&detect.CPULimit != 0, false)
		value(record.Traffic, nan, nan, false, false)
		out = append(out, "", th.Paint(chart.Header, "Why"))
		for _, reason := range reasons(d, b) {
			out = append(out, wrap(reason, w)...)
		}
		out = append(out, "")
		for _, line := range wrap(d.Describe(b), w) {
			out = append(out, th.Paint(chart.Dim, line))
		}
		return out
	}}
}

// severityWords says what a severity means.
func severityWords(s float64) string {
	if s == 0 {
		return "(within all limits, but unusual)"
	}
	return "(" + number(100*s, 0) + " % over a limit)"
}

// reasons spells out the rules a row broke.
func reasons(d *dataset, b *detect.Bottleneck) []string {
	var out []string
	over := func(rule detect.Why, m record.Metric, limit float64) {
		if b.Why&rule != 0 {
			unit := " " + m.Info().Unit
			out = append(out, m.String()+" "+number(b.Value[m], 2)+unit+" is over the limit of "+trimZeros(limit)+unit+".")
		}
	}
	unusual := func(rule detect.Why, m record.Metric, z float64, p detect.Population) {
		if b.Why&rule != 0 {
			unit := " " + m.Info().Unit
			out = append(out, m.String()+" "+number(b.Value[m], 2)+unit+" is "+number(z, 2)+
				" standard deviations above the mean of "+number(p.Mean, 2)+unit+" (more than "+trimZeros(d.Limits.Z)+" is unusual).")
		}
	}
	over(detect.LatencyLimit, record.Latency, d.Limits.Latency)
	over(detect.LossLimit, record.Loss, d.Limits.Loss)
	over(detect.CPULimit, record.CPU, d.Limits.CPU)
	unusual(detect.LatencyZ, record.Latency, b.ZLatency, d.Latency)
	unusual(detect.LossZ, record.Loss, b.ZLoss, d.Loss)
	return out
}
