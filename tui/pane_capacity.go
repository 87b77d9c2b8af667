package tui

import (
	"math"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// capacityPane is the heatmap of regions by hours.
type capacityPane struct {
	d      *dataset
	metric record.Metric
	ofDay  bool // 24 hours of the day in place of the hours of the timeline
	sum    bool // sum per cell in place of the mean
	row    int
	col    int
	first  int // first column in sight
	above  int // lines above the heatmap
	seen   chart.HeatView

	// heat is what the choices above make of the grid; it is made when they change.
	heat  chart.HeatOptions
	grid  []analytics.GridCell // region * hours + hour
	hours int
}

func newCapacity(d *dataset) *capacityPane {
	p := &capacityPane{d: d}
	p.choose()
	return p
}

// adopt keeps the cursor on its region and, in the timeline, on its hour.
func (p *capacityPane) adopt(d *dataset) tea.Cmd {
	old := &p.d.Hours
	var region record.Name
	var hour int64
	if p.row < len(old.Regions) && (p.ofDay || p.col < len(old.Hours)) {
		region = old.Regions[p.row]
		if !p.ofDay {
			hour = old.Hours[p.col]
		}
	}
	p.d = d
	if at := slices.Index(d.Hours.Regions, region); at >= 0 {
		p.row = at
	}
	if !p.ofDay {
		p.col, _ = slices.BinarySearch(d.Hours.Hours, hour)
	}
	p.choose()
	return nil
}

// choose makes the heatmap for the present choices.
func (p *capacityPane) choose() {
	g := &p.d.Hours
	h := chart.HeatOptions{Unit: p.metric.Info().Unit}
	for _, r := range g.Regions {
		h.RowLabels = append(h.RowLabels, r.Text)
	}
	if p.ofDay {
		p.hours, p.grid = 24, g.HourOfDay(p.metric)
		for hour := range 24 {
			h.ColumnLabels = append(h.ColumnLabels, twoDigits(int64(hour)))
		}
	} else {
		p.hours, p.grid = len(g.Hours), g.Cells[p.metric]
		for _, t := range g.Hours {
			at := time.Unix(0, t).UTC()
			h.ColumnLabels = append(h.ColumnLabels, at.Format("15"))
			h.ColumnGroups = append(h.ColumnGroups, at.Format("01-02"))
		}
	}
	for r := range g.Regions {
		values, marks := make([]float64, p.hours), make([]bool, p.hours)
		for hour := range values {
			values[hour] = p.value(r, hour)
			marks[hour] = p.partial(hour)
		}
		h.Values, h.Mark = append(h.Values, values), append(h.Mark, marks)
	}
	p.heat = h
	p.row, p.col = max(0, min(p.row, len(g.Regions)-1)), max(0, min(p.col, p.hours-1))
}

func (p *capacityPane) cell(row, col int) analytics.GridCell {
	if i := row*p.hours + col; i < len(p.grid) {
		return p.grid[i]
	}
	return analytics.GridCell{}
}

func (p *capacityPane) value(row, col int) float64 {
	c := p.cell(row, col)
	switch {
	case c.N == 0:
		return math.NaN()
	case p.summed():
		return c.Sum
	}
	return c.Mean()
}

// summed reports whether the cells are sums: only traffic adds up.
func (p *capacityPane) summed() bool { return p.sum && p.metric == record.Traffic }

// partial reports whether the input does not cover the hour from begin to end.
func (p *capacityPane) partial(col int) bool {
	g := &p.d.Hours
	return !p.ofDay && (col == 0 && g.FirstPartial || col == p.hours-1 && g.LastPartial)
}

func (p *capacityPane) scopes() scope { return inMove | inTime | inCapacity }

// heading says what the cells are.
func (p *capacityPane) heading() string {
	what, when := "mean ", "hour of the timeline"
	if p.summed() {
		what = "sum of "
	}
	if p.ofDay {
		when = "hour of the day"
	}
	return what + p.metric.String() + ", " + p.metric.Info().Unit + ", region x " + when + " (UTC)"
}

func (p *capacityPane) status() string {
	if p.hours == 0 || len(p.d.Hours.Regions) == 0 {
		return noData
	}
	c := p.cell(p.row, p.col)
	at := twoDigits(int64(p.col)) + ":00"
	if !p.ofDay {
		at = time.Unix(0, p.d.Hours.Hours[p.col]).UTC().Format("2006-01-02 15:04")
	}
	s := p.d.Hours.Regions[p.row].Text + " " + at + "  "
	if c.N == 0 {
		return s + noData
	}
	unit := " " + p.metric.Info().Unit
	s += "mean " + number(c.Mean(), 2) + unit + "  n " + record.Count(c.N)
	if p.metric == record.Traffic {
		s += "  sum " + number(c.Sum, 1) + unit
	}
	if p.partial(p.col) {
		s += "  (partial hour)"
	}
	return s
}

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
		return p.toColumn(m, p.hours-1)
	case actOpen:
		if p.row < len(p.d.Regions) {
			return m.open(newCellsPage(p.d, p.d.Regions[p.row]))
		}
	case actMetric:
		p.metric = (p.metric + 1) % record.NumMetrics
		p.choose()
	case actHours:
		p.ofDay = !p.ofDay
		p.choose()
	case actMeasure:
		if p.metric != record.Traffic {
			m.say(chart.Text, "a sum of "+p.metric.String()+" means nothing; m goes on to traffic")
			return m.tick()
		}
		p.sum = !p.sum
		p.choose()
	default:
		if to, ok := move(a, p.row, len(p.d.Hours.Regions), 1); ok {
			p.row = to
		}
	}
	return nil
}

