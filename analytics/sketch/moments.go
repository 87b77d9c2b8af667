package sketch

import (
	"math"
	"math/big"
)

// Moments keeps count, sum, sum of squares and extremes of a set of values,
// from which mean and standard deviation follow without loss by cancellation.
type Moments struct {
	N        int64
	Min, Max float64 // meaningful only when N > 0
	Sum      Sum
	squares  squares
}

// Add adds a finite value.
func (m *Moments) Add(v float64) {
	m.AddGrid(OnGrid(v))
}

// AddGrid adds a value that several accumulators get.
func (m *Moments) AddGrid(g Grid) {
	v := g.v
	if m.N == 0 {
		m.Min, m.Max = v, v
	} else if v < m.Min {
		m.Min = v
	} else if v > m.Max {
		m.Max = v
	}
	m.N++
	m.Sum.AddGrid(g)
	m.squares.add(g.v, g.steps, g.ok)
}

// Merge adds the values of another set.
func (m *Moments) Merge(o *Moments) {
	if o.N == 0 {
		return
	}
	if m.N == 0 {
		m.Min, m.Max = o.Min, o.Max
	} else {
		m.Min, m.Max = min(m.Min, o.Min), max(m.Max, o.Max)
	}
	m.N += o.N
	m.Sum.Merge(&o.Sum)
	m.squares.merge(&o.squares)
}

// Mean returns the arithmetic mean, NaN for an empty set.
func (m *Moments) Mean() float64 {
	if m.N == 0 {
		return math.NaN()
	}
	return m.Sum.Float() / float64(m.N)
}

// Std returns the sample standard deviation (n-1), NaN for fewer than two values.
func (m *Moments) Std() float64 { return m.deviation(m.N - 1) }

// PopStd returns the population standard deviation (n), NaN for an empty set.
func (m *Moments) PopStd() float64 { return m.deviation(m.N) }

// deviation returns sqrt((sum of squares - sum^2/n) / divisor), the difference
// taken without rounding to a float64.
func (m *Moments) deviation(divisor int64) float64 {
	if divisor < 1 {
		return math.NaN()
	}
	if m.Min == m.Max {
		return 0 // the decimals of a constant do not divide evenly in binary
	}
	n := exact().SetInt64(m.N)
	sum := m.Sum.exact()
	spread := m.squares.exact()
	spread.Mul(spread, n).Sub(spread, sum.Mul(sum, sum))
	if spread.Sign() <= 0 {
		return 0
	}
	spread.Quo(spread, n.Mul(n, new(big.Float).SetInt64(divisor)))
	f, _ := spread.Float64()
	return math.Sqrt(f)
}
