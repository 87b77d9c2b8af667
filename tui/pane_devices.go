package tui

import (
	"math"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
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
	came   []level   // levels to go back to
	of     kpi.Group // region or device that was opened, when came says so
}

func newDevices(d *dataset) *devicesPane {
	p := &devicesPane{d: d, level: byCell}
	for l := range numLevels {
		groups := p.groups(l)
		columns := groupColumns(d, groups, l)
		p.tables[l] = newTable(columns, len(groups), 0, false)
	}
	return p
}

func (p *devicesPane) adopt(d *dataset) tea.Cmd {
	old, next := *p, newDevices(d)
	p.d = d
	var cmds []tea.Cmd
	for l, t := range p.tables {
		was, now := old.groups(level(l)), next.groups(level(l))
		if level(l) == byCell && t.only != nil {
			t.only = p.within()
		}
		cmds = append(cmds, t.adopt(next.tables[l], func(row int) int {
			return slices.IndexFunc(now, func(g kpi.Group) bool { return g.Region == was[row].Region && g.Device == was[row].Device })
		}))
	}
	return tea.Batch(cmds...)
}

// within tells which cells belong to the region or device that was opened.
func (p *devicesPane) within() func(row int) bool {
	cells, of := p.d.Cells, p.of
	if of.Device == (record.Name{}) {
		return func(row int) bool { return cells[row].Region == of.Region }
	}
	return func(row int) bool { return cells[row].Device == of.Device }
}

func (p *devicesPane) groups(l level) []kpi.Group {
	switch l {
	case byRegion:
		return p.d.Regions
	case byDevice:
		return p.d.Devices
	}
	return p.d.Cells
}

// groupColumns are the columns of a table over groups.
func groupColumns(d *dataset, groups []kpi.Group, l level) []column {
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
	add := func(title string, width, drop, decimals int, limit float64, pick func(*kpi.Group) float64) {
		columns = append(columns, column{title: title, width: width, right: true, drop: drop, desc: true,
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
	if l != byDevice {
		name("region", d.regionWidth, func(g *kpi.Group) string { return g.Region.Text })
	}
	if l != byRegion {
		name("device", d.deviceWidth, func(g *kpi.Group) string { return g.Device.Text })
	}
	none := math.Inf(1)
	latency := func(f func(*kpi.Summary) float64) func(*kpi.Group) float64 {
		return func(g *kpi.Group) float64 { return f(&g.Metric[record.Latency]) }
	}
	mean := func(m record.Metric) func(*kpi.Group) float64 {
		return func(g *kpi.Group) float64 { return g.Metric[m].Mean }
	}
	if l == byDevice {
		add("regions", 8, 12, 0, none, func(g *kpi.Group) float64 { return float64(g.Regions) })
	}
	add("n", 9, 10, 0, none, func(g *kpi.Group) float64 { return float64(g.Rows) })
	add("mean ms", 8, 0, 1, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.Mean }))
	add("median", 7, 8, 1, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P50 }))
	add("p95", 7, 1, 1, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P95 }))
	add("p99", 7, 9, 1, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.P99 }))
	add("max", 7, 4, 1, d.Limits.Latency, latency(func(s *kpi.Summary) float64 { return s.Max }))
	add("std", 6, 11, 1, none, latency(func(s *kpi.Summary) float64 { return s.Std }))
	add("loss %", 7, 3, 2, d.Limits.Loss, mean(record.Loss))
	add("cpu %", 6, 6, 1, d.Limits.CPU, mean(record.CPU))
	add("Mbps", 8, 5, 1, none, mean(record.Traffic))
	add("uptime", 7, 7, 2, none, func(g *kpi.Group) float64 { return g.Uptime })
	add("perf.", 6, 7, 1, none, func(g *kpi.Group) float64 { return g.Performance })
	add("flagged", 8, 2, 0, 0, func(g *kpi.Group) float64 { return float64(g.Bottlenecks) })
	add("worst", 6, 7, 2, 0, func(g *kpi.Group) float64 { return g.MaxSeverity })
	return columns
}

func (p *devicesPane) scopes() scope { return inMove | inTable | inDevices }

func (p *devicesPane) table() *table { return p.tables[p.level] }

func (p *devicesPane) sortTitles() []string                { return p.table().sortTitles() }
func (p *devicesPane) sortBy(title string) (tea.Cmd, bool) { return p.table().sortBy(title) }
func (p *devicesPane) sortedBy() string                    { return p.table().sortedBy() }
func (p *devicesPane) copyText() string                    { return p.table().copyText() }

func (p *devicesPane) cell() (field, value string, ok bool) { return p.table().cell() }

func (p *devicesPane) click(m *Model, x, y int) tea.Cmd { return p.table().click(m.w, x, y) }

func (p *devicesPane) status() string {
	t := p.tables[p.level]
	s := "per " + [numLevels]string{"region", "device", "device in a region"}[p.level]
	if t.only != nil {
		s += ", only " + t.onlyOf
	}
	return s + ": " + tableStatus(t, "row")
}

func (p *devicesPane) do(m *Model, a action) tea.Cmd {
	t := p.tables[p.level]
	if cmd, ok := t.do(a, m.bodyHeight()); ok {
		return cmd
	}
	switch a {
	case actLevel:
		p.level = (p.level + 1) % numLevels
		if p.came != nil {
			p.came = nil
			return p.tables[byCell].setOnly("", nil)
		}
	case actOpen:
		if row, ok := t.current(); ok && p.level == byCell {
			m.overlay = groupCard(p.d, row)
			return nil
		}
		return p.open()
	}
	return nil
}

func (p *devicesPane) back() (tea.Cmd, bool) {
	if len(p.came) == 0 {
		return nil, false
	}
	t := p.table()
	p.level, p.came = p.came[len(p.came)-1], nil
	return t.setOnly("", nil), true
}

// open goes from a region to its devices, and from a device to its regions.
func (p *devicesPane) open() tea.Cmd {
	row, ok := p.tables[p.level].current()
	if !ok {
		return nil
	}
	p.of = p.groups(p.level)[row]
	t, name := p.tables[byCell], p.of.Region
	if p.level == byDevice {
		name = p.of.Device
	}
	p.came = append(p.came, p.level)
	p.level = byCell
	t.cursor = 0
	return t.setOnly(name.Text, p.within())
}

func (p *devicesPane) lines(th *chart.Theme, w, h int) []string {
	return p.tables[p.level].lines(th, w, h)
}
