package inspect

import (
	"io"
	"sync"
	"sync/atomic"
)

// Replay lets several readers, one after the other, read the same pipe from its
// begin: what one has read is kept for the next. It is how the head of a pipe
// can be looked at again with other answers. After Last nothing more is kept.
type Replay struct {
	from io.Reader
	turn sync.Mutex // held while from is read
	last atomic.Pointer[replayReader]

	mu   sync.Mutex // held for moments
	kept []byte
	err  error // after kept
}

// NewReplay returns a Replay of r.
func NewReplay(r io.Reader) *Replay { return &Replay{from: r} }

// Reader returns a reader from the begin. The ones before should not be read
// any more; what they take from the pipe all the same is not lost.
func (p *Replay) Reader() io.Reader { return &replayReader{p: p} }

// Last is Reader for the one that reads all: what it reads is not kept.
func (p *Replay) Last() io.Reader {
	r := &replayReader{p: p}
	p.last.Store(r)
	return r
}

// Stay makes the reader r, which Reader returned, the one that reads all: from
// now on nothing more is kept.
func (p *Replay) Stay(r io.Reader) {
	if r, ok := r.(*replayReader); ok {
		p.last.Store(r)
	}
}

type replayReader struct {
	p  *Replay
	at int // in kept
}

// Read does not wait for the pipe while there is something kept to read, even
// when another reader waits for it.
func (r *replayReader) Read(b []byte) (int, error) {
	if n, err, ok := r.again(b); ok {
		return n, err
	}
	p := r.p
	p.turn.Lock()
	defer p.turn.Unlock()
	if n, err, ok := r.again(b); ok { // what another one got meanwhile
		return n, err
	}
	n, err := p.from.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
	if p.last.Load() == r {
		p.kept, r.at = nil, 0
		return n, err
	}
	p.kept = append(p.kept, b[:n]...)
	r.at += n
	return n, err
}

// again reads what is kept. It reports false when the pipe must be read.
func (r *replayReader) again(b []byte) (n int, err error, ok bool) {
	p := r.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.at >= len(p.kept) {
		return 0, p.err, p.err != nil
	}
	n = copy(b, p.kept[r.at:])
	r.at += n
	if p.last.Load() == r && r.at == len(p.kept) {
		p.kept, r.at = nil, 0
	}
	return n, nil, true
}
