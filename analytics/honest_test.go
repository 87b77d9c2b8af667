package analytics_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
)

// withOutages is two days of six devices, a sample every five minutes, some of
// which found the device unreachable.
func withOutages() *table {
	f := &table{size: 500}
	r := rand.New(rand.NewPCG(8, 9))
	for row := range 2 * 288 {
		for d := range 6 {
			v := [record.NumMetrics]float64{400, 40 + 4*r.Float64(), 0.5 * r.Float64(), 50}
			if r.IntN(40) == 0 || d == 2 && row >= 200 && row < 220 {
				v[record.Loss], v[record.Latency] = 100, record.Missing
			}
			f.rows = append(f.rows, record.Row{Time: int64(row) * 300e9, Device: f.names.Devices.ID(fmt.Sprint("edge-", d)),
				Region: f.names.Regions.ID(fmt.Sprint("r", d/3)), Value: v})
		}
	}
	return f
}

// without returns the rows that stay when drop takes some away. The first and the
// last of each device always stay: they tell from when to when it was there.
func (f *table) without(drop func(r *record.Row) bool) *table {
	out := &table{size: f.size}
	first, last := f.rows[0].Time, f.rows[len(f.rows)-1].Time
	for _, r := range f.rows {
		if r.Time != first && r.Time != last && drop(&r) {
			continue
		}
		r.Device = out.names.Devices.ID(f.names.Devices.Name(r.Device).Raw)
		r.Region = out.names.Regions.ID(f.names.Regions.Name(r.Region).Raw)
		out.rows = append(out.rows, r)
	}
	return out
}

// Rows taken out of a file make nothing look better: they turn into missing
// samples and slots without data, one for one, whichever they are. What is good can
// only become less, and so can coverage and what the availability is at least.
func TestDeletedRowsNeverLookBetter(t *testing.T) {
	objective := mustObjective(t, "95% loss<50")
	all := withOutages()
	view := analytics.View{Objective: objective}
	before := report(t, open(t, all.without(func(*record.Row) bool { return false }), analytics.Options{}), view)
	dice := rand.New(rand.NewPCG(1, 1))
	for name, drop := range map[string]func(*record.Row) bool{
		"some rows":         func(*record.Row) bool { return dice.IntN(25) == 0 },
		"unreachable ones":  func(r *record.Row) bool { return r.Value[record.Loss] == 100 },
		"reachable ones":    func(r *record.Row) bool { return r.Value[record.Loss] < 100 && dice.IntN(30) == 0 },
		"hours of a device": func(r *record.Row) bool { return r.Device == 1 && r.Time > 100*300e9 && r.Time < 190*300e9 },
		"hours of a region": func(r *record.Row) bool { return r.Region == 1 && r.Time > 300*300e9 && r.Time < 400*300e9 },
	} {
		t.Run(name, func(t *testing.T) {
			some := all.without(drop)
			after := report(t, open(t, some, analytics.Options{}), view)
			lost := int64(len(all.rows) - len(some.rows))
			if lost == 0 {
				t.Fatal("nothing was taken out")
			}
			check := func(who string, a, b *kpi.Quality) {
				if a.Good+a.Bad+a.None != b.Good+b.Bad+b.None || b.Good > a.Good || b.Bad > a.Bad || b.None < a.None {
					t.Errorf("%s: %d good, %d bad, %d missing become %d, %d, %d", who, a.Good, a.Bad, a.None, b.Good, b.Bad, b.None)
				}
				if b.Coverage > a.Coverage || b.AtLeast() > a.AtLeast() || b.LossRun > a.LossRun {
					t.Errorf("%s: coverage %v, at least %v, loss run %d become %v, %v, %d", who, a.Coverage, a.AtLeast(), a.LossRun, b.Coverage, b.AtLeast(), b.LossRun)
				}
			}
			for i := range before.CellQuality {
				check(before.Cells[i].Device.Text, &before.CellQuality[i], &after.CellQuality[i])
			}
			for i := range before.RegionQuality {
				check(before.Regions[i].Region.Text, &before.RegionQuality[i], &after.RegionQuality[i])
			}
			check("all", &before.OverallQuality, &after.OverallQuality)
			if got := after.OverallQuality.None - before.OverallQuality.None; got != lost {
				t.Errorf("%d rows were taken out, %d are missing", lost, got)
			}
			if after.OverallQuality.Coverage >= before.OverallQuality.Coverage {
				t.Errorf("coverage stays %v", after.OverallQuality.Coverage)
			}
			a, b := &before.SLO.Overall, &after.SLO.Overall
			if a.Good+a.Bad+a.None != b.Good+b.Bad+b.None || b.Good > a.Good || b.None-a.None != lost {
				t.Errorf("%d good slots, %d bad, %d without data become %d, %d, %d", a.Good, a.Bad, a.None, b.Good, b.Bad, b.None)
			}
		})
	}
}

// A file without a single unreachable sample is not called good when much of it is
// missing.
func TestMissingIsNotGood(t *testing.T) {
	all := withOutages()
	some := all.without(func(r *record.Row) bool {
		return r.Value[record.Loss] == 100 || r.Time > 300*300e9 && r.Time < 400*300e9
	})
	r := report(t, open(t, some, analytics.Options{}), analytics.View{})
	for _, tile := range r.Tiles {
		if tile.Key == "availability" && (tile.Level != kpi.Warn || tile.Value < 99) {
			t.Errorf("availability %v is %s", tile.Value, tile.Level)
		}
	}
	// A region that is silent for all of a view counts as missing in the whole.
	some = all.without(func(r *record.Row) bool { return r.Region == 1 && r.Time > 300*300e9 && r.Time < 400*300e9 })
	gap := report(t, open(t, some, analytics.Options{}), analytics.View{From: 310 * 300e9, To: 390 * 300e9})
	if q := &gap.OverallQuality; q.Good+q.Bad != 3*80 || q.None != 3*80 || q.Coverage != 0.5 || q.AtLeast() > 0.5 {
		t.Errorf("with a silent region: %+v", q)
	}
	// A view that ends inside of the gap counts its part of it.
	gap = report(t, open(t, some, analytics.Options{}), analytics.View{From: 250 * 300e9, To: 390 * 300e9, Objective: mustObjective(t, "95% loss<50")})
	if q := &gap.RegionQuality[1]; q.Good+q.Bad != 3*51 || q.None != 3*89 {
		t.Errorf("with a region that falls silent: %+v", q)
	}
	if b := &gap.SLO.Overall; b.Good+b.Bad != 3*51+3*140 || b.None != 3*89 {
		t.Errorf("with a region that falls silent: %+v", b)
	}
	// Values that are missing count like rows that are.
	empty := all.without(func(*record.Row) bool { return false })
	for i := range empty.rows {
		if empty.rows[i].Device == 0 {
			empty.rows[i].Value = [record.NumMetrics]float64{400, record.Missing, record.Missing, 50}
		}
	}
	r = report(t, open(t, empty, analytics.Options{}), analytics.View{})
	if q := &r.CellQuality[0]; !math.IsNaN(q.Availability) || q.None != 2*288 || q.Coverage != 0 {
		t.Errorf("of a device without values: %+v", q)
	}
}

func mustObjective(t *testing.T, text string) *slo.Objective {
	t.Helper()
	o, err := slo.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
