package analytics_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
)

const oracleDir = "../testdata/oracle"

// table is a Feed over rows in memory, cut into batches of a given size that
// several workers deliver, so that tests can vary both.
type table struct {
	names record.Names
	rows  []record.Row
	size  int
	order []int // order in which batches are handed out, nil = as they are
	cut   []*record.Batch
}

// batches cuts the rows into batches of f.size; they are made once per size.
func (f *table) batches() []*record.Batch {
	if len(f.cut) > 0 && f.cut[0].Len() == min(f.size, len(f.rows)) {
		return f.cut
	}
	f.cut = nil
	for from := 0; from < len(f.rows); from += f.size {
		b := &record.Batch{Seq: uint64(len(f.cut))}
		for _, r := range f.rows[from:min(len(f.rows), from+f.size)] {
			b.Append(r.Time, r.Device, r.Region, r.Value)
		}
		f.cut = append(f.cut, b)
	}
	return f.cut
}

func (f *table) Names() *record.Names { return &f.names }

func (f *table) Read(_ context.Context, workers int, sink record.Sink, p *record.Progress) (record.LoadReport, error) {
	load := record.LoadReport{Source: "table", Rows: int64(len(f.rows)), HasRegion: true, HasDevice: true}
	for m := range load.Present {
		load.Present[m] = true
	}
	batches := f.batches()
	next := make(chan int, len(batches))
	for i := range batches {
		if f.order != nil {
			i = f.order[i%len(f.order)]
		}
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	for w := range workers {
		wg.Go(func() {
			for i := range next {
				if err := sink(w, batches[i]); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				p.Add(int64(batches[i].Len()), 0)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return load, *err
	}
	return load, nil
}

// readTable reads a canonical CSV with the standard library, so that the
// oracle does not depend on our own reader.
func readTable(t testing.TB, path string) *table {
	t.Helper()
	f := &table{size: 1000}
	for _, cells := range readCSV(t, path)[1:] {
		at, err := time.Parse(time.DateTime, cells[0])
		if err != nil {
			t.Fatal(err)
		}
		row := record.Row{Time: at.UnixNano(), Device: f.names.Devices.ID(cells[1]), Region: f.names.Regions.ID(cells[2])}
		for m := range row.Value {
			row.Value[m] = number(t, cells[3+m])
		}
		f.rows = append(f.rows, row)
	}
	return f
}

func readCSV(t testing.TB, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t testing.TB, s string) float64 {
	if s == "" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func run(t testing.TB, f *table, workers int) *analytics.Report {
	t.Helper()
	r, err := analytics.Run(context.Background(), f, analytics.Options{Workers: workers}, record.NewProgress())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near fails unless got equals want to 1e-9 relative, NaN being equal to NaN.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func exact(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want exactly %v", what, got, want)
	}
}

func TestOracle(t *testing.T) {
	for _, size := range []string{"6", "12000"} {
		t.Run(size, func(t *testing.T) {
			r := run(t, readTable(t, filepath.Join(oracleDir, "telemetry_"+size+".csv")), 2)
			expected := func(name string) [][]string {
				return readCSV(t, filepath.Join(oracleDir, "expected_"+size, name))[1:]
			}
			latency := expected("latency_stats.csv")
			if len(latency) != len(r.Cells) {
				t.Fatalf("%d cells, want %d", len(r.Cells), len(latency))
			}
			for i, want := range latency {
				g := r.Cells[i]
				if g.Region.Raw != want[0] || g.Device.Raw != want[1] {
					t.Fatalf("cell %d is %s/%s, want %s/%s", i, g.Region.Raw, g.Device.Raw, want[0], want[1])
				}
				lat, at := g.Metric[record.Latency], want[0]+"/"+want[1]+" "
				near(t, at+"mean", lat.Mean, number(t, want[2]))
				exact(t, at+"median", lat.P50, number(t, want[3]))
				exact(t, at+"maximum", lat.Max, number(t, want[4]))
				near(t, at+"deviation", lat.Std, number(t, want[5]))
				exact(t, at+"samples", float64(lat.N), number(t, want[6]))
			}
			reliability := expected("reliability.csv")
			if len(reliability) != len(r.Regions) {
				t.Fatalf("%d regions, want %d", len(r.Regions), len(reliability))
			}
			for i, want := range reliability {
				g := r.Regions[i]
				if g.Region.Raw != want[0] {
					t.Fatalf("region %d is %s, want %s", i, g.Region.Raw, want[0])
				}
				near(t, want[0]+" uptime", g.Uptime, number(t, want[1]))
				near(t, want[0]+" performance", g.Performance, number(t, want[2]))
				near(t, want[0]+" cpu", g.Metric[record.CPU].Mean, number(t, want[3]))
			}
			checkHours(t, r, expected("hourly_traffic.csv"))
			for i, p := range []detect.Population{r.Latency, r.Loss} {
				want := expected("population.csv")[i]
				near(t, want[0]+" mean", p.Mean, number(t, want[1]))
				near(t, want[0]+" population deviation", p.Std, number(t, want[2]))
			}
			checkBottlenecks(t, r, expected("bottlenecks.csv"))
		})
	}
}

func checkHours(t *testing.T, r *analytics.Report, want [][]string) {
	t.Helper()
	found := 0
	for h, at := range r.Hours.Hours {
		for i, region := range r.Hours.Regions {
			c := r.Hours.Cell(record.Traffic, i, h)
			if c.N == 0 {
				continue
			}
			row := want[found]
			found++
			hour, err := time.Parse(time.DateTime, row[0])
			if err != nil {
				hour, err = time.Parse(time.DateOnly, row[0])
			}
			if err != nil || hour.UnixNano() != at || row[1] != region.Raw {
				t.Fatalf("hour %d: %v %s, want %v", h, time.Unix(0, at).UTC(), region.Raw, row)
			}
			near(t, row[0]+" "+row[1], c.Sum, number(t, row[2]))
		}
	}
	if found != len(want) {
		t.Errorf("%d hourly sums, want %d", found, len(want))
	}
}

func checkBottlenecks(t *testing.T, r *analytics.Report, want [][]string) {
	t.Helper()
	if len(r.Bottlenecks) != len(want) {
		t.Fatalf("%d bottlenecks, want %d", len(r.Bottlenecks), len(want))
	}
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		exact(t, fmt.Sprintf("severity of row %d", i), b.Severity, number(t, want[i][3]))
		got := []string{r.Device(b.Device).Raw, r.Region(b.Region).Raw, r.Describe(b)}
		if !reflect.DeepEqual(got, []string{want[i][0], want[i][1], want[i][4]}) {
			t.Fatalf("row %d is %q, want %q", i, got, want[i])
		}
		if b.Why == 0 {
			t.Fatalf("row %d is flagged for no reason", i)
		}
	}
}

// TestSameForAnySplit holds the whole Report equal for different worker counts,
// batch sizes and delivery orders.
func TestSameForAnySplit(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	want := fingerprint(run(t, f, 1))
	for _, c := range []struct{ workers, size int }{{1, 7}, {2, 100}, {3, 1000}, {7, 333}, {16, 12000}, {4, 1}} {
		f.size = c.size
		f.order = rand.New(rand.NewPCG(1, uint64(c.size))).Perm((len(f.rows) + c.size - 1) / c.size)
		if got := fingerprint(run(t, f, c.workers)); got != want {
			t.Errorf("%d workers, batches of %d: the report differs", c.workers, c.size)
		}
	}
}

// fingerprint prints a Report without what may differ between splits: places of
// rows inside batches and the numbers of names; of the view only what follows.
func fingerprint(r *analytics.Report) string {
	c := *r
	c.Bottlenecks = append([]detect.Bottleneck(nil), r.Bottlenecks...)
	for i := range c.Bottlenecks {
		b := &c.Bottlenecks[i]
		b.Seq, b.Index, b.Device, b.Region = 0, 0, 0, 0
	}
	c.SLO, c.View = nil, analytics.View{}
	f := &r.Findings
	c.Findings = incident.Findings{
		Incidents: f.Incidents, Total: f.Total, Open: f.Open, Worst: f.Worst, Spikes: f.Spikes, SpikeCount: f.SpikeCount,
		Chronic: f.Chronic, AlwaysBad: f.AlwaysBad, Judged: f.Judged, TooLittle: f.TooLittle, Note: f.Note,
	}
	text := fmt.Sprintf("%+v", c)
	if r.SLO != nil {
		o := *r.SLO
		o.Objective = nil
		text += fmt.Sprintf("%+v", o)
	}
	return text
}
