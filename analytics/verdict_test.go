package analytics_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// made returns a table of n rows a minute apart; change may alter row i.
func made(n int, change func(i int, device, region *string, v *[record.NumMetrics]float64)) *table {
	f := &table{size: 100}
	for i := range n {
		device, region := fmt.Sprintf("edge-%d", i%5), fmt.Sprintf("r%d", i%3)
		// Traffic and latency vary on their own, so that nothing correlates by chance.
		v := [record.NumMetrics]float64{100 + float64(i*7%11), 50 + float64(i*5%13)/10, 0.5, 40}
		change(i, &device, &region, &v)
		f.rows = append(f.rows, record.Row{
			Time: int64(i) * 60e9, Device: f.names.Devices.ID(device), Region: f.names.Regions.ID(region), Value: v,
		})
	}
	return f
}

func unchanged(int, *string, *string, *[record.NumMetrics]float64) {}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   *table
		level  kpi.Level
		want   []string
		absent []string
	}{
		{"nothing wrong", made(300, unchanged), kpi.Good, []string{"Nothing unusual: 5 devices as usual; all 300 records are within the fixed limits."}, []string{"Where", "Load"}},
		{"one device", made(300, func(i int, device, _ *string, v *[record.NumMetrics]float64) {
			if *device == "edge-3" && i > 100 {
				v[record.Latency] = 400
			}
		}), kpi.Bad, []string{
			"40 of 300 records (13.3 %) are bottlenecks", "worst: edge-3 in r1, severity 2.33 at 1970-01-01 01:43 (latency 400 ms)",
			"40 over 120 ms latency", "concentrated on device edge-3 (40 of its 60 records)", "from 1970-01-01 01:43 to",
		}, nil},
		{"one region", made(300, func(_ int, _, region *string, v *[record.NumMetrics]float64) {
			if *region == "r2" {
				v[record.Loss] = 8
			}
		}), kpi.Bad, []string{"100 over 2 % loss", "concentrated in region r2 (100 of its 100 records)"}, nil},
		{"everywhere", made(300, func(i int, _, _ *string, v *[record.NumMetrics]float64) {
			if i%7 == 0 {
				v[record.CPU] = 99
			}
		}), kpi.Bad, []string{"over 90 % CPU", "CPU 99 %", "spread evenly, 5 of 5 devices"}, []string{"latency"}},
		{"two rows", made(300, func(i int, _, _ *string, v *[record.NumMetrics]float64) {
			if i == 5 || i == 9 {
				v[record.Latency] = 130
			}
		}), kpi.Good, []string{"Nothing unusual: 5 devices as usual; 2 rows beyond the fixed limits (0.7 %) are lone spikes.", "2 of 300 records (0.7 %) are bottlenecks", "2 records, too few to tell"}, nil},
		{"traffic only", made(300, func(_ int, _, _ *string, v *[record.NumMetrics]float64) {
			v[record.Latency], v[record.Loss], v[record.CPU] = record.Missing, record.Missing, record.Missing
		}), kpi.Unknown, []string{"Nothing to judge: 300 records"}, []string{"within", "Not judged"}},
		{"no loss, no cpu", made(300, func(_ int, _, _ *string, v *[record.NumMetrics]float64) {
			v[record.Loss], v[record.CPU] = record.Missing, record.Missing
		}), kpi.Good, []string{"Nothing unusual", "Not judged: no data for loss and cpu."}, nil},
		{"load", made(300, func(i int, _, _ *string, v *[record.NumMetrics]float64) {
			v[record.Traffic] = 500 + 400*math.Sin(float64(i)/20)
			v[record.Latency] = 20 + v[record.Traffic]/20
		}), kpi.Good, []string{"latency rises with traffic"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := run(t, c.rows, 2).Verdict
			text := v.Headline + "\n" + strings.Join(v.Facts, "\n")
			if v.Level != c.level {
				t.Errorf("level %q, want %q: %s", v.Level, c.level, text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("lacks %q:\n%s", want, text)
				}
			}
			for _, bad := range c.absent {
				if strings.Contains(text, bad) {
					t.Errorf("says %q:\n%s", bad, text)
				}
			}
		})
	}
}

