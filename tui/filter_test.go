package tui

import (
	"slices"
	"strings"
	"testing"

	"network-analytics/analytics/filter"
)

func TestParseFilter(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"  ":                      "",
		"loss > 1":                "loss > 1 %",
		"edge-02":                 "device = *edge-02* or region = *edge-02*",
		"edge us":                 "(device = *edge* or region = *edge*) and (device = *us* or region = *us*)",
		"!edge us":                "not (device = *edge* or region = *edge*) and (device = *us* or region = *us*)",
		"region=ap-* and loss >2": "region = ap-* and loss > 2 %",
		"10.0.0.1":                "device = *10.0.0.1* or region = *10.0.0.1*",
	} {
		e, err := parseFilter(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := filterText(e); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"loss", "loss >", "not", "loss > 1 an region = x", "edge = 1", "(edge", "device < 3"} {
		if e, err := parseFilter(text); err == nil {
			t.Errorf("%q is %q", text, filterText(e))
		}
	}
}

func TestJudgeFilter(t *testing.T) {
	for _, c := range []struct {
		text, wrong string
		at          int
		hint        string
	}{
		{"loss > 1", "", 0, ""},
		{"edge", "", 0, ""},
		{"loss > ", "", 0, "expected a number"},
		{"los", "", 0, "a field to compare, or enter: names with los"},
		{"loss > x", `expected a number, found "x"`, 7, ""},
		{"region = a an region = x", `expected "and" or "or", found "an"`, 11, ""},
		{"  loss ~ 1", `expected =, !=, <, <=, >, >= or in, found "~"`, 7, ""},
		{"region = é and x = 1", `no field "x"; the fields are device, region, latency, loss, traffic, cpu, time, hour`, 15, ""},
	} {
		wrong, at, hint := judgeFilter(c.text)
		if wrong != c.wrong || at != c.at || hint != c.hint {
			t.Errorf("%q: %q at %d, hint %q", c.text, wrong, at, hint)
		}
	}
}

func TestCompleteFilter(t *testing.T) {
	m := shown(fixture(), 80, 24)
	for _, c := range []struct {
		head string
		want []string
		from int
	}{
		{"la", []string{"latency"}, 0},
		{"loss > 1 and re", []string{"region"}, 13},
		{"region = ", []string{"ap-south", "eu-central", "us-east"}, 9},
		{"region = EU", []string{"eu-central"}, 9},
		{"device in (edge-01, edge-0", []string{"edge-01", "edge-02", "edge-03"}, 20},
		{"not device_id = 'co", []string{"core-01"}, 16},
		{"loss > 1 ", []string{"and", "or"}, 9},
		{"loss > 1 and", nil, 9},
	} {
		words, from := m.completeFilter(c.head)
		if !slices.Equal(words, c.want) || from != c.from {
			t.Errorf("%q: %v from %d, want %v from %d", c.head, words, from, c.want, c.from)
		}
	}
}

// A name that is put into an expression asks for that name and no other.
func TestQuotedNamesFitThemselvesOnly(t *testing.T) {
	names := []string{"a", "and", "none", "a*", "a?", `a\`, "it's", `"`, "a b", "a,b", "東京", "(none)", "x=y", "a*b?c"}
	for _, name := range names {
		e, err := filter.Parse("device = " + quoted(name))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		f := &rows{}
		for _, n := range names {
			f.add(day, n, "r", [4]float64{1, 1, 1, 1})
		}
		match := e.NewMatcher(f.Names())
		keep := make([]bool, len(names))
		match.Batch(&f.batch, keep)
		for i, n := range names {
			if keep[i] != strings.EqualFold(n, name) {
				t.Errorf("%q keeps %q: %v", name, n, keep[i])
			}
		}
	}
}

func TestCellTest(t *testing.T) {
	for _, c := range []struct {
		field, value string
		keep         bool
		want         string
	}{
		{"device", "edge-01", true, "device = edge-01"},
		{"region", "ap south", false, "region != 'ap south'"},
		{"region", "", true, "region = none"},
		{"latency", "1,234.5", true, "latency >= 1234.5"},
		{"loss", "3.50", false, "loss < 3.50"},
		{"time", "2024-03-01 04:00", true, "time = 2024-03-01 04:00"},
	} {
		if got := cellTest(c.field, c.value, c.keep); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFilterIsTypedLive(t *testing.T) {
	m := shown(fixture(), 100, 24)
	all := m.data.Overall.Rows
	press(m, "/")
	press(m, strings.Split("region = ap-south", "")...)
	if m.data.Overall.Rows != 4*72*6 || m.prompt == nil {
		t.Errorf("%d rows while it is typed", m.data.Overall.Rows)
	}
	press(m, "esc")
	if m.data.Overall.Rows != all || m.prompt != nil {
		t.Errorf("%d rows after esc", m.data.Overall.Rows)
	}
	press(m, "/")
	press(m, strings.Split("region = e", "")...)
	press(m, "tab", "enter")
	wantIn(t, m.View(), "view region = eu-central")
	// What is in force is replaced by what is typed, and a blank adds to it.
	press(m, "/", " ")
	press(m, strings.Split("and loss > 0.4", "")...)
	press(m, "enter")
	wantIn(t, m.View(), "view region = eu-central and loss > 0.4 %")
	press(m, "/")
	press(m, strings.Split("core", "")...)
	press(m, "enter")
	wantIn(t, m.View(), "view device = *core* or region = *core*")
	// History, the newest first; enter on nothing lifts the filter.
	press(m, "/", "up", "up")
	if got := m.prompt.line.String(); got != "region = eu-central and loss > 0.4 %" && got != "region = eu-central and loss > 0.4" {
		t.Errorf("history gives %q", got)
	}
	press(m, "down", "down", "ctrl+u", "enter")
	if m.data.Overall.Rows != all {
		t.Errorf("%d rows without a filter", m.data.Overall.Rows)
	}
}

func TestWrongFilterStaysOpenAndPoints(t *testing.T) {
	m := shown(fixture(), 100, 24)
	press(m, "/")
	press(m, strings.Split("region = a an", "")...)
	lines := strings.Split(m.View(), "\n")
	typed, below := lines[22], lines[23]
	if strings.Index(below, "^") != strings.Index(typed, " an")+1 || !strings.Contains(below, `expected "and" or "or", found "an"`) {
		t.Errorf("\n%s\n%s", typed, below)
	}
	press(m, "enter")
	if m.prompt == nil {
		t.Error("a wrong filter was taken")
	}
	press(m, "d", " ", "enter") // not complete
	if m.prompt == nil || m.prompt.wrong == "" {
		t.Error("half a filter was taken")
	}
	m.Update(keyMsg("esc"))
	if m.prompt != nil {
		t.Error("esc does not leave")
	}
}

func TestKeepAndDropThisCell(t *testing.T) {
	m := shown(fixture(), 120, 30)
	m.do(actPane5)
	for m.active < len(paneTitles) && paneTitles[m.active] != "Bottlenecks" {
		m.active++
		m.active %= len(paneTitles)
	}
	press(m, ":")
	press(m, strings.Split("sort device", "")...)
	press(m, "enter", "+")
	wantIn(t, m.View(), "view device = ")
	once := filterText(m.looks.shown.Where)
	press(m, "+") // a second time adds nothing
	if got := filterText(m.looks.shown.Where); got != once {
		t.Errorf("twice: %q", got)
	}
	press(m, "esc", "-")
	wantIn(t, m.View(), "view device != ")
}
