package analytics

import (
	"container/heap"
	"context"
	"slices"
	"sync/atomic"

	"network-analytics/analytics/record"
)

// eachChunk calls do for every chunk that has a picked row and for which want
// says yes, from several workers. The chunk is good until do returns. The first
// error ends it.
func (s *Session) eachChunk(ctx context.Context, sel *selection, want func(i int) bool, do func(worker, i int, c *record.Chunk, p picked, s *record.Scratch)) error {
	var failed atomic.Pointer[error]
	loaders := make([]loader, s.opt.Workers)
	err := parallelBy(ctx, s.opt.Workers, len(s.keep.chunks), func(worker, i int) {
		p := sel.of(i, s.keep.chunks[i].rows)
		if failed.Load() != nil || p.rows == 0 || !want(i) {
			return
		}
		c, err := s.keep.load(i, &loaders[worker])
		if err != nil {
			failed.CompareAndSwap(nil, &err)
			return
		}
		do(worker, i, c, p, &loaders[worker].scratch)
	})
	if e := failed.Load(); e != nil {
		return *e
	}
	return err
}

// marked are some rows: their numbers by chunk, in order.
type marked struct {
	rows  [][]uint32
	at    []int // by chunk: how many rows there are in those before it
	total int
}

// above returns the picked rows that have some metric above its floor and for
// which keep says yes. A floor of +Inf asks for nothing.
func (s *Session) above(ctx context.Context, sel *selection, floors [record.NumMetrics]float64, keep func(*record.Row) bool) (*marked, error) {
	m := &marked{rows: make([][]uint32, len(s.keep.chunks)), at: make([]int, len(s.keep.chunks))}
	hits := make([][]uint32, s.opt.Workers)
	err := s.eachChunk(ctx, sel, func(i int) bool { return s.keep.chunks[i].above(&floors) },
		func(worker, i int, c *record.Chunk, p picked, scratch *record.Scratch) {
			rows := hits[worker][:0]
			c.Above(floors, scratch, func(j int) {
				if !p.has(j) {
					return
				}
				if row := c.Row(j); keep(&row) {
					rows = append(rows, uint32(j))
				}
			})
			hits[worker], m.rows[i] = rows, slices.Clone(rows)
		})
	for i, rows := range m.rows {
		m.at[i] = m.total
		m.total += len(rows)
	}
	return m, err
}

// rowsAt returns how many picked rows have a time.
func (s *Session) rowsAt(ctx context.Context, sel *selection, at int64) (int64, error) {
	var n atomic.Int64
	holds := func(i int) bool {
		b := &s.keep.chunks[i].bounds
		return b.First <= at && at <= b.Last
	}
	err := s.eachChunk(ctx, sel, holds, func(_, _ int, c *record.Chunk, p picked, _ *record.Scratch) {
		for i := range c.Len() {
			if c.Time(i) == at && p.has(i) {
				n.Add(1)
			}
		}
	})
	return n.Load(), err
}

// Rows returns the rows of a view in time order, at most limit of them, the
// first, and how many there are in all. device and region narrow it, empty Raw
// names do not. It costs a look at every row of the view, whatever the limit.
func (s *Session) Rows(ctx context.Context, v View, device, region record.Name, limit int) ([]record.Row, int64, error) {
	type lane struct {
		choose *chooser
		batch  record.Batch
		first  latestFirst
		total  int64
	}
	v = s.settled(v)
	lanes := make([]lane, s.opt.Workers)
	deviceID, okDevice := find(&s.names.Devices, device)
	regionID, okRegion := find(&s.names.Regions, region)
	if !okDevice || !okRegion {
		return nil, 0, nil
	}
	bounds := newChooser(&v, s.names) // its matcher only looks at bounds, which changes nothing in it
	err := s.eachChunk(ctx, nil, func(i int) bool { return bounds.may(&s.keep.chunks[i].bounds) },
		func(worker, i int, c *record.Chunk, _ picked, scratch *record.Scratch) {
			l := &lanes[worker]
			if l.choose == nil {
				l.choose = newChooser(&v, s.names)
			}
			var keep []bool
			if !l.choose.whole(&s.keep.chunks[i].bounds) {
				c.Fill(&l.batch, scratch)
				var n int
				if keep, n = l.choose.batch(&l.batch); n == 0 {
					return
				}
			}
			devices, regions := c.Places(scratch)
			for j := range devices {
				if device.Raw != "" && devices[j] != deviceID || region.Raw != "" && regions[j] != regionID || keep != nil && !keep[j] {
					continue
				}
				l.total++
				if len(l.first) == limit && (limit == 0 || c.Time(j) > l.first[0].Time) {
					continue
				}
				l.first.add(c.Row(j), limit)
			}
		})
	if err != nil {
		return nil, 0, err
	}
	var rows []record.Row
	var total int64
	for i := range lanes {
		rows = append(rows, lanes[i].first...)
		total += lanes[i].total
	}
	slices.SortFunc(rows, func(a, b record.Row) int { return a.Compare(&b) })
	return rows[:min(limit, len(rows))], total, nil
}

// find returns the number of a name, and whether the input has it; of an empty
// name it says yes.
func find(t *record.Table, n record.Name) (record.NameID, bool) {
	if n.Raw == "" {
		return 0, true
	}
	return t.Find(n.Raw)
}

// latestFirst is a heap of rows with the last in time on top.
type latestFirst []record.Row

func (h latestFirst) Len() int           { return len(h) }
func (h latestFirst) Less(i, j int) bool { return h[i].Compare(&h[j]) > 0 }
func (h latestFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *latestFirst) Push(x any) { *h = append(*h, x.(record.Row)) }

// Pop is for container/heap.
func (h *latestFirst) Pop() any { // not reached: the last row is replaced in its place
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// add puts a row in, and the last one out when there are more than limit.
func (h *latestFirst) add(row record.Row, limit int) {
	if len(*h) < limit {
		heap.Push(h, row)
		return
	}
	if row.Compare(&(*h)[0]) < 0 {
		(*h)[0] = row
		heap.Fix(h, 0)
	}
}
