package tui

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/tui/chart"
)

func wantIn(t *testing.T, frame, text string) {
	t.Helper()
	if !strings.Contains(frame, text) {
		t.Errorf("no %q in\n%s", text, frame)
	}
}

// Every frame of every pane keeps its size, whatever the size and the names.
func TestFrameAtAllSizes(t *testing.T) {
	var sizes [][2]int
	for _, w := range []int{1, 39, 40, 59, 80, 100, 110, 250} {
		for _, h := range []int{1, 9, 10, 13, 14, 20, 80} {
			sizes = append(sizes, [2]int{w, h})
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 15 {
		sizes = append(sizes, [2]int{1 + rng.IntN(250), 1 + rng.IntN(80)})
	}
	themes := []*chart.Theme{
		chart.NewTheme(chart.ThemeOptions{Profile: chart.TrueColor}),
		chart.NewTheme(chart.ThemeOptions{Profile: chart.Mono, ASCII: true}),
	}
	for name, r := range map[string]*analytics.Report{"fixture": flawed(t), "hostile": hostile(t), "calm": calmReport(t), "nothing": {}} {
		t.Run(name, func(t *testing.T) {
			m := shown(r, 80, 24)
			for n, s := range sizes {
				m.theme = themes[n%len(themes)]
				m.Update(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
				for _, keys := range [][]string{{"1"}, {"enter"}, {"enter"}, {"esc"}, {"esc"}, {"2"}, {"x"}, {"esc"}, {"enter"}, {"j"}, {"enter"}, {"esc"}, {"esc"}, {"3"}, {"enter"}, {"4"}, {"w"}, {"5"}, {"enter"}, {"j"}, {"esc"}, {"6"}, {"v"}, {"enter"}, {"enter"}, {"esc"}, {"esc"}, {"?"}, {"G"}, {"q"}, {"i"}, {"q"}} {
					press(m, keys...)
					m.View()
					if crash, ok := m.end.reason().(Crash); ok {
						t.Fatalf("%v: %v\n%s", keys, crash, crash.Stack)
					}
					checkFrame(t, m.View(), s[0], s[1])
				}
			}
		})
	}
}

func TestTooSmall(t *testing.T) {
	m := shown(fixture(), 39, 9)
	if got := strings.Split(m.View(), "\n")[0]; !strings.HasPrefix(got, "terminal too small: need 40x10, have 3") {
		t.Errorf("first line is %q", got)
	}
	if m.do(m.keys.find("q", m.scopes())) == nil {
		t.Error("q does nothing in a small terminal")
	}
	if m.Update(tea.WindowSizeMsg{}); m.View() != "" {
		t.Errorf("a terminal without size shows %q", m.View())
	}
}

// Random keys, pastes and sizes neither crash nor break a frame.
func TestRandomWalk(t *testing.T) {
	keys := []string{"f12", "x", "0", "Z", "é", "alt+x"}
	for _, b := range bindings {
		for _, k := range b.keys {
			if b.act != actInterrupt && b.act != actSuspend && b.act != actQuit && b.act != actQuitLeave {
				keys = append(keys, k)
			}
		}
	}
	rng := rand.New(rand.NewPCG(7, 8))
	m := shown(hostile(t), 80, 24)
	m.cfg.Export = func(_ context.Context, _ *analytics.Report) ([]string, error) { return []string{"\x1b[2Jx"}, nil }
	for range 3000 {
		switch rng.IntN(12) {
		case 0:
			m.Update(tea.WindowSizeMsg{Width: rng.IntN(200), Height: rng.IntN(70)})
		case 1:
			m.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("q\x1b[2J\nrest")})
		case 2:
			m.Update(tea.MouseMsg{X: rng.IntN(200), Y: rng.IntN(4), Button: tea.MouseButton(rng.IntN(8)), Action: tea.MouseActionPress})
		default:
			_, cmd := m.Update(keyMsg(keys[rng.IntN(len(keys))]))
			if m.exporting {
				m.Update(exportMsg{lines: []string{"\x1b[2Jx"}})
			} else if msg := quick(cmd); msg != nil {
				m.Update(msg)
			}
			if m.progress != nil {
				m.Update(reportMsg{data: m.data})
			}
		}
		if m.w > 0 && m.h > 0 {
			checkFrame(t, m.View(), m.w, m.h)
		}
		if err := m.end.reason(); err != nil {
			t.Fatalf("%v\n%s", err, err.(Crash).Stack)
		}
	}
}

func TestHugeTerminal(t *testing.T) {
	m := shown(fixture(), 2_000, 300)
	for _, k := range []string{"1", "2", "3", "4", "5", "6", "7", "?"} {
		press(m, k)
		checkFrame(t, m.View(), 2_000, 300)
	}
}

func TestTabsAreReadableWithoutColour(t *testing.T) {
	for _, w := range []int{40, 60, 80, 200} {
		m := shown(fixture(), w, 24)
		press(m, "5")
		wantIn(t, strings.Split(m.View(), "\n")[0], "[5 Bottlenecks]")
		wantIn(t, m.View(), "\n> ")
	}
}

func TestViewIsKept(t *testing.T) {
	m := shown(fixture(), 120, 40)
	m.View()
	before := &m.body[0]
	m.Update(tickMsg{})
	if m.View(); &m.body[0] != before {
		t.Error("a tick draws the pane again")
	}
	press(m, "j")
	if m.View(); &m.body[0] == before {
		t.Error("a key does not draw the pane again")
	}
}
