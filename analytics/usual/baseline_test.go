package usual

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"network-analytics/analytics/record"
)

func TestNthIsSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		n := 1 + r.IntN(300)
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(r.IntN(1 + r.IntN(500))) // many equal ones
		}
		sorted := slices.Sorted(slices.Values(v))
		k := r.IntN(n)
		if got := nth(v, k); got != sorted[k] {
			t.Fatalf("nth of %d is %v, want %v", k, got, sorted[k])
		}
		for i, x := range v {
			if i < k && x > v[k] || i > k && x < v[k] {
				t.Fatal("not parted")
			}
		}
		want := sorted[n/2]
		if n%2 == 0 {
			want = (sorted[n/2-1] + sorted[n/2]) / 2
		}
		if got := median(v); math.Abs(got-want) > 1e-12 {
			t.Fatalf("median %v, want %v", got, want)
		}
	}
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		step, duration int64
		want           float64
	}{
		{3600 * second, 7 * day, 4}, {day, 30 * day, 4}, {5 * minute, day, 4 + math.Log(12)/2},
		{minute, 7 * day, 4 + math.Log(60)/2}, {5 * minute, day - 1, 5 + math.Log(12)/2}, {second, 7 * day, 4 + math.Log(3600)/2}, {0, 0, 9},
	} {
		if got := Threshold(c.step, c.duration); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("threshold of %d over %d is %v, want %v", c.step, c.duration, got, c.want)
		}
	}
}

// Twelve days of hours: 50, a curve of the day, half a point more each day, and nothing else.
// Between the second and the last but one noon the usual is exactly that; the first
// and the last day have one neighbour only, and the mean with it.
func TestTrendAndSeason(t *testing.T) {
	at := func(h int) float64 { return 50 + float64(h%24)/2 + float64(h)/48 }
	var v []float64
	for h := range 12 * 24 {
		v = append(v, at(h))
	}
	b := Judge(single(record.CPU, 3600*second, v...), Options{}).Baseline[record.CPU]
	if !b.Seasonal || b.Days != 12 || b.N != 288 || b.Spread != 1 || b.Method() != "median of the time of day over 12 days, 288 samples" {
		t.Errorf("%+v, %s", b, b.Method())
	}
	for h := 36; h <= 10*24+12; h++ {
		time := monday + int64(h)*3600*second
		if got := b.At(time); math.Abs(got-at(h)) > 1e-9 {
			t.Errorf("usual of hour %d is %v, want %v", h, got, at(h))
		}
		if got := b.Z(time, at(h)+7); math.Abs(got-7) > 1e-9 {
			t.Errorf("z of hour %d is %v, want 7", h, got)
		}
		if got := b.Limit(time); math.Abs(got-at(h)-4) > 1e-9 {
			t.Errorf("limit of hour %d is %v, want %v", h, got, at(h)+4)
		}
	}
	if got, want := b.At(monday-40*day), b.At(monday); got != want {
		t.Errorf("usual long before is %v, want that of the first midnight, %v", got, want)
	}
}

// The spread by hand: residues of -2..2 in turns, no day of their own.
func TestSpread(t *testing.T) {
	var f fitter
	for i := range 100 {
		f.rest = append(f.rest, float64(i%5-2))
	}
	// The median size is 1, 80 % lie within 2, the standard deviation is root 2.
	if got, want := f.spread(0, 0.1, 0), 2/1.2816; math.Abs(got-want) > 1e-12 {
		t.Errorf("spread is %v, want %v", got, want)
	}
	if got := f.spread(0, 3, 0); got != 3 {
		t.Errorf("spread is %v, want the floor", got)
	}
	// Most rows at one value: the standard deviation.
	if got, want := f.spread(0, 0.1, 0.6), math.Sqrt2; math.Abs(got-want) > 1e-12 {
		t.Errorf("spread is %v, want %v", got, want)
	}
	// 1000 rows of sizes 1, and 2 % of 10: the tail makes it wider by the root of
	// 10 / s / 2.576, where s is 1.4826.
	f.rest = f.rest[:0]
	for i := range 1000 {
		x := 1 - 2*float64(i%2)
		if i%50 == 0 {
			x = 10
		}
		f.rest = append(f.rest, x)
	}
	if got, want := f.spread(0, 0.1, 0), 1.4826*math.Sqrt(10/1.4826/2.576); math.Abs(got-want) > 1e-12 {
		t.Errorf("spread is %v, want %v", got, want)
	}
}

func TestPrior(t *testing.T) {
	list := []*Baseline{{Level: 10, Spread: 1}, {Level: 30, Spread: 3}, nil, {Level: 20, Spread: 8}, {Why: "too little history", Level: 9000}}
	p := PriorOf(list)
	if want := (Prior{N: 3, Level: 20, Spread: 3, Differ: 10 * 1.4826}); math.Abs(p.Differ-want.Differ) > 1e-12 || p.N != want.N || p.Level != want.Level || p.Spread != want.Spread {
		t.Errorf("prior is %+v, want %+v", p, want)
	}
	if p := PriorOf(nil); p != (Prior{}) {
		t.Errorf("prior of nothing is %+v", p)
	}
	// 20 samples weigh 20/80 against the peers in the spread; the level by how far
	// devices differ against the noise of the own median.
	v := make([]float64, 20)
	for i := range v {
		v[i] = 100 + 2*float64(i%5-2)
	}
	alone := Judge(single(record.CPU, 5*minute, v...), Options{}).Baseline[record.CPU]
	var o Options
	o.Prior[record.CPU] = Prior{N: 5, Level: 60, Spread: 9, Differ: 2}
	b := Judge(single(record.CPU, 5*minute, v...), o).Baseline[record.CPU]
	if want := 0.25*alone.Spread + 0.75*9; math.Abs(b.Spread-want) > 1e-12 {
		t.Errorf("spread is %v, want %v", b.Spread, want)
	}
	noise := 1.5708 * alone.Spread * alone.Spread / 20
	if want := 100 - 40*(1-4/(4+noise)); math.Abs(b.Level-want) > 1e-9 || b.At(monday) != b.Level {
		t.Errorf("level is %v at %v, want %v", b.Level, b.At(monday), want)
	}
	if b.Method() != "one median of 20 samples, too short for a time of day, weighted with its peers" {
		t.Errorf("method is %q", b.Method())
	}
}

// Where a job begins, rows are compared with both sides of the step; elsewhere
// with the usual of their time.
func TestNearest(t *testing.T) {
	tr := network(14, 5*minute, 30)
	for i, at := range tr.Time {
		if m := at % day / minute; m >= 120 && m < 180 {
			tr.Value[record.CPU][i] += 40
		}
	}
	b := Judge(tr, Options{}).Baseline[record.CPU]
	begin := monday + 3*day + 120*minute
	before, after := b.At(begin-minute), b.At(begin)
	if after-before < 35 {
		t.Fatalf("the step is %v to %v", before, after)
	}
	for _, c := range []struct{ v, want float64 }{{after + 50, b.At(begin + 15*minute)}, {before + 20, before + 20}, {0, before}} {
		if got := b.Nearest(begin, c.v); math.Abs(got-c.want) > 2.5 {
			t.Errorf("nearest to %v is %v, want %v", c.v, got, c.want)
		}
	}
	if at := begin + 30*minute; b.Nearest(at, 0) != b.At(at) {
		t.Error("nearest differs where nothing changes")
	}
}
