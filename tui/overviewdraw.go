package tui

import (
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

func (p *overviewPane) lines(th *chart.Theme, w, h int) []string {
	p.seen, p.at = [numLists]bool{}, [numLists]area{}
	switch {
	case p.full:
		return p.onlyLists(th, w, h)
	case w >= allWidth && h >= allHeight:
		return p.everything(th, w, h)
	case w >= dashboardWidth && h >= dashboardHeight:
		return p.dashboard(th, w, h)
	}
	return p.compact(th, w, h)
}

// onlyLists shows the lists and nothing else.
func (p *overviewPane) onlyLists(th *chart.Theme, w, h int) []string {
	p.seen = [numLists]bool{true, h >= 16, h >= 24}
	p.settle()
	count := 0
	for _, seen := range p.seen {
		if seen {
			count++
		}
	}
	var out []string
	for i := range count {
		left := h - len(out)
		height := left
		if i < count-1 {
			height = min(max(6, len(p.lists[i].order)+3), left/(count-i))
		}
		out = append(out, p.listBox(th, i, 0, len(out), w, height)...)
	}
	return out
}

// listBox draws a list in a box of w x h cells at a place of the pane.
func (p *overviewPane) listBox(th *chart.Theme, list, x, y, w, h int) []string {
	p.at[list] = area{x + 2, y + 1, w - 4, h - 2}
	return box(th, p.listTitle(list), p.list(th, list, w-4, h-2), w, h)
}

func (p *overviewPane) listTitle(list int) string {
	switch list {
	case listIncidents:
		return p.incidentsTitle()
	case listBottlenecks:
		return "Worst bottlenecks of " + record.Count(int64(len(p.d.Bottlenecks)))
	}
	return "Devices, most flagged first"
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
	left := p.listBox(th, listIncidents, 0, len(out), a, upper)
	middle := p.listBox(th, listBottlenecks, a, len(out), b, upper)
	right := p.listBox(th, listDevices, a+b, len(out), w-a-b, upper)
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
	p.at[list] = area{2, len(out) + 1, w - 4, rows - 2}
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
		p.at[list] = area{0, len(out), w, rows}
		out = append(out, p.list(th, list, w, rows)...)
		if rest >= 12 {
			out = append(out, "")
		}
	}
	out = append(out, p.plainTiles(th, w, h-len(out))...)
	// What is left goes to the facts.
	if facts := min(h-len(out), len(p.d.Verdict.Facts)); facts > 0 && rest >= 12 {
		p.at[list].y += facts
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
