package usual

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"network-analytics/analytics/record"
)

// benchTrace is a trace of four metrics with a day's curve and noise.
func benchTrace(n int, step int64) *record.Trace {
	t := &record.Trace{Time: make([]int64, n)}
	for m := range t.Value {
		t.Value[m] = make([]float64, n)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		t.Time[i] = int64(i) * step
		load := 1 + 0.5*math.Sin(2*math.Pi*float64(t.Time[i]%day)/float64(day))
		t.Value[record.Traffic][i] = 100 * load * (1 + 0.06*r.NormFloat64())
		t.Value[record.Latency][i] = 40 + 5*load + r.NormFloat64()
		t.Value[record.Loss][i] = max(0, 0.05*r.NormFloat64())
		t.Value[record.CPU][i] = 30 + 20*load + 2*r.NormFloat64()
	}
	return t
}

// BenchmarkJudge learns and judges the four metrics of a device. A point is one
// value.
func BenchmarkJudge(b *testing.B) {
	for _, c := range []struct{ rows, seconds int }{{4032, 300}, {20160, 60}, {500_000, 60}, {1400, 3600}, {24, 3600}} {
		b.Run(fmt.Sprintf("%drows_%ds", c.rows, c.seconds), func(b *testing.B) {
			t := benchTrace(c.rows, int64(c.seconds)*second)
			var j Judger
			b.SetBytes(int64(c.rows) * int64(record.NumMetrics) * 8)
			b.ReportAllocs()
			for b.Loop() {
				j.Judge(t, Options{})
			}
			points := float64(c.rows) * float64(record.NumMetrics)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/points, "ns/point")
		})
	}
}

// BenchmarkSegments cuts as many hours as there can be: nothing changes, which is
// the most work.
func BenchmarkSegments(b *testing.B) {
	var j Judger
	r := rand.New(rand.NewPCG(1, 2))
	for range mostPoints {
		j.hours = append(j.hours, hour{value: r.NormFloat64()})
	}
	for b.Loop() {
		j.segments(segmentLeast)
	}
}

// BenchmarkMedian finds the median of 10,000 values.
func BenchmarkMedian(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	v, w := make([]float64, 10000), make([]float64, 10000)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	b.SetBytes(80000)
	for b.Loop() {
		copy(w, v)
		median(w)
	}
}
