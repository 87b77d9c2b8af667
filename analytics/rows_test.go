package analytics_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// TestRows holds them to a plain search.
func TestRows(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	f.size = 333
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(f.rows), func(i, j int) { f.rows[i], f.rows[j] = f.rows[j], f.rows[i] })
	s := open(t, f, analytics.Options{Workers: 3, Keep: 50_000, Spool: func() (analytics.Spool, error) { return &memory{}, nil }})
	last := int64(math.MinInt64)
	for _, r := range f.rows {
		last = max(last, r.Time)
	}
	for i, v := range views(t) {
		for _, place := range [][2]string{{"", ""}, {"edge-03", ""}, {"", "us-east"}, {"edge-03", "us-east"}, {"nobody", ""}} {
			var want []record.Row
			for k, r := range f.rows {
				if (v.From == 0 || r.Time >= v.From) && (v.To == 0 || r.Time < v.To) && (v.Where == nil || v.Where.At(last).Match(&r, &f.names)) &&
					(place[0] == "" || f.names.Devices.Name(r.Device).Raw == place[0]) && (place[1] == "" || f.names.Regions.Name(r.Region).Raw == place[1]) {
					r.Seq, r.Index = uint64(k/f.size), uint32(k%f.size)
					want = append(want, r)
				}
			}
			slices.SortFunc(want, func(a, b record.Row) int { return a.Compare(&b) })
			for _, limit := range []int{0, 1, 50, 100_000} {
				rows, total, err := s.Rows(t.Context(), v, record.Name{Raw: place[0]}, record.Name{Raw: place[1]}, limit)
				if err != nil || total != int64(len(want)) || fmt.Sprint(rows) != fmt.Sprint(want[:min(limit, len(want))]) {
					t.Fatalf("view %d of %v, limit %d: %d rows of %d, want of %d, %v", i, place, limit, len(rows), total, len(want), err)
				}
			}
		}
	}
}

func TestAddRule(t *testing.T) {
	var v analytics.View
	for _, text := range []string{"latency > 80", "loss > 3x usual", "cpu > 50 where region = eu", "cpu < 10", "loss > 0.5"} {
		v.AddRule(rule(t, text))
	}
	if want := (detect.Limits{Latency: 80, Loss: 0.5, CPU: 90, Z: 2.5}); v.Limits != want || len(v.Rules) != 5 {
		t.Errorf("%+v with %d rules, want %+v with 5", v.Limits, len(v.Rules), want)
	}
}

// BenchmarkView measures another filter on a million rows that are there already.
// BenchmarkRun1M is all of it, from the rows on.
func BenchmarkView(b *testing.B) {
	s := open(b, million(b), analytics.Options{})
	filters := []*filter.Expr{where(b, "loss > 1"), where(b, "region = us-*"), where(b, "latency > 60 and hour in 8..18")}
	for i := 0; b.Loop(); i++ {
		report(b, s, analytics.View{Where: filters[i%len(filters)]})
	}
}

func BenchmarkRun1M(b *testing.B) {
	f := million(b)
	for b.Loop() {
		run(b, f, 2)
	}
}

// million repeats the sample of the oracle until there are a million rows.
func million(b *testing.B) *table {
	f := readTable(b, filepath.Join(oracleDir, "telemetry_12000.csv"))
	sample := f.rows
	for copies := int64(1); len(f.rows) < 1_000_000; copies++ {
		for _, r := range sample {
			r.Time += copies * int64(len(sample)) * 60e9
			f.rows = append(f.rows, r)
		}
	}
	f.size = 8192
	f.batches()
	return f
}
