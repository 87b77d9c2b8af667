package tui

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/teatest"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// flow starts a dashboard on a terminal in memory.
func flow(t *testing.T, change func(*Config)) *teatest.TestModel {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	m := testModel(0, 0)
	if change != nil {
		change(&m.cfg)
		m = newModel(ctx, m.cfg, m.theme, m.end)
	}
	m.ctx = ctx
	return teatest.NewTestModel(t, m, teatest.WithInitialTermSize(100, 30))
}

func see(t *testing.T, tm *teatest.TestModel, text string) {
	t.Helper()
	teatest.WaitFor(t, tm.Output(), func(out []byte) bool { return bytes.Contains(out, []byte(text)) },
		teatest.WithDuration(5*time.Second), teatest.WithCheckInterval(5*time.Millisecond))
}

func send(tm *teatest.TestModel, keys ...string) {
	for _, k := range keys {
		tm.Send(keyMsg(k))
	}
}

func final(t *testing.T, tm *teatest.TestModel) *Model {
	t.Helper()
	return tm.FinalModel(t, teatest.WithFinalTimeout(5*time.Second)).(*Model)
}

func TestFlowLoadLookFilterExportQuit(t *testing.T) {
	release := make(chan bool)
	exports := make(chan int, 100)
	tm := flow(t, func(c *Config) {
		c.Analyse = func(_ context.Context, _ analytics.View, p *record.Progress) (*analytics.Report, error) {
			p.SetTotal(5000, 100_000)
			p.Add(2500, 50_000)
			<-release
			return fixture(), nil
		}
		c.Export = func(context.Context, *analytics.Report) ([]string, error) {
			exports <- 1
			time.Sleep(100 * time.Millisecond)
			return []string{"wrote somewhere"}, nil
		}
	})
	see(t, tm, "2,500 of 5,000 rows, 50.0 kB of 100 kB")
	send(tm, "e", "/", "i", "j") // do nothing yet
	close(release)
	see(t, tm, "severity")
	send(tm, "tab", "]", "5")
	see(t, tm, "[5 Bottlenecks]")
	send(tm, "/", "e", "d", "g", "e", "-", "0", "2", "enter")
	see(t, tm, "view device = *edge-02* or region = *edge-02*")
	send(tm, "e", "e", "e")
	see(t, tm, "wrote somewhere")
	send(tm, "?", "q", "q")
	m := final(t, tm)
	if m.active != 4 || m.overlay != nil || m.quitAfter != nil || m.exporting {
		t.Errorf("ended in pane %d, overlay %v, %v", m.active, m.overlay, m.quitAfter)
	}
	checkFrame(t, m.View(), 100, 30)
	wantIn(t, m.View(), "view device = *edge-02* or region = *edge-02*")
	if n := len(exports); n != 1 {
		t.Errorf("exported %d times at once", n)
	}
}

func TestFlowFailedExport(t *testing.T) {
	tm := flow(t, func(c *Config) {
		c.Export = func(context.Context, *analytics.Report) ([]string, error) {
			return nil, &record.Error{Kind: record.KindOutput, Path: "reports", What: "no space left on device", Try: "free some"}
		}
	})
	see(t, tm, "severity")
	send(tm, "e")
	see(t, tm, "not exported: reports: no space left on device; free some")
	send(tm, "q")
	if m := final(t, tm); m.quitAfter != nil {
		t.Error(m.quitAfter)
	}
}

func TestFlowFailedAnalysisAndReload(t *testing.T) {
	calls := 0
	wrong := &record.Error{Kind: record.KindInput, Path: "a.csv", What: "no rows", Try: "another file"}
	tm := flow(t, func(c *Config) {
		c.Analyse = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
			if calls++; calls == 1 || calls == 3 {
				return nil, wrong
			}
			return fixture(), nil
		}
	})
	see(t, tm, "a.csv: no rows")
	send(tm, "r")
	see(t, tm, "severity")
	send(tm, "r")
	see(t, tm, "not reloaded")
	send(tm, "q")
	m := final(t, tm)
	if m.data == nil || m.quitAfter != nil {
		t.Error("a failed reload lost the report")
	}
}

func TestQuitWithoutReportReturnsTheReason(t *testing.T) {
	wrong := errors.New("broken")
	m := testModel(80, 24)
	m.Update(reportMsg{err: wrong})
	if m.quitAfter != wrong {
		t.Errorf("returns %v", m.quitAfter)
	}
	m.cfg.Analyse = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) { return nil, nil }
	if msg := m.analyse()().(reportMsg); msg.err == nil {
		t.Error("no result and no error is taken for a report")
	}
}

