package analytics_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

func open(t testing.TB, f record.Feed, o analytics.Options) *analytics.Session {
	t.Helper()
	s, err := analytics.OpenSession(context.Background(), f, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func where(t testing.TB, text string) *filter.Expr {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func rule(t testing.TB, text string) usual.Limit {
	t.Helper()
	l, err := usual.ParseLimit(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func report(t testing.TB, s *analytics.Session, v analytics.View) *analytics.Report {
	t.Helper()
	r, err := s.Report(context.Background(), v, record.NewProgress())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// views are looked at one after the other in the tests below.
func views(t testing.TB) []analytics.View {
	objective, err := slo.Parse("99% latency <= 100 and loss <= 2")
	if err != nil {
		t.Fatal(err)
	}
	const begin, day = 1672531200e9, 86400e9 // 2023-01-01
	return []analytics.View{
		{},
		{Where: where(t, "latency > 60 and region = us-*")},
		{From: begin + day, To: begin + 3*day},
		{From: begin + day, To: begin + 3*day, Where: where(t, "device in (edge-01, edge-02) or loss > 1"), Objective: objective},
		{Limits: detect.Limits{Latency: 80, Loss: 1, CPU: 95, Z: 3}, Objective: objective},
		{Rules: []usual.Limit{rule(t, "latency > 70")}},
		{Where: where(t, "time >= -1d"), Rules: []usual.Limit{rule(t, "latency > 70"), rule(t, "loss > 3x usual where region = us-*")}},
		{Where: where(t, "hour in 2..4"), Capacity: 100},
	}
}

// TestViewIsFilteredInput: the numbers of a view are those of an input that has
// only its rows.
func TestViewIsFilteredInput(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	s := open(t, f, analytics.Options{Workers: 3})
	last := int64(math.MinInt64)
	for _, r := range f.rows {
		last = max(last, r.Time)
	}
	for i, v := range views(t) {
		got := report(t, s, v)
		only := &table{size: 700}
		for _, r := range f.rows {
			if (v.From == 0 || r.Time >= v.From) && (v.To == 0 || r.Time < v.To) && (v.Where == nil || v.Where.At(last).Match(&r, &f.names)) {
				r.Device = only.names.Devices.ID(f.names.Devices.Name(r.Device).Raw)
				r.Region = only.names.Regions.ID(f.names.Regions.Name(r.Region).Raw)
				only.rows = append(only.rows, r)
			}
		}
		want, err := analytics.Run(t.Context(), only, analytics.Options{Limits: v.Limits}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && len(only.rows) == len(f.rows) != v.All() || len(only.rows) < 100 {
			t.Fatalf("view %d has %d rows", i, len(only.rows))
		}
		if a, b := numbers(got), numbers(want); a != b {
			t.Errorf("view %d: %s", i, firstDifference(a, b))
		}
		if got.Load.Rows != int64(len(f.rows)) {
			t.Errorf("view %d: the load says %d rows", i, got.Load.Rows)
		}
	}
}

// numbers prints what of a Report is about its rows alone.
func numbers(r *analytics.Report) string {
	c := analytics.Report{
		Limits: r.Limits, First: r.First, Last: r.Last, Latency: r.Latency, Loss: r.Loss,
		Overall: r.Overall, Regions: r.Regions, Cells: r.Cells, Devices: r.Devices,
		Timeline: r.Timeline, Hours: r.Hours, Bottlenecks: r.Bottlenecks,
	}
	return fingerprint(&c)
}

func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("...%s\nwant ...%s", a[from:min(len(a), i+60)], b[from:min(len(b), i+60)])
}

// TestViewsInAnyOrder: a report does not depend on what was looked at before, on
// workers, batches, delivery, spooling, or on how many samples are put in order at
// a time.
func TestViewsInAnyOrder(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	list := views(t)
	var want []string
	for _, v := range list {
		want = append(want, fingerprint(report(t, open(t, f, analytics.Options{Workers: 1}), v)))
	}
	rng := rand.New(rand.NewPCG(3, 3))
	for _, c := range []struct {
		workers, size int
		keep, columns int64
	}{{2, 1000, 0, 0}, {3, 77, 100_000, 0}, {5, 500, 1, 100_000}, {2, 12000, 0, 30_000}} {
		f.size = c.size
		f.order = rng.Perm((len(f.rows) + c.size - 1) / c.size)
		s := open(t, f, analytics.Options{Workers: c.workers, Keep: c.keep, Columns: c.columns,
			Spool: func() (analytics.Spool, error) { return &memory{}, nil }})
		for range 2 * len(list) {
			i := rng.IntN(len(list))
			if got := fingerprint(report(t, s, list[i])); got != want[i] {
				t.Fatalf("%+v: view %d differs: %s", c, i, firstDifference(got, want[i]))
			}
		}
	}
}

// TestReportStays: a report does not change when others are made, and is there
// after the session.
func TestReportStays(t *testing.T) {
	s := open(t, readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv")), analytics.Options{})
	first := report(t, s, analytics.View{})
	want := fingerprint(first)
	for _, v := range views(t) {
		report(t, s, v)
	}
	s.Close()
	if got := fingerprint(first); got != want {
		t.Errorf("the first report changed: %s", firstDifference(got, want))
	}
}

func TestEmptyView(t *testing.T) {
	s := open(t, readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv")), analytics.Options{})
	_, err := s.Report(t.Context(), analytics.View{Where: where(t, "loss > 50")}, nil)
	want := "no record matches loss > 50 %; the input has 12,000, from 2023-01-01 00:00:00 to 2023-01-09 07:59:00 UTC; a wider view"
	if record.KindOf(err) != record.KindInput || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	report(t, s, analytics.View{}) // goes on
}

func TestCancelledView(t *testing.T) {
	s := open(t, readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv")), analytics.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, v := range views(t) {
		if r, err := s.Report(ctx, v, nil); !errors.Is(err, context.Canceled) || r != nil {
			t.Errorf("%s: %v", v.Rows(), err)
		}
	}
	if _, _, err := s.Rows(ctx, analytics.View{}, record.Name{}, record.Name{}, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("rows: %v", err)
	}
	want := fingerprint(report(t, open(t, readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv")), analytics.Options{}), analytics.View{}))
	if got := fingerprint(report(t, s, analytics.View{})); got != want {
		t.Errorf("after a cancelled one: %s", firstDifference(got, want))
	}
}

// countdown is a context that ends when it is asked for the n-th time.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestCancelledMidway: wherever a report is given up, the next one is complete.
func TestCancelledMidway(t *testing.T) {
	f := &table{size: 50}
	for i := range 4000 { // 40 devices of 100 samples, which their peers help to judge
		f.rows = append(f.rows, record.Row{Time: int64(i) * 60e9,
			Device: f.names.Devices.ID(fmt.Sprint("d", i%40)), Region: f.names.Regions.ID(fmt.Sprint("r", i%2)),
			Value: [record.NumMetrics]float64{100, 30 + float64(i*7919%101)/10, 0, 50}})
	}
	v := analytics.View{Where: where(t, "device != d3"), Rules: []usual.Limit{rule(t, "latency > 39")}}
	want := fingerprint(report(t, open(t, f, analytics.Options{Workers: 2}), v))
	given := 0
	for left := int64(1); ; left = left*5/4 + 1 {
		s := open(t, f, analytics.Options{Workers: 2})
		ctx := &countdown{Context: context.Background()}
		ctx.left.Store(left)
		_, err := s.Report(ctx, v, nil)
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if got := fingerprint(report(t, s, v)); got != want {
			t.Fatalf("given up at %d: %s", left, firstDifference(got, want))
		}
		if err == nil {
			break
		}
		given++
	}
	if given < 5 {
		t.Errorf("given up at %d places only", given)
	}
}

// TestRunID: it tells inputs and views apart, and knows the same ones again.
func TestRunID(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	seen := map[string]int{}
	for i, v := range views(t) {
		s := open(t, f, analytics.Options{Workers: 1 + i%3})
		id := report(t, s, v).RunID
		if len(id) != 12 || strings.Trim(id, "0123456789abcdef") != "" {
			t.Errorf("view %d: %q", i, id)
		}
		if before, ok := seen[id]; ok {
			t.Errorf("views %d and %d are both %s", before, i, id)
		}
		seen[id] = i
		if again := report(t, s, v).RunID; again != id {
			t.Errorf("view %d: %s, then %s", i, id, again)
		}
	}
	id := report(t, open(t, f, analytics.Options{}), analytics.View{}).RunID
	f.rows[500].Value[record.CPU] += 1
	f.cut = nil
	if report(t, open(t, f, analytics.Options{}), analytics.View{}).RunID == id {
		t.Error("another value, same run")
	}
}
