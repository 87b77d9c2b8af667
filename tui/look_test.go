package tui

import (
	"context"
	"errors"
	"slices"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// viewer looks at the rows of a feed as a session does.
func viewer(f func() *rows) func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
	return func(ctx context.Context, v analytics.View, p *record.Progress) (*analytics.Report, error) {
		all := f()
		kept := &rows{present: all.present, load: all.load}
		for i, t := range all.batch.Time {
			if v.From != 0 && t < v.From || v.To != 0 && t >= v.To {
				continue
			}
			var values [record.NumMetrics]float64
			for m := range values {
				values[m] = all.batch.Value[m][i]
			}
			kept.batch.Append(t, kept.names.Devices.ID(all.names.Devices.Name(all.batch.Device[i]).Raw),
				kept.names.Regions.ID(all.names.Regions.Name(all.batch.Region[i]).Raw), values)
		}
		r, err := analytics.Run(ctx, filter.Feed(kept, v.Where, true), analytics.Options{Limits: v.Limits}, p)
		if r != nil {
			r.View = v
		}
		return r, err
	}
}

func where(t *testing.T, text string) analytics.View {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return analytics.View{Where: e}
}

func TestLookShowsTheView(t *testing.T) {
	m := shown(fixture(), 120, 40)
	all := m.data.Overall.Rows
	v := where(t, "region = ap-south")
	v.From, v.To = day.UnixNano(), day.AddDate(0, 0, 1).UnixNano()
	settle(m, m.setView(v))
	if got := m.data.Overall.Rows; got != 4*24*6 || all != 3*4*72*6-4*30 {
		t.Errorf("%d of %d rows", got, all)
	}
	v.Limits = detect.Limits{Latency: 60, Loss: 2, CPU: 90, Z: 2.5}
	settle(m, m.setView(v))
	if m.data.Limits.Latency != 60 || m.looks.cancel != nil {
		t.Errorf("limits are %v", m.data.Limits)
	}
	settle(m, m.setView(analytics.View{}))
	if m.data.Overall.Rows != all {
		t.Errorf("back at %d rows", m.data.Overall.Rows)
	}
}

// The last wish wins, whatever the order and the time of the answers.
func TestTheLastViewWins(t *testing.T) {
	m := shown(fixture(), 80, 24)
	first := m.setView(where(t, "region = us-east"))
	if first == nil || m.looks.cancel == nil {
		t.Fatal("nothing is looked at")
	}
	if cmd := m.setView(where(t, "region = eu-central")); cmd != nil {
		t.Error("two looks run at the same time")
	}
	if cmd := m.setView(where(t, "region = ap-south")); cmd != nil {
		t.Error("two looks run at the same time")
	}
	settle(m, first) // cancelled; brings the next
	if names := m.data.Regions; len(names) != 1 || names[0].Region.Raw != "ap-south" {
		t.Errorf("shows %v", names)
	}
	// Back to what is shown while a look is under way: its answer is dropped.
	cmd := m.setView(where(t, "region = us-east"))
	m.setView(where(t, "region = ap-south"))
	settle(m, cmd)
	if names := m.data.Regions; names[0].Region.Raw != "ap-south" || m.looks.cancel != nil {
		t.Errorf("shows %v", names)
	}
}

func TestEmptyOrFailedLookKeepsTheReport(t *testing.T) {
	m := shown(fixture(), 100, 24)
	before := m.data
	settle(m, m.setView(where(t, "region = nowhere")))
	wantIn(t, m.View(), "no row for region = nowhere; what you see is as before")
	m.cfg.Look = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
		return nil, errors.New("disk is gone")
	}
	settle(m, m.setView(where(t, "region = us-east")))
	wantIn(t, m.View(), "not looked at: disk is gone")
	if m.data != before || !sameView(m.looks.view, analytics.View{}) {
		t.Error("the report or its view is lost")
	}
	m.cfg.Look = nil
	m.setView(where(t, "region = us-east"))
	wantIn(t, m.View(), "this view is fixed")
}