func TestTicksEndWhenNothingMoves(t *testing.T) {
	m := testModel(80, 24)
	m.ticking = true
	if _, cmd := m.Update(tickMsg{}); cmd == nil {
		t.Error("the clock stands still while loading")
	}
	m.Update(reportMsg{data: newDataset(fixture())})
	if _, cmd := m.Update(tickMsg{}); cmd != nil {
		t.Error("the clock goes on when nothing moves")
	}
	m.say(chart.Text, "message")
	m.tick()
	if _, cmd := m.Update(tickMsg{}); cmd == nil {
		t.Error("a message stays for ever")
	}
	m.now = func() time.Time { return day.Add(toastFor + 1) }
	if _, cmd := m.Update(tickMsg{}); cmd != nil || m.toast != nil {
		t.Error("the message did not go")
	}
}

func TestAKeyTakesAReadMessageAway(t *testing.T) {
	m := shown(fixture(), 80, 24)
	m.say(chart.Text, "message")
	if press(m, "j"); m.toast == nil {
		t.Error("a message is gone before it can be read")
	}
	m.now = func() time.Time { return day.Add(toastRead + 1) }
	if press(m, "j"); m.toast != nil {
		t.Error("a key does not take the message away")
	}
}

// Thousands of keys at once are worked off and quitting still works.
func TestKeyFlood(t *testing.T) {
	m := shown(fixture(), 120, 40)
	exports := 0
	m.cfg.Export = func(context.Context, *analytics.Report) ([]string, error) { exports++; return nil, nil }
	keys := []tea.KeyMsg{keyMsg("5"), keyMsg("j"), keyMsg("s"), keyMsg("e"), keyMsg(">"), keyMsg("3"), keyMsg("esc"), keyMsg("6"), keyMsg("/"), keyMsg("x"), keyMsg("esc")}
	start := time.Now()
	for i := range 3_000 {
		m.Update(keys[i%len(keys)])
		m.View()
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("3,000 keys take %v", took)
	}
	if !m.exporting || exports != 0 {
		t.Error("more than one export was started")
	}
	if _, cmd := m.Update(keyMsg("ctrl+c")); cmd == nil || m.quitAfter != (Interrupted{2}) {
		t.Error("ctrl+c does nothing after the flood")
	}
}

func TestDrillDownAndBackKeepTheCursor(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "3", "j", "j", "enter")
	wantIn(t, m.View(), "in eu-central")
	press(m, "j", "esc")
	p := m.pane().(*latencyPane)
	if p.cursor != 2 || p.inside != -1 {
		t.Errorf("back at %d inside %d", p.cursor, p.inside)
	}
	press(m, "6", "v", "j", "enter")
	wantIn(t, m.View(), "Devices > eu-central")
	if n := len(tableOf(m).order); n != 4 {
		t.Errorf("%d devices of the region", n)
	}
	press(m, "esc")
	if d := m.pane().(*devicesPane); d.level != byRegion || d.t.cursor != 1 {
		t.Errorf("back at level %d, row %d", d.level, d.t.cursor)
	}
}

func TestMouse(t *testing.T) {
	m := shown(fixture(), 100, 30)
	click := tea.MouseMsg{X: 30, Y: 0, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	if m.Update(click); m.active != 0 {
		t.Error("the mouse acts while it is off")
	}
	if _, cmd := m.Update(keyMsg("f2")); cmd == nil || !m.mouse {
		t.Fatal("F2 does not switch the mouse on")
	}
	if m.Update(click); m.active != 2 {
		t.Errorf("a click on a tab goes to pane %d", m.active)
	}
	press(m, "5")
	m.Update(tea.MouseMsg{Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress})
	if c := tableOf(m).cursor; c != 1 {
		t.Errorf("the wheel moved to %d", c)
	}
	if _, cmd := m.Update(tea.ResumeMsg{}); cmd == nil {
		t.Error("the mouse is not switched on again after a suspension")
	}
}

func TestMouseInTheBody(t *testing.T) {
	m := shown(fixture(), 120, 30)
	m.mouse = true
	typeLine(m, ":", "pane bottlenecks")
	clickAt := func(x, y int) {
		_, cmd := m.Update(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
		settle(m, cmd)
	}
	lines := strings.Split(m.View(), "\n")
	header := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "severity") })
	clickAt(40, header+4)
	if lines = strings.Split(m.View(), "\n"); !strings.HasPrefix(lines[header+4], ">") {
		t.Errorf("the click went to\n%s", m.View())
	}
	if m.spot.at == 0 {
		t.Error("the time cursor does not follow")
	}
	clickAt(strings.Index(lines[header], "device"), header)
	if got := m.pane().(sortable).sortedBy(); got != "+device" {
		t.Errorf("sorted by %q", got)
	}
	clickAt(strings.Index(strings.Split(m.View(), "\n")[header], "device"), header)
	if got := m.pane().(sortable).sortedBy(); got != "-device" {
		t.Errorf("sorted by %q", got)
	}
	for y := range 32 { // nowhere does a click crash
		for x := 0; x < 121; x += 5 {
			clickAt(x, y)
			checkFrame(t, m.View(), 120, 30)
		}
	}
}

