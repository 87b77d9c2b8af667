package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/tui/chart"
)

// explore brings a dashboard over the fixture into a state.
var explore = map[string]func(m *Model){
	"view": func(m *Model) {
		typeLine(m, ":", "filter region = ap-* and loss > 0.3")
		typeLine(m, ":", "limit latency 70")
	},
	"wrong filter": func(m *Model) { press(m, "/"); press(m, strings.Split("region = a-* an los", "")...) },
	"half filter":  func(m *Model) { press(m, "/"); press(m, strings.Split("region = ", "")...) },
	"command":      func(m *Model) { press(m, ":"); press(m, strings.Split("so", "")...); press(m, "tab") },
	"limits":       func(m *Model) { press(m, "t", "-", "-", "-") },
	"empty view":   func(m *Model) { typeLine(m, ":", "filter device = nowhere") },
	"full screen":  func(m *Model) { typeLine(m, ":", "filter device = edge-02"); press(m, "z") },
	"found help":   func(m *Model) { press(m, "?", "/"); press(m, strings.Split("range", "")...) },
}

func TestGoldenExplore(t *testing.T) {
	for name, bring := range explore {
		t.Run(name, func(t *testing.T) {
			eachSize(t, func(w, h int) *Model {
				m := shown(fixture(), w, h)
				typeLine(m, ":", "pane bottlenecks")
				bring(m)
				return m
			})
		})
	}
}

// The time cursor and a marked range.
func TestGoldenCursor(t *testing.T) {
	eachSize(t, func(w, h int) *Model {
		m := shown(fixture(), w, h)
		latency(m, "03-02 06:00")
		m.mark()
		m.point(at("03-02 18:00"))
		m.mark()
		m.toast = nil
		return m
	})
}

// The same without colours and in ASCII: nothing is told by a colour alone.
func TestGoldenExploreWithoutColour(t *testing.T) {
	for _, o := range []chart.ThemeOptions{{Profile: chart.Mono}, {Profile: chart.Mono, ASCII: true}, {Profile: chart.ANSI256}} {
		name := o.Profile.String()
		if o.ASCII {
			name += " ascii"
		}
		t.Run(name, func(t *testing.T) {
			m := shown(fixture(), 80, 24)
			m.theme = chart.NewTheme(o)
			typeLine(m, ":", "pane bottlenecks")
			explore["view"](m)
			explore["wrong filter"](m)
			frame := m.View()
			checkFrame(t, frame, 80, 24)
			golden.RequireEqual(t, []byte(frame))
		})
	}
}