// toColumn moves the cursor, and with it, in the timeline, that of all panes.
func (p *capacityPane) toColumn(m *Model, col int) tea.Cmd {
	p.col = max(0, min(col, p.hours-1))
	if p.ofDay || p.hours == 0 {
		return nil
	}
	return m.pointAt(p.d.Hours.Hours[p.col], int64(time.Hour))
}

// point goes to the hour of the time cursor.
func (p *capacityPane) point(s spot) {
	if s.at == 0 || p.ofDay || p.hours == 0 {
		return
	}
	at, found := slices.BinarySearch(p.d.Hours.Hours, s.at)
	if !found {
		at--
	}
	p.col = max(0, min(at, p.hours-1))
}

// click goes to a cell.
func (p *capacityPane) click(m *Model, x, y int) tea.Cmd {
	row, col, ok := p.seen.At(x, y-p.above)
	if !ok {
		return nil
	}
	p.row = row
	return p.toColumn(m, col)
}

func (p *capacityPane) lines(th *chart.Theme, w, h int) []string {
	out := []string{" " + th.Paint(chart.Header, p.heading())}
	if h > 12 {
		out = append(out, "")
	}
	p.above = len(out)
	return append(out, p.both(th, w, h-len(out), true)...)
}

// leastChart is the height from which the chart below the heatmap is drawn.
const leastChart = 8

// both draws the heatmap, and where it leaves room the metric over time below.
func (p *capacityPane) both(th *chart.Theme, w, h int, cursor bool) []string {
	need := len(p.heat.RowLabels) + 2
	if len(p.heat.ColumnGroups) > 0 {
		need++
	}
	if h-need-2 < leastChart || p.hours == 0 || p.row >= len(p.d.Timeline.Regions) {
		return p.picture(th, w, h, cursor)
	}
	title := ""
	if cursor {
		title = " " + th.Paint(chart.Header, p.d.Hours.Regions[p.row].Text+", mean "+p.metric.String()+" over time")
	}
	out := append(p.picture(th, w, need, cursor), "", title)
	h -= need + 2
	o := chart.LineOptions{Width: w, Height: h, Unit: p.metric.Info().Unit, YFromZero: true}
	t := &p.d.Timeline
	add := func(name string, s series.Series) {
		o.Lines = append(o.Lines, chart.Line{Name: name, Role: chart.SeriesRole(len(o.Lines)), Series: calm(s, w)})
	}
	if cursor {
		add("", t.Regions[p.row][p.metric])
	} else {
		for i := range min(len(t.Regions), chart.NumSeries) {
			add(p.d.Regions[i].Region.Text, t.Regions[i][p.metric])
		}
	}
	return append(out, strings.Split(chart.LineChart(th, o), "\n")...)
}

// calm merges the buckets of a series so that a chart of w cells has about one
// for two columns of dots; more would only make the line thick.
func calm(s series.Series, w int) series.Series { return s.Resample(max(8, w-8)) }

// picture draws the heatmap alone, with the cursor or without.
func (p *capacityPane) picture(th *chart.Theme, w, h int, cursor bool) []string {
	if p.hours == 0 || len(p.d.Hours.Regions) == 0 {
		return centred([]string{th.Paint(chart.Dim, "no data for "+p.metric.String())}, 20, w, h)
	}
	o := p.heat
	o.Width, o.Height, o.FirstCol = w, h, p.first
	o.CursorRow, o.CursorCol = p.row, p.col
	if !cursor {
		o.CursorRow, o.CursorCol = -1, -1
	}
	p.seen = o.Visible()
	p.first = p.seen.FirstCol
	return strings.Split(chart.Heatmap(th, o), "\n")
}
