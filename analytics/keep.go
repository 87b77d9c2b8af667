package analytics

import (
	"cmp"
	"io"
	"math"
	"slices"
	"sync"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// Spool keeps bytes outside of memory: a temporary file. Both calls are safe for
// concurrent use at different places.
type Spool interface {
	io.WriterAt
	io.ReaderAt
	io.Closer
}

// DefaultKeep is how many bytes of rows an analysis keeps in memory when there
// is a Spool for the rest: about ten million rows.
const DefaultKeep = 128 << 20

// keeper holds the chunks of an input: in memory as long as they fit, then in
// the spool. What is where does not change any result.
type keeper struct {
	limit int64 // bytes in memory
	open  func() (Spool, error)

	mu      sync.Mutex
	used    int64
	chunks  []keptChunk
	spool   Spool
	written int64
}

// keptChunk is a chunk and, when it is in the spool, its place there.
type keptChunk struct {
	seq    uint64
	rows   int
	bounds filter.Bounds
	chunk  *record.Chunk // nil when spooled
	at     int64
	length int
}

// packing is what one worker needs to keep rows.
type packing struct {
	packer record.Packer
	buf    []byte // of a chunk on its way to the spool
	slab   []byte // what is left of the memory for chunks that are kept
	grown  int    // size of the slab before
}

// maxSlab bounds the memory that is taken at a time for chunks that are kept. Many
// share it, so that little is lost to the sizes that the allocator has.
const maxSlab = 1 << 20

// cut returns memory for a chunk that is kept.
func (p *packing) cut(size int) []byte {
	if len(p.slab) < size {
		p.grown = max(size, min(max(2*p.grown, 4*size), maxSlab))
		p.slab = make([]byte, p.grown)
	}
	raw := p.slab[:size:size]
	p.slab = p.slab[size:]
	return raw
}

// chunkCost is about how many bytes a kept chunk takes beside its own.
const chunkCost = 1024

// add keeps the rows of a batch.
func (k *keeper) add(b *record.Batch, p *packing) error {
	size := p.packer.Measure(b)
	fits, err := k.claim(int64(size) + chunkCost)
	if err != nil {
		return err
	}
	var raw []byte
	if fits {
		raw = p.cut(size)
	} else {
		if cap(p.buf) < size {
			p.buf = make([]byte, size+size/8)
		}
		raw = p.buf[:size]
	}
	c := p.packer.Pack(raw)
	kept := keptChunk{seq: c.Seq, rows: c.Len()}
	kept.bounds.First, kept.bounds.Last = c.Span()
	for m := range record.NumMetrics {
		kept.bounds.Min[m], kept.bounds.Max[m] = c.Min(m), c.Max(m)
	}
	if fits {
		kept.chunk = c
	}
	k.mu.Lock()
	if !fits {
		kept.at, kept.length = k.written, size
		k.written += int64(size)
	}
	k.chunks = append(k.chunks, kept)
	k.mu.Unlock()
	if fits {
		return nil
	}
	_, err = k.spool.WriteAt(raw, kept.at)
	return err
}

// claim takes memory for a chunk, and tells whether there is enough. When not,
// the spool is open.
func (k *keeper) claim(size int64) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.open == nil || k.used+size <= k.limit {
		k.used += size
		return true, nil
	}
	if k.spool == nil {
		spool, err := k.open()
		if err != nil {
			return false, err
		}
		k.spool = spool
	}
	return false, nil
}

// sort puts the chunks into the order of the input. Call it after the last add.
func (k *keeper) sort() {
	slices.SortFunc(k.chunks, func(a, b keptChunk) int { return cmp.Compare(a.seq, b.seq) })
}

// above reports whether the chunk may have a row with a metric above its floor.
func (c *keptChunk) above(floors *[record.NumMetrics]float64) bool {
	for m, floor := range floors {
		if c.bounds.Max[m] > floor {
			return true
		}
	}
	return false
}

// loader has the memory for chunks from the spool, and for looks at any. It
// belongs to one goroutine.
type loader struct {
	raw     []byte
	chunk   record.Chunk
	scratch record.Scratch
}

// load returns chunk i, good until the next load with the same loader.
func (k *keeper) load(i int, l *loader) (*record.Chunk, error) {
	kept := &k.chunks[i]
	if kept.chunk != nil {
		return kept.chunk, nil
	}
	if cap(l.raw) < kept.length {
		l.raw = make([]byte, kept.length+kept.length/8)
	}
	raw := l.raw[:kept.length]
	if _, err := k.spool.ReadAt(raw, kept.at); err != nil {
		return nil, lostRows(err)
	}
	if err := l.chunk.Read(raw); err != nil {
		return nil, lostRows(err)
	}
	return &l.chunk, nil
}

func lostRows(err error) error {
	return &record.Error{Kind: record.KindOutput, What: "the temporary file for rows that do not fit into memory cannot be read back", Err: err}
}

// span returns the times of the first and the last row.
func (k *keeper) span() (first, last int64) {
	first, last = math.MaxInt64, math.MinInt64
	for i := range k.chunks {
		if b := &k.chunks[i].bounds; k.chunks[i].rows > 0 {
			first, last = min(first, b.First), max(last, b.Last)
		}
	}
	return first, last
}

// close lets go of everything.
func (k *keeper) close() error {
	k.chunks = nil
	if k.spool == nil {
		return nil
	}
	return k.spool.Close()
}
