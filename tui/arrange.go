package tui

import (
	"cmp"
	"math"
	"slices"
)

// arrangement is an order of table rows: all of them sorted, and those of them
// that pass the filter. It is made off the event loop and never changed.
type arrangement struct {
	sorted []int32 // every row
	shown  []int32 // rows that pass the filter
}

// job is what a table asks for: everything is immutable, so that it can be done
// in the background.
type job struct {
	rows   int
	key    func(row int) float64 // nil keeps the natural order
	desc   bool
	sorted []int32 // order of all rows when it is known already
	pass   func(row int) bool
}

// do arranges the rows. Rows of equal keys keep their natural order in both
// directions; rows without a key (NaN) come last.
func (j job) do() arrangement {
	sorted := j.sorted
	if sorted == nil {
		sorted = j.sort()
	}
	if j.pass == nil {
		return arrangement{sorted, sorted}
	}
	shown := make([]int32, 0, len(sorted)/8)
	for _, r := range sorted {
		if j.pass(int(r)) {
			shown = append(shown, r)
		}
	}
	return arrangement{sorted, shown}
}

func (j job) sort() []int32 {
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
// like numbers. Equal texts have equal ranks.
func ranks(texts []string) []float64 {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(texts[a], texts[b]) })
	out := make([]float64, len(texts))
	for place, i := range order {
		out[i] = float64(place)
		if place > 0 && texts[order[place-1]] == texts[i] {
			out[i] = out[order[place-1]]
		}
	}
	return out
}
