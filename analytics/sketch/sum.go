// Package sketch holds the mergeable accumulators of the project: exact sums,
// moments and counts of values for quantiles. Every one has a zero value that
// is ready to use, an Add and a Merge, and gives the same answer for any order
// of adding and any way of splitting the input.
package sketch

import (
	"math"
	"math/big"
	"math/bits"
)

const (
	// grid is the number of steps in one unit. Telemetry is written in decimals,
	// so nearly every value is a whole number of millionths.
	grid = 1e6
	// magic rounds a number below 2^51 to a whole one when added and taken off.
	magic = 3 << 51
	// gridLimit is the largest value that is looked for on the grid.
	gridLimit = (1 << 51) / grid
)

// Grid is a value with its place on the grid of millionths, worked out once for
// all the accumulators that get the value.
type Grid struct {
	v     float64
	steps int64 // millionths
	ok    bool  // v is the float64 nearest to that many millionths
}

// OnGrid looks a finite value up on the grid. The answer depends on v alone.
func OnGrid(v float64) Grid {
	if !(v < gridLimit && v > -gridLimit) {
		return Grid{v: v}
	}
	r := float64(v*grid) + magic - magic // the conversion keeps the product from being fused
	return Grid{v, int64(r), r/grid == v}
}

// Value returns the value itself.
func (g Grid) Value() float64 { return g.v }

// Steps returns the value in millionths, and whether it is a whole number of them.
func (g Grid) Steps() (int64, bool) { return g.steps, g.ok }

// Sum adds float64 values without rounding, so that the result does not depend
// on the order of the values or on partial sums. Decimals of up to six places
// are added as the decimals they stand for; all other values as the binary
// numbers they are. Values must be finite and below 2^116 in magnitude, and the
// sum below 2^107; every metric of the record stays far within both.
type Sum struct {
	lo   uint64 // millionths, two's complement with hi
	hi   int64
	rest *long // what is not on the grid; nil for nothing
}

// Add adds v. NaN and infinities are not allowed and add nothing.
func (s *Sum) Add(v float64) {
	s.AddGrid(OnGrid(v))
}

// AddGrid adds a value that several accumulators get.
func (s *Sum) AddGrid(g Grid) {
	if !g.ok {
		s.addRest(g.v)
		return
	}
	s.AddSteps(g.steps)
}

// AddSteps adds a number of millionths.
func (s *Sum) AddSteps(steps int64) {
	var c uint64
	s.lo, c = bits.Add64(s.lo, uint64(steps), 0)
	s.hi += steps>>63 + int64(c)
}

func (s *Sum) addRest(v float64) {
	if s.rest == nil {
		s.rest = &long{}
	}
	s.rest.add(v)
}

// Merge adds another sum.
func (s *Sum) Merge(o *Sum) {
	var c uint64
	s.lo, c = bits.Add64(s.lo, o.lo, 0)
	s.hi += o.hi + int64(c)
	if o.rest != nil {
		if s.rest == nil {
			s.rest = &long{}
		}
		s.rest.merge(o.rest)
	}
}

// Float returns the sum, rounded once to the nearest float64.
func (s *Sum) Float() float64 {
	if steps := int64(s.lo); s.rest == nil && s.hi == steps>>63 && steps < 1<<53 && steps > -1<<53 {
		return float64(steps) / grid
	}
	f, _ := s.exact().Float64()
	return f
}

// exact returns the sum with far more digits than a float64 has.
func (s *Sum) exact() *big.Float {
	v := new(big.Int).SetInt64(s.hi)
	v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(s.lo))
	f := exact().SetInt(v)
	f.Quo(f, big.NewFloat(grid))
	if s.rest != nil {
		f.Add(f, s.rest.float())
	}
	return f
}

// squares adds the squares of values without rounding.
type squares struct {
	w    [3]uint64 // square millionths
	rest *long     // squares of what is not on the grid
}

func (s *squares) add(v float64, steps int64, ok bool) {
	if !ok {
		if s.rest == nil {
			s.rest = &long{}
		}
		square := v * v
		s.rest.add(square)
		if left := math.FMA(v, v, -square); left != 0 { // what rounding took off
			s.rest.add(left)
		}
		return
	}
	if steps < 0 {
		steps = -steps
	}
	hi, lo := bits.Mul64(uint64(steps), uint64(steps))
	var c uint64
	s.w[0], c = bits.Add64(s.w[0], lo, 0)
	s.w[1], c = bits.Add64(s.w[1], hi, c)
	s.w[2] += c
}

func (s *squares) merge(o *squares) {
	var c uint64
	for i := range s.w {
		s.w[i], c = bits.Add64(s.w[i], o.w[i], c)
	}
	if o.rest != nil {
		if s.rest == nil {
			s.rest = &long{}
		}
		s.rest.merge(o.rest)
	}
}

func (s *squares) exact() *big.Float {
	v := new(big.Int)
	for i := len(s.w) - 1; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(s.w[i]))
	}
	f := exact().SetInt(v)
	f.Quo(f, big.NewFloat(grid*grid))
	if s.rest != nil {
		f.Add(f, s.rest.float())
	}
	return f
}