// slow looks until its context ends.
func slow(started chan<- bool) func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
	return func(ctx context.Context, _ analytics.View, _ *record.Progress) (*analytics.Report, error) {
		started <- true
		<-ctx.Done()
		return nil, ctx.Err()
	}
}

func TestFlowQuitInTheMiddleOfALook(t *testing.T) {
	started := make(chan bool, 1)
	tm := flow(t, func(c *Config) { c.Look = slow(started) })
	see(t, tm, "severity")
	send(tm, "/", "x", "y", "enter")
	<-started
	see(t, tm, "updating")
	send(tm, "q")
	m := final(t, tm)
	if m.quitAfter != nil || m.looks.cancel == nil || m.end.reason() != nil {
		t.Errorf("ended with %v, %v", m.quitAfter, m.end.reason())
	}
}

func TestFlowExplore(t *testing.T) {
	tm := flow(t, func(c *Config) {})
	see(t, tm, "severity")
	send(tm, "/")
	for _, r := range "region = ap-south" {
		send(tm, string(r))
	}
	see(t, tm, "view region = ap-south")
	send(tm, "enter", ":")
	for _, r := range "range 2024-03-02..2024-03-02" {
		send(tm, string(r))
	}
	send(tm, "enter")
	see(t, tm, "576 rows")
	send(tm, "t", "left", "enter")
	see(t, tm, "limits latency 115")
	send(tm, "esc")
	see(t, tm, "view time")
	send(tm, "Q")
	m := final(t, tm)
	if !m.leave || m.looks.shown.Where != nil || m.data.Overall.Rows != 3*4*144-4*30 {
		t.Errorf("ended with %d rows", m.data.Overall.Rows)
	}
	checkFrame(t, m.lastScreen(), 100, 30)
	wantIn(t, m.lastScreen(), "view time 2024-03-02 00:00 to 2024-03-03 00:00 · limits latency 115")
}

// Nothing ticks when nothing moves, also after a look.
func TestNoTickAfterALook(t *testing.T) {
	m := shown(fixture(), 80, 24)
	settle(m, m.setView(where(t, "region = us-east")))
	m.ticking = true
	if _, cmd := m.Update(tickMsg{}); cmd != nil {
		t.Error("the clock goes on after a look")
	}
}

func TestFullScreen(t *testing.T) {
	m := shown(fixture(), 80, 24)
	m.active = paneLatency
	before := m.bodyHeight()
	press(m, "z")
	if got := m.bodyHeight(); got != 23 || before >= got {
		t.Errorf("%d lines of body, %d before", got, before)
	}
	checkFrame(t, m.View(), 80, 24)
	settle(m, m.setView(where(t, "region = us-east")))
	wantIn(t, m.View(), "view region = us-east")
	press(m, "z")
	if got := m.bodyHeight(); got != before-1 {
		t.Errorf("%d lines of body, %d before", got, before)
	}
}

// A click in a chart or a heatmap moves the time cursor there, one in the list
// selects.
func TestMouseInCharts(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		m := shown(fixture(), size[0], size[1])
		m.mouse = true
		m.active = paneLatency
		clickAt := func(text string, dx, dy int) {
			t.Helper()
			m.View()
			lines := strings.Split(m.View(), "\n")
			for n := range lines {
				y := n
				if dy < 0 { // below a chart
					y = len(lines) - 1 - n
				}
				if i := strings.Index(lines[y], text); i >= 0 {
					m.Update(tea.MouseMsg{X: cells(lines[y][:i]) + dx, Y: y + dy, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
					return
				}
			}
			t.Fatalf("no %q in\n%s", text, m.View())
		}
		clickAt("us-east ", 1, 0)
		if l := m.pane().(*latencyPane); l.items[l.cursor].name != "us-east" {
			t.Errorf("%v: selected %s", size, l.items[l.cursor].name)
		}
		clickAt("03-02", 0, -3) // the label begins below its midnight
		if d := m.spot.at - at("03-02 00:00"); d < -2*3600e9 || d > 2*3600e9 {
			t.Errorf("%v: the cursor is at %s", size, stamp(m.spot.at))
		}
		typeLine(m, ":", "pane capacity")
		m.spot.at = 0
		c := m.pane().(*capacityPane)
		m.View()
		m.Update(tea.MouseMsg{X: c.seen.Left + 5*c.seen.CellWidth, Y: m.headHeight() + c.above + c.seen.Top + 1, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
		if c.row != c.seen.FirstRow+1 || m.spot.at != m.data.Hours.Hours[c.seen.FirstCol+5] {
			t.Errorf("%v: row %d, cursor at %s", size, c.row, stamp(m.spot.at))
		}
	}
}
