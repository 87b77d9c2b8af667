package tui

import (
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// sideBySide is the width from which list and chart stand side by side.
const sideBySide = 100

// latencyItem is a line of the latency list: everything, a region, or a device
// in a region.
type latencyItem struct {
	name   string
	group  *kpi.Group
	series series.Series
	p95    bool // the series has percentiles
	region int  // number of the region, -1 for everything
}

// latencyPane shows the latency over time: a trend for each region, or for each
// device of one, and the selected one as a chart.
type latencyPane struct {
	d       *dataset
	items   []latencyItem
	inside  int // region whose devices are listed, -1 for the list of regions
	outside int // cursor in the list of regions, to come back to
	cursor  int
	top     int
	shared  bool // one scale for all trends
	lo, hi  float64
}

func newLatency(d *dataset) *latencyPane {
	p := &latencyPane{d: d}
	p.list(-1)
	return p
}

// list fills the list with the regions (-1) or the devices of one.
func (p *latencyPane) list(region int) {
	p.inside, p.items = region, nil
	t := &p.d.Timeline
	if region < 0 {
		p.items = append(p.items, latencyItem{"all regions", &p.d.Overall, t.Overall[record.Latency], true, -1})
		for i := range p.d.Regions {
			g := &p.d.Regions[i]
			p.items = append(p.items, latencyItem{g.Region.Text, g, t.Regions[i][record.Latency], true, i})
		}
	} else {
		for i := range p.d.Cells {
			if g := &p.d.Cells[i]; g.Region == p.d.Regions[region].Region && i < len(t.Cells) {
				p.items = append(p.items, latencyItem{g.Device.Text, g, t.Cells[i], false, region})
			}
		}
	}
	p.lo, p.hi = math.Inf(1), math.Inf(-1)
	for i := range p.items {
		for _, pt := range p.items[i].series.Points {
			if pt.N > 0 {
				p.lo, p.hi = min(p.lo, pt.Mean), max(p.hi, pt.Mean)
			}
		}
	}
}

func (p *latencyPane) title() string { return paneTitles[1] }
func (p *latencyPane) scopes() scope { return inMove | inLatency }

func (p *latencyPane) status() string {
	scale := "each trend in its own scale"
	if p.shared {
		scale = "all trends in one scale"
	}
	what := plural(int64(len(p.items)-1), "region")
	if p.inside >= 0 {
		what = p.d.Regions[p.inside].Region.Text + ": " + plural(int64(len(p.items)), "device") + ", esc goes back"
	}
	return what + "; " + scale
}

func (p *latencyPane) do(m *Model, a action) tea.Cmd {
	if to, ok := move(a, p.cursor, len(p.items), p.listHeight(m.w, m.bodyHeight())-1); ok {
		p.cursor = to
		return nil
	}
	switch a {
	case actScale:
		p.shared = !p.shared
	case actOpen:
		if r := p.items[p.cursor].region; p.inside < 0 && r >= 0 {
			p.outside = p.cursor
			p.list(r)
			p.cursor, p.top = 0, 0
		} else if p.inside < 0 {
			m.say(chart.Text, "choose a region first: j and k move")
			return m.tick()
		}
	case actBack:
		if p.inside >= 0 {
			p.list(-1)
			p.cursor = p.outside
		}
	}
	return nil
}

// listHeight returns the lines of the list, its header included.
func (p *latencyPane) listHeight(w, h int) int {
	if w >= sideBySide || h < 10 {
		return h
	}
	return min(len(p.items)+1, max(4, h*2/5))
}

func (p *latencyPane) lines(th *chart.Theme, w, h int) []string {
	if len(p.items) == 0 {
		return centred([]string{th.Paint(chart.Dim, noData)}, 8, w, h)
	}
	lh := p.listHeight(w, h)
	switch {
	case lh >= h && w < sideBySide:
		return p.listLines(th, w, h)
	case w < sideBySide:
		return append(p.listLines(th, w, lh), p.chartLines(th, w, h-lh)...)
	}
	lw := max(46, w*2/5)
	rule := "│"
	if th.ASCII() {
		rule = "|"
	}
	return beside(p.listLines(th, lw, h), p.chartLines(th, w-lw-3, h), lw, " "+th.Paint(chart.Border, rule)+" ", th, h)
}

// beside sets two blocks side by side, the left one w cells wide.
func beside(left, right []string, w int, between string, th *chart.Theme, h int) []string {
	out := make([]string, h)
	for y := range out {
		l, r := "", ""
		if y < len(left) {
			l = left[y]
		}
		if y < len(right) {
			r = right[y]
		}
		out[y] = th.Fit(l, w) + between + r
	}
	return out
}

// listLines draws the list in w x h cells, the header first.
func (p *latencyPane) listLines(th *chart.Theme, w, h int) []string {
	const numberWidth = 7
	name, numbers := 8, 3
	for i := range p.items {
		name = min(max(name, cells(p.items[i].name)), maxNameWidth, w/3)
	}
	title := "region"
	if p.inside >= 0 {
		title = "device"
	}
	for numbers > 1 && w-2-name-numbers*(numberWidth+1) < 12 {
		numbers--
	}
	trend := w - 2 - name - numbers*(numberWidth+1) - 2
	columns := []struct {
		title string
		pick  func(*kpi.Summary) float64
	}{
		{"p95 ms", func(s *kpi.Summary) float64 { return s.P95 }},
		{"mean", func(s *kpi.Summary) float64 { return s.Mean }},
		{"max", func(s *kpi.Summary) float64 { return s.Max }},
	}[:numbers]
	head := "  " + th.Fit(title, name)
	for _, c := range columns {
		head += " " + th.FitLeft(c.title, numberWidth)
	}
	if trend > 4 {
		head += "  trend of the mean"
	}
	out := []string{th.Paint(chart.Header, th.Fit(head, w))}
	page := h - 1
	p.top = scroll(p.top, p.cursor, len(p.items), page)
	for i := p.top; i < min(len(p.items), p.top+page); i++ {
		it, here := &p.items[i], i == p.cursor
		var b strings.Builder
		for _, c := range columns {
			v := c.pick(&it.group.Metric[record.Latency])
			text := th.FitLeft(cellNumber(v, 1), numberWidth)
			if !here && v > p.d.Limits.Latency {
				text = th.Paint(chart.Warn, text)
			}
			b.WriteString(" " + text)
		}
		line := th.Fit(it.name, name) + b.String()
		if here {
			line = th.Paint(chart.Selected, "> "+line)
		} else {
			line = "  " + line
		}
		if trend > 4 {
			line += "  " + p.trend(th, it, trend)
		}
		out = append(out, line)
	}
	return out
}

func (p *latencyPane) trend(th *chart.Theme, it *latencyItem, w int) string {
	o := chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Limit: p.d.Limits.Latency, Role: chart.Accent}
	if p.shared {
		o.Min, o.Max = p.lo, p.hi
	}
	return chart.Sparkline(th, it.series.Values(series.Mean), w, o)
}

