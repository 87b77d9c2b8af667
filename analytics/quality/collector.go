// Package quality judges the records of an input by their times: steps back,
// equal times, gaps and how much of the time each device covers. It also holds
// Reading, what there is to tell about how an input was read, for whoever shows
// it.
//
// A series is a device in a region. Its usual step is the median of a sample of
// the steps between its neighbouring times; when at least three quarters of the
// sample lie within a quarter of the median, the series is regular. Only
// regular series have gaps: a gap is a stretch without records of more than one
// and a half usual steps. The coverage of a regular series is the number of its
// different times as a share of how many its usual step makes in the time that
// the whole input spans.
package quality

import (
	"math"
	"slices"
	"sync"

	"network-analytics/analytics/record"
)

const (
	// maxSeries bounds the memory: rows of further series are only counted.
	maxSeries = 50_000
	// maxHoles is how many stretches without records are kept of a series, the
	// longest ones.
	maxHoles = 16
	// sampleSteps is how many steps the usual one is taken from.
	sampleSteps = 16
	// leastSteps is from how many on there is a usual one.
	leastSteps = 3
)

// Collector gathers what a Report says. Batches may come in any order and from
// many goroutines. The outcome does not depend on their order unless a series
// has more than maxHoles stretches without records to remember.
type Collector struct {
	mu    sync.Mutex
	pool  sync.Pool // of *scratch
	edges []edge
	ids   map[uint64]int32 // device and region to series, -1 beyond maxSeries
	list  []series

	rows, back, equal, ownBack, beyond int64
	first, last                        int64
}

// New returns an empty Collector.
func New() *Collector {
	return &Collector{ids: map[uint64]int32{}, first: math.MaxInt64, last: math.MinInt64}
}

// edge is where a batch begins and ends in time, in the order of its rows.
type edge struct {
	seq         uint64
	first, last int64
}

// series is what is known of a device in a region.
type series struct {
	device, region record.NameID
	rows, equal    int64
	first, last    int64
	covered        []interval // sorted, apart
	closed         int64      // longest hole that was given up
	steps          [sampleSteps]int64
	numSteps       int
	stepSeq        uint64
}

// scratch is the working memory for one batch.
type scratch struct {
	lanes  []int32          // by device: the first of its lanes, -1 for none
	next   []int32          // by lane: another one of the device, -1 for none
	byKey  map[uint64]int32 // lanes that a long chain would be slow to find
	keys   []uint64         // by lane
	counts []int32
	prev   []int64
	back   []int64
	lane   []int32 // by row
	times  []int64 // rows grouped by lane
	starts []int32
	parts  []part
}

// part is what a batch says of one series.
type part struct {
	key         uint64
	rows, equal int64
	back        int64
	covered     []interval
	closed      int64 // longest hole that was given up
	steps       [sampleSteps]int64
	numSteps    int
}

func key(device, region record.NameID) uint64 { return uint64(device)<<32 | uint64(region) }

// Sink returns a sink that looks at each batch before next has it. next may be nil.
func (c *Collector) Sink(next record.Sink) record.Sink {
	return func(worker int, b *record.Batch) error {
		c.Add(b)
		if next == nil {
			return nil
		}
		return next(worker, b)
	}
}

// Add takes one batch in. It may be called from many goroutines.
func (c *Collector) Add(b *record.Batch) {
	n := b.Len()
	if n == 0 {
		return
	}
	s, _ := c.pool.Get().(*scratch)
	if s == nil {
		s = &scratch{byKey: map[uint64]int32{}}
	}
	defer c.pool.Put(s)
	back := int64(0)
	first, last := b.Time[0], b.Time[0]
	for i, t := range b.Time {
		if i > 0 && t < b.Time[i-1] {
			back++
		}
		first, last = min(first, t), max(last, t)
	}
	s.group(b)
	s.judge()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows += int64(n)
	c.back += back
	c.first, c.last = min(c.first, first), max(c.last, last)
	c.edges = append(c.edges, edge{b.Seq, b.Time[0], b.Time[n-1]})
	for i := range s.parts {
		c.merge(b.Seq, &s.parts[i])
	}
}

