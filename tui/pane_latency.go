package tui

import (
	"cmp"
	"math"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

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

// noRegion is no number of a region, nor -1 for all.
const noRegion = -2

// latencyPane shows the latency over time: a trend for each region, or for each
// device of one, and the selected one as a chart.
type latencyPane struct {
	d       *dataset
	items   []latencyItem
	inside  int // region whose devices are listed, -1 for the list of regions
	outside int // cursor in the list of regions, to come back to
	cursor  int
	top     int  // first item in sight
	shared  bool // one scale for all trends

	preview   []latencyItem // devices of the region under the cursor
	previewOf int           // that region, -1 for all, noRegion for none

	lo, hi float64
	spot   spot
	plot   plotSpot
}

// plotSpot is a line chart as it was drawn last and where in the pane.
type plotSpot struct {
	x, y    int
	options chart.LineOptions
}

// timeAt returns the time at a place of the pane.
func (s plotSpot) timeAt(x, y int) (int64, bool) { return s.options.TimeAt(x-s.x, y-s.y) }

func newLatency(d *dataset) *latencyPane {
	p := &latencyPane{d: d}
	p.list(-1)
	return p
}

// adopt keeps the cursor on its region or device, and the level as long as the
// region is there.
func (p *latencyPane) adopt(d *dataset) tea.Cmd {
	at, inside := latencyItem{}, p.inside
	if p.cursor < len(p.items) {
		at = p.items[p.cursor]
	}
	if inside >= 0 {
		name := p.d.Regions[inside].Region
		inside = slices.IndexFunc(d.Regions, func(g kpi.Group) bool { return g.Region == name })
		if inside < 0 {
			at = latencyItem{}
			p.cursor = p.outside
		}
	}
	p.d = d
	p.list(inside)
	if at.group != nil {
		same := func(it latencyItem) bool {
			return it.group.Region == at.group.Region && it.group.Device == at.group.Device
		}
		if i := slices.IndexFunc(p.items, same); i >= 0 {
			p.cursor = i
		}
	}
	p.cursor = max(0, min(p.cursor, len(p.items)-1))
	return nil
}

// list fills the list with the regions (-1) or the devices of one.
func (p *latencyPane) list(region int) {
	p.inside, p.preview, p.previewOf = region, nil, noRegion
	if p.items = p.regions(); region >= 0 {
		p.items = p.devices(region)
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

// regions lists everything as one, then each region.
func (p *latencyPane) regions() []latencyItem {
	t := &p.d.Timeline
	items := []latencyItem{{"all regions", &p.d.Overall, t.Overall[record.Latency], true, -1}}
	for i := range p.d.Regions {
		g := &p.d.Regions[i]
		items = append(items, latencyItem{g.Region.Text, g, t.Regions[i][record.Latency], true, i})
	}
	return items
}

// devices lists the devices of a region.
func (p *latencyPane) devices(region int) []latencyItem {
	var items []latencyItem
	for i := range p.d.Cells {
		if g := &p.d.Cells[i]; g.Region == p.d.Regions[region].Region && i < len(p.d.Timeline.Cells) {
			items = append(items, latencyItem{g.Device.Text, g, p.d.Timeline.Cells[i], false, region})
		}
	}
	return items
}

// mostSlow is how many devices the look ahead of all regions keeps.
const mostSlow = 100

// slowest lists the devices of all regions with the highest p95, highest first.
func (p *latencyPane) slowest() []latencyItem {
	order := make([]int, 0, len(p.d.Cells))
	for i := range p.d.Timeline.Cells {
		if p.d.Cells[i].Metric[record.Latency].N > 0 {
			order = append(order, i)
		}
	}
	p95 := func(i int) float64 { return p.d.Cells[i].Metric[record.Latency].P95 }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p95(b), p95(a)) })
	var items []latencyItem
	for _, i := range order[:min(len(order), mostSlow)] {
		g := &p.d.Cells[i]
		name := g.Device.Text
		if len(p.d.Regions) > 1 {
			name += " " + g.Region.Text
		}
		items = append(items, latencyItem{name, g, p.d.Timeline.Cells[i], false, -1})
	}
	return items
}

// look returns the devices of the region under the cursor, for a look ahead; the
// slowest of all where no region is.
func (p *latencyPane) look() []latencyItem {
	switch r := p.items[p.cursor].region; {
	case r == p.previewOf:
	case r < 0:
		p.preview, p.previewOf = p.slowest(), r
	default:
		p.preview, p.previewOf = p.devices(r), r
	}
	return p.preview
}

