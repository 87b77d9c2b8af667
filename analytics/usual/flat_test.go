package usual

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestFlatIsOneSegment: what flat says holds for the cut, on noise, drifts and
// steps of any size; and it says so for noise.
func TestFlatIsOneSegment(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	noise, flat := 0, 0
	for range 400 {
		n := 2 + rng.IntN(300)
		p := &pelt{value: make([]float64, n), sum: make([]float64, n+1), square: make([]float64, n+1), cost: make([]float64, n+1), from: make([]int, n+1)}
		step, size := rng.IntN(n), float64(rng.IntN(4))*rng.Float64()*2
		width := 1 + rng.IntN(n)
		for i := range n {
			p.value[i] = rng.NormFloat64()
			if i >= step && i < step+width {
				p.value[i] += size
			}
			p.sum[i+1], p.square[i+1] = p.sum[i]+p.value[i], p.square[i]+p.value[i]*p.value[i]
		}
		least := 1 + rng.IntN(8)
		penalty := (1 + 19*rng.Float64()) * math.Log(float64(n))
		said := p.flat(least, penalty)
		if segments := len(p.cut(least, penalty)) - 1; said && segments > 1 {
			t.Fatalf("flat, but %d segments of %d hours, penalty %v", segments, n, penalty)
		}
		if size == 0 && penalty > 12*math.Log(float64(n)) {
			noise++
			if said {
				flat++
			}
		}
	}
	if noise < 20 || flat < noise*9/10 {
		t.Errorf("flat for %d of %d series of noise", flat, noise)
	}
}
