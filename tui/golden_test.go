package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

var goldenSizes = [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}}

func eachSize(t *testing.T, draw func(w, h int) *Model) {
	for _, s := range goldenSizes {
		t.Run(sizeName(s[0], s[1]), func(t *testing.T) {
			frame := draw(s[0], s[1]).View()
			checkFrame(t, frame, s[0], s[1])
			golden.RequireEqual(t, []byte(frame))
		})
	}
}

// go test ./tui -run Golden -update draws the pictures anew.
func TestGoldenPanes(t *testing.T) {
	for state, r := range map[string]*analytics.Report{"report": fixture(), "empty": calmReport(t)} {
		for i, title := range paneTitles {
			t.Run(title+"/"+state, func(t *testing.T) {
				eachSize(t, func(w, h int) *Model {
					m := shown(r, w, h)
					press(m, string(rune('1'+i)))
					return m
				})
			})
		}
	}
}

func TestGoldenStates(t *testing.T) {
	states := map[string]func(m *Model){
		"loading": func(m *Model) {},
		"error": func(m *Model) {
			m.Update(reportMsg{err: &record.Error{Kind: record.KindInput, Path: "network.csv", Line: 1,
				What: `no column "latency_ms"; found timestamp, device_id, region, latncy_ms`,
				Try:  `rename "latncy_ms" to "latency_ms"`}})
		},
		"help":        func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "5", "?") },
		"load report": func(m *Model) { m.reported(reportMsg{data: newDataset(flawed(t))}); press(m, "i") },
		"rejected":    func(m *Model) { m.reported(reportMsg{data: newDataset(flawed(t))}) },
		"detail":      func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "5", "enter") },
		"device card": func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "6", "j", "enter") },
		"filter": func(m *Model) {
			m.reported(reportMsg{data: newDataset(fixture())})
			press(m, "5", "/")
			press(m, strings.Split("cpu > 90 and", "")...)
		},
		"devices of a region": func(m *Model) {
			m.reported(reportMsg{data: newDataset(fixture())})
			press(m, "3", "j", "j", "enter", "j")
		},
		"evidence":    func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "2", "enter", "j") },
		"no incident": func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "2", "v") },
		"rows": func(m *Model) {
			m.reported(reportMsg{data: newDataset(fixture())})
			press(m, "2", "j", "j", "enter", "enter")
		},
		"columns": func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "5", "x", " ", "j") },
		"region": func(m *Model) {
			m.reported(reportMsg{data: newDataset(fixture())})
			press(m, "6", "v", "j", "enter", "j")
		},
		"hour of day": func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "4", "w", "a", "l") },
		"exported":    func(m *Model) { m.reported(reportMsg{data: newDataset(fixture())}); press(m, "e") },
	}
	for name, bring := range states {
		t.Run(name, func(t *testing.T) {
			eachSize(t, func(w, h int) *Model {
				m := testModel(w, h)
				m.snapshot = func() record.Snapshot { // the real one has a clock
					return record.Snapshot{Rows: 5040, TotalRows: 12_000, Bytes: 378_000, TotalBytes: 900_000, Elapsed: 420 * time.Millisecond}
				}
				bring(m)
				return m
			})
		})
	}
}

func TestGoldenProfiles(t *testing.T) {
	for _, o := range []chart.ThemeOptions{
		{Profile: chart.Mono}, {Profile: chart.ANSI16}, {Profile: chart.ANSI256}, {Profile: chart.TrueColor},
		{Profile: chart.ANSI256, Light: true}, {Profile: chart.Mono, ASCII: true},
	} {
		name := o.Profile.String()
		if o.Light {
			name += " light"
		}
		if o.ASCII {
			name += " ascii"
		}
		t.Run(name, func(t *testing.T) {
			m := shown(fixture(), 80, 24)
			m.theme = chart.NewTheme(o)
			press(m, "4")
			frame := m.View()
			checkFrame(t, frame, 80, 24)
			golden.RequireEqual(t, []byte(frame))
		})
	}
}

func TestMissingColumnSaysNoData(t *testing.T) {
	r := calmReport(t)
	if !math.IsNaN(r.Overall.Metric[record.CPU].Mean) {
		t.Fatal("the fixture has CPU")
	}
	m := shown(r, 120, 40)
	wantIn(t, m.View(), "no data")
	press(m, "i")
	wantIn(t, m.View(), "No column for cpu")
}