// chartLines draws the selected item in w x h cells.
func (p *latencyPane) chartLines(th *chart.Theme, w, h int) []string {
	it := &p.items[p.cursor]
	s := &it.group.Metric[record.Latency]
	name := it.name
	if p.inside >= 0 {
		name += " in " + p.d.Regions[p.inside].Region.Text
	}
	facts := " latency: mean " + number(s.Mean, 1) + "  p95 " + number(s.P95, 1) + "  p99 " + number(s.P99, 1) +
		"  max " + number(s.Max, 1) + " ms  n " + record.Count(s.N)
	out := []string{th.Fit(th.Paint(chart.Title, name)+th.Paint(chart.Dim, facts), w)}
	lines := []chart.Line{
		{Name: "max", Role: chart.Series1, Series: it.series, Value: series.Max},
		{Name: "mean", Role: chart.Series0, Series: it.series},
	}
	if it.p95 {
		lines = []chart.Line{lines[0], {Name: "p95", Role: chart.Series2, Series: it.series, Value: func(p series.Point) float64 { return p.P95 }}, lines[1]}
	}
	limit := p.d.Limits.Latency
	picture := chart.LineChart(th, chart.LineOptions{
		Width: w, Height: h - 1, Lines: lines, Unit: "ms", YFromZero: true,
		Limit: limit, LimitLabel: "limit " + trimZeros(limit) + " ms",
		Start: p.d.Timeline.Start, End: p.d.Timeline.Overall[record.Latency].End(),
	})
	return append(out, strings.Split(picture, "\n")...)
}