func TestTiles(t *testing.T) {
	r := run(t, made(300, func(_ int, _, _ *string, v *[record.NumMetrics]float64) {
		v[record.Loss], v[record.CPU] = record.Missing, 95
	}), 2)
	seen, drawn := map[string]bool{}, map[string]bool{}
	for _, tile := range r.Tiles {
		if seen[tile.Key] {
			t.Errorf("two tiles %q", tile.Key)
		}
		seen[tile.Key], drawn[tile.Key] = true, len(tile.Trend) > 0
		if math.IsNaN(tile.Value) != (tile.N == 0) || (tile.N == 0) != (tile.Level == kpi.Unknown) {
			t.Errorf("%s: value %v, %d samples, level %s", tile.Key, tile.Value, tile.N, tile.Level)
		}
		if tile.Method == "" {
			t.Errorf("%s has no method", tile.Key)
		}
		if tile.Key == "cpu_mean" && (tile.Level != kpi.Bad || tile.Value != 95) {
			t.Errorf("CPU at 95 %%: %v %s", tile.Value, tile.Level)
		}
	}
	for _, key := range []string{"records", "latency_mean", "latency_p50", "latency_p95", "latency_p99", "loss_mean", "traffic_mean", "cpu_mean", "uptime_score", "performance_score", "bottlenecks"} {
		if !seen[key] || !drawn[key] {
			t.Errorf("no tile %q with a trend", key)
		}
	}
	if !math.IsNaN(r.Overall.Uptime) || r.Loss.N != 0 {
		t.Error("uptime without loss data is a number")
	}
}

// TestTimelineAddsUp holds series, grid and groups to the same totals.
func TestTimelineAddsUp(t *testing.T) {
	r := run(t, made(5000, func(i int, _, _ *string, v *[record.NumMetrics]float64) {
		if i%10 == 0 {
			v[record.Latency] = record.Missing
		}
		if i%50 == 1 {
			v[record.Latency] = 999
		}
	}), 3)
	n := r.Overall.Metric[record.Latency].N
	if n != 4500 || r.Timeline.Overall[record.Latency].Count() != n {
		t.Errorf("%d samples, %d in the timeline, want 4500", n, r.Timeline.Overall[record.Latency].Count())
	}
	var regions, cells, hours, flagged int64
	for i := range r.Regions {
		regions += r.Timeline.Regions[i][record.Latency].Count()
		if r.Timeline.Regions[i][record.Latency].Start != r.Timeline.Start {
			t.Error("series start at different times")
		}
	}
	for i := range r.Cells {
		cells += r.Timeline.Cells[i].Count()
	}
	for _, c := range r.Hours.HourOfDay(record.Latency) {
		hours += c.N
	}
	for _, c := range r.Timeline.Bottlenecks {
		flagged += c
	}
	if regions != n || cells != n || hours != n || flagged != int64(len(r.Bottlenecks)) || flagged != r.Overall.Bottlenecks {
		t.Errorf("regions %d, cells %d, hours %d of %d; %d flagged of %d", regions, cells, hours, n, flagged, len(r.Bottlenecks))
	}
	if lo, hi, _ := r.Timeline.Overall[record.Latency].Range(); lo != 50 || hi != 999 {
		t.Errorf("the timeline ranges over %v..%v", lo, hi)
	}
}

func TestPartialHours(t *testing.T) {
	for _, c := range []struct {
		skip        int64
		rows        int
		first, last bool
	}{{0, 120, false, false}, {0, 130, false, true}, {20, 100, true, false}, {20, 110, true, true}} {
		f := made(c.rows, unchanged)
		for i := range f.rows {
			f.rows[i].Time += c.skip * 60e9
		}
		r := run(t, f, 1)
		if r.Hours.FirstPartial != c.first || r.Hours.LastPartial != c.last {
			t.Errorf("%d rows from minute %d: first partial %v, last %v", c.rows, c.skip, r.Hours.FirstPartial, r.Hours.LastPartial)
		}
	}
}

// TestFarApartHours: a clock that jumps decades must not fill memory.
func TestFarApartHours(t *testing.T) {
	f := made(100, unchanged)
	f.rows[99].Time = 50 * 365 * 24 * 3600e9
	r := run(t, f, 1)
	if n := len(r.Hours.Hours); n != 3 {
		t.Errorf("%d hours, want the 3 with data", n)
	}
	if r.Hours.Cell(record.Traffic, 0, 0).N == 0 {
		t.Error("the first hour is empty")
	}
}

func TestNoRows(t *testing.T) {
	_, err := analytics.Run(t.Context(), &table{size: 1}, analytics.Options{}, nil)
	if err == nil || record.KindOf(err) != record.KindInput {
		t.Errorf("error %v", err)
	}
}
