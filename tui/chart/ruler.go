package chart

import "strings"

// ruler is a line of blanks into which labels are put as far as they fit.
type ruler struct {
	cells []string // text of each cell, "" behind a wide character
	used  []bool
}

func newRuler(w int) *ruler {
	r := &ruler{make([]string, max(w, 0)), make([]bool, max(w, 0))}
	for i := range r.cells {
		r.cells[i] = " "
	}
	return r
}

// put writes a label at cell x unless it would touch another label or the edge.
func (r *ruler) put(x int, s string) {
	n := width(s)
	if n == 0 || x < 0 || x+n > len(r.cells) {
		return
	}
	for i := max(x-1, 0); i < min(x+n+1, len(r.cells)); i++ {
		if r.used[i] {
			return
		}
	}
	for i := x; i < x+n; i++ {
		r.used[i], r.cells[i] = true, ""
	}
	r.cells[x] = s
}

func (r *ruler) String() string { return strings.Join(r.cells, "") }
