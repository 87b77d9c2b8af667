package rollup

import (
	"cmp"
	"network-analytics/analytics/record"
	"slices"
)

// Track keeps one accumulator B per key and bucket of time. Buckets are aligned
// to 1970-01-01 UTC. A Track made by newTrack with several widths starts at the
// finest and moves to the next one when its buckets would be too many; each
// width divides the next, so nothing is lost but resolution, and the width it
// ends with depends on the data alone, not on order or merging.
type Track[B any] struct {
	empty  func() B
	merge  func(dst, src *B)
	moved  int     // how often all accumulators were replaced
	widths []int64 // nanoseconds; the one in use first
	limits trackLimits
	index  map[bucket]*leaf // by key and at / leafSize
	leaves []keyLeaf        // by key: the one used last
	n      int              // accumulators
	pages  []*page[B]
	memo   []place[B] // by key
	lo, hi int64      // first and last bucket, meaningful when n > 0
}

// pageSize is how many accumulators are allocated at a time. They never move,
// so that growing copies nothing.
const pageSize = 32

// page holds accumulators and where they belong.
type page[B any] struct {
	place [pageSize]bucket
	cell  [pageSize]B
}

// trackLimits bound a Track: buckets from first to last, and accumulators in
// all. 0 means no bound.
type trackLimits struct {
	span  int64
	cells int
}

type bucket struct {
	key uint32
	at  int64 // number of the bucket since 1970
}

// leafSize is how many neighbouring buckets of a key share an entry of the
// index: times come in order, so most look-ups find the entry of the one before.
const leafSize = 64

// leaf holds positions of accumulators plus one; 0 for none.
type leaf [leafSize]int32

type keyLeaf struct {
	at   int64
	leaf *leaf
}

// place is the bucket that the last value of a key went to.
type place[B any] struct {
	from int64 // begin of the bucket in ns
	b    *B    // nil for none
}

func newTrack[B any](widths []int64, limits trackLimits, empty func() B, merge func(dst, src *B)) Track[B] {
	return Track[B]{empty: empty, merge: merge, widths: widths, limits: limits, index: map[bucket]*leaf{}}
}

// Width returns the width of a bucket in nanoseconds.
func (t *Track[B]) Width() int64 { return t.widths[0] }

// Span returns the numbers of the first and the last bucket with data, and
// false when there is none. Bucket i begins at i * Width.
func (t *Track[B]) Span() (lo, hi int64, ok bool) { return t.lo, t.hi, t.n > 0 }

// Each calls f for every accumulator, in no promised order.
func (t *Track[B]) Each(f func(key uint32, bucket int64, b *B)) {
	for i := range int32(t.n) {
		p := t.place(i)
		f(p.key, p.at, t.cell(i))
	}
}

func (t *Track[B]) cell(i int32) *B { return &t.pages[i/pageSize].cell[i%pageSize] }

func (t *Track[B]) place(i int32) bucket { return t.pages[i/pageSize].place[i%pageSize] }

// at returns the accumulator for a key and a time, which stays in place until
// the Track coarsens; see moved.
func (t *Track[B]) at(key uint32, time int64) *B {
	if int(key) < len(t.memo) {
		if m := &t.memo[key]; m.b != nil && uint64(time-m.from) < uint64(t.widths[0]) {
			return m.b
		}
	}
	return t.slowAt(key, time)
}

func (t *Track[B]) slowAt(key uint32, time int64) *B {
	for int(key) >= len(t.memo) {
		t.memo = append(t.memo, place[B]{})
	}
	at := record.FloorDiv(time, t.widths[0])
	i := t.find(bucket{key, at})
	if t.over() {
		for t.over() {
			t.coarsen()
		}
		return t.slowAt(key, time)
	}
	t.memo[key] = place[B]{at * t.widths[0], t.cell(i)}
	return t.cell(i)
}

// find returns the position of a bucket's accumulator, making it when new.
func (t *Track[B]) find(b bucket) int32 {
	slot := t.slot(b)
	if *slot > 0 {
		return *slot - 1
	}
	if t.n == 0 {
		t.lo, t.hi = b.at, b.at
	}
	t.lo, t.hi = min(t.lo, b.at), max(t.hi, b.at)
	i := int32(t.n)
	*slot = i + 1
	if t.n%pageSize == 0 {
		t.pages = append(t.pages, new(page[B]))
	}
	t.n++
	t.pages[i/pageSize].place[i%pageSize] = b
	*t.cell(i) = t.empty()
	return i
}

// slot returns where the index keeps the position of a bucket.
func (t *Track[B]) slot(b bucket) *int32 {
	at := b.at >> 6 // rounds down for negative ones too
	for int(b.key) >= len(t.leaves) {
		t.leaves = append(t.leaves, keyLeaf{})
	}
	last := &t.leaves[b.key]
	if last.leaf == nil || last.at != at {
		l := t.index[bucket{b.key, at}]
		if l == nil {
			l = new(leaf)
			t.index[bucket{b.key, at}] = l
		}
		*last = keyLeaf{at, l}
	}
	return &last.leaf[b.at&(leafSize-1)]
}

func (t *Track[B]) over() bool {
	return len(t.widths) > 1 && (t.limits.span > 0 && t.hi-t.lo >= t.limits.span ||
		t.limits.cells > 0 && t.n > t.limits.cells)
}

// coarsen moves to the next width.
func (t *Track[B]) coarsen() {
	next := newTrack(t.widths[1:], t.limits, t.empty, t.merge)
	next.moved = t.moved + 1
	next.memo = make([]place[B], len(t.memo))
	ratio := t.widths[1] / t.widths[0]
	t.Each(func(key uint32, at int64, b *B) {
		j := next.find(bucket{key, record.FloorDiv(at, ratio)})
		t.merge(next.cell(j), b)
	})
	*t = next
}

// settle makes the buckets at least as wide as the usual step between two
// samples of a key, so that regular sampling gives a series without holes, and a
// hole means that something is missing. The usual step is the one that nine in
// ten are not longer than, as an outage now and then is not usual.
func (t *Track[B]) settle() {
	places := make([]bucket, 0, t.n)
	t.Each(func(key uint32, at int64, _ *B) { places = append(places, bucket{key, at}) })
	slices.SortFunc(places, func(a, b bucket) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	var steps []int64
	for i := 1; i < len(places); i++ {
		if places[i].key == places[i-1].key {
			steps = append(steps, places[i].at-places[i-1].at)
		}
	}
	if len(steps) == 0 {
		return
	}
	slices.Sort(steps)
	usual := steps[(len(steps)-1)*9/10] * t.widths[0]
	for len(t.widths) > 1 && t.widths[0] < usual {
		t.coarsen()
	}
}

// mergeFrom adds another Track of the same kind; keys translates its keys to
// this one's, nil when they are the same.
func (t *Track[B]) mergeFrom(o *Track[B], keys []uint32) {
	for len(t.widths) > len(o.widths) {
		t.coarsen()
	}
	o.Each(func(key uint32, at int64, b *B) {
		if keys != nil {
			key = keys[key]
		}
		j := t.find(bucket{key, record.FloorDiv(at*o.widths[0], t.widths[0])})
		t.merge(t.cell(j), b)
		for t.over() {
			t.coarsen()
		}
	})
}
