package tui

import (
	"cmp"
	"math"
	"slices"
)

// job is what a table asks for: everything is immutable, so that it can be done
// in the background.
type job struct {
	rows int
	key  func(row int) float64 // nil keeps the natural order
	desc bool
}

// do returns the rows in order. Rows of equal keys keep their natural order in
// both directions; rows without a key (NaN) come last.
func (j job) do() []int32 {
	order := make([]int32, j.rows)
	if j.key == nil {
		for i := range order {
			order[i] = int32(i)
		}
		return order
	}
	type keyed struct {
		key float64
		row int32
	}
	rows := make([]keyed, j.rows)
	for i := range rows {
		k := j.key(i)
		switch {
		case math.IsNaN(k):
			k = math.Inf(1)
		case j.desc:
			k = -k
		}
		rows[i] = keyed{k, int32(i)}
	}
	slices.SortFunc(rows, func(a, b keyed) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.row, b.row)
	})
	for i, r := range rows {
		order[i] = r.row
	}
	return order
}

// ranks returns for each text its place in the sorted texts, so that names sort
// like numbers, in natural order. Equal texts have equal ranks.
func ranks(texts []string) []float64 {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return natural(texts[a], texts[b]) })
	out := make([]float64, len(texts))
	for place, i := range order {
		out[i] = float64(place)
		if place > 0 && texts[order[place-1]] == texts[i] {
			out[i] = out[order[place-1]]
		}
	}
	return out
}

// natural compares texts as people count: digits that stand together are a
// number, so that edge-2 comes before edge-10. Texts that differ in leading zeros
// alone are ordered by their bytes.
func natural(a, b string) int {
	i, k := 0, 0
	for i < len(a) && k < len(b) {
		if !digit(a[i]) || !digit(b[k]) {
			if a[i] != b[k] {
				return cmp.Compare(a[i], b[k])
			}
			i, k = i+1, k+1
			continue
		}
		x, y := digits(a[i:]), digits(b[k:])
		i, k = i+len(x), k+len(y)
		for len(x) > 1 && x[0] == '0' {
			x = x[1:]
		}
		for len(y) > 1 && y[0] == '0' {
			y = y[1:]
		}
		if c := cmp.Compare(len(x), len(y)); c != 0 {
			return c
		}
		if c := cmp.Compare(x, y); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(len(a)-i, len(b)-k); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// digits returns the digits that s begins with.
func digits(s string) string {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return s[:n]
}
