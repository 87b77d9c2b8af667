package tui

import (
	"cmp"
	"math"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

const (
	worstShown = 200 // bottlenecks and devices the overview lists
	// From this size on the overview shows latency and capacity too, and from the
	// second on all panes.
	dashboardWidth, dashboardHeight = 110, 32
	allWidth, allHeight             = 180, 45
)

// The lists of the overview, in the order the cursor goes through them.
const (
	listIncidents = iota
	listBottlenecks
	listDevices
	numLists
)

// overviewPane answers what is wrong: the verdict, the incidents, the key numbers
// against what is usual, and on a large terminal the other panes as well.
type overviewPane struct {
	d        *dataset
	lists    [numLists]*table
	focus    int            // list that has the cursor
	seen     [numLists]bool // lists that are drawn
	at       [numLists]area // where
	full     bool           // the lists have the full screen
	latency  *latencyPane
	capacity *capacityPane

	drawn    []string // latency and capacity
	drawnFor pictureKey
}

// area is a rectangle of cells, from the top left of the pane.
type area struct{ x, y, w, h int }

type pictureKey struct {
	theme *chart.Theme
	w, h  int
}

func newOverview(d *dataset) *overviewPane {
	p := &overviewPane{d: d, latency: newLatency(d), capacity: newCapacity(d), lists: overviewLists(d)}
	p.capacity.fold = foldDay
	p.capacity.choose()
	p.focusOn(listIncidents)
	return p
}

// overviewLists makes the lists: few columns, those that tell most.
func overviewLists(d *dataset) [numLists]*table {
	incidents := incidentTable(d, d.openFirst())
	incidents.only("level", "state", "where", "what", "since", "lasts", "cause", "around")
	worst := bottleneckTable(d, d.worst[:min(len(d.worst), worstShown)])
	worst.only("device", "severity", "when", "why", "region", "latency", "loss", "cpu")
	devices := orderedTable(d.levels[byCell].columns, d.slow)
	devices.only("device", "region", "flagged", "latency trend", "p95", "loss %")
	out := [numLists]*table{incidents, worst, devices}
	for _, t := range out {
		t.col, t.sortCol = -1, -1
	}
	return out
}

// slowest returns the positions in Cells of the n devices with the most flagged
// rows, of equals those with the highest p95 of the latency.
func (d *dataset) slowest(n int) []int32 {
	order := make([]int32, len(d.Cells))
	for i := range order {
		order[i] = int32(i)
	}
	p95 := func(i int32) float64 {
		if v := d.Cells[i].Metric[record.Latency].P95; !math.IsNaN(v) {
			return v
		}
		return math.Inf(-1)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if c := cmp.Compare(d.Cells[b].Bottlenecks, d.Cells[a].Bottlenecks); c != 0 {
			return c
		}
		return cmp.Compare(p95(b), p95(a))
	})
	return order[:min(n, len(order))]
}

func (p *overviewPane) adopt(d *dataset) tea.Cmd {
	old := p.d
	p.d, p.drawn = d, nil
	next := overviewLists(d)
	find := [numLists]func(row int) int{
		func(row int) int { return d.incidentByID(old.Findings.Incidents[row].ID) },
		func(row int) int { return d.rowOf(old, row) },
		func(row int) int { return d.cellOf(old.Cells[row].Device, old.Cells[row].Region) },
	}
	cmds := []tea.Cmd{p.latency.adopt(d), p.capacity.adopt(d)}
	for i, t := range p.lists {
		cmds = append(cmds, t.adopt(next[i], find[i]))
	}
	p.focusOn(p.focus)
	return tea.Batch(cmds...)
}

// focusOn gives the cursor to a list.
func (p *overviewPane) focusOn(list int) {
	p.focus = list
	for i, t := range p.lists {
		t.quiet = i != list
	}
}

func (p *overviewPane) scopes() scope { return inMove | inTime | inOverview }

