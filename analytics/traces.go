package analytics

import (
	"cmp"
	"context"
	"slices"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

const (
	// traceShare is the part of all rows that is put in order at a time when that
	// is more than Options.Columns: the number of looks at all chunks stays bounded.
	traceShare = 16
	// denseLimit is the size up to which a table of all regions and devices beats
	// a map.
	denseLimit = 1 << 22
)

// cells numbers the devices in regions as they stand in Report.Cells of all rows.
type cells struct {
	keys    []rollup.Key
	rows    []int // by cell
	devices int
	dense   []uint32 // region * devices + device: cell
	index   map[rollup.Key]int
	count   [][]uint32 // by part of the chunks, cell: rows
	parts   [][2]int   // from and to of the chunks
	loaders []*loader  // by part
	has     [record.NumMetrics]bool
}

func (c *cells) at(region, device record.NameID) uint32 {
	if c.dense != nil {
		return c.dense[int(region)*c.devices+int(device)]
	}
	return uint32(c.index[rollup.Key{Region: region, Device: device}])
}

// number fills s.cells if that was not done before.
func (s *Session) number(ctx context.Context) error {
	if s.cells != nil {
		return nil
	}
	c, err := s.newCells(ctx)
	if err == nil {
		s.cells = c
	}
	return err
}

// newCells numbers the cells of a session and counts their rows, in as many parts
// as there are workers.
func (s *Session) newCells(ctx context.Context) (*cells, error) {
	r := &s.all.report
	c := &cells{index: r.positions().cell, keys: make([]rollup.Key, len(r.Cells)), rows: make([]int, len(r.Cells)), devices: len(r.DeviceNames)}
	for k, i := range c.index {
		c.keys[i] = k
		c.rows[i] = int(r.Cells[i].Rows)
	}
	if n := c.devices * len(r.RegionNames); n <= denseLimit {
		c.dense = make([]uint32, n)
		for k, i := range c.index {
			c.dense[int(k.Region)*c.devices+int(k.Device)] = uint32(i)
		}
	}
	chunks := s.keep.chunks
	for i := range chunks {
		for m := range c.has {
			c.has[m] = c.has[m] || !record.IsMissing(chunks[i].bounds.Max[m])
		}
	}
	parts := min(s.opt.Workers, len(chunks))
	for p := range parts {
		c.parts = append(c.parts, [2]int{p * len(chunks) / parts, (p + 1) * len(chunks) / parts})
		c.count = append(c.count, make([]uint32, len(r.Cells)))
	}
	return c, s.eachPart(ctx, c, func(p int, chunk *record.Chunk, _ int) {
		devices, regions := chunk.Places()
		count := c.count[p]
		for i := range devices {
			count[c.at(regions[i], devices[i])]++
		}
	})
}

// eachPart calls do for the chunks of every part in their order, parts beside
// each other.
func (s *Session) eachPart(ctx context.Context, c *cells, do func(part int, chunk *record.Chunk, i int)) error {
	faults := make([]error, len(c.parts))
	for len(c.loaders) < len(c.parts) {
		c.loaders = append(c.loaders, new(loader))
	}
	err := parallel(ctx, s.opt.Workers, len(c.parts), func(p int) {
		for i := c.parts[p][0]; i < c.parts[p][1]; i++ {
			chunk, err := s.keep.load(i, c.loaders[p])
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				faults[p] = err
				return
			}
			do(p, chunk, i)
		}
	})
	for _, e := range faults {
		if e != nil {
			return e
		}
	}
	return err
}

// sample is what a traceSink gets: a trace and, per row, whether the view looks
// at it. seen is nil when it looks at all rows.
type sample struct {
	cell  int
	trace record.Trace
	seen  []bool
}

// traceSink takes a trace, good until it returns. Calls with the same worker
// number never overlap.
type traceSink func(worker int, t *sample)

