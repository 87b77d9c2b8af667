package tui

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"network-analytics/analytics/detect"
	"network-analytics/tui/chart"
)

// Every key that means something outside of a line has a name to type, and no
// name stands for two things.
func TestEveryActionHasAName(t *testing.T) {
	typing := inPrompt | inLimits | inOverlay | inColumns
	for _, b := range bindings {
		if b.in&^typing != 0 && actionNames[b.act] == "" {
			t.Errorf("%v has no name", b.keys)
		}
	}
	seen := map[string]bool{}
	for _, c := range commands() {
		seen[c.name] = true
	}
	for _, name := range actionNames {
		if name != "" && seen[name] {
			t.Errorf("%q is two commands", name)
		}
		seen[name] = true
	}
}

func TestCommandLine(t *testing.T) {
	m := shown(fixture(), 120, 30)
	typeLine(m, ":", "pane bott")
	if paneTitles[m.active] != "Bottlenecks" {
		t.Errorf("in pane %s", paneTitles[m.active])
	}
	typeLine(m, ":", "sort latency")
	typeLine(m, ":", "sort latency")
	p := m.pane().(sortable)
	if got := p.sortedBy(); got != "+latency" {
		t.Errorf("sorted by %q", got)
	}
	typeLine(m, ":", "filter region = us-east")
	wantIn(t, m.View(), "view region = us-east")
	typeLine(m, ":", "filter")
	if m.looks.shown.Where != nil {
		t.Error("filter without an expression keeps one")
	}
	typeLine(m, ":", "limit loss 1")
	if m.data.Limits.Loss != 1 {
		t.Errorf("limits are %v", m.data.Limits)
	}
	wantIn(t, m.View(), "limits loss 1")
	typeLine(m, ":", "limit loss")
	if m.data.Limits != detect.DefaultLimits {
		t.Errorf("limits are %v", m.data.Limits)
	}
	typeLine(m, ":", "help")
	if m.overlay == nil {
		t.Error("no help")
	}
	press(m, "esc")
	typeLine(m, ":", "full-screen")
	if !m.full {
		t.Error("no full screen")
	}
	press(m, ":", "up")
	if got := m.prompt.line.String(); got != "full-screen" {
		t.Errorf("the last command is %q", got)
	}
	press(m, "ctrl+u")
	press(m, strings.Split("quit", "")...)
	if _, cmd := m.Update(keyMsg("enter")); cmd == nil {
		t.Error("quit does not quit")
	}
}

func TestWrongCommandsStayOpen(t *testing.T) {
	m := shown(fixture(), 120, 30)
	for _, c := range []struct {
		line, want string
		at         int
	}{
		{"exprot", "no command exprot; did you mean export?", 0},
		{"nothing", "no command nothing; tab lists them", 0},
		{"export now", "export stands alone", 7},
		{"limit latency x", "a limit is a number above 0", 14},
		{"limit lat 3", "no limit of that name; they are latency, loss, cpu, z", 6},
		{"pane x", "no such pane", 5},
		{"filter loss > 1 or", "expected a field", 18},
		{"filter region = a an", `expected "and" or "or"`, 18},
		{"theme pink", "is no theme", 6},
		{"scale", "scale has no meaning here", 0},
		{"save x", "views cannot be saved here", 5},
	} {
		typeLine(m, ":", c.line)
		switch {
		case m.prompt == nil:
			t.Errorf("%q was taken", c.line)
		case !strings.HasPrefix(m.prompt.wrong, c.want) && !strings.Contains(m.prompt.wrong, c.want) || m.prompt.wrongAt != c.at:
			t.Errorf("%q: %q at %d", c.line, m.prompt.wrong, m.prompt.wrongAt)
		}
		m.prompt = nil
	}
}

func TestCommandsComplete(t *testing.T) {
	m := shown(fixture(), 120, 30)
	for _, c := range []struct {
		head string
		want []string
		from int
	}{
		{"fu", []string{"full-screen"}, 0},
		{" li", []string{"limit", "limits"}, 1},
		{"pane c", []string{"capacity"}, 5},
		{"limit l", []string{"latency", "loss"}, 6},
		{"filter region = us", []string{"us-east"}, 16},
		{"theme l", []string{"light"}, 6},
	} {
		words, from := m.completeCommand(c.head)
		if !slices.Equal(words, c.want) || from != c.from {
			t.Errorf("%q: %v from %d", c.head, words, from)
		}
	}
	m.active = paneLatency
	press(m, ":", "s", "tab", "tab", "shift+tab")
	first := m.prompt.line.String()
	press(m, "tab")
	if second := m.prompt.line.String(); first == second || !strings.HasPrefix(second, "s") {
		t.Errorf("tab goes from %q to %q", first, second)
	}
	wantIn(t, m.View(), "["+m.prompt.line.String()+"]")
	m = testModel(80, 24) // before the report
	press(m, ":")
	if slices.Contains(m.prompt.list, "export") || !slices.Contains(m.prompt.list, "quit") {
		t.Errorf("offers %v", m.prompt.list)
	}
}

