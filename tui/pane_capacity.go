package tui

import (
	"cmp"
	"math"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// capacityPane is the heatmap of regions by hours.
type capacityPane struct {
	d       *dataset
	metric  record.Metric
	fold    fold
	measure measure
	byWorst bool // the regions with the worst cells first, else by name
	axis    chart.YScale
	row     int // on screen, see rows
	col     int
	first   int // first column in sight
	top     int // first row in sight
	above   int // lines above the heatmap
	seen    chart.HeatView
	spot    spot
	plot    plotSpot

	// What the choices above make of the grid; it is made when they change.
	grid *heatGrid
	rows []int // numbers of the regions in their order on screen
	heat chart.HeatOptions
}

func newCapacity(d *dataset) *capacityPane {
	p := &capacityPane{d: d}
	p.choose()
	return p
}

// adopt keeps the cursor on its region and, in the timeline, on its hour.
func (p *capacityPane) adopt(d *dataset) tea.Cmd {
	region, hour := record.Name{}, int64(0)
	if r := p.region(); r >= 0 {
		region = p.d.Hours.Regions[r]
	}
	if p.fold == foldNone && p.col < len(p.d.Hours.Hours) {
		hour = p.d.Hours.Hours[p.col]
	}
	p.d = d
	if p.fold == foldNone {
		p.col, _ = slices.BinarySearch(d.Hours.Hours, hour)
	}
	p.choose()
	p.find(region)
	return nil
}

// choose makes the heatmap for the present choices.
func (p *capacityPane) choose() {
	if p.measure == measureMax && !hasPeaks(p.d) {
		p.measure = measureMean
	}
	p.grid = newHeatGrid(p.d, p.metric, p.fold, p.measure)
	p.rows = p.rows[:0]
	for r := range p.d.Hours.Regions {
		p.rows = append(p.rows, r)
	}
	if p.byWorst {
		worst := make([]float64, len(p.rows))
		for r := range worst {
			worst[r] = p.grid.worst(r)
		}
		slices.SortStableFunc(p.rows, func(a, b int) int { return cmp.Compare(worst[b], worst[a]) })
	}
	if p.byWorst {
		p.row, p.top = 0, 0
	}
	p.heat = p.grid.heat(p.rows)
	p.row, p.col = max(0, min(p.row, len(p.rows)-1)), max(0, min(p.col, p.grid.columns-1))
}

// region returns the number of the region under the cursor, -1 for none.
func (p *capacityPane) region() int {
	if p.row < 0 || p.row >= len(p.rows) {
		return -1
	}
	return p.rows[p.row]
}

// find puts the cursor on a region, if it is there.
func (p *capacityPane) find(region record.Name) {
	at := slices.Index(p.d.Hours.Regions, region)
	if i := slices.Index(p.rows, at); i >= 0 {
		p.row = i
	}
}

func (p *capacityPane) scopes() scope { return inMove | inTime | inCapacity }

func (p *capacityPane) do(m *Model, a action) tea.Cmd {
	switch a {
	case actLeft:
		return p.toColumn(m, p.col-1)
	case actRight:
		return p.toColumn(m, p.col+1)
	case actPageUp, actHalfUp:
		return p.toColumn(m, p.col-24)
	case actPageDown, actHalfDown:
		return p.toColumn(m, p.col+24)
	case actTop:
		return p.toColumn(m, 0)
	case actBottom:
		return p.toColumn(m, p.grid.columns-1)
	case actOpen:
		if r := p.region(); r >= 0 && r < len(p.d.Regions) {
			return m.open(newCellsPage(p.d, p.d.Regions[r]))
		}
	case actMetric:
		p.metric = (p.metric + 1) % record.NumMetrics
		if p.measure == measureSum {
			p.measure = measureMean
		}
		p.choose()
	case actHours:
		p.refold((p.fold + 1) % numFolds)
		if p.measure == measureVersus && p.fold != foldNone {
			p.measure = measureMean // only hours of the timeline have something usual
		}
		p.choose()
	case actMeasure:
		return p.nextMeasure(m)
	case actAxis:
		p.axis = (p.axis + 1) % chart.NumYScales
	case actSort:
		p.sort()
	case actOnly:
		return p.only(m)
	default:
		if to, ok := move(a, p.row, len(p.rows), 1); ok {
			p.row = to
		}
	}
	return nil
}

// refold changes what the columns are and keeps the hour under the cursor.
func (p *capacityPane) refold(to fold) {
	t := p.spot.at
	if p.fold == foldNone && p.col < len(p.d.Hours.Hours) {
		t = p.d.Hours.Hours[p.col]
	}
	p.fold, p.first = to, 0
	g := heatGrid{d: p.d, fold: to}
	if col, ok := g.columnOf(t); ok && t != 0 {
		p.col = col
	}
}

// sort turns the order of the regions. The worst are looked at from the top; by
// name the cursor stays on its region.
func (p *capacityPane) sort() {
	region := record.Name{}
	if r := p.region(); r >= 0 {
		region = p.d.Hours.Regions[r]
	}
	if p.byWorst = !p.byWorst; p.byWorst {
		p.choose()
		return
	}
	p.choose()
	p.find(region)
}

// nextMeasure goes on to the next measure that means something.
func (p *capacityPane) nextMeasure(m *Model) tea.Cmd {
	said := ""
	for {
		p.measure = (p.measure + 1) % numMeasures
		if p.measure == measureSum && p.metric != record.Traffic {
			continue
		}
		if p.measure == measureMax && !hasPeaks(p.d) {
			said = "no highest values: the timeline is in steps of more than an hour; + looks closer"
			continue
		}
		break
	}
	if p.measure == measureVersus && p.fold != foldNone {
		p.refold(foldNone)
		said = "what is usual is known by hour of the timeline"
	}
	p.choose()
	if said == "" {
		return nil
	}
	m.say(chart.Text, said)
	return m.tick()
}

// only keeps the rows of the region and the hour under the cursor.
func (p *capacityPane) only(m *Model) tea.Cmd {
	r := p.region()
	switch {
	case r < 0 || p.grid.columns == 0:
		return nil
	case m.cfg.Look == nil:
		m.fixed()
		return m.tick()
	}
	v := m.looks.view
	if len(p.rows) > 1 { // of a single region all rows are kept anyway
		e, err := filter.Parse(cellTest("region", p.d.Hours.Regions[r].Text, true))
		if err != nil {
			m.say(chart.Warn, "no filter for this region")
			return m.tick()
		}
		v.Where = filter.And(v.Where, e)
	}
	if p.fold == foldNone {
		v.From = p.d.Hours.Hours[p.col]
		v.To = v.From + int64(time.Hour)
		m.spot.from, m.spot.to = 0, 0
		m.tellSpot()
	}
	return m.setView(v)
}

// toColumn moves the cursor, and with it, in the timeline, that of all panes.
func (p *capacityPane) toColumn(m *Model, col int) tea.Cmd {
	p.col = max(0, min(col, p.grid.columns-1))
	if p.fold != foldNone || p.grid.columns == 0 {
		return nil
	}
	return m.pointAt(p.d.Hours.Hours[p.col], int64(time.Hour))
}

// point goes to the hour of the time cursor.
func (p *capacityPane) point(s spot) {
	p.spot = s
	if s.at == 0 || p.fold != foldNone || p.grid.columns == 0 {
		return
	}
	at, found := slices.BinarySearch(p.d.Hours.Hours, s.at)
	if !found {
		at--
	}
	p.col = max(0, min(at, p.grid.columns-1))
}

// click goes to a cell, or to a time of the chart.
func (p *capacityPane) click(m *Model, x, y int) tea.Cmd {
	if row, col, ok := p.seen.At(x, y-p.above); ok {
		p.row = row
		return p.toColumn(m, col)
	}
	if t, ok := p.plot.timeAt(x, y); ok {
		return m.point(t)
	}
	return nil
}

// status says what is known of the cell under the cursor.
func (p *capacityPane) status() string {
	r, g := p.region(), p.grid
	if g.columns == 0 || r < 0 {
		return noData
	}
	c := g.cell(r, p.col)
	at := twoDigits(int64(p.col%24)) + ":00"
	switch p.fold {
	case foldNone:
		at = time.Unix(0, p.d.Hours.Hours[p.col]).UTC().Format("2006-01-02 15:04")
	case foldWeek:
		at = weekdays[p.col/24] + " " + at
	}
	s := p.d.Hours.Regions[r].Text + " " + at + "  "
	if c.N == 0 {
		return s + noData
	}
	unit := " " + p.metric.Info().Unit
	s += "mean " + number(c.Mean(), 2) + unit
	if z, usual := g.versus(r, p.col); !math.IsNaN(usual) {
		s += ", usual " + number(usual, 2)
		if !math.IsNaN(z) {
			s += " (" + signed(z) + " dev)"
		}
	}
	s += "  n " + record.Count(c.N)
	if n := int64(g.usualN[r]); n != c.N {
		s += " of usually " + record.Count(n)
	}
	switch p.measure {
	case measureSum:
		s += "  sum " + number(c.Sum, 1) + unit
	case measureMax:
		s += "  max " + number(g.value(r, p.col), 2) + unit
	}
	if g.partial(p.col) {
		s += "  (partial hour)"
	}
	return s
}
