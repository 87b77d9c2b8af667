package tui

import (
	"cmp"
	"math"
	"slices"

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
	region int // number of the region, -1 for everything
	cell   int // row of Cells, -1 for a region or everything
	// quality of the samples, nil when it is not known.
	quality *kpi.Quality
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
	byWorst bool // the highest p95 first, else by name
	axis    chart.YScale

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
	p.find(at)
	return nil
}

// find puts the cursor on an item of an earlier list.
func (p *latencyPane) find(at latencyItem) {
	if at.group != nil {
		same := func(it latencyItem) bool {
			return it.group.Region == at.group.Region && it.group.Device == at.group.Device
		}
		if i := slices.IndexFunc(p.items, same); i >= 0 {
			p.cursor = i
		}
	}
	p.cursor = max(0, min(p.cursor, len(p.items)-1))
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
	items := []latencyItem{{"all regions", &p.d.Overall, t.Overall[record.Latency], -1, -1, &p.d.OverallQuality}}
	for i := range p.d.Regions {
		g := &p.d.Regions[i]
		items = append(items, latencyItem{g.Region.Text, g, t.Regions[i][record.Latency], i, -1, qualityAt(p.d.RegionQuality, i)})
	}
	p.order(items[1:])
	return items
}

// devices lists the devices of a region.
func (p *latencyPane) devices(region int) []latencyItem {
	var items []latencyItem
	for i := range p.d.Cells {
		if g := &p.d.Cells[i]; g.Region == p.d.Regions[region].Region && i < len(p.d.Timeline.Cells) {
			items = append(items, latencyItem{g.Device.Text, g, p.d.Timeline.Cells[i], region, i, qualityAt(p.d.CellQuality, i)})
		}
	}
	p.order(items)
	return items
}

// order puts the worst of a list first, if that is asked for; what has no data
// comes last.
func (p *latencyPane) order(items []latencyItem) {
	if !p.byWorst {
		return
	}
	slices.SortStableFunc(items, func(a, b latencyItem) int {
		return cmp.Compare(b.group.Metric[record.Latency].P95, a.group.Metric[record.Latency].P95)
	})
}

// qualityAt returns an item of a list that may be shorter than the groups.
func qualityAt(list []kpi.Quality, i int) *kpi.Quality {
	if i < len(list) {
		return &list[i]
	}
	return nil
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
		items = append(items, latencyItem{name, g, p.d.Timeline.Cells[i], -1, i, qualityAt(p.d.CellQuality, i)})
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
	s := what + "; " + scale
	if p.axis != chart.YAuto {
		s += "; y axis: " + p.axis.String()
	}
	return s
}

func (p *latencyPane) do(m *Model, a action) tea.Cmd {
	if to, ok := move(a, p.cursor, len(p.items), p.listHeight(m.w, m.bodyHeight())-1); ok {
		p.cursor = to
		return nil
	}
	switch a {
	case actScale:
		p.shared = !p.shared
	case actAxis:
		p.axis = (p.axis + 1) % chart.NumYScales
	case actSort:
		at := p.items[p.cursor]
		p.byWorst = !p.byWorst
		p.list(p.inside)
		p.find(at)
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
