package export

import (
	"math"
	"strconv"
	"strings"
)

// stepper writes the path of a line in whole steps from point to point, in units
// of 1/grain of the drawing: a fraction of the length of absolute coordinates.
type stepper struct {
	b      strings.Builder
	grain  float64
	px, py float64
	lx     float64 // where a level stretch that is not written yet ends
	level  bool
	open   bool
}

func (s *stepper) round(v float64) float64 { return math.Round(v*s.grain) / s.grain }

// number writes a number, with a blank only where it would run into the one before.
func (s *stepper) number(v float64, first bool) {
	text := strconv.FormatFloat(s.round(v)+0, 'f', -1, 64)
	if rest, ok := strings.CutPrefix(text, "0."); ok {
		text = "." + rest
	} else if rest, ok := strings.CutPrefix(text, "-0."); ok {
		text = "-." + rest
	}
	if !first && text[0] != '-' {
		s.b.WriteByte(' ')
	}
	s.b.WriteString(text)
}

func (s *stepper) to(x, y float64) {
	s.b.WriteByte('l')
	s.number(x-s.px, true)
	s.number(y-s.py, false)
	s.px, s.py = x, y
}

// point goes on to a point, or begins a line there.
func (s *stepper) point(x, y float64) {
	x, y = s.round(x), s.round(y)
	switch {
	case !s.open:
		s.b.WriteByte('M')
		s.number(x, true)
		s.number(y, false)
		s.px, s.py, s.open, s.level = x, y, true, false
	case y == s.py:
		s.level = true
	default:
		if s.level && s.lx != s.px {
			s.to(s.lx, s.py)
		}
		s.to(x, y)
		s.level = false
	}
	s.lx = x
}

// lift ends the line at its last point.
func (s *stepper) lift() {
	if s.open && s.level && s.lx != s.px {
		s.to(s.lx, s.py)
	}
	s.open, s.level = false, false
}

// steps returns the path of values at times; missing ones break it, and one alone
// between two gaps is a short bar.
func steps(f *frame, at []int64, v []float64, grain float64) string {
	s := stepper{grain: grain}
	ok := func(i int) bool {
		return i >= 0 && i < len(v) && i < len(at) && !math.IsNaN(v[i]) && !math.IsInf(v[i], 0)
	}
	for i := range v {
		if !ok(i) {
			s.lift()
			continue
		}
		x, y := f.x(at[i]), f.y(v[i])
		if !ok(i-1) && !ok(i+1) {
			x--
		}
		s.point(x, y)
		if !ok(i-1) && !ok(i+1) {
			s.point(x+2, y)
		}
	}
	s.lift()
	return s.b.String()
}
