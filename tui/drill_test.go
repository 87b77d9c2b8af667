package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// trailText is the trail as it is written.
func trailText(m *Model) string { return strings.Join(m.trail(), " > ") }

// From the overview down to the rows and back: every level is as it was left.
func TestDrillFromIncidentToRowsAndBack(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "j", "j", "j") // open first, then by impact: I-5, I-4, I-1, I-2
	press(m, "enter")
	if got := trailText(m); got != "Overview > us-east > edge-02 > incident I-2" {
		t.Errorf("trail is %q", got)
	}
	press(m, "j") // cpu
	wantIn(t, m.View(), "cpu of edge-02 in us-east: 94 %")
	page := m.pane().(*incidentPage)
	press(m, "enter")
	if got := trailText(m); got != "Overview > us-east > edge-02 > incident I-2 > rows" {
		t.Errorf("trail is %q", got)
	}
	// An hour on each side of 14:00 to 14:50, a row every ten minutes.
	rows := m.pane().(*rowsPage)
	if row, _ := rows.t.current(); len(rows.rows) != 18 || rows.rows[row].Time != fixtureTime(1, 14, 0) || rows.all != 18 {
		t.Errorf("%d rows, the cursor on %s", len(rows.rows), stamp(rows.rows[row].Time))
	}
	wantIn(t, m.View(), "7 of 18 rows around the incident")
	press(m, "n", "n")
	wantIn(t, m.View(), "9 of 18 rows")
	press(m, "2", "1") // another tab and back
	wantIn(t, m.View(), "9 of 18 rows")
	press(m, "esc")
	if m.pane() != page || page.cursor != 1 {
		t.Error("the evidence is not as it was left")
	}
	press(m, "esc")
	o := m.pane().(*overviewPane)
	if o.lists[listIncidents].cursor != 3 || trailText(m) != "" {
		t.Errorf("back at row %d, trail %q", o.lists[listIncidents].cursor, trailText(m))
	}
}

func TestDrillFromRegionToRows(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "6", "v", "j", "enter", "j", "j", "enter")
	if got := trailText(m); got != "Devices > eu-central > edge-02" {
		t.Errorf("trail is %q", got)
	}
	wantIn(t, m.View(), "rows: all 402 of the device")
	press(m, "j", "j", "enter") // its incident, the rows
	if p, ok := m.pane().(*rowsPage); !ok || p.all != 402 {
		t.Fatalf("%s", m.View())
	}
	press(m, "esc", "esc")
	if row, _ := tableOf(m).current(); row != 2 {
		t.Errorf("back on row %d", row)
	}
	press(m, "esc", "3", "j", "enter", "j", "enter")
	if got := trailText(m); got != "Latency > ap-south > edge-01" {
		t.Errorf("trail is %q", got)
	}
}

// n and N go through incidents, flagged rows and flagged devices.
func TestNextFinding(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "2", "enter", "n", "n")
	if got := m.pane().(*incidentPage).incident().ID; got != "I-2" {
		t.Errorf("at %s", got)
	}
	press(m, "N", "N", "N")
	wantIn(t, m.View(), "no further finding here")
	m.spot.at = 0
	press(m, "3", "n")
	if m.spot.at != fixtureTime(1, 3, 0) {
		t.Errorf("the time cursor is at %s", stamp(m.spot.at))
	}
	press(m, "n", "n", "N")
	if m.spot.at != fixtureTime(1, 14, 0) {
		t.Errorf("the time cursor is at %s", stamp(m.spot.at))
	}
	press(m, "6", "n", "n")
	if row, _ := tableOf(m).current(); m.data.Cells[row].Bottlenecks == 0 {
		t.Error("not on a flagged device")
	}
	press(m, "5", "enter", "n")
	p := m.pane().(*bottleneckPage)
	if p.past == nil || p.loading {
		t.Error("what is usual is not known after n")
	}
}

// The evidence of a row: its numbers are those of the row and of the report.
func TestBottleneckEvidence(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "5", "enter")
	p := m.pane().(*bottleneckPage)
	b := m.data.Bottlenecks[p.row]
	wantIn(t, m.View(), number(b.Value[record.Loss], 2)+" % is "+number(b.ZLoss, 2)+" standard deviations above the mean of "+number(m.data.Loss.Mean, 2)+" %")
	a := p.past.around[record.Loss]
	// At least eight samples on both sides.
	if len(a.Time) != 17 || a.Time[8] != b.Time || a.Value[8] != b.Value[record.Loss] {
		t.Errorf("%d samples around, the middle at %s", len(a.Time), stamp(a.Time[8]))
	}
}

