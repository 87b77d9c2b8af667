package analytics

import (
	"cmp"
	"context"
	"slices"

	"network-analytics/analytics/record"
)

// gather puts the rows of some cells in order. Its memory is used for one group
// after the other.
type gather struct {
	s      *Session
	c      *cells
	sel    *selection
	wanted []bool // by cell of the group
	total  int    // rows of all wanted cells

	time  []int64
	value [record.NumMetrics][]float64
	seen  []bool
	first []uint32   // by cell of the group: its first row
	next  [][]uint32 // by part, cell of the group: where its next row goes
	lanes []gatherLane
}

type gatherLane struct {
	rows, at []uint32
	order    []int32
	sample   sample
	spare    record.Trace
	flags    []bool
}

// group hands the wanted cells from..to-1, which have n rows, to do.
func (g *gather) group(ctx context.Context, from, to, n int, do traceSink) error {
	c := g.c
	g.room(n, to-from)
	at := uint32(0)
	for cell := from; cell < to; cell++ {
		g.first[cell-from] = at
		for p := range c.parts {
			g.next[p][cell-from] = at
			if g.wanted[cell-from] {
				at += c.count[p][cell]
			}
		}
	}
	g.first[to-from] = at
	all := from == 0 && to == len(c.rows) && !slices.Contains(g.wanted, false)
	err := g.s.eachPart(ctx, c, func(p int, chunk *record.Chunk, i int, s *record.Scratch) {
		l, next := &g.lanes[p], g.next[p]
		l.rows, l.at = l.rows[:0], l.at[:0]
		devices, regions := chunk.Places(s)
		for j := range devices {
			cell := int(c.at(regions[j], devices[j])) - from
			if !all && (uint(cell) >= uint(to-from) || !g.wanted[cell]) {
				continue
			}
			l.rows, l.at = append(l.rows, uint32(j)), append(l.at, next[cell])
			next[cell]++
		}
		g.scatter(l, chunk, i, s)
	})
	if err != nil {
		return err
	}
	const blocks = 32 // for each worker: enough to share the work evenly
	size := max(1, (to-from)/(blocks*g.s.opt.Workers))
	return parallelBy(ctx, g.s.opt.Workers, (to-from+size-1)/size, func(worker, block int) {
		l := &g.lanes[worker]
		for cell := from + block*size; cell < min(to, from+(block+1)*size) && ctx.Err() == nil; cell++ {
			if g.wanted[cell-from] {
				g.take(l, cell, int(g.first[cell-from]), int(g.first[cell-from+1]))
				do(worker, &l.sample)
			}
		}
	})
}

// scatter copies the rows of a lane to their places.
func (g *gather) scatter(l *gatherLane, chunk *record.Chunk, i int, s *record.Scratch) {
	if len(l.rows) == 0 {
		return
	}
	chunk.ScatterTime(l.rows, l.at, g.time, s)
	for m := range record.NumMetrics {
		if g.value[m] != nil && !chunk.Scatter(m, l.rows, l.at, g.value[m], s) {
			for _, at := range l.at {
				g.value[m][at] = record.Missing
			}
		}
	}
	if g.sel != nil {
		p := g.sel.chunks[i]
		for k, j := range l.rows {
			g.seen[l.at[k]] = p.rows > 0 && p.has(int(j))
		}
	}
}

// room makes room for n rows of so many cells.
func (g *gather) room(n, cells int) {
	if cap(g.time) < n {
		n = max(n, min(g.s.budget(), g.total)) // enough for any group, so that it is made once
		g.time = make([]int64, n)
		for m, has := range g.c.has {
			if has {
				g.value[m] = make([]float64, n)
			}
		}
		if g.sel != nil {
			g.seen = make([]bool, n)
		}
	}
	if cap(g.first) < cells+1 {
		g.first = make([]uint32, cells+1)
		g.next = make([][]uint32, len(g.c.parts))
		for p := range g.next {
			g.next[p] = make([]uint32, cells)
		}
	}
	if g.lanes == nil {
		g.lanes = make([]gatherLane, max(g.s.opt.Workers, len(g.c.parts)))
	}
	g.first = g.first[:cells+1]
}

// take makes the sample of a lane from the rows from..to-1 of the group.
func (g *gather) take(l *gatherLane, cell, from, to int) {
	t := &l.sample
	key := g.c.keys[cell]
	*t = sample{cell: cell, trace: record.Trace{Device: key.Device, Region: key.Region, Time: g.time[from:to:to]}}
	for m, column := range g.value {
		if column == nil {
			continue
		}
		column = column[from:to:to]
		if slices.ContainsFunc(column, func(v float64) bool { return v == v }) {
			t.trace.Value[m] = column
		}
	}
	if g.sel != nil {
		t.seen = g.seen[from:to:to]
	}
	if !slices.IsSorted(t.trace.Time) {
		l.sort(t)
	}
}

// sort brings a trace into the order of time, in memory of the lane.
func (l *gatherLane) sort(t *sample) {
	n := t.trace.Len()
	l.order = slices.Grow(l.order[:0], n)[:n]
	for i := range l.order {
		l.order[i] = int32(i)
	}
	times := t.trace.Time
	slices.SortStableFunc(l.order, func(a, b int32) int { return cmp.Compare(times[a], times[b]) })
	l.spare.Time = reorder(l.spare.Time, &t.trace.Time, l.order)
	for m := range t.trace.Value {
		if t.trace.Value[m] != nil {
			l.spare.Value[m] = reorder(l.spare.Value[m], &t.trace.Value[m], l.order)
		}
	}
	if t.seen != nil {
		l.flags = reorder(l.flags, &t.seen, l.order)
	}
}

// reorder puts the values of a column in order, in the memory of spare, which it
// returns.
func reorder[T any](spare []T, column *[]T, order []int32) []T {
	spare = slices.Grow(spare[:0], len(order))[:len(order)]
	for i, from := range order {
		spare[i] = (*column)[from]
	}
	*column = spare
	return spare
}
