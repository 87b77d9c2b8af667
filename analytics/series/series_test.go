package series

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// random returns a series with gaps.
func random(seed uint64, n int) Series {
	rng := rand.New(rand.NewPCG(seed, 5))
	s := Series{Start: 1000, Width: 60}
	for range n {
		p := NoData()
		if rng.IntN(4) > 0 {
			v := rng.NormFloat64() * 100
			p = Point{N: 1 + rng.Int64N(9), Mean: v, Min: v - 1, Max: v + 2, P95: v + 1}
		}
		s.Points = append(s.Points, p)
	}
	return s
}

func TestResampleKeepsCountsExtremesAndMean(t *testing.T) {
	for seed := range uint64(50) {
		s := random(seed, 1+int(seed)*17)
		for _, n := range []int{1, 2, 7, 80, 5000} {
			r := s.Resample(n)
			if len(r.Points) > n || r.Count() != s.Count() || r.End() < s.End() || r.Start != s.Start {
				t.Fatalf("%d buckets to %d: %d, count %d of %d", len(s.Points), n, len(r.Points), r.Count(), s.Count())
			}
			lo, hi, ok := s.Range()
			if lo2, hi2, ok2 := r.Range(); lo2 != lo || hi2 != hi || ok2 != ok {
				t.Fatalf("%d buckets to %d: range %v..%v, was %v..%v", len(s.Points), n, lo2, hi2, lo, hi)
			}
			a, b := Merge(s.Points), Merge(r.Points)
			if a.N > 0 && math.Abs(a.Mean-b.Mean) > 1e-9*(1+math.Abs(a.Mean)) || a.P95 != b.P95 && a.N > 0 {
				t.Fatalf("%d buckets to %d: %+v, was %+v", len(s.Points), n, b, a)
			}
		}
	}
}

func TestMerge(t *testing.T) {
	one := Point{N: 1, Mean: 10, Min: 10, Max: 10, P95: math.NaN()}
	three := Point{N: 3, Mean: 2, Min: 1, Max: 4, P95: 3}
	for _, c := range []struct {
		name string
		in   []Point
		want Point
	}{
		{"gap and a bucket", []Point{NoData(), three, NoData()}, three},
		{"weighted", []Point{one, three}, Point{N: 4, Mean: 4, Min: 1, Max: 10, P95: 3}},
	} {
		if got := Merge(c.in); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if got := Merge([]Point{NoData(), NoData()}); got.N != 0 || !math.IsNaN(got.Mean) || !math.IsNaN(got.Max) {
		t.Errorf("two gaps make %+v", got)
	}
}

func TestValuesAndTimes(t *testing.T) {
	s := Series{Start: 100, Width: 10, Points: []Point{{N: 1, Mean: 1, Max: 2}, NoData(), {N: 1, Mean: 5, Max: 9}}}
	if v := s.Values(Max); v[0] != 2 || !math.IsNaN(v[1]) || v[2] != 9 {
		t.Errorf("maxima %v", v)
	}
	if v := s.Values(Mean); v[0] != 1 || !math.IsNaN(v[1]) || v[2] != 5 {
		t.Errorf("means %v", v)
	}
	if s.Time(2) != 120 || s.End() != 130 {
		t.Errorf("bucket 2 begins at %d, the series ends at %d", s.Time(2), s.End())
	}
	if _, _, ok := (Series{Points: []Point{NoData()}}).Range(); ok {
		t.Error("a gap has a range")
	}
}
