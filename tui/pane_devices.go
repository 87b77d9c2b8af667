package tui

import (
	"math"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// level is what a row of the devices pane stands for.
type level uint8

const (
	byRegion level = iota
	byDevice
	byCell // a device in a region
	numLevels
)

// devicesPane is the table of statistics per region and device.
type devicesPane struct {
	d      *dataset
	level  level
	tables [numLevels]*table
	tabled // the table of the level
}

func newDevices(d *dataset) *devicesPane {
	p := &devicesPane{d: d, level: byCell}
	for l := range numLevels {
		t := orderedTable(d.levels[l].columns, d.levels[l].order)
		t.sortCol, t.col = 0, 0
		p.tables[l] = t
	}
	p.t = p.tables[p.level]
	return p
}

func (p *devicesPane) adopt(d *dataset) tea.Cmd {
	was := p.d
	p.d = d
	var cmds []tea.Cmd
	for l, t := range newDevices(d).tables {
		before, now := was.groups(level(l)), d.groups(level(l))
		cmds = append(cmds, p.tables[l].adopt(t, func(row int) int { return sameGroup(now, before[row]) }))
	}
	return tea.Batch(cmds...)
}

// sameGroup returns where a group is among others, -1 for nowhere.
func sameGroup(groups []kpi.Group, of kpi.Group) int {
	return slices.IndexFunc(groups, func(g kpi.Group) bool { return g.Region == of.Region && g.Device == of.Device })
}

func (d *dataset) groups(l level) []kpi.Group {
	switch l {
	case byRegion:
		return d.Regions
	case byDevice:
		return d.Devices
	}
	return d.Cells
}

// groupColumns are the columns of a table over groups. cells tells, of groups that
// are part of Cells, their positions there; nil for all of them.
func groupColumns(d *dataset, groups []kpi.Group, cells []int, l level) []column {
	var columns []column
	name := func(title string, width int, pick func(*kpi.Group) string) {
		texts := make([]string, len(groups))
		for i := range groups {
			texts[i] = pick(&groups[i])
		}
		rank := ranks(texts)
		columns = append(columns, column{title: title, width: width, field: title,
			text: func(i int) string { return texts[i] },
			key:  func(i int) float64 { return rank[i] }})
	}
	add := func(title string, width, decimals int, limit float64, pick func(*kpi.Group) float64) {
		columns = append(columns, column{title: title, width: width, right: true, desc: true,
			text: func(i int) string { return cellNumber(pick(&groups[i]), decimals) },
			key:  func(i int) float64 { return pick(&groups[i]) },
			role: func(i int) chart.Role {
				if v := pick(&groups[i]); v > limit {
					return chart.Warn
				} else if math.IsNaN(v) {
					return chart.Dim
				}
				return chart.Text
			}})
	}
	if l != byRegion {
		name("device", d.deviceWidth, func(g *kpi.Group) string { return g.Device.Text })
	}
	if l != byDevice {
		name("region", d.regionWidth, func(g *kpi.Group) string { return g.Region.Text })
	}
	none := math.Inf(1)
	latency := func(f func(*kpi.Summary) float64) func(*kpi.Group) float64 {
		return func(g *kpi.Group) float64 { return f(&g.Metric[record.Latency]) }
	}
	mean := func(m record.Metric) func(*kpi.Group) float64 {
		return func(g *kpi.Group) float64 { return g.Metric[m].Mean }
	}
	if l == byDevice {
		add("regions", 8, 0, none, func(g *kpi.Group) float64 { return float64(g.Regions) })
	}
	add("mean ms", 8, kpi.LatencyDigits, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.Mean }))
	add("p95", 7, kpi.LatencyDigits, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P95 }))
	add("loss %", 7, kpi.LossDigits, d.Limits.Loss, mean(record.Loss))
	add("flagged", 8, 0, 0, func(g *kpi.Group) float64 { return float64(g.Bottlenecks) })
	if draw := groupTrend(d, cells, l); draw != nil {
		columns = append(columns, column{title: "latency trend", width: 14, most: 48, draw: draw})
	}
	add("cpu %", 6, kpi.CPUDigits, d.Limits.CPU, mean(record.CPU))
	add("Mbps", 8, kpi.TrafficDigits, none, mean(record.Traffic))
	columns = append(columns, qualityColumns(d.qualities(l, groups, cells))...)
	add("max", 7, kpi.LatencyDigits, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.Max }))
	add("worst", 6, kpi.SeverityDigits, 0, func(g *kpi.Group) float64 { return g.MaxSeverity })
	add("uptime", 7, kpi.UptimeDigits, none, func(g *kpi.Group) float64 { return g.Uptime })
	add("perf.", 6, kpi.PerformanceDigits, none, func(g *kpi.Group) float64 { return g.Performance })
	add("median", 7, kpi.LatencyDigits, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P50 }))
	add("p99", 7, kpi.LatencyDigits, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P99 }))
	add("n", 9, 0, none, func(g *kpi.Group) float64 { return float64(g.Rows) })
	add("std", 6, kpi.LatencyDigits, none, latency(func(s *kpi.Summary) float64 { return s.Std }))
	return columns
}

