package analytics

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// rowsFeed delivers rows in batches of a size.
type rowsFeed struct {
	names record.Names
	rows  []record.Row
	size  int
}

func (f *rowsFeed) Names() *record.Names { return &f.names }

func (f *rowsFeed) Read(_ context.Context, workers int, sink record.Sink, _ *record.Progress) (record.LoadReport, error) {
	var b record.Batch
	for from := 0; from < len(f.rows); from += f.size {
		b.Reset()
		b.Seq = uint64(from)
		for _, r := range f.rows[from:min(len(f.rows), from+f.size)] {
			b.Append(r.Time, r.Device, r.Region, r.Value)
		}
		if err := sink(from/f.size%workers, &b); err != nil {
			return record.LoadReport{}, err
		}
	}
	return record.LoadReport{Rows: int64(len(f.rows))}, nil
}

// mixed returns rows of 30 devices in 3 regions, of which some have no CPU and one
// has nothing; times are mostly rising, and some are equal.
func mixed(n int, seed uint64) *rowsFeed {
	f := &rowsFeed{size: 100}
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range n {
		d := r.IntN(30)
		at := int64(i)*1e9 - r.Int64N(20)*1e9
		row := record.Row{Time: at, Device: f.names.Devices.ID(fmt.Sprint("d", d)), Region: f.names.Regions.ID(fmt.Sprint("r", d%3))}
		for m := range row.Value {
			row.Value[m] = math.Round(r.Float64()*1000) / 100
			if r.IntN(10) == 0 || d == 7 || d%2 == 0 && record.Metric(m) == record.CPU {
				row.Value[m] = record.Missing
			}
		}
		f.rows = append(f.rows, row)
	}
	return f
}

func openMixed(t testing.TB, f *rowsFeed, o Options) *Session {
	t.Helper()
	s, err := OpenSession(t.Context(), f, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestTraces holds the traces of a session to a plain grouping and a stable sort,
// for any size of groups, number of workers and chunks.
func TestTraces(t *testing.T) {
	f := mixed(5000, 1)
	want := map[rollup.Key][]record.Row{}
	for _, r := range f.rows {
		k := rollup.Key{Region: r.Region, Device: r.Device}
		want[k] = append(want[k], r)
	}
	for _, rows := range want {
		slices.SortStableFunc(rows, func(a, b record.Row) int { return cmp.Compare(a.Time, b.Time) })
	}
	where, err := filter.Parse("latency > 5")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		workers, size int
		columns       int64
	}{{1, 100, 0}, {2, 100, 0}, {3, 7, 20_000}, {2, 5000, 9_000}, {8, 1000, 40_000}} {
		f.size = c.size
		s := openMixed(t, f, Options{Workers: c.workers, Columns: c.columns})
		for _, filtered := range []bool{false, true} {
			var sel *selection
			if filtered {
				if _, sel, err = s.roll(t.Context(), &View{Where: where}, nil); err != nil {
					t.Fatal(err)
				}
			}
			var mu sync.Mutex
			got := 0
			err := s.traces(t.Context(), sel, func(cell int) bool { return cell != 3 }, func(_ int, x *sample) {
				mu.Lock()
				defer mu.Unlock()
				got++
				rows := want[rollup.Key{Region: x.trace.Region, Device: x.trace.Device}]
				if x.trace.Len() != len(rows) || x.trace.Mean != 0 {
					t.Fatalf("%d samples, want %d; mean %d", x.trace.Len(), len(rows), x.trace.Mean)
				}
				for i, r := range rows {
					if x.trace.Time[i] != r.Time {
						t.Fatalf("time %d", i)
					}
					for m, v := range r.Value {
						if column := x.trace.Value[m]; column == nil && v == v || column != nil && column[i] != v && v == v {
							t.Fatalf("metric %d row %d: want %v", m, i, v)
						}
					}
					if filtered != (x.seen != nil) || filtered && x.seen[i] != (r.Value[record.Latency] > 5) {
						t.Fatalf("row %d is seen wrongly", i)
					}
				}
				for m, column := range x.trace.Value {
					if column != nil && !slices.ContainsFunc(column, func(v float64) bool { return v == v }) {
						t.Fatalf("metric %d has a column without a value", m)
					}
				}
			})
			if err != nil || got != len(want)-1 {
				t.Fatalf("%+v: %d traces, want %d, %v", c, got, len(want)-1, err)
			}
		}
	}
}

// TestTraceOfMeans: a device with more samples than fit comes as means, worked
// out by hand.
func TestTraceOfMeans(t *testing.T) {
	f := &rowsFeed{size: 3}
	d, r := f.names.Devices.ID("d"), f.names.Regions.ID("r")
	for i, v := range []float64{1, 3, record.Missing, record.Missing, 5, 7, 9, 2} {
		f.rows = append(f.rows, record.Row{Time: int64(i) * 2e9, Device: d, Region: r, Value: [record.NumMetrics]float64{
			record.Latency: v, record.Loss: record.Missing, record.CPU: record.Missing, record.Traffic: record.Missing}})
	}
	// Room for two samples of 17 bytes: 5 s from 0 to 14 s would make three, so
	// 10 s: 0..8 and 10..14.
	s := openMixed(t, f, Options{Columns: 17 * 2})
	s.traces(t.Context(), nil, func(int) bool { return true }, func(_ int, x *sample) {
		want := record.Trace{Device: d, Region: r, Mean: 10e9, Time: []int64{0, 10e9}}
		want.Value[record.Latency] = []float64{3, 6} // (1+3+5)/3, (7+9+2)/3
		if got := fmt.Sprint(x.trace); got != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
	if r, err := s.Report(t.Context(), View{}, nil); err != nil || !strings.Contains(r.Findings.Note, "1 device with very many samples") {
		t.Errorf("not told: %v", err)
	}
}

// BenchmarkTraces puts a million samples in the order of devices and time.
func BenchmarkTraces(b *testing.B) {
	f := mixed(1_000_000, 1)
	f.size = 8192
	s := openMixed(b, f, Options{})
	b.SetBytes(int64(len(f.rows)) * 40)
	for b.Loop() {
		if err := s.traces(b.Context(), nil, func(int) bool { return true }, func(int, *sample) {}); err != nil {
			b.Fatal(err)
		}
	}
}
