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
// is a Spool for the rest: about five million rows.
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

// add keeps a chunk. buf is memory to work in; the returned slice can be given
// to the next call.
func (k *keeper) add(c *record.Chunk, buf []byte) ([]byte, error) {
	kept := keptChunk{seq: c.Seq, rows: c.Len(), chunk: c}
	kept.bounds.First, kept.bounds.Last = c.Span()
	for m := range record.NumMetrics {
		kept.bounds.Min[m], kept.bounds.Max[m] = c.Min(m), c.Max(m)
	}
	k.mu.Lock()
	if k.open == nil || k.used+c.Size() <= k.limit {
		k.used += c.Size()
		k.chunks = append(k.chunks, kept)
		k.mu.Unlock()
		return buf, nil
	}
	if k.spool == nil {
		spool, err := k.open()
		if err != nil {
			k.mu.Unlock()
			return buf, err
		}
		k.spool = spool
	}
	k.mu.Unlock()

	buf = c.AppendBinary(buf[:0])
	kept.chunk, kept.length = nil, len(buf)
	k.mu.Lock()
	kept.at = k.written
	k.written += int64(len(buf))
	k.chunks = append(k.chunks, kept)
	k.mu.Unlock()
	_, err := k.spool.WriteAt(buf, kept.at)
	return buf, err
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

// loader has the memory for chunks from the spool. It belongs to one goroutine.
type loader struct {
	raw     []byte
	decoder record.Decoder
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
	c, err := l.decoder.Decode(raw)
	if err != nil {
		return nil, lostRows(err)
	}
	return c, nil
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
