package chart

import (
	"math"
	"strings"
)

// SparkOptions tunes a Sparkline.
type SparkOptions struct {
	// Min and Max are the values of the lowest and the highest bar. NaN, or both
	// equal, takes them from the data.
	Min, Max float64
	Limit    float64 // bars above it are painted Bad; NaN or 0 for none
	Role     Role    // of the other bars
}

// Sparkline draws values, oldest first, as one line of exactly w cells. More
// values than cells are merged by their maximum, so that a peak never vanishes;
// fewer are stretched. A cell in which nothing was measured (NaN, infinite) is a
// dot, a constant series a line of half bars.
func Sparkline(t *Theme, values []float64, w int, o SparkOptions) string {
	if w < 1 {
		return ""
	}
	lo, hi, ok := rangeOf(values)
	flat := ok && lo == hi
	if o.Min != o.Max {
		if finite(o.Min) {
			lo, flat = o.Min, false
		}
		if finite(o.Max) {
			hi, flat = o.Max, false
		}
	}
	limit := o.Limit
	if limit == 0 {
		limit = math.NaN()
	}
	var b strings.Builder
	b.Grow(3*w + 16)
	var run painter
	run.reset(t, &b)
	for x := range w {
		v := columnMax(values, x, w)
		switch {
		case v != v:
			run.put(Dim, t.glyph.gap)
		default:
			role := o.Role
			if v > limit {
				role = Bad
			}
			r := t.glyph.middle
			if !flat {
				n := len(t.glyph.blocks)
				r = t.glyph.blocks[min(int(fraction(v, lo, hi)*float64(n)), n-1)]
			}
			run.put(role, r)
		}
	}
	run.end()
	return b.String()
}

// columnMax returns the largest finite value that falls into column x of w, NaN
// when there is none. Fewer values than columns are stretched.
func columnMax(values []float64, x, w int) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	from, to := x*n/w, (x+1)*n/w
	to = max(to, from+1)
	peak := math.NaN()
	for _, v := range values[from:to] {
		if finite(v) && !(v <= peak) {
			peak = v
		}
	}
	return peak
}

// painter writes runes and opens and closes the attributes only where they change.
type painter struct {
	t    *Theme
	b    *strings.Builder
	open string
}

func (p *painter) reset(t *Theme, b *strings.Builder) { *p = painter{t: t, b: b} }

func (p *painter) put(r Role, c rune) {
	p.begin(p.t.sequence(r))
	p.b.WriteRune(c)
}

func (p *painter) text(r Role, s string) {
	p.begin(p.t.sequence(r))
	p.b.WriteString(s)
}

func (p *painter) runes(s []rune) {
	for _, r := range s {
		p.b.WriteRune(r)
	}
}

// begin switches to the attributes that the sequence open sets.
func (p *painter) begin(open string) {
	if open == p.open {
		return
	}
	p.end()
	p.b.WriteString(open)
	p.open = open
}

// end closes the attributes; the painter may go on afterwards.
func (p *painter) end() {
	if p.open != "" {
		p.b.WriteString(reset)
		p.open = ""
	}
}
