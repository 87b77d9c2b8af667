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
	Squares  Sum
}

// Add adds a finite value.
func (m *Moments) Add(v float64) {
	if m.N == 0 {
		m.Min, m.Max = v, v
	} else if v < m.Min {
		m.Min = v
	} else if v > m.Max {
		m.Max = v
	}
	m.N++
	m.Sum.Add(v)
	square := v * v
	m.Squares.Add(square)
	if rest := math.FMA(v, v, -square); rest != 0 { // what rounding took off
		m.Squares.Add(rest)
	}
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
	m.Squares.Merge(&o.Squares)
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
// taken exactly.
func (m *Moments) deviation(divisor int64) float64 {
	if divisor < 1 {
		return math.NaN()
	}
	// n * divisor * variance = n * squares - sum^2, in units of 2^-256.
	n := big.NewInt(m.N)
	sum := m.Sum.big()
	spread := m.Squares.big()
	spread.Mul(spread, n).Lsh(spread, sumFraction).Sub(spread, sum.Mul(sum, sum))
	if spread.Sign() <= 0 {
		return 0
	}
	v := new(big.Float).SetInt(spread)
	v.SetMantExp(v, -2*sumFraction)
	v.Quo(v, new(big.Float).SetInt(n.Mul(n, big.NewInt(divisor))))
	f, _ := v.Float64()
	return math.Sqrt(f)
}

// big returns the sum in units of 2^-128.
func (s *Sum) big() *big.Int {
	v := new(big.Int)
	for i := sumWords - 1; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(s.w[i]))
	}
	if s.w[sumWords-1]>>63 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), 64*sumWords))
	}
	return v
}