// traces hands every wanted cell to do, in time order, from several workers. It
// takes bounded memory: cells are put in order some at a time. One that is too
// large for that alone comes as means over buckets of time.
func (s *Session) traces(ctx context.Context, sel *selection, want func(cell int) bool, do traceSink) error {
	if err := s.number(ctx); err != nil {
		return err
	}
	c := s.cells
	budget := s.budget()
	g := &gather{s: s, c: c, sel: sel}
	for from := 0; from < len(c.rows); {
		if !want(from) {
			from++
			continue
		}
		if c.rows[from] > budget {
			if err := g.means(ctx, from, budget, do); err != nil {
				return err
			}
			from++
			continue
		}
		to, n := from, 0
		g.wanted = g.wanted[:0]
		for ; to < len(c.rows); to++ {
			yes := want(to)
			if yes && n+c.rows[to] > budget {
				break
			}
			g.wanted = append(g.wanted, yes)
			if yes {
				n += c.rows[to]
			}
		}
		if err := g.group(ctx, from, to, n, do); err != nil {
			return err
		}
		from = to
	}
	return ctx.Err()
}

// budget returns how many rows are put in order at a time.
func (s *Session) budget() int {
	width := 8 + 1 // time and whether it is seen
	for _, has := range s.cells.has {
		if has {
			width += 8
		}
	}
	if s.opt.Columns > 0 {
		return max(1, int(s.opt.Columns)/width)
	}
	return max(DefaultColumns/width, int(s.rows)/traceShare)
}

// averaged returns how many cells come as means.
func (s *Session) averaged() int {
	n, budget := 0, s.budget()
	for _, rows := range s.cells.rows {
		if rows > budget {
			n++
		}
	}
	return n
}

// gather puts the rows of some cells in order. Its memory is used for one group
// after the other.
type gather struct {
	s      *Session
	c      *cells
	sel    *selection
	wanted []bool // by cell of the group

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
	err := g.s.eachPart(ctx, c, func(p int, chunk *record.Chunk, i int) {
		l, next := &g.lanes[p], g.next[p]
		l.rows, l.at = l.rows[:0], l.at[:0]
		devices, regions := chunk.Places()
		for j := range devices {
			cell := int(c.at(regions[j], devices[j])) - from
			if !all && (uint(cell) >= uint(to-from) || !g.wanted[cell]) {
				continue
			}
			l.rows, l.at = append(l.rows, uint32(j)), append(l.at, next[cell])
			next[cell]++
		}
		g.scatter(l, chunk, i)
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
func (g *gather) scatter(l *gatherLane, chunk *record.Chunk, i int) {
	if len(l.rows) == 0 {
		return
	}
	chunk.ScatterTime(l.rows, l.at, g.time)
	for m := range record.NumMetrics {
		if g.value[m] != nil && !chunk.Scatter(m, l.rows, l.at, g.value[m]) {
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

// means hands one cell to do as means over buckets of time, at most n of them.
func (g *gather) means(ctx context.Context, cell, n int, do traceSink) error {
	c, r := g.c, &g.s.all.report.Cells[cell]
	width := rollup.Width(r.First, r.Last, n)
	lo := floorDiv(r.First, width)
	size := int(floorDiv(r.Last, width)-lo) + 1
	g.room(max(size, n), 1)
	var count [record.NumMetrics][]int32
	for m := range count {
		if g.value[m] != nil {
			count[m] = make([]int32, size)
			clear(g.value[m][:size])
		}
	}
	any, seen := make([]bool, size), make([]bool, size)
	for i := range g.s.keep.chunks { // in the order of the input: sums of floats depend on it
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk, err := g.s.keep.load(i, c.loaders[0])
		if err != nil {
			return err
		}
		p := g.sel.of(i, chunk.Len())
		devices, regions := chunk.Places()
		for j := range devices {
			if int(c.at(regions[j], devices[j])) != cell {
				continue
			}
			at := int(floorDiv(chunk.Time(j), width) - lo)
			any[at] = true
			seen[at] = seen[at] || p.rows > 0 && p.has(j)
			for m := range count {
				if v := chunk.Value(record.Metric(m), j); count[m] != nil && v == v {
					g.value[m][at] += v
					count[m][at]++
				}
			}
		}
	}
	k := 0
	for at := range size {
		if !any[at] {
			continue
		}
		g.time[k], seen[k] = (lo+int64(at))*width, seen[at]
		for m := range count {
			if count[m] != nil {
				g.value[m][k] = g.value[m][at] / float64(count[m][at]) // 0/0 is missing
			}
		}
		k++
	}
	if g.sel != nil {
		copy(g.seen, seen[:k])
	}
	l := &g.lanes[0]
	g.take(l, cell, 0, k)
	l.sample.trace.Mean = width
	do(0, &l.sample)
	return nil
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