func TestTryLimits(t *testing.T) {
	m := shown(fixture(), 120, 30)
	m.active = paneLatency
	flagged := len(m.data.Bottlenecks)
	press(m, "t", "left", "left", "left", "left", "left", "left", "left", "h", "j", "-")
	wantIn(t, m.View(), "latency limit 70 ms (reference 120)")
	more := 0
	for _, v := range fixtureRows().batch.Value[1] {
		if v > 70 {
			more++
		}
	}
	if got := len(m.data.Bottlenecks); m.data.Limits.Latency != 70 || got <= flagged || got < more {
		t.Errorf("%d flagged, %d are over the limit", got, more)
	}
	wantIn(t, m.View(), "limits latency 70")
	press(m, "tab", "right", "esc")
	if len(m.data.Bottlenecks) != flagged || m.trial != nil {
		t.Errorf("%d flagged after esc", len(m.data.Bottlenecks))
	}
	press(m, "t", "tab", "+", "enter")
	if m.data.Limits.Loss != 2.5 {
		t.Errorf("limits are %v", m.data.Limits)
	}
	press(m, "t", "0", "enter")
	if m.data.Limits != detect.DefaultLimits || m.hasViewLine() {
		t.Errorf("limits are %v", m.data.Limits)
	}
	press(m, "t", "tab", "-", "-", "-", "-", "-", "-", "-", "-")
	if got := m.limits().Loss; got != 0.5 {
		t.Errorf("the lowest limit is %v", got)
	}
}

func TestViewsAreSavedAndComeBack(t *testing.T) {
	m := shown(fixture(), 120, 30)
	saved := map[string]ViewText{}
	m.cfg.SaveView = func(name string, v ViewText) error {
		if name == "bad" {
			return errors.New("no room")
		}
		saved[name] = v
		return nil
	}
	m.cfg.LoadView = func(name string) (ViewText, error) {
		v, ok := saved[name]
		if !ok {
			return v, errors.New("no view " + name)
		}
		return v, nil
	}
	m.cfg.Views = func() []string { return []string{"night"} }
	typeLine(m, ":", "range 2024-03-02 04:00..2024-03-02 12:00")
	typeLine(m, ":", "filter region = eu-* and loss > 0.3")
	typeLine(m, ":", "limit z 3")
	typeLine(m, ":", "pane devices")
	typeLine(m, ":", "sort p95")
	typeLine(m, ":", "save night")
	want := ViewText{From: "2024-03-02 04:00:00", To: "2024-03-02 12:01:00", Filter: "region = eu-* and loss > 0.3 %",
		Limits: "z 3", Pane: "devices", Sort: "-p95"}
	if saved["night"] != want {
		t.Errorf("saved %+v", saved["night"])
	}
	shownThen := m.looks.shown
	press(m, "esc", "esc", "t", "0", "enter", "1")
	typeLine(m, ":", "view night")
	if !sameView(m.looks.shown, shownThen) || paneTitles[m.active] != "Devices" || m.pane().(sortable).sortedBy() != "-p95" {
		t.Errorf("back at %+v in %s", m.looks.shown, paneTitles[m.active])
	}
	for line, want := range map[string]string{"save bad": "no room", "save two words": "a name is one word", "view no": "no view no"} {
		typeLine(m, ":", line)
		wantIn(t, m.View(), want)
		m.prompt = nil
	}
	for _, v := range []ViewText{{From: "x"}, {Filter: "loss >"}, {Limits: "loss -1"}, {Limits: "x 1"}, {Pane: "x"}, {Pane: "devices", Sort: "x"}} {
		if _, err := m.useView(v); err == nil {
			t.Errorf("%+v is taken", v)
		}
	}
	if words, from := m.completeCommand("view n"); len(words) != 1 || from != 5 {
		t.Errorf("offers %v", words)
	}
}

func TestHelpIsSearched(t *testing.T) {
	m := shown(fixture(), 100, 40)
	press(m, "?", "/")
	press(m, strings.Split("hand over", "")...)
	frame := m.View()
	wantIn(t, frame, "copy a text about the incident")
	wantIn(t, frame, "Everywhere") // the chapter it stands in
	if strings.Contains(frame, "half a page up") {
		t.Error("shows more than was looked for")
	}
	press(m, "enter")
	if m.prompt != nil || m.overlay == nil {
		t.Error("enter does not keep what was found")
	}
	press(m, "/", "esc")
	wantIn(t, m.View(), "half a page up")
	press(m, "/", "ö", "ö", "enter")
	wantIn(t, m.View(), "nothing has öö")
}

// The document shows the keys as they are.
func TestReadmeHasTheKeys(t *testing.T) {
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), "<!-- keys -->")
	block, _, closed := strings.Cut(rest, "<!-- /keys -->")
	if !found || !closed {
		t.Skip("README.md has no <!-- keys --> ... <!-- /keys --> to compare with")
	}
	if strings.TrimSpace(block) != strings.TrimSpace(KeysMarkdown()) {
		t.Errorf("the keys in README.md are old; between the markers belongs\n%s", KeysMarkdown())
	}
}

func TestThemeOnTheCommandLine(t *testing.T) {
	m := shown(fixture(), 80, 24)
	light := chart.NewTheme(chart.ThemeOptions{Profile: chart.None, Light: true})
	m.themeOf = func(ThemeChoice) *chart.Theme { return light }
	typeLine(m, ":", "theme light")
	if m.theme != light {
		t.Error("the theme is as before")
	}
}
