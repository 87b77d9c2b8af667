package tui

import (
	"strings"
	"testing"
	"time"

	"network-analytics/tui/chart"
)

// f keeps the region and the hour under the cursor; all panes follow, and esc
// gives back first the region and then the time.
func TestOnlyTheCellUnderTheCursor(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "4", "j", "l", "l", "l")
	p := m.pane().(*capacityPane)
	region, hour := p.d.Hours.Regions[p.region()].Text, p.d.Hours.Hours[p.col]
	press(m, "f")
	v := &m.looks.shown
	if v.From != hour || v.To != hour+int64(time.Hour) || v.Where == nil || v.Where.String() != "region = "+region {
		t.Fatalf("the view is %s", v.Rows())
	}
	if len(m.data.Regions) != 1 || m.data.Regions[0].Region.Text != region || m.data.First < hour || m.data.Last >= v.To {
		t.Errorf("the report is of %d regions, %s", len(m.data.Regions), span(m.data.First, m.data.Last))
	}
	press(m, "esc")
	if v := &m.looks.shown; v.Where != nil || v.From != hour {
		t.Errorf("esc leaves %s", v.Rows())
	}
	press(m, "esc")
	if v := &m.looks.shown; !v.All() {
		t.Errorf("esc again leaves %s", v.Rows())
	}
	press(m, "w", "f") // hours of the day: only the region
	if v := &m.looks.shown; v.From != 0 || v.To != 0 || v.Where == nil {
		t.Errorf("an hour of the day keeps %s", v.Rows())
	}
}

// Every metric, measure and fold can be chosen, and what means nothing is skipped.
func TestCapacityChoices(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "4")
	p := m.pane().(*capacityPane)
	headings := func(key string, n int) string {
		var out []string
		for range n {
			press(m, key)
			out = append(out, p.heading())
		}
		return strings.Join(out, "\n")
	}
	if got, want := headings("a", 4), `sum of traffic, Mbps, region x hour of the timeline (UTC)
highest traffic, Mbps, region x hour of the timeline (UTC)
mean traffic against usual, robust deviations, region x hour of the timeline (UTC)
mean traffic, Mbps, region x hour of the timeline (UTC)`; got != want {
		t.Errorf("measures are\n%s", got)
	}
	if got, want := headings("w", 3), `mean traffic, Mbps, region x hour of the day (UTC)
mean traffic, Mbps, region x hour of the week (UTC)
mean traffic, Mbps, region x hour of the timeline (UTC)`; got != want {
		t.Errorf("folds are\n%s", got)
	}
	press(m, "v")
	if got, want := headings("a", 3), `highest latency, ms, region x hour of the timeline (UTC)
mean latency against usual, robust deviations, region x hour of the timeline (UTC)
mean latency, ms, region x hour of the timeline (UTC)`; got != want {
		t.Errorf("measures of latency are\n%s", got)
	}
	press(m, "w", "a", "a")
	if p.measure != measureVersus || p.fold != foldNone {
		t.Errorf("against usual: %s", p.heading())
	}
	press(m, "w")
	if p.measure != measureMean || p.fold != foldDay {
		t.Errorf("hours of the day have nothing usual: %s", p.heading())
	}
}

// o goes through the scales of the y axis in both panes and says which it is.
func TestAxisKey(t *testing.T) {
	m := shown(fixture(), 120, 40)
	for _, pane := range []string{"3", "4"} {
		press(m, pane)
		for y := chart.YAuto + 1; y < chart.NumYScales; y++ {
			press(m, "o")
			wantIn(t, m.View(), "y axis: "+y.String())
		}
		if press(m, "o"); strings.Contains(m.View(), "y axis:") {
			t.Errorf("pane %s: the axis of all values is not the first again", pane)
		}
	}
}

// s puts the region with the highest p95 first; the cursor stays on its region.
func TestLatencyWorstFirst(t *testing.T) {
	m := shown(fixture(), 120, 40)
	press(m, "3", "j", "j")
	p := m.pane().(*latencyPane)
	name := p.items[p.cursor].name
	press(m, "s")
	if p.items[0].name != "all regions" || p.items[p.cursor].name != name {
		t.Errorf("first is %s, the cursor on %s", p.items[0].name, p.items[p.cursor].name)
	}
	for i := 2; i < len(p.items); i++ {
		if a, b := p.items[i-1].latency().P95, p.items[i].latency().P95; a < b {
			t.Errorf("%s with %v is before %s with %v", p.items[i-1].name, a, p.items[i].name, b)
		}
	}
}
