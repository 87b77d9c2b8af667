package tui

import (
	"strings"
	"testing"
	"time"
)

func at(clock string) int64 {
	t, err := time.Parse("01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t.AddDate(2024, 0, 0).UnixNano()
}

func TestRangeText(t *testing.T) {
	for _, c := range []struct {
		from, to int64
		want     string
	}{
		{at("03-01 04:00"), at("03-01 06:00"), "2024-03-01 04:00-06:00"},
		{at("03-01 04:00"), at("03-02 06:30"), "2024-03-01 04:00 to 2024-03-02 06:30"},
		{at("03-01 04:00"), at("03-01 04:00") + 5e9, "2024-03-01 04:00:00-04:00:05"},
		{at("03-01 04:00"), 0, "since 2024-03-01 04:00"},
		{0, at("03-01 04:00"), "until 2024-03-01 04:00"},
	} {
		if got := rangeText(c.from, c.to); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// latency goes to the Latency pane and sets the time cursor.
func latency(m *Model, clock string) {
	m.active = paneLatency
	m.point(at(clock))
}

// inView is the range that is looked at.
func inView(m *Model) string { return rangeText(m.looks.shown.From, m.looks.shown.To) }

func TestZoomAboutTheCursor(t *testing.T) {
	m := shown(fixture(), 120, 30) // 2024-03-01 00:00 to 2024-03-03 23:50
	latency(m, "03-02 12:00")
	for _, step := range []struct{ key, want string }{
		// 72 h less 10 min, halved about the cursor, ends on round times of 6 h
		{"+", "2024-03-01 18:00 to 2024-03-03 06:00"},
		{"=", "2024-03-02 03:00-21:00"},
		{"L", "2024-03-02 12:00 to 2024-03-03 06:00"},
		{"H", "2024-03-02 03:00-21:00"},
	} {
		press(m, step.key)
		if got := inView(m); got != step.want {
			t.Fatalf("after %s: %s, want %s", step.key, got, step.want)
		}
		if m.data.First < m.looks.shown.From || m.data.Last >= m.looks.shown.To {
			t.Errorf("the report is of %s", span(m.data.First, m.data.Last))
		}
	}
	if m.spot.at != at("03-02 12:00") {
		t.Errorf("the cursor is at %s", stamp(m.spot.at))
	}
	wantIn(t, m.View(), "view time 2024-03-02 03:00-21:00")
	press(m, "-", "-", "-", "-")
	if m.looks.shown.From != 0 || m.looks.shown.To != 0 {
		t.Errorf("from far away: %s", inView(m))
	}
	press(m, "H")
	wantIn(t, m.View(), "all of the time is in sight")
	for range 30 {
		press(m, "+")
	}
	if from, to := m.extent(); to-from < least || to-from > 30*int64(time.Minute) {
		t.Errorf("closest: %s", inView(m))
	}
	press(m, "0")
	if !m.looks.shown.All() {
		t.Errorf("all of the time is %s", inView(m))
	}
}

func TestPanStopsAtTheEnds(t *testing.T) {
	m := shown(fixture(), 120, 30)
	settle(m, m.setRange(at("03-01 12:00"), at("03-02 00:00")))
	press(m, "H", "H", "H")
	if got := inView(m); got != "2024-03-01 00:00-12:00" {
		t.Errorf("first: %s", got)
	}
	for range 20 {
		press(m, "L")
	}
	if to := m.looks.shown.To; to < m.whole.last || to > m.whole.last+int64(time.Hour) {
		t.Errorf("last: %s", inView(m))
	}
}

func TestMarkedRange(t *testing.T) {
	m := shown(fixture(), 120, 30)
	latency(m, "03-02 12:00")
	m.spot.step = int64(time.Hour)
	press(m, "m")
	m.point(at("03-02 09:00"))
	press(m, "m")
	if m.spot.from != at("03-02 09:00") || m.spot.to != at("03-02 12:00") {
		t.Errorf("marked %s", rangeText(m.spot.from, m.spot.to))
	}
	press(m, "=")
	if got := inView(m); got != "2024-03-02 09:00-12:00" || m.spot.from != 0 {
		t.Errorf("looks at %s", got)
	}
	press(m, "m", "esc")
	if m.spot.from != 0 || m.looks.shown.From == 0 {
		t.Error("esc does not take the mark away first")
	}
	press(m, "esc")
	if m.looks.shown.From != 0 {
		t.Error("esc does not bring all of the time back")
	}
}

// The first step comes in from the side it moves away from; steps are on round
// times and stay inside. 71:50 h in 120 cells of whole buckets are 40 minutes.
func TestStepTime(t *testing.T) {
	m := shown(fixture(), 120, 30)
	if w := m.data.Timeline.Width; w != int64(10*time.Minute) {
		t.Fatalf("buckets of %v", time.Duration(w))
	}
	m.stepTime(-1)
	if m.spot.at != at("03-03 23:20") {
		t.Errorf("from the right: %s", stamp(m.spot.at))
	}
	m.stepTime(1)
	m.stepTime(1)
	if m.spot.at != m.data.Last {
		t.Errorf("past the end: %s", stamp(m.spot.at))
	}
	m.spot.at = 0
	m.stepTime(1)
	if m.spot.at != m.data.First {
		t.Errorf("from the left: %s", stamp(m.spot.at))
	}
	m.spot.at = at("03-01 04:30")
	m.stepTime(1)
	if m.spot.at != at("03-01 04:40") {
		t.Errorf("on round times: %s", stamp(m.spot.at))
	}
}

func TestTimeOnTheCommandLine(t *testing.T) {
	m := shown(fixture(), 120, 30)
	for _, c := range []struct{ line, want string }{
		{"range 2024-03-02 04:00..2024-03-02 06:00", "2024-03-02 04:00-06:01"},
		{"from 05:00", "2024-03-02 05:00-06:01"},
		{"to 05:29", "2024-03-02 05:00-05:30"},
		{"range 2024-03-01..2024-03-02", "2024-03-01 00:00 to 2024-03-03 00:00"},
		{"from -2h", "since 2024-03-03 21:50"},
		{"all-time", "until 1970-01-01 00:00"},
	} {
		typeLine(m, ":", c.line)
		if got := inView(m); got != c.want && !m.looks.shown.All() || m.prompt != nil {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
			m.prompt = nil
		}
	}
	for line, want := range map[string]string{
		"range 04:00":                  "a range is two times with .. between them",
		"range 2024-03-02..2024-03-01": "the range ends before it begins",
		"range 2024-03-02..x":          "expected a time such as",
		"from":                         "from needs T",
		"from 2024-02-31":              "no such date",
	} {
		typeLine(m, ":", line)
		wantIn(t, m.View(), want)
		m.prompt = nil
	}
}

// typeLine types a line into a prompt and ends it with enter.
func typeLine(m *Model, key, text string) {
	press(m, key)
	press(m, strings.Split(text, "")...)
	press(m, "enter")
}