// Rows that are late, lost or not kept are said to be so.
func TestRowsThatCannotBeShown(t *testing.T) {
	m := shown(fixture(), 100, 30)
	m.cfg.Rows = nil
	press(m, "2", "j", "j", "enter", "enter")
	wantIn(t, m.View(), "the rows are not kept")
	press(m, "esc")
	m.cfg.Rows = func(context.Context, analytics.View, record.Name, record.Name, int) ([]record.Row, int64, error) {
		return nil, 0, errors.New("disk \x1b[2J gone")
	}
	press(m, "enter")
	wantIn(t, m.View(), "no rows: disk")
	checkFrame(t, m.View(), 100, 30)
	press(m, "esc")
	m.cfg.Rows = func(context.Context, analytics.View, record.Name, record.Name, int) ([]record.Row, int64, error) {
		return nil, 0, nil
	}
	_, cmd := m.Update(keyMsg("enter"))
	wantIn(t, m.View(), "getting the rows of edge-02")
	settle(m, cmd)
	wantIn(t, m.View(), "no row of edge-02 is in this time")
}

// A new report keeps the levels; what is gone says so.
func TestLevelsOverANewReport(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "2", "j", "enter")
	m.Update(viewMsg{data: newDataset(fixture())})
	if got := m.pane().(*incidentPage); got.incident().ID != "I-1" || got.gone {
		t.Errorf("at %s", got.incident().ID)
	}
	r := *fixture()
	r.Findings.Incidents = r.Findings.Incidents[2:]
	m.Update(viewMsg{data: newDataset(&r)})
	if got := m.pane().(*incidentPage); got.incident().ID != "I-1" || !got.gone {
		t.Errorf("at %s", got.incident().ID)
	}
	wantIn(t, m.View(), "not in the view on screen")
}

func TestLastedIsShort(t *testing.T) {
	const s = int64(1e9)
	for ns, want := range map[int64]string{0: "0s", 59 * s: "59s", 60 * s: "1m", 750 * s: "12m 30s", 3600 * s: "1h", 11520 * s: "3h 12m",
		86400 * s: "1d", (2*86400 + 4*3600) * s: "2d 4h", -5: "0s"} {
		if got := lasted(ns); got != want {
			t.Errorf("lasted(%d) = %q, want %q", ns, got, want)
		}
	}
}

// A change against the usual is told by an arrow and a word.
func TestChangeText(t *testing.T) {
	nan := record.Missing
	for _, c := range []struct {
		now, usual float64
		w          int
		want       string
	}{{138, 100, 30, "▲ 38 % above usual"}, {138, 100, 12, "▲ 38 % above"}, {138, 100, 8, "▲ 38 %"}, {80, 100, 30, "▼ 20 % below usual"},
		{104, 100, 30, "as usual"}, {96, 100, 30, "as usual"}, {1200, 100, 30, "▲ 12x usual"}, {nan, 1, 30, ""}, {1, nan, 30, ""}, {0, 0, 30, ""},
		{5, 0, 30, "▲ from about 0"}} {
		if got := changeText(plainTheme(), tileOf(c.now, c.usual), c.w); got != c.want {
			t.Errorf("%v against %v in %d: %q, want %q", c.now, c.usual, c.w, got, c.want)
		}
	}
}

// The whole way in a terminal: evidence, rows, columns, sorting, and back.
func TestFlowDrillSortColumns(t *testing.T) {
	tm := flow(t, nil)
	see(t, tm, "level")
	send(tm, "2", "enter")
	see(t, tm, "Incidents > ap-south > incident I-5")
	send(tm, "enter")
	see(t, tm, "incident I-5 > rows")
	send(tm, ">", "s", "s")
	see(t, tm, "latency ms")
	send(tm, "x", " ", "j", "enter", "esc", "n", "esc", "5", "x", "j", " ", "enter", "q")
	m := final(t, tm)
	checkFrame(t, m.View(), 100, 30)
	tab := tableOf(m)
	if m.active != 4 || m.trail() != nil || len(tab.shown()) != 9 {
		t.Errorf("ended in pane %d at %v with %d columns", m.active, m.trail(), len(tab.shown()))
	}
	if got := m.panes[1].(*incidentsPane).t.cursor; got != 0 {
		t.Errorf("the list of incidents is at %d", got)
	}
}

// In ASCII every level of every pane is ASCII.
func TestLevelsInASCII(t *testing.T) {
	m := shown(fixture(), 130, 45)
	m.theme = chart.NewTheme(chart.ThemeOptions{Profile: chart.Mono, ASCII: true})
	for _, keys := range [][]string{{"1"}, {"enter"}, {"enter"}, {"2"}, {"v"}, {"v", "j", "j", "enter"}, {"enter"}, {"x"}, {"5"}, {"enter"}, {"6"}, {">"}, {"v", "enter"}, {"enter"}} {
		press(m, keys...)
		for _, r := range m.View() {
			if r > 0x7e {
				t.Fatalf("%v: %q in\n%s", keys, r, m.View())
			}
		}
	}
}
