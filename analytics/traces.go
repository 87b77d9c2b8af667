package analytics

import (
	"context"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/sketch"
)

// sample is what a traceSink gets: a trace and, per row, whether the view looks
// at it. seen is nil when it looks at all rows.
type sample struct {
	cell  int
	trace record.Trace
	seen  []bool
	// latency holds all latencies that the view looks at when the trace is of means.
	latency *sketch.Values
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
	for cell, rows := range c.rows {
		if want(cell) {
			g.total += rows
		}
	}
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

// means hands one cell to do as means over buckets of time, at most n of them.
func (g *gather) means(ctx context.Context, cell, n int, do traceSink) error {
	c, r := g.c, &g.s.all.report.Cells[cell]
	width := rollup.Width(r.First, r.Last, n)
	lo := record.FloorDiv(r.First, width)
	size := int(record.FloorDiv(r.Last, width)-lo) + 1
	g.room(max(size, n), 1)
	var count [record.NumMetrics][]int32
	for m := range count {
		if g.value[m] != nil {
			count[m] = make([]int32, size)
			clear(g.value[m][:size])
		}
	}
	any, seen := make([]bool, size), make([]bool, size)
	var latency sketch.Values
	for i := range g.s.keep.chunks { // in the order of the input: sums of floats depend on it
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk, err := g.s.keep.load(i, c.loaders[0])
		if err != nil {
			return err
		}
		p := g.sel.of(i, chunk.Len())
		devices, regions := chunk.Places(&c.loaders[0].scratch)
		for j := range devices {
			if int(c.at(regions[j], devices[j])) != cell {
				continue
			}
			at := int(record.FloorDiv(chunk.Time(j), width) - lo)
			any[at] = true
			picked := p.rows > 0 && p.has(j)
			seen[at] = seen[at] || picked
			if v := chunk.Value(record.Latency, j); picked && v == v {
				latency.Add(v)
			}
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
	l.sample.trace.Mean, l.sample.latency = width, &latency
	do(0, &l.sample)
	return nil
}
