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
	tabled
}

func newBottlenecks(d *dataset) *bottlenecksPane {
	p := &bottlenecksPane{d: d}
	p.t = bottleneckTable(d, d.worst)
	return p
}

// bottleneckTable is a table of flagged rows, the severest first.
func bottleneckTable(d *dataset, order []int32) *table {
	t := orderedTable(bottleneckColumns(d), order)
	t.rows, t.desc = len(d.Bottlenecks), true
	for i := range t.columns {
		if t.columns[i].title == "severity" {
			t.sortCol, t.col = i, i
		}
	}
	return t
}

func (p *bottlenecksPane) adopt(d *dataset) tea.Cmd {
	old, next := p.d, newBottlenecks(d)
	p.d = d
	return p.t.adopt(next.t, func(row int) int { return d.rowOf(old, row) })
}

// bottleneckColumns are the columns of a table over Bottlenecks.
func bottleneckColumns(d *dataset) []column {
	b := d.Bottlenecks
	value := func(title string, width, decimals int, m record.Metric, broken detect.Why) column {
		return column{title: title, width: width, right: true, desc: true, field: m.String(),
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
		{title: "device", width: d.deviceWidth, field: "device",
			text: func(i int) string { return d.Device(b[i].Device).Text },
			key:  func(i int) float64 { return d.deviceRank[b[i].Device] }},
		{title: "severity", width: 9, right: true, desc: true,
			text: func(i int) string { return number(b[i].Severity, 2) },
			key:  func(i int) float64 { return b[i].Severity },
			role: func(i int) chart.Role { return severityRole(b[i].Severity) }},
		{title: "time (UTC)", width: len(d.stampOf(0)), field: "time",
			text: func(i int) string { return d.stampOf(b[i].Time) },
			key:  func(i int) float64 { return float64(b[i].Time) }},
		{title: "when", width: len("01-02 15:04"), hidden: true,
			text: func(i int) string { return shortStamp(b[i].Time) },
			key:  func(i int) float64 { return float64(b[i].Time) }},
		{title: "region", width: d.regionWidth, field: "region",
			text: func(i int) string { return d.Region(b[i].Region).Text },
			key:  func(i int) float64 { return d.regionRank[b[i].Region] }},
		value("latency", 8, 1, record.Latency, detect.LatencyLimit|detect.LatencyZ),
		value("loss", 6, 2, record.Loss, detect.LossLimit|detect.LossZ),
		value("cpu", 6, 1, record.CPU, detect.CPULimit),
		value("traffic", 9, 1, record.Traffic, 0),
		{title: "why", width: 18, most: 26,
			text: func(i int) string { return d.whyText[b[i].Why&(1<<5-1)] },
			key:  func(i int) float64 { return float64(b[i].Why) }},
		{title: "description", width: 40, most: 120,
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

// rowTime returns the time of the row under the cursor.
func (p *bottlenecksPane) rowTime() (int64, bool) {
	row, ok := p.t.current()
	if !ok {
		return 0, false
	}
	return p.d.Bottlenecks[row].Time, true
}

func (p *bottlenecksPane) find(n int) bool { return p.nextWhere(n, func(int) bool { return true }) }

func (p *bottlenecksPane) status() string { return tableStatus(p.t, "bottleneck") }

func (p *bottlenecksPane) do(m *Model, a action) tea.Cmd {
	if cmd, ok := p.t.do(m, a, m.bodyHeight()); ok {
		return cmd
	}
	if row, ok := p.t.current(); ok && a == actOpen {
		return m.open(newBottleneckPage(p.d, row))
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
				" standard deviations above the mean of "+number(p.Mean, 2)+unit+" (deviation "+number(p.Std, 2)+unit+
				", of "+plural(p.N, "sample")+"; more than "+trimZeros(d.Limits.Z)+" is unusual).")
		}
	}
	over(detect.LatencyLimit, record.Latency, d.Limits.Latency)
	over(detect.LossLimit, record.Loss, d.Limits.Loss)
	over(detect.CPULimit, record.CPU, d.Limits.CPU)
	unusual(detect.LatencyZ, record.Latency, b.ZLatency, d.Latency)
	unusual(detect.LossZ, record.Loss, b.ZLoss, d.Loss)
	return out
}

// limitOf returns the limit of a metric, its z-score and whether the row breaks
// the one or the other; NaN where there is none.
func limitOf(d *dataset, b *detect.Bottleneck, m record.Metric) (limit, z float64, over, unusual bool) {
	nan := math.NaN()
	switch m {
	case record.Latency:
		return d.Limits.Latency, b.ZLatency, b.Why&detect.LatencyLimit != 0, b.Why&detect.LatencyZ != 0
	case record.Loss:
		return d.Limits.Loss, b.ZLoss, b.Why&detect.LossLimit != 0, b.Why&detect.LossZ != 0
	case record.CPU:
		return d.Limits.CPU, nan, b.Why&detect.CPULimit != 0, false
	}
	return nan, nan, false, false
}
