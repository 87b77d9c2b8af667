package analytics

import (
	"cmp"
	"io"
	"slices"
	"sync"

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
	chunk  *record.Chunk // nil when spooled
	max    [record.NumMetrics]float64
	at     int64
	length int
}

// add keeps a chunk. buf is memory to work in; the returned slice can be given
// to the next call.
func (k *keeper) add(c *record.Chunk, buf []byte) ([]byte, error) {
	kept := keptChunk{seq: c.Seq, chunk: c}
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
	for m := range kept.max {
		kept.max[m] = c.Max(record.Metric(m))
	}
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

// load returns chunk i, or nil when none of its rows has a metric above its floor.
func (k *keeper) load(i int, floors [record.NumMetrics]float64) (*record.Chunk, error) {
	kept := &k.chunks[i]
	if kept.chunk != nil {
		return kept.chunk, nil
	}
	above := false
	for m, floor := range floors {
		above = above || kept.max[m] > floor
	}
	if !above {
		return nil, nil
	}
	buf := make([]byte, kept.length)
	if _, err := k.spool.ReadAt(buf, kept.at); err != nil {
		return nil, err
	}
	return record.DecodeChunk(buf)
}

// close lets go of everything.
func (k *keeper) close() error {
	k.chunks = nil
	if k.spool == nil {
		return nil
	}
	return k.spool.Close()
}
