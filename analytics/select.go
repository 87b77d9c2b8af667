package analytics

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// selection tells which of the kept rows a view looks at: one bit a row. A nil
// selection is all rows.
type selection struct {
	rows   int64
	chunks []picked
}

// picked are the rows of one chunk.
type picked struct {
	rows int
	bits []uint64 // nil when they are all or none
}

// of returns what is picked of chunk i with so many rows.
func (s *selection) of(i, rows int) picked {
	if s == nil {
		return picked{rows: rows}
	}
	return s.chunks[i]
}

// has reports whether row i of a chunk with a picked row is picked.
func (p *picked) has(i int) bool { return p.bits == nil || p.bits[i>>6]>>(i&63)&1 == 1 }

func newPicked(keep []bool, n int) picked {
	p := picked{rows: n}
	if n == 0 || n == len(keep) {
		return p
	}
	p.bits = make([]uint64, (len(keep)+63)/64)
	for i, k := range keep {
		if k {
			p.bits[i>>6] |= 1 << (i & 63)
		}
	}
	return p
}

// chooser picks rows of chunks; each worker needs one.
type chooser struct {
	from, to int64 // both inside
	matcher  *filter.Matcher
	keep     []bool
}

// newChooser returns a chooser of a view whose relative times are settled.
func newChooser(v *View, names *record.Names) *chooser {
	c := &chooser{from: math.MinInt64, to: math.MaxInt64}
	if v.From != 0 {
		c.from = v.From
	}
	if v.To != 0 {
		c.to = v.To - 1
	}
	if v.Where != nil {
		c.matcher = v.Where.NewMatcher(names)
	}
	return c
}

// may reports whether a row within the bounds may be picked.
func (c *chooser) may(b *filter.Bounds) bool {
	return b.First <= c.to && b.Last >= c.from && (c.matcher == nil || c.matcher.May(b))
}

// whole reports whether all rows within the bounds are picked.
func (c *chooser) whole(b *filter.Bounds) bool {
	return b.First >= c.from && b.Last <= c.to && c.matcher == nil
}

// batch tells per row whether it is picked, and their number. The answer is good
// until the next call.
func (c *chooser) batch(b *record.Batch) ([]bool, int) {
	n := b.Len()
	if cap(c.keep) < n {
		c.keep = make([]bool, n)
	}
	keep := c.keep[:n]
	if c.matcher != nil {
		c.matcher.Batch(b, keep)
	} else {
		for i := range keep {
			keep[i] = true
		}
	}
	kept := 0
	for i, t := range b.Time {
		keep[i] = keep[i] && t >= c.from && t <= c.to
		if keep[i] {
			kept++
		}
	}
	return keep, kept
}

// roll picks the rows of a view and fills their aggregates.
func (s *Session) roll(ctx context.Context, v *View, progress *record.Progress) (*rollup.Set, *selection, error) {
	type lane struct {
		setInMaking
		loader
		choose    *chooser
		all, some record.Batch
		rows      int64
		err       error
	}
	chunks := s.keep.chunks
	sel := &selection{chunks: make([]picked, len(chunks))}
	lanes := make([]lane, s.opt.Workers)
	var failed atomic.Bool
	err := parallelBy(ctx, s.opt.Workers, len(chunks), func(worker, i int) {
		l := &lanes[worker]
		if l.choose == nil {
			l.choose = newChooser(v, s.names)
		}
		progress.Add(int64(chunks[i].rows), 0)
		if failed.Load() || !l.choose.may(&chunks[i].bounds) {
			return
		}
		c, err := s.keep.load(i, &l.loader)
		if err != nil {
			l.err = err
			failed.Store(true)
			return
		}
		c.Fill(&l.all, &l.scratch)
		b, n := &l.all, l.all.Len()
		if !l.choose.whole(&chunks[i].bounds) {
			var keep []bool
			keep, n = l.choose.batch(b)
			sel.chunks[i] = newPicked(keep, n)
			if n == 0 {
				return
			}
			if n < b.Len() {
				b.Pick(keep, n, &l.some)
				b = &l.some
			}
		}
		sel.chunks[i].rows = n
		l.rows += int64(n)
		l.add(b)
	})
	parts := make([]setInMaking, len(lanes))
	for i := range lanes {
		if lanes[i].err != nil {
			err = lanes[i].err
		}
		sel.rows += lanes[i].rows
		parts[i] = lanes[i].setInMaking
	}
	if err != nil {
		return nil, nil, err
	}
	return mergeSets(parts), sel, nil
}

// noMatch is the error of a view without rows.
func (s *Session) noMatch(v *View) error {
	return &record.Error{
		Kind: record.KindInput,
		What: fmt.Sprintf("no record matches %s; the input has %s, from %s to %s UTC", record.CleanText(v.Rows()),
			record.Count(s.rows), clock(s.first), clock(s.last)),
		Try: "a wider view",
	}
}

func clock(t int64) string { return time.Unix(0, t).UTC().Format(time.DateTime) }
