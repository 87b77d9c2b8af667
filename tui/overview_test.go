package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// A click selects a row of whichever list of the overview it falls on.
func TestMouseInOverview(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		m := shown(fixture(), size[0], size[1])
		m.mouse = true
		m.View()
		p := m.panes[0].(*overviewPane)
		for list := range numLists {
			for place := range min(2, len(p.lists[list].order)) {
				if !p.seen[list] || place+1 >= p.at[list].h {
					continue
				}
				a := p.at[list]
				m.Update(tea.MouseMsg{X: a.x + 3, Y: m.headHeight() + a.y + 1 + place, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				line := strings.Split(m.View(), "\n")[m.headHeight()+a.y+1+place]
				if p.focus != list || p.lists[list].cursor != place || !strings.Contains(line, "> ") {
					t.Errorf("%v: list %d, place %d: list %d, place %d: %q", size, list, place, p.focus, p.lists[list].cursor, line)
				}
			}
		}
	}
}

// On the full screen the overview is its lists.
func TestFullOverview(t *testing.T) {
	m := shown(fixture(), 120, 40)
	wantIn(t, m.View(), "Latency p95")
	press(m, "z")
	for _, title := range []string{"Incidents: ", "Worst bottlenecks of ", "Devices, most flagged first"} {
		wantIn(t, m.View(), title)
	}
	if strings.Contains(m.View(), "Latency p95") {
		t.Errorf("tiles in\n%s", m.View())
	}
	press(m, "j", "j", "j", "j", "j", "j", "j", "j")
	if p := m.panes[0].(*overviewPane); p.focus == listIncidents {
		t.Error("the cursor does not reach the next list")
	}
	press(m, "z")
	wantIn(t, m.View(), "Latency p95")
}

// Without an incident no key is offered that needs one.
func TestKeysWithoutIncident(t *testing.T) {
	m := shown(calmReport(t), 120, 40)
	press(m, "2")
	lines := strings.Split(m.View(), "\n")
	if foot := lines[len(lines)-1]; strings.Contains(foot, "sort") || strings.Contains(foot, "evidence") || !strings.Contains(foot, "quit") {
		t.Errorf("keys: %q", foot)
	}
}

// T goes to the time at which the incident under the cursor began.
func TestGoToIncident(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "2", "j", "T")
	if i := m.data.Findings.Incidents[m.panes[1].(*incidentsPane).t.order[1]]; m.active != paneLatency || m.spot.at != i.Start {
		t.Errorf("pane %d, time %s", m.active, stamp(m.spot.at))
	}
}

// Characters that arrive together are keys one by one, outside of what is typed
// and pasted too.
func TestKeysThatArriveTogether(t *testing.T) {
	m := shown(fixture(), 120, 40)
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("5jj")})
	if p, ok := m.pane().(*bottlenecksPane); !ok || p.t.cursor != 2 {
		t.Errorf("5jj shows\n%s", m.View())
	}
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("12"), Paste: true})
	if m.active != 4 {
		t.Error("pasted text is taken for keys")
	}
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("/cpu")})
	if m.prompt == nil || m.prompt.line.String() != "cpu" {
		t.Errorf("/cpu shows\n%s", m.View())
	}
}
