package tui

import (
	"cmp"
	"math"
	"slices"
	"strings"

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
	latency  *latencyPane
	capacity *capacityPane

	drawn    []string // latency and capacity
	drawnFor pictureKey
}

type pictureKey struct {
	theme *chart.Theme
	w, h  int
}

func newOverview(d *dataset) *overviewPane {
	p := &overviewPane{d: d, latency: newLatency(d), capacity: newCapacity(d), lists: overviewLists(d)}
	p.capacity.ofDay = true
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

func (p *overviewPane) copyText() string { return p.lists[p.focus].copyText() }

func (p *overviewPane) point(s spot) {
	p.latency.point(s)
	p.drawn = nil
}

func (p *overviewPane) lines(th *chart.Theme, w, h int) []string {
	p.seen = [numLists]bool{}
	switch {
	case w >= allWidth && h >= allHeight:
		return p.everything(th, w, h)
	case w >= dashboardWidth && h >= dashboardHeight:
		return p.dashboard(th, w, h)
	}
	return p.compact(th, w, h)
}

// everything shows all panes at once.
func (p *overviewPane) everything(th *chart.Theme, w, h int) []string {
	out := p.verdict(th, w, h, h/10)
	out = append(out, "")
	out = append(out, p.boxTiles(th, w, 1)...)
	rest := h - len(out)
	upper := min(max(8, longest(p.lists[:])+3), rest*2/5)
	p.seen = [numLists]bool{true, true, true}
	p.settle()
	a := w * 19 / 40
	b := (w - a) / 2
	left := box(th, p.incidentsTitle(), p.list(th, listIncidents, a-4, upper-2), a, upper)
	middle := box(th, "Worst bottlenecks of "+record.Count(int64(len(p.d.Bottlenecks))), p.list(th, listBottlenecks, b-4, upper-2), b, upper)
	right := box(th, "Devices, most flagged first", p.list(th, listDevices, w-a-b-4, upper-2), w-a-b, upper)
	row := beside(left, middle, a, "", th, upper)
	out = append(out, beside(row, right, a+b, "", th, upper)...)
	return append(out, p.pictures(th, w, rest-upper)...)
}

// longest returns the rows of the longest list, at least 3.
func longest(lists []*table) int {
	n := 3
	for _, t := range lists {
		n = max(n, len(t.order))
	}
	return n
}

// dashboard shows the verdict, the incidents, the numbers, latency and capacity.
func (p *overviewPane) dashboard(th *chart.Theme, w, h int) []string {
	out := p.verdict(th, w, h, max(0, h-dashboardHeight-6))
	list := p.firstList()
	rows := min(max(1, len(p.lists[list].order)), 5) + 3
	if len(p.lists[list].order) == 0 {
		rows = 3
	}
	title := p.incidentsTitle()
	if list == listBottlenecks {
		title = "No incident; worst bottlenecks"
	}
	out = append(out, box(th, title, p.list(th, list, w-4, rows-2), w, rows)...)
	out = append(out, p.boxTiles(th, w, 2)...)
	return append(out, p.pictures(th, w, h-len(out))...)
}

// compact shows the verdict, the incidents and as many numbers as there is room.
func (p *overviewPane) compact(th *chart.Theme, w, h int) []string {
	out := p.verdict(th, w, h, 0)
	rest := h - len(out)
	if rest < 1 {
		return out
	}
	list := p.firstList()
	rows := min(max(1, len(p.lists[list].order)), max(1, min(6, rest/2-1))) + 1
	if rest >= 4 {
		if rest >= 12 {
			out = append(out, "")
		}
		out = append(out, p.list(th, list, w, rows)...)
		if rest >= 12 {
			out = append(out, "")
		}
	}
	out = append(out, p.plainTiles(th, w, h-len(out))...)
	// What is left goes to the facts.
	if facts := min(h-len(out), len(p.d.Verdict.Facts)); facts > 0 && rest >= 12 {
		with := p.verdict(th, w, h, facts)
		out = append(with, out[len(p.verdict(th, w, h, 0)):]...)
	}
	return out
}

// firstList is the list that is shown where there is room for one: the
// bottlenecks when there is no incident. It is given the cursor.
func (p *overviewPane) firstList() int {
	list := listIncidents
	if len(p.lists[list].order) == 0 && len(p.lists[listBottlenecks].order) > 0 {
		list = listBottlenecks
	}
	p.seen[list] = true
	p.focusOn(list)
	return list
}

func (p *overviewPane) incidentsTitle() string {
	f := &p.d.Findings
	if f.Total == 0 && len(f.Incidents) == 0 {
		return "Incidents"
	}
	return "Incidents: " + record.Count(int64(f.Open)) + " open, " + record.Count(int64(max(f.Total, len(f.Incidents)))) + " in all"
}

// list draws one of the lists, or why it is empty.
func (p *overviewPane) list(th *chart.Theme, list, w, h int) []string {
	if len(p.lists[list].order) > 0 {
		return p.lists[list].lines(th, w, h)
	}
	var out []string
	switch f := &p.d.Findings; list {
	case listIncidents:
		text, role := "No incident: nothing unusual on "+plural(int64(f.Judged), "device")+".", chart.Good
		if f.Judged == 0 {
			text, role = "Nothing judged: no device has enough history.", chart.Dim
		}
		for _, line := range wrap(text, max(10, w-2)) {
			out = append(out, " "+th.Paint(role, line))
		}
	case listBottlenecks:
		out = append(out, " "+th.Paint(chart.Good, "No bottlenecks."))
	default:
		out = append(out, " "+th.Paint(chart.Dim, noData))
	}
	return out
}

// verdict is the sentence on top, and below it as many of the facts.
func (p *overviewPane) verdict(th *chart.Theme, w, h, facts int) []string {
	v := p.d.Verdict
	word := strings.ToUpper(v.Level.String())
	role := chart.LevelRole(v.Level)
	text := wrap(record.CleanText(v.Headline), max(10, w-4-cells(word)))
	most := max(1, min(4, h/4))
	if len(text) > most {
		text = append(text[:most-1:most-1], strings.Join(text[most-1:], " "))
	}
	indent := strings.Repeat(" ", cells(word)+3)
	var out []string
	for i, line := range text {
		if i == 0 {
			out = append(out, " "+th.Paint(role, word)+"  "+th.Paint(chart.Title, line))
		} else {
			out = append(out, indent+th.Paint(chart.Title, line))
		}
	}
	for _, fact := range v.Facts[:min(len(v.Facts), facts)] {
		out = append(out, indent+th.Paint(chart.Dim, record.CleanText(fact)))
	}
	return out
}

// pictures draws latency and capacity side by side, and keeps the result: only
// size, theme and the time cursor change it.
func (p *overviewPane) pictures(th *chart.Theme, w, h int) []string {
	if h < 5 {
		return nil
	}
	if key := (pictureKey{th, w, h}); p.drawn == nil || p.drawnFor != key {
		p.drawn, p.drawnFor = p.draw(th, w, h), key
	}
	return p.drawn
}

func (p *overviewPane) draw(th *chart.Theme, w, h int) []string {
	lw := w / 2
	inner := h - 2
	items := p.latency.items
	picture := p.latency.listLines(th, items, -1, lw-4, min(len(items)+1, inner))
	if most := max(3, inner/3); inner-len(picture) < leastChart && inner-most > leastChart {
		picture = picture[:most]
	}
	if left := inner - len(picture) - 1; left >= leastChart {
		picture = append(append(picture, ""), p.latency.chartLines(th, lw-4, left)...)
	}
	left := box(th, "Latency", picture, lw, h)
	right := box(th, "Capacity: mean traffic, Mbps, by hour of day (UTC)", p.capacity.both(th, w-lw-4, inner, false), w-lw, h)
	return beside(left, right, lw, "", th, h)
}

func box(th *chart.Theme, title string, body []string, w, h int) []string {
	return strings.Split(chart.Box(th, title, strings.Join(body, "\n"), w, h, false), "\n")
}
