package tui

import (
	"math"
	"testing"
)

// Samples keep their places, several of one bucket are merged, short steps are
// bridged and gaps stay gaps.
func TestSeriesOf(t *testing.T) {
	nan := math.NaN()
	s := seriesOf([]int64{100, 110, 120, 121, 140, 150, 200}, []float64{1, 2, 3, 5, 8, nan, 4}, 3)
	if s.Start != 100 || s.Width != 10 || len(s.Points) != 11 {
		t.Fatalf("start %d, width %d, %d points", s.Start, s.Width, len(s.Points))
	}
	for k, want := range []float64{1, 2, 4, 6, 8, nan, nan, nan, nan, nan, 4} {
		if got := s.Points[k].Mean; got != want && !(math.IsNaN(want) && s.Points[k].N == 0) {
			t.Errorf("bucket %d is %v, want %v", k, got, want)
		}
	}
	if p := s.Points[2]; p.N != 2 || p.Min != 3 || p.Max != 5 {
		t.Errorf("merged to %+v", p)
	}
	if s := seriesOf([]int64{0, 10, 20, 90}, []float64{0, 1, 2, 9}, math.MaxInt); s.Points[5].Mean != 5 {
		t.Errorf("a bridged gap is %v", s.Points[5])
	}
	if s := seriesOf([]int64{7}, []float64{1}, 3); len(s.Points) != 1 || s.Width != 1 {
		t.Errorf("one sample: %+v", s)
	}
	// A few samples far apart do not make millions of buckets.
	if s := seriesOf([]int64{0, 1, 2, 1e15}, []float64{1, 2, 3, 4}, 3); len(s.Points) > 2001 {
		t.Errorf("%d buckets", len(s.Points))
	}
	if s := seriesOf(nil, nil, 3); len(s.Points) != 0 {
		t.Error("no samples make a series")
	}
}
