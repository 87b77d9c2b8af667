// Package series holds values over time in buckets of equal width, as screen
// and page draw them: mean, extremes, 95th percentile and count per bucket, so
// that a peak never vanishes in an average and a gap stays a gap.
package series

import "math"

// Point is one bucket. With N = 0 nothing was measured and the other fields are NaN.
type Point struct {
	N    int64
	Mean float64
	Min  float64
	Max  float64
	// Percentiles, NaN where the series keeps none.
	P5, P50, P95 float64
}

// NoData is the Point of an empty bucket.
func NoData() Point {
	nan := math.NaN()
	return Point{Mean: nan, Min: nan, Max: nan, P5: nan, P50: nan, P95: nan}
}

// Series is a run of neighbouring buckets, oldest first.
type Series struct {
	Start  int64 // begin of the first bucket, nanoseconds since 1970-01-01 UTC
	Width  int64 // nanoseconds per bucket
	Points []Point
}

// Time returns the begin of bucket i in nanoseconds since 1970-01-01 UTC.
func (s Series) Time(i int) int64 { return s.Start + int64(i)*s.Width }

// End returns the end of the last bucket.
func (s Series) End() int64 { return s.Time(len(s.Points)) }

// Count returns the number of samples in all buckets.
func (s Series) Count() int64 {
	var n int64
	for _, p := range s.Points {
		n += p.N
	}
	return n
}

// Range returns the smallest Min and largest Max, and false when no bucket has data.
func (s Series) Range() (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, p := range s.Points {
		if p.N > 0 {
			lo, hi, ok = min(lo, p.Min), max(hi, p.Max), true
		}
	}
	return lo, hi, ok
}

// Resample merges neighbouring buckets so that at most n remain; a series that
// is short enough is returned as it is. Counts add up, means are weighted,
// extremes are kept; the 95th percentile of merged buckets is the largest of
// theirs, an upper bound, the 5th the smallest, and the median the mean of theirs
// by count, an estimate. It panics when n < 1.
func (s Series) Resample(n int) Series {
	if n < 1 {
		panic("series: Resample to less than one bucket")
	}
	if len(s.Points) <= n {
		return s
	}
	step := (len(s.Points) + n - 1) / n
	out := Series{Start: s.Start, Width: s.Width * int64(step)}
	for i := 0; i < len(s.Points); i += step {
		out.Points = append(out.Points, Merge(s.Points[i:min(i+step, len(s.Points))]))
	}
	return out
}

// Merge returns the one bucket that stands for all of points.
func Merge(points []Point) Point {
	m := NoData()
	var sum, middle float64
	for _, p := range points {
		if p.N == 0 {
			continue
		}
		if m.N == 0 {
			m.Min, m.Max, m.P5, m.P95 = p.Min, p.Max, p.P5, p.P95
		} else {
			m.Min, m.Max = min(m.Min, p.Min), max(m.Max, p.Max)
			if !(p.P95 <= m.P95) { // also when there is none yet
				m.P95 = p.P95
			}
			if !(p.P5 >= m.P5) {
				m.P5 = p.P5
			}
		}
		sum += p.Mean * float64(p.N)
		middle += p.P50 * float64(p.N)
		m.N += p.N
	}
	if m.N > 0 {
		m.Mean, m.P50 = sum/float64(m.N), middle/float64(m.N)
	}
	return m
}

// Values returns one number per bucket as chosen by pick, NaN where there is no data.
func (s Series) Values(pick func(Point) float64) []float64 {
	v := make([]float64, len(s.Points))
	for i, p := range s.Points {
		v[i] = math.NaN()
		if p.N > 0 {
			v[i] = pick(p)
		}
	}
	return v
}

// Mean picks the mean of a Point, for Values.
func Mean(p Point) float64 { return p.Mean }

// Max picks the maximum of a Point, for Values.
func Max(p Point) float64 { return p.Max }
