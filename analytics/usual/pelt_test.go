package usual

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The cuts cost no more than those of trying every begin of every segment.
func TestSegmentsAreBest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for round := range 60 {
		var j Judger
		level := 0.0
		n := 30 + r.IntN(200)
		for range n {
			if r.Float64() < 0.03 {
				level = 12 * r.NormFloat64()
			}
			j.hours = append(j.hours, hour{value: level + 0.3*r.NormFloat64()})
		}
		const least = 4
		bounds := slices.Clone(j.segments(least))
		unit := max(unitLeast, j.noise())
		v := j.pelt.value
		penalty := penaltyFactor * math.Log(float64(n))
		within := func(a, b int) float64 {
			mean, s := 0.0, 0.0
			for _, x := range v[a:b] {
				mean += x / unit / float64(b-a)
			}
			for _, x := range v[a:b] {
				s += (x/unit - mean) * (x/unit - mean)
			}
			return s
		}
		best := make([]float64, n+1)
		for end := 1; end <= n; end++ {
			best[end] = math.Inf(1)
			for begin := 0; begin <= end-least; begin++ {
				best[end] = min(best[end], best[begin]+within(begin, end)+penalty)
			}
		}
		got := 0.0
		for i := 1; i < len(bounds); i++ {
			if bounds[i]-bounds[i-1] < least {
				t.Fatalf("segment of %d", bounds[i]-bounds[i-1])
			}
			got += within(bounds[i-1], bounds[i]) + penalty
		}
		if bounds[0] != 0 || bounds[len(bounds)-1] != n || got > best[n]*(1+1e-9) {
			t.Errorf("round %d: cuts %v cost %v, the best %v", round, bounds, got, best[n])
		}
	}
}
