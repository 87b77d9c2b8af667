package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/tui/chart"
)

// What a pane may be able to do when it is one of several levels.
type (
	// trailed is a pane with a place in the trail: what it is about, the outer first.
	trailed interface{ trail() []string }
	// loader is a pane that has to get something in the background when it is opened.
	loader interface{ load(m *Model) tea.Cmd }
	// finder is a pane in which the next (1) or the previous finding (-1) can be gone
	// to; it reports false when there is none.
	finder interface {
		find(n int) bool
	}
)

// delivery is what a background job of a pane comes back with.
type delivery interface{ deliver(m *Model) tea.Cmd }

// open goes a level deeper in the active tab. Every tab keeps its own levels, so
// that a reader who looks elsewhere finds back.
func (m *Model) open(p pane) tea.Cmd {
	if m.deeper == nil {
		m.deeper = make([][]pane, len(m.panes))
	}
	m.deeper[m.active] = append(m.deeper[m.active], p)
	if l, ok := p.(loader); ok {
		return m.end.guard(l.load(m))
	}
	return nil
}

// shut goes a level up; it reports false on the top one.
func (m *Model) shut() bool {
	if m.deeper == nil || len(m.deeper[m.active]) == 0 {
		return false
	}
	levels := m.deeper[m.active]
	m.deeper[m.active] = levels[:len(levels)-1]
	return true
}

// levels returns the panes of the active tab, the top one first.
func (m *Model) levels() []pane {
	out := []pane{m.panes[m.active]}
	if m.deeper != nil {
		out = append(out, m.deeper[m.active]...)
	}
	return out
}

// openPanes returns all panes, those of other tabs included.
func (m *Model) openPanes() []pane {
	out := append([]pane(nil), m.panes...)
	for _, levels := range m.deeper {
		out = append(out, levels...)
	}
	return out
}

// trail names the levels of the active tab; it is empty on the top one.
func (m *Model) trail() []string {
	var out []string
	if m.data == nil {
		return nil
	}
	for _, p := range m.levels() {
		if p, ok := p.(trailed); ok {
			out = append(out, p.trail()...)
		}
	}
	if out != nil {
		out = append([]string{paneTitles[m.active]}, out...)
	}
	return out
}

// trailLine draws the trail in w cells. Outer levels give way first.
func (m *Model) trailLine(w int) string {
	names := m.trail()
	const between = " > "
	text := strings.Join(names, between)
	for first := 1; cells(text) > w-2 && first < len(names); first++ {
		text = "..." + between + strings.Join(names[first:], between)
	}
	text = m.theme.Fit(text, min(cells(text), max(1, w-2)))
	if at := strings.LastIndex(text, between); at >= 0 {
		at += len(between)
		return " " + m.theme.Paint(chart.Dim, text[:at]) + m.theme.Paint(chart.Title, text[at:])
	}
	return " " + m.theme.Paint(chart.Title, text)
}

// nextFinding goes to the next (1) or the previous finding (-1): in the pane, or
// in time where the pane has none of its own.
func (m *Model) nextFinding(n int) tea.Cmd {
	if p, ok := m.pane().(finder); ok {
		if p.find(n) {
			m.followRow()
			if page, ok := m.pane().(*bottleneckPage); ok { // of another device, perhaps
				return m.end.guard(page.load(m))
			}
			return nil
		}
		m.say(chart.Text, "no further finding here")
		return m.tick()
	}
	if _, ok := m.pane().(timed); ok {
		at, found := m.spot.at, int64(0)
		for i := range m.data.Findings.Incidents {
			start := m.data.Findings.Incidents[i].Start
			if n > 0 && start > at && (found == 0 || start < found) || n < 0 && start < at && start > found {
				found = start
			}
		}
		if found != 0 {
			return m.point(found)
		}
	}
	m.say(chart.Text, "no further finding here")
	return m.tick()
}