// group puts the times of each series together, in the order of the rows.
func (s *scratch) group(b *record.Batch) {
	n := b.Len()
	s.lane = grown(s.lane, n)
	s.times = grown(s.times, n)
	s.keys, s.counts, s.prev, s.back = s.keys[:0], s.counts[:0], s.prev[:0], s.back[:0]
	s.next = s.next[:0]
	for i, d := range b.Device {
		for int(d) >= len(s.lanes) {
			s.lanes = append(s.lanes, -1)
		}
		k := key(d, b.Region[i])
		lane := s.find(d, k)
		t := b.Time[i]
		if t < s.prev[lane] {
			s.back[lane]++
		}
		s.prev[lane] = t
		s.counts[lane]++
		s.lane[i] = lane
	}
	s.starts = grown(s.starts, len(s.keys)+1)
	s.starts[0] = 0
	for lane, count := range s.counts {
		s.starts[lane+1] = s.starts[lane] + count
		s.counts[lane] = s.starts[lane] // from here on where the next one goes
	}
	for i, t := range b.Time {
		lane := s.lane[i]
		s.times[s.counts[lane]] = t
		s.counts[lane]++
	}
	for _, k := range s.keys {
		s.lanes[k>>32] = -1
	}
	clear(s.byKey)
}

// maxChain is how many lanes of a device are looked through one by one.
const maxChain = 8

// find returns the lane of a series, a new one when it has none.
func (s *scratch) find(d record.NameID, k uint64) int32 {
	lane, end, n := s.lanes[d], int32(-1), 0
	for ; lane >= 0 && n < maxChain; lane, n = s.next[lane], n+1 {
		if s.keys[lane] == k {
			return lane
		}
		end = lane
	}
	if lane, ok := s.byKey[k]; ok && n == maxChain {
		return lane
	}
	lane = int32(len(s.keys))
	switch {
	case n == 0:
		s.lanes[d] = lane
	case n < maxChain:
		s.next[end] = lane
	default:
		s.byKey[k] = lane
	}
	s.keys, s.counts, s.next = append(s.keys, k), append(s.counts, 0), append(s.next, -1)
	s.prev, s.back = append(s.prev, math.MinInt64), append(s.back, 0)
	return lane
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// judge makes a part of each group.
func (s *scratch) judge() {
	for len(s.parts) < len(s.keys) {
		s.parts = append(s.parts, part{})
	}
	s.parts = s.parts[:len(s.keys)]
	for lane, k := range s.keys {
		times := s.times[s.starts[lane]:s.starts[lane+1]]
		p := &s.parts[lane]
		*p = part{key: k, rows: int64(len(times)), back: s.back[lane], covered: p.covered[:0]}
		if p.back > 0 {
			slices.Sort(times)
		}
		p.walk(times)
	}
}

// walk looks at times in order.
func (p *part) walk(times []int64) {
	at := interval{times[0], times[0]}
	floor := int64(0) // no shorter hole is kept
	for _, t := range times[1:] {
		d := t - at.hi
		if d < 0 {
			d = math.MaxInt64 // further apart than can be counted
		}
		if d == 0 {
			p.equal++
			continue
		}
		if p.numSteps < sampleSteps {
			p.steps[p.numSteps] = d
			p.numSteps++
		}
		if d > floor {
			p.covered = append(p.covered, at)
			at.lo = t
			if len(p.covered) > 4*maxHoles {
				p.covered, at.lo, floor = trim(p.covered, at.lo)
			}
		}
		at.hi = t
	}
	p.covered = append(p.covered, at)
	p.closed = floor
}

// merge adds what a batch says of a series. c.mu is held.
func (c *Collector) merge(seq uint64, p *part) {
	id, ok := c.ids[p.key]
	if !ok {
		id = -1
		if len(c.list) < maxSeries {
			id = int32(len(c.list))
			c.list = append(c.list, series{
				device: record.NameID(p.key >> 32), region: record.NameID(p.key & math.MaxUint32),
				first: math.MaxInt64, last: math.MinInt64,
			})
			c.ids[p.key] = id
		}
	}
	c.equal += p.equal
	c.ownBack += p.back
	if id < 0 {
		c.beyond += p.rows
		return
	}
	s := &c.list[id]
	s.rows += p.rows
	s.equal += p.equal
	s.first, s.last = min(s.first, p.covered[0].lo), max(s.last, p.covered[len(p.covered)-1].hi)
	if p.numSteps > s.numSteps || p.numSteps == s.numSteps && p.numSteps > 0 && seq < s.stepSeq {
		s.steps, s.numSteps, s.stepSeq = p.steps, p.numSteps, seq
	}
	var touching int64
	s.covered, touching = union(s.covered, p.covered)
	s.equal += touching
	c.equal += touching
	var closed int64
	s.covered, closed = closeHoles(s.covered)
	s.closed = max(s.closed, p.closed, closed)
}