func (p *overviewPane) status() string {
	if !p.seen[p.focus] || len(p.lists[p.focus].order) == 0 {
		return plural(int64(len(p.d.Findings.Incidents)), "incident") + ", " + plural(int64(len(p.d.Bottlenecks)), "bottleneck")
	}
	t := p.lists[p.focus]
	switch p.focus {
	case listBottlenecks:
		s := tableStatus(t, "bottleneck")
		if len(p.d.Bottlenecks) > len(t.order) {
			s = record.Count(int64(t.cursor+1)) + " of the " + record.Count(int64(len(t.order))) + " worst of " + plural(int64(len(p.d.Bottlenecks)), "bottleneck")
		}
		return s
	case listDevices:
		return tableStatus(t, "device")
	}
	return tableStatus(t, "incident") + ", " + record.Count(int64(p.d.Findings.Open)) + " open"
}

func (p *overviewPane) do(m *Model, a action) tea.Cmd {
	t := p.lists[p.focus]
	switch a {
	case actUp, actDown:
		if to, _ := move(a, t.cursor, len(t.order), 1); to != t.cursor {
			t.cursor = to
			return nil
		}
		p.nextList(a == actDown)
	case actTop:
		for _, t := range p.lists {
			t.cursor = 0
		}
		p.focusOn(listIncidents)
		p.settle()
	case actOpen:
		return p.open(m)
	case actLeft:
		return m.stepTime(-1)
	case actRight:
		return m.stepTime(1)
	default:
		if to, ok := move(a, t.cursor, len(t.order), max(3, m.bodyHeight()/4)); ok {
			t.cursor = to
		}
	}
	return nil
}

// nextList moves the cursor to the next list in sight that has a row, or to the
// one before.
func (p *overviewPane) nextList(down bool) {
	step := -1
	if down {
		step = 1
	}
	for i := p.focus + step; i >= 0 && i < numLists; i += step {
		if p.seen[i] && len(p.lists[i].order) > 0 {
			p.focusOn(i)
			if down {
				p.lists[i].cursor = 0
			}
			return
		}
	}
}

// settle moves the cursor to a list in sight that has a row when its own has none.
func (p *overviewPane) settle() {
	if p.seen[p.focus] && len(p.lists[p.focus].order) > 0 {
		return
	}
	for i, t := range p.lists {
		if p.seen[i] && len(t.order) > 0 {
			p.focusOn(i)
			return
		}
	}
}

func (p *overviewPane) open(m *Model) tea.Cmd {
	row, ok := p.lists[p.focus].current()
	switch {
	case !ok:
		return nil
	case p.focus == listIncidents:
		return m.open(newIncidentPage(p.d, row))
	case p.focus == listBottlenecks:
		return m.open(newBottleneckPage(p.d, row))
	}
	return m.open(newDevicePage(p.d, row))
}

func (p *overviewPane) incident() *incident.Incident {
	if row, ok := p.lists[listIncidents].current(); ok && p.focus == listIncidents {
		return &p.d.Findings.Incidents[row]
	}
	return nil
}

// find goes to the next incident.
func (p *overviewPane) find(n int) bool {
	t := p.lists[listIncidents]
	if to := t.cursor + n; to >= 0 && to < len(t.order) {
		t.cursor = to
		p.focusOn(listIncidents)
		return true
	}
	return false
}

// click goes to a row of one of the lists.
func (p *overviewPane) click(_ *Model, x, y int) tea.Cmd {
	for i, a := range p.at {
		if !p.seen[i] || x < a.x || x >= a.x+a.w || y <= a.y || y >= a.y+a.h || len(p.lists[i].order) == 0 {
			continue
		}
		p.focusOn(i)
		return p.lists[i].click(x-a.x, y-a.y)
	}
	return nil
}

func (p *overviewPane) fill(full bool) { p.full = full }

func (p *overviewPane) copyText() string { return p.lists[p.focus].copyText() }

func (p *overviewPane) point(s spot) {
	p.latency.point(s)
	p.drawn = nil
}