func (p *latencyPane) scopes() scope { return inMove | inTime | inLatency }

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
		} else if at := p.items[p.cursor].group; p.inside >= 0 {
			if row := p.d.cellOf(at.Device, at.Region); row >= 0 {
				return m.open(newDevicePage(p.d, row))
			}
		} else {
			m.say(chart.Text, "choose a region first: j and k move")
			return m.tick()
		}
	case actLeft:
		return m.stepTime(-1)
	case actRight:
		return m.stepTime(1)
	}
	return nil
}

func (p *latencyPane) back() (tea.Cmd, bool) {
	if p.inside < 0 {
		return nil, false
	}
	p.list(-1)
	p.cursor = p.outside
	return nil, true
}

// trail names the region whose devices are listed.
func (p *latencyPane) trail() []string {
	if p.inside < 0 {
		return nil
	}
	return []string{p.d.Regions[p.inside].Region.Text}
}

func (p *latencyPane) point(s spot) { p.spot = s }

// click selects a line of the list, or moves the time cursor in the chart.
func (p *latencyPane) click(m *Model, x, y int) tea.Cmd {
	if t, ok := p.plot.timeAt(x, y); ok {
		return m.point(t)
	}
	if inList := p.plot.x == 0 || x < p.plot.x; inList && y > 0 && y < p.listHeight(m.w, m.bodyHeight()) {
		if at := p.top + y - 1; at < len(p.items) {
			p.cursor = at
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
	p.plot = plotSpot{y: lh + 1}
	switch {
	case lh >= h && w < sideBySide:
		return p.listLines(th, p.items, p.cursor, w, h)
	case w < sideBySide:
		return append(p.listLines(th, p.items, p.cursor, w, lh), p.chartLines(th, w, h-lh)...)
	}
	lw := max(46, w*2/5)
	p.plot = plotSpot{x: lw + 3, y: 1}
	rule := "│"
	if th.ASCII() {
		rule = "|"
	}
	left := p.listLines(th, p.items, p.cursor, lw, h)
	if look := p.inside < 0; look && h-len(left) > 4 && len(p.look()) > 0 {
		left = append(left, "")
		left = append(left, p.listLines(th, p.preview, -1, lw, h-len(left))...)
	}
	return beside(left, p.chartLines(th, w-lw-3, h), lw, " "+th.Paint(chart.Border, rule)+" ", th, h)
}

// beside sets two blocks of h lines side by side, the left one w cells wide.
func beside(left, right []string, w int, between string, th *chart.Theme, h int) []string {
	block := func(lines []string, fit func(string) string) string {
		out := make([]string, h)
		for y := range out {
			if y < len(lines) {
				out[y] = lines[y]
			}
			out[y] = fit(out[y])
		}
		return strings.Join(out, "\n")
	}
	return strings.Split(lipgloss.JoinHorizontal(lipgloss.Top,
		block(left, func(line string) string { return th.Fit(line, w) + between }),
		block(right, func(line string) string { return line }),
	), "\n")
}

// listLines draws a list in w x h cells, the header first; cursor is -1 for none.
func (p *latencyPane) listLines(th *chart.Theme, items []latencyItem, cursor, w, h int) []string {
	const numberWidth = 7
	name, numbers := 8, 3
	for i := range items {
		name = min(max(name, cells(items[i].name)), maxNameWidth, w/3)
	}
	title := "device"
	if items[0].p95 {
		title = "region"
	} else if items[0].region < 0 {
		title = "slowest"
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
	page, top := h-1, 0
	if cursor >= 0 {
		p.top = scroll(p.top, cursor, len(items), page)
		top = p.top
	}
	for i := top; i < min(len(items), top+page); i++ {
		it, here := &items[i], i == cursor
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
	points := calm(it.series, w)
	lines := []chart.Line{{Name: "mean (shaded: min to max)", Role: chart.Series0, Series: points}}
	if it.p95 {
		name := "p95"
		if points.Width > it.series.Width {
			name = "highest p95" // of the merged buckets
		}
		lines = append(lines, chart.Line{Name: name, Role: chart.Series1, Series: points,
			Value: func(p series.Point) float64 { return p.P95 }})
	}
	limit := p.d.Limits.Latency
	p.plot.options = chart.LineOptions{
		Width: w, Height: h - 1, Lines: lines, Unit: "ms", YFromZero: true,
		Band: true, Limit: limit, LimitLabel: "limit " + trimZeros(limit) + " ms",
		Start: p.d.Timeline.Start, End: p.d.Timeline.Overall[record.Latency].End(), Cursor: p.spot.at,
		MarkStart: p.spot.from, MarkEnd: max(p.spot.from, p.spot.to),
	}
	return append(out, strings.Split(chart.LineChart(th, p.plot.options), "\n")...)
}