// A reload that is under way has the newest view looked at when it ends.
func TestViewWhileReloading(t *testing.T) {
	m := shown(fixture(), 80, 24)
	m.cfg.Analyse = m.cfg.Look
	reload := m.reload()
	if cmd := m.setView(where(t, "region = us-east")); cmd != nil || m.looks.cancel != nil {
		t.Error("looks at what is being read")
	}
	settle(m, reload)
	if m.data.Overall.Rows != 4*72*6 {
		t.Errorf("%d rows", m.data.Overall.Rows)
	}
	// And a look under way is dropped by a reload.
	look := m.setView(analytics.View{})
	reload = m.reload()
	settle(m, look)
	if m.data.Overall.Rows != 4*72*6 || m.looks.cancel != nil {
		t.Error("a look ended the reload")
	}
	settle(m, reload)
	if m.data.Overall.Rows != fixture().Overall.Rows {
		t.Errorf("%d rows after the reload", m.data.Overall.Rows)
	}
}

// Panes keep their place: the selected row is found by name, order, level and
// columns stay.
func TestPanesKeepTheirPlace(t *testing.T) {
	m := shown(fixture(), 120, 30)
	press(m, "3", "j", "j", "enter", "j", "j") // eu-central: core-01, edge-01, edge-02
	press(m, "4", "j", "j", "l", "l", "l", "l", "l")
	press(m, "5", ">", "s", "j", "j", "j", "j", "j", "j")
	press(m, "6", "s", ">", ">", "s", "j")
	b := m.panes[4].(*bottlenecksPane)
	row, _ := b.t.current()
	wanted := m.data.Bottlenecks[row]
	name := m.data.Device(wanted.Device).Raw
	p := m.panes[5].(*devicesPane)
	row, _ = p.t.current()
	cell := m.data.Cells[row]

	check := func(what string) {
		t.Helper()
		l := m.panes[2].(*latencyPane)
		if it := l.items[l.cursor]; it.name != "edge-02" || l.inside < 0 || m.data.Regions[l.inside].Region.Raw != "eu-central" {
			t.Errorf("%s: latency is at %q inside %d", what, it.name, l.inside)
		}
		c := m.panes[3].(*capacityPane)
		if r := m.data.Hours.Regions[c.row].Raw; r != "us-east" || m.data.Hours.Hours[c.col] != wanted.Time-wanted.Time%3600e9 {
			t.Errorf("%s: capacity is at %s, column %d", what, r, c.col)
		}
		row, ok := b.t.current()
		if got := m.data.Bottlenecks[row]; !ok || got.Time != wanted.Time || m.data.Device(got.Device).Raw != name || b.t.sortCol != 2 {
			t.Errorf("%s: bottlenecks is at %+v, order %d", what, got, b.t.sortCol)
		}
		row, _ = p.t.current()
		if got := m.data.Cells[row]; got.Region != cell.Region || got.Device != cell.Device || p.t.sortCol != 2 {
			t.Errorf("%s: devices is at %s in %s", what, got.Device.Text, got.Region.Text)
		}
		if !slices.IsSorted(b.t.order) && b.t.sortCol == 2 {
			for i := 1; i < len(b.t.order); i++ {
				if m.data.Bottlenecks[b.t.order[i-1]].Time < m.data.Bottlenecks[b.t.order[i]].Time == b.t.desc {
					t.Fatalf("%s: not in the order of time", what)
				}
			}
		}
	}
	check("before")
	settle(m, m.setView(where(t, "cpu > 0 or cpu = none")))
	check("all rows")
	settle(m, m.setView(where(t, "loss > 0.21")))
	check("some rows")
	m.cfg.Analyse = m.cfg.Look
	settle(m, m.reload())
	check("reloaded")
}
