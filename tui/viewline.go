package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/tui/chart"
)

// viewParts names what a view looks at: its time, its filter, its limits. Parts
// that are not narrowed are left out.
func (m *Model) viewParts(v analytics.View) []string {
	var parts []string
	if v.From != 0 || v.To != 0 {
		parts = append(parts, "time "+rangeText(v.From, v.To))
	}
	if v.Where != nil {
		parts = append(parts, filterText(v.Where))
	}
	if text := m.limitsText(v); text != "" {
		parts = append(parts, "limits "+text)
	}
	return parts
}

// hasViewLine reports whether a line of the frame tells what is looked at.
func (m *Model) hasViewLine() bool {
	return m.data != nil && (m.viewAlways || len(m.viewParts(m.looks.shown)) > 0)
}

// viewLine tells what is looked at, on the right the rows of it.
func (m *Model) viewLine() string {
	parts := m.viewParts(m.looks.shown)
	if len(parts) == 0 {
		parts = []string{"all rows, all of the time, reference limits"}
	}
	between := " · "
	if m.theme.ASCII() {
		between = " | "
	}
	text := m.theme.Paint(chart.Key, "view ") + m.theme.Paint(chart.Accent, strings.Join(parts, between))
	rows := m.theme.Paint(chart.Dim, plural(m.data.Overall.Rows, "row"))
	if cells(text)+cells(rows)+4 > m.w {
		rows = ""
	}
	return m.spread(text, rows)
}

// back lifts what was narrowed last: a level of the pane, a mark, the filter,
// the range of time.
func (m *Model) back() tea.Cmd {
	if p, ok := m.pane().(drilled); ok {
		if cmd, went := p.back(); went {
			return m.end.guard(cmd)
		}
	}
	if m.shut() {
		return nil
	}
	v := m.looks.view
	switch {
	case m.spot.from != 0:
		m.spot.from, m.spot.to = 0, 0
		m.tellSpot()
		return nil
	case v.Where != nil:
		v.Where = nil
	case v.From != 0 || v.To != 0:
		v.From, v.To = 0, 0
	case v.Limits != (detect.Limits{}):
		m.say(chart.Text, "t and 0 bring the reference limits back")
		return m.tick()
	default:
		return nil
	}
	return m.setView(v)
}
