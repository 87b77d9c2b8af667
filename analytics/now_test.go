package analytics_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// week is a device in a region, one row every ten minutes for days from Monday
// 2024-01-01, with a latency of 50 ms, at noon 80, and from the hour odd on 200.
func week(days, odd int) *table {
	f := &table{size: 500}
	d, region := f.names.Devices.ID("d"), f.names.Regions.ID("r")
	begin := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	for i := range days * 144 {
		v := [record.NumMetrics]float64{100, 50 + float64(i%3), 0, record.Missing}
		if i/6%24 == 12 {
			v[record.Latency] += 30
		}
		if i/6 >= odd {
			v[record.Latency] = 200
		}
		f.rows = append(f.rows, record.Row{Time: begin + int64(i)*600e9, Device: d, Region: region, Value: v})
	}
	return f
}

func tile(t testing.TB, r *analytics.Report, key string) kpi.Tile {
	t.Helper()
	i := slices.IndexFunc(r.Tiles, func(x kpi.Tile) bool { return x.Key == key })
	if i < 0 {
		t.Fatalf("no tile %q", key)
	}
	return r.Tiles[i]
}

// TestNowAndUsual: the last hour stands beside what is usual at that hour, in the
// tiles and in the grid, also in a view that has only that hour.
func TestNowAndUsual(t *testing.T) {
	last := 14*24 - 12 // noon of the last day is the last hour
	f := week(14, last)
	f.rows = f.rows[:(last+1)*6]
	s := open(t, f, analytics.Options{})
	for _, v := range []analytics.View{{}, {Where: where(t, "time >= -50m")}} {
		r := report(t, s, v)
		x := tile(t, r, "latency_mean")
		if x.Now != 200 || math.Abs(x.Usual-81) > 1 {
			t.Errorf("%s: latency %v now, usual %v; want 200, 81", v.Rows(), x.Now, x.Usual)
		}
		if x := tile(t, r, "cpu_mean"); !math.IsNaN(x.Now) || !math.IsNaN(x.Usual) {
			t.Errorf("CPU without a value: %v, usual %v", x.Now, x.Usual)
		}
		if x := tile(t, r, "traffic_mean"); x.Now != 100 || x.Usual != 100 {
			t.Errorf("traffic %v now, usual %v; want 100", x.Now, x.Usual)
		}
		z := r.Versus[record.Latency]
		if len(z) != len(r.Hours.Hours) || !(z[len(z)-1] > 10) {
			t.Errorf("%s: the last hour is %v spreads off", v.Rows(), z[len(z)-1])
		}
		for i := range len(z) - 1 {
			if !(math.Abs(z[i]) < 3) {
				t.Errorf("hour %d is %v spreads off", i, z[i])
			}
		}
		for _, z := range r.Versus[record.CPU] {
			if !math.IsNaN(z) {
				t.Fatalf("CPU without a value is %v spreads off", z)
			}
		}
	}
}

// TestFullHours: an hour is full when it is covered as the rows usually lie, also
// when several devices report at the same moment.
func TestFullHours(t *testing.T) {
	for _, c := range []struct {
		devices, minutes, rows int
		full                   bool
	}{{1, 10, 12, true}, {1, 10, 9, false}, {9, 10, 12, true}, {9, 10, 9, false}, {9, 55, 2, true}, {1, 1, 61, false}} {
		f := &table{size: 7}
		for i := range c.rows {
			for d := range c.devices {
				f.rows = append(f.rows, record.Row{Time: int64(i*c.minutes) * 60e9, Device: f.names.Devices.ID(fmt.Sprint(d)), Region: f.names.Regions.ID("r")})
			}
		}
		r := report(t, open(t, f, analytics.Options{}), analytics.View{})
		if r.Hours.FirstPartial || r.Hours.LastPartial == c.full {
			t.Errorf("%+v: first partial %v, last %v", c, r.Hours.FirstPartial, r.Hours.LastPartial)
		}
	}
}

// TestTooLittleForUsual: a day of rows tells no usual.
func TestTooLittleForUsual(t *testing.T) {
	f := week(1, 1000)
	f.rows = f.rows[:11*6]
	r := report(t, open(t, f, analytics.Options{}), analytics.View{})
	if x := tile(t, r, "latency_mean"); x.Now != 51 || !math.IsNaN(x.Usual) {
		t.Errorf("latency %v, usual %v; want 51, none", x.Now, x.Usual)
	}
	for _, z := range r.Versus[record.Latency] {
		if !math.IsNaN(z) {
			t.Errorf("%v spreads off", z)
		}
	}
}

func TestHourOfWeek(t *testing.T) {
	r := report(t, open(t, week(15, 14*24), analytics.Options{}), analytics.View{})
	cells := r.Hours.HourOfWeek(record.Latency)
	if len(cells) != 168 {
		t.Fatalf("%d columns", len(cells))
	}
	for h, c := range cells {
		want := analytics.GridCell{N: 12, Sum: 12 * 51} // two weeks
		if h%24 == 12 {
			want.Sum += 12 * 30
		}
		if h < 24 { // and the Monday of the third
			want.N, want.Sum = want.N+6, want.Sum+6*200
		}
		if c != want {
			t.Errorf("hour %d: %+v, want %+v", h, c, want)
		}
	}
}

// TestBand: the percentiles of a bucket of the timeline are those of its rows.
func TestBand(t *testing.T) {
	f := &table{size: 10}
	d, region := f.names.Devices.ID("d"), f.names.Regions.ID("r")
	for i := range 41 {
		f.rows = append(f.rows, record.Row{Time: int64(i/21) * 3600e9, Device: d, Region: region, Value: [record.NumMetrics]float64{
			record.Missing, float64(i % 21), record.Missing, record.Missing}})
	}
	r := report(t, open(t, f, analytics.Options{}), analytics.View{})
	p := r.Timeline.Overall[record.Latency].Points[0] // 0..20
	if p.P5 != 1 || p.P50 != 10 || p.P95 != 19 {
		t.Errorf("%+v, want 1, 10, 19", p)
	}
	if p := r.Timeline.Overall[record.Loss].Points[0]; !math.IsNaN(p.P5) || !math.IsNaN(p.P50) {
		t.Errorf("loss has a band: %+v", p)
	}
}
