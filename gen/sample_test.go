package gen

import (
	"context"
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/montanaflynn/stats"
	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

var _ record.Feed = (*Sample)(nil)

// readRows returns all records of a sample in order.
func readRows(t testing.TB, s *Sample, workers int) []record.Row {
	t.Helper()
	var mu sync.Mutex
	var rows []record.Row
	_, err := s.Read(context.Background(), workers, func(_ int, b *record.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Len() {
			rows = append(rows, b.Row(i))
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b record.Row) int { return a.Compare(&b) })
	return rows
}

func TestReadDoesNotDependOnWorkers(t *testing.T) {
	s := New(Config{Records: 5*blockRecords + 99, Seed: 3})
	want := readRows(t, s, 1)
	if len(want) != 5*blockRecords+99 {
		t.Fatalf("got %d records", len(want))
	}
	for _, workers := range []int{-1, 0, 1, 2, 3, 16} {
		if got := readRows(t, s, workers); !slices.Equal(got, want) {
			t.Errorf("%d workers give other records", workers)
		}
	}
}

// A worker's calls never overlap, numbers are in range, and every batch has a
// Seq of its own.
func TestReadKeepsThePromiseOfAFeed(t *testing.T) {
	const workers = 4
	s := New(Config{Records: 40 * blockRecords, Seed: 3})
	var busy [workers]sync.Mutex
	var mu sync.Mutex
	seen := map[uint64]bool{}
	progress := record.NewProgress()
	report, err := s.Read(context.Background(), workers, func(worker int, b *record.Batch) error {
		if !busy[worker].TryLock() {
			t.Errorf("two calls of worker %d at once", worker)
		}
		defer busy[worker].Unlock()
		mu.Lock()
		defer mu.Unlock()
		if seen[b.Seq] {
			t.Errorf("two batches %d", b.Seq)
		}
		seen[b.Seq] = true
		return nil
	}, progress)
	if err != nil || len(seen) != 40 {
		t.Fatalf("%d batches, %v", len(seen), err)
	}
	if report.Rows != 40*blockRecords || report.Source != "generated, seed 3" || !report.Clean() ||
		!report.HasDevice || !report.HasRegion || report.Present != [record.NumMetrics]bool{true, true, true, true} {
		t.Errorf("report %+v", report)
	}
	if p := progress.Snapshot(); p.Rows != report.Rows || p.TotalRows != report.Rows {
		t.Errorf("progress %+v", p)
	}
}

func TestReadStops(t *testing.T) {
	s := New(Config{Records: MaxRecords, Seed: 1})
	for _, workers := range []int{1, 4} {
		fault := errors.New("full")
		report, err := s.Read(context.Background(), workers, func(int, *record.Batch) error { return fault }, nil)
		if err != fault || report.Rows != 0 {
			t.Errorf("%d workers: %d rows, %v", workers, report.Rows, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		report, err = s.Read(ctx, workers, func(int, *record.Batch) error { cancel(); return nil }, nil)
		if !errors.Is(err, context.Canceled) || report.Rows == 0 || report.Rows > 16*blockRecords {
			t.Errorf("%d workers: %d rows, %v", workers, report.Rows, err)
		}
	}
}

// A panic of the sink can be caught by who called Read, with any number of workers.
func TestPanicReachesTheCaller(t *testing.T) {
	for _, workers := range []int{1, 3} {
		func() {
			defer func() {
				if p, ok := recover().(string); !ok || !strings.Contains(p, "broken sink") {
					t.Errorf("%d workers: got %q", workers, p)
				}
			}()
			New(DefaultConfig()).Read(context.Background(), workers, func(int, *record.Batch) error {
				panic("broken sink")
			}, nil)
			t.Errorf("%d workers: no panic", workers)
		}()
	}
}

func TestConfig(t *testing.T) {
	var c Config
	fs := pflag.NewFlagSet("generate", pflag.ContinueOnError)
	c.RegisterFlags(fs)
	if c != DefaultConfig() || c.Validate() != nil {
		t.Errorf("flags set %+v", c)
	}
	if err := fs.Parse([]string{"--records", "5", "--seed", "18446744073709551615"}); err != nil {
		t.Fatal(err)
	}
	if c != (Config{5, math.MaxUint64}) {
		t.Errorf("flags set %+v", c)
	}
	for _, records := range []int64{math.MinInt64, -1, 0, MaxRecords + 1, math.MaxInt64} {
		s := New(Config{Records: records})
		_, readErr := s.Read(context.Background(), 1, nil, nil)
		writeErr := s.WriteCSV(context.Background(), nil, nil)
		if record.KindOf(readErr) != record.KindUsage || record.KindOf(writeErr) != record.KindUsage {
			t.Errorf("%d records: %v, %v", records, readErr, writeErr)
		}
	}
}

// The distributions are those of the package comment.
func TestDistributions(t *testing.T) {
	const n = 400_000
	rows := readRows(t, New(Config{Records: n, Seed: 2}), 2)
	var usual, all [record.NumMetrics][]float64
	devices, regions, pairs := map[record.NameID]int{}, map[record.NameID]int{}, map[[2]record.NameID]int{}
	spikes, flagged := 0, 0
	for _, r := range rows {
		devices[r.Device]++
		regions[r.Region]++
		pairs[[2]record.NameID{r.Device, r.Region}]++
		// Without spikes, loss above 1.5 is 5 standard deviations off.
		spike := r.Value[record.Loss] > 1.5
		for m, v := range r.Value {
			all[m] = append(all[m], v)
			if !spike {
				usual[m] = append(usual[m], v)
			}
		}
		if spike {
			spikes++
		}
		if r.Value[record.Latency] > 120 || r.Value[record.Loss] > 2 || r.Value[record.CPU] > 90 {
			flagged++
		}
	}
	for _, c := range []struct {
		metric               record.Metric
		mean, std, tolerance float64
	}{
		{record.Traffic, 80, 40, 0.3}, // gamma: k θ and sqrt(k) θ
		{record.Latency, 50, 10, 0.1},
		{record.Loss, 0.5004, 0.1989, 0.001}, // the bell is cut at 0, 2.5 standard deviations down
		{record.CPU, 55, 15, 0.1},
	} {
		mean, _ := stats.Mean(usual[c.metric])
		std, _ := stats.StandardDeviation(usual[c.metric])
		if math.Abs(mean-c.mean) > c.tolerance || math.Abs(std-c.std) > c.tolerance {
			t.Errorf("%s: mean %.4f, std %.4f; want %g, %g", c.metric, mean, std, c.mean, c.std)
		}
	}
	// Third moment of a gamma of shape 4: skewness 2/sqrt(4) = 1.
	mean, _ := stats.Mean(usual[record.Traffic])
	std, _ := stats.StandardDeviation(usual[record.Traffic])
	skew := 0.0
	for _, v := range usual[record.Traffic] {
		skew += math.Pow((v-mean)/std, 3)
	}
	if skew /= float64(len(usual[record.Traffic])); math.Abs(skew-1) > 0.03 {
		t.Errorf("traffic: skewness %.3f, want 1", skew)
	}
	share := func(count int) float64 { return float64(count) / n }
	if s := share(spikes); math.Abs(s-0.02) > 0.001 {
		t.Errorf("share of spikes %.4f, want 0.02", s)
	}
	if s := share(flagged); s < 0.02 || s > 0.035 {
		t.Errorf("share of records over a limit %.4f", s)
	}
	limits := map[record.Metric][2]float64{
		record.Traffic: {0, 3000}, record.Latency: {1, 300}, record.Loss: {0, 5}, record.CPU: {0, 100},
	}
	for m, limit := range limits {
		lo, _ := stats.Min(all[m])
		hi, _ := stats.Max(all[m])
		if lo < limit[0] || hi > limit[1] {
			t.Errorf("%s: %g..%g is outside %g..%g", m, lo, hi, limit[0], limit[1])
		}
	}
	for name, counts := range map[string]struct {
		kinds int
		seen  []int
	}{
		"devices": {20, values(devices)}, "regions": {4, values(regions)}, "pairs": {80, values(pairs)},
	} {
		want := float64(n) / float64(counts.kinds)
		if len(counts.seen) != counts.kinds {
			t.Errorf("%d %s, want %d", len(counts.seen), name, counts.kinds)
		}
		for _, c := range counts.seen {
			if math.Abs(float64(c)-want) > 5*math.Sqrt(want) {
				t.Errorf("%s: one has %d records, want about %.0f", name, c, want)
			}
		}
	}
	for a := range all {
		for b := range a {
			if r, _ := stats.Correlation(usual[a], usual[b]); math.Abs(r) > 0.01 {
				t.Errorf("%s and %s correlate by %.4f", record.Metric(a), record.Metric(b), r)
			}
		}
	}
	// Neighbouring blocks and neighbouring records have nothing in common.
	latency := all[record.Latency]
	for _, lag := range []int{1, 2, blockRecords} {
		if r, _ := stats.Correlation(latency[:n-lag], latency[lag:]); math.Abs(r) > 0.01 {
			t.Errorf("latency correlates by %.4f with itself %d records later", r, lag)
		}
	}
}

func values[K comparable](m map[K]int) (v []int) {
	for _, n := range m {
		v = append(v, n)
	}
	return v
}

// ln agrees with the same logarithm made in 200 bits of precision.
func TestLogarithm(t *testing.T) {
	check := func(x float64) {
		t.Helper()
		want, _ := bigLn(x).Float64()
		if got := ln(x); math.Abs(got-want) > 4e-16*max(1, math.Abs(want)) {
			t.Errorf("ln(%g) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{1, 0x1p-53, 0x1p-106, 0x1p-212, 0x1p-1022, math.MaxFloat64, math.E, math.Sqrt2, math.Sqrt2 / 2,
		math.Nextafter(1, 0), math.Nextafter(1, 2), math.Nextafter(math.Sqrt2, 0), math.Nextafter(math.Sqrt2, 2)} {
		check(x)
	}
	b := block{}
	b.fill(9, 0, blockRecords)
	for i := range 2000 {
		check(float64(b.traffic[i]+1) / 12345)
	}
}

// bigLn is ln x by the series of artanh, in 200 bits.
func bigLn(x float64) *big.Float {
	frac, exp := math.Frexp(x) // frac in [0.5, 1)
	artanh2 := func(v *big.Float) *big.Float {
		num := new(big.Float).SetPrec(200).Sub(v, big.NewFloat(1))
		den := new(big.Float).SetPrec(200).Add(v, big.NewFloat(1))
		s := new(big.Float).SetPrec(200).Quo(num, den)
		z := new(big.Float).SetPrec(200).Mul(s, s)
		sum := new(big.Float).SetPrec(200)
		for k := int64(1); k < 200; k += 2 {
			sum.Add(sum, new(big.Float).SetPrec(200).Quo(s, new(big.Float).SetInt64(k)))
			s.Mul(s, z)
		}
		return sum.Mul(sum, big.NewFloat(2))
	}
	ln2 := artanh2(big.NewFloat(2).SetPrec(200))
	ln2.Mul(ln2, new(big.Float).SetInt64(int64(exp)))
	return ln2.Add(ln2, artanh2(big.NewFloat(frac).SetPrec(200)))
}

func BenchmarkRead(b *testing.B) {
	s := New(Config{Records: 1_000_000, Seed: 1})
	for b.Loop() {
		if _, err := s.Read(context.Background(), 2, func(int, *record.Batch) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1e6*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