// groupTrend returns what draws the latency of a group over time, nil where that
// is not known.
func groupTrend(d *dataset, cells []int, l level) func(th *chart.Theme, row, w int, here bool) string {
	role := func(here bool) chart.Role {
		if here {
			return chart.Text
		}
		return chart.Accent
	}
	switch {
	case l == byCell && len(d.Timeline.Cells) > 0:
		return func(th *chart.Theme, row, w int, here bool) string {
			if cells != nil {
				row = cells[row]
			}
			return d.trend(th, row, w, role(here))
		}
	case l == byRegion && len(d.Timeline.Regions) == len(d.Regions) && len(d.Regions) > 0:
		return func(th *chart.Theme, row, w int, here bool) string {
			return chart.Sparkline(th, d.Timeline.Regions[row][record.Latency].Values(series.Mean), w,
				chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Limit: d.Limits.Latency, Role: role(here)})
		}
	}
	return nil
}

func (p *devicesPane) scopes() scope { return inMove | inTable | inDevices }

func (p *devicesPane) status() string {
	noun := [numLevels]string{"region", "device", "device"}[p.level]
	s := tableStatus(p.t, noun)
	if p.level == byCell && len(p.d.Regions) > 1 {
		s += ", by region"
	}
	return s
}

// find goes to the next device with a flagged row.
func (p *devicesPane) find(n int) bool {
	groups := p.d.groups(p.level)
	return p.nextWhere(n, func(row int) bool { return groups[row].Bottlenecks > 0 })
}

func (p *devicesPane) do(m *Model, a action) tea.Cmd {
	if cmd, ok := p.t.do(m, a, m.bodyHeight()); ok {
		return cmd
	}
	row, ok := p.t.current()
	switch {
	case a == actLevel:
		p.level = (p.level + 1) % numLevels
		p.t = p.tables[p.level]
	case a != actOpen || !ok:
	case p.level == byCell:
		return m.open(newDevicePage(p.d, row))
	default:
		return m.open(newCellsPage(p.d, p.d.groups(p.level)[row]))
	}
	return nil
}

func (p *devicesPane) lines(th *chart.Theme, w, h int) []string { return p.t.lines(th, w, h) }

// cellsPage is the table of the devices of a region, or of the regions of a device.
type cellsPage struct {
	d     *dataset
	of    kpi.Group
	cells []int // positions in Cells
	head  int   // lines above the table as last drawn
	tabled
}

func newCellsPage(d *dataset, of kpi.Group) *cellsPage {
	p := &cellsPage{d: d, of: of}
	var groups []kpi.Group
	for i := range d.Cells {
		g := &d.Cells[i]
		if of.Device == (record.Name{}) && g.Region == of.Region || of.Device != (record.Name{}) && g.Device == of.Device {
			p.cells, groups = append(p.cells, i), append(groups, *g)
		}
	}
	p.t = newTable(groupColumns(d, groups, p.cells, byCell), len(groups), 0, false)
	return p
}

func (p *cellsPage) adopt(d *dataset) tea.Cmd {
	was, next := *p, newCellsPage(d, p.of)
	p.d, p.cells = d, next.cells
	return p.t.adopt(next.t, func(row int) int {
		g := &was.d.Cells[was.cells[row]]
		return slices.IndexFunc(p.cells, func(i int) bool { return d.Cells[i].Device == g.Device && d.Cells[i].Region == g.Region })
	})
}

func (p *cellsPage) trail() []string {
	if p.of.Device == (record.Name{}) {
		return []string{p.of.Region.Text}
	}
	return []string{p.of.Device.Text}
}

func (p *cellsPage) scopes() scope { return inMove | inTable | inDevices }

func (p *cellsPage) status() string {
	if p.of.Device == (record.Name{}) {
		return tableStatus(p.t, "device") + " of " + p.of.Region.Text
	}
	return tableStatus(p.t, "region") + " of " + p.of.Device.Text
}

func (p *cellsPage) find(n int) bool {
	return p.nextWhere(n, func(row int) bool { return p.d.Cells[p.cells[row]].Bottlenecks > 0 })
}

func (p *cellsPage) do(m *Model, a action) tea.Cmd {
	if cmd, ok := p.t.do(m, a, m.bodyHeight()); ok {
		return cmd
	}
	if row, ok := p.t.current(); ok && a == actOpen {
		return m.open(newDevicePage(p.d, p.cells[row]))
	}
	return nil
}

// roomForHead is the height from which on a table leaves room for what is known of
// all its rows together.
const roomForHead = 14

func (p *cellsPage) lines(th *chart.Theme, w, h int) []string {
	var head []string
	if q := p.quality(); q != nil && h >= roomForHead {
		if h >= 2*roomForHead {
			head = append(indent(qualityLines(th, q, 11, w-2), " "), "")
		} else {
			head = []string{" " + th.Paint(chart.Dim, briefQuality(q, w-2)), ""}
		}
	}
	p.head = len(head)
	return append(head, p.t.lines(th, w, h-p.head)...)
}

// quality is what the samples of the rows tell together, nil when not known.
func (p *cellsPage) quality() *kpi.Quality {
	l := byRegion
	if p.of.Device != (record.Name{}) {
		l = byDevice
	}
	groups := p.d.groups(l)
	all := p.d.qualities(l, groups, nil)
	if i := sameGroup(groups, p.of); i >= 0 && i < len(all) {
		return &all[i]
	}
	return nil
}

func (p *cellsPage) click(m *Model, x, y int) tea.Cmd {
	if y < p.head {
		return nil
	}
	return p.tabled.click(m, x, y-p.head)
}
