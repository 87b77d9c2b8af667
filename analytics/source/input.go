package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
)

// input is an opened file or pipe, read front to back by one goroutine at a time.
type input interface {
	// read fills p with at least one byte, or returns an error: io.EOF at the
	// end, ctx.Err() when ctx ends first. When patience is not zero and that
	// long nothing comes, it returns 0 and no error.
	read(ctx context.Context, p []byte, patience time.Duration) (int, error)
	close()
}

// fileInput reads a regular file up to the size it had when it was opened, and
// to the end of the line that begins before that. Reading does not block.
type fileInput struct {
	f       *os.File
	left    int64 // bytes still to come of the size at opening
	last    byte  // last byte read
	shrunk  int64 // bytes that were missing at the end
	grown   bool  // there is more behind the size at opening
	ownFile bool  // to be closed by us
}

func (in *fileInput) read(ctx context.Context, p []byte, _ time.Duration) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if in.left <= 0 {
		return in.readRest(p)
	}
	n, err := in.f.Read(p[:min(int64(len(p)), in.left)])
	in.left -= int64(n)
	if n > 0 {
		in.last = p[n-1]
		return n, nil
	}
	if err == io.EOF {
		in.shrunk, in.left = in.left, 0
	}
	return 0, err
}

// readRest completes the last line of a file that is being written: the size
// at opening may lie in the middle of it.
func (in *fileInput) readRest(p []byte) (int, error) {
	if in.shrunk > 0 || in.grown && in.last == '\n' {
		return 0, io.EOF
	}
	n, err := in.f.Read(p)
	if n == 0 {
		return 0, err
	}
	in.grown = true
	if in.last == '\n' {
		return 0, io.EOF
	}
	if i := bytes.IndexByte(p[:n], '\n'); i >= 0 {
		n = i + 1
	}
	in.last = p[n-1]
	return n, nil
}

func (in *fileInput) close() {
	if in.ownFile {
		in.f.Close()
	}
}

const (
	pipeChunk  = 64 << 10 // what a pipe holds on Linux
	pipeChunks = 4
)

// pipeInput reads something that may block for ever. A goroutine does the
// reading into chunks of its own, so that the one who waits can leave.
type pipeInput struct {
	free chan []byte
	full chan chunk
	stop chan struct{}
	rest []byte // unread part of the chunk in hand
	hand []byte // the whole chunk in hand
	err  error  // after the last chunk
	wake func() // makes a blocked read return, where that is possible
}

type chunk struct {
	data []byte
	err  error
}

// newPipeInput reads r, or what open returns when r is nil. wake is called on
// closing.
func newPipeInput(r io.Reader, open func() (io.ReadCloser, error), wake func()) *pipeInput {
	in := &pipeInput{
		free: make(chan []byte, pipeChunks), full: make(chan chunk, pipeChunks),
		stop: make(chan struct{}), wake: wake,
	}
	for range pipeChunks {
		in.free <- nil // made when it is needed
	}
	go in.pump(r, open)
	return in
}

func (in *pipeInput) pump(r io.Reader, open func() (io.ReadCloser, error)) {
	defer func() {
		if p := recover(); p != nil {
			select {
			case in.full <- chunk{err: fmt.Errorf("panic: %v", p)}:
			case <-in.stop:
			}
		}
	}()
	if r == nil {
		rc, err := open()
		if err != nil {
			in.full <- chunk{err: err}
			return
		}
		defer rc.Close()
		r = rc
	}
	for empty := 0; ; {
		select {
		case <-in.stop:
			return
		case buf := <-in.free:
			if buf == nil {
				buf = make([]byte, pipeChunk)
			}
			n, err := r.Read(buf[:cap(buf)])
			if n == 0 && err == nil {
				if empty++; empty > 100 {
					err = io.ErrNoProgress
				}
			}
			select {
			case in.full <- chunk{buf[:n], err}:
			case <-in.stop:
				return
			}
			if err != nil {
				return
			}
		}
	}
}

func (in *pipeInput) read(ctx context.Context, p []byte, patience time.Duration) (int, error) {
	var timeout <-chan time.Time
	for len(in.rest) == 0 {
		if in.err != nil {
			return 0, in.err
		}
		if in.hand != nil {
			in.free <- in.hand
			in.hand = nil
		}
		if patience > 0 && timeout == nil {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			timeout = timer.C
		}
		select {
		case c := <-in.full:
			in.err = c.err
			in.rest, in.hand = c.data, c.data
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-timeout:
			return 0, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

func (in *pipeInput) close() {
	close(in.stop)
	if in.wake != nil {
		in.wake()
	}
}

// openFifo returns how to open the named pipe at path, which waits for a
// writer, and how to end that wait or a read that follows it.
func openFifo(path string) (open func() (io.ReadCloser, error), wake func()) {
	opened := make(chan *os.File, 1)
	open = func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			close(opened)
			return nil, err
		}
		opened <- f
		return f, nil
	}
	wake = func() {
		// A writer that comes and goes ends the wait; it finds nobody as long as
		// the reader has not begun to wait.
		for range 100 {
			select {
			case f := <-opened:
				if f != nil {
					f.Close()
				}
				return
			default:
			}
			if w, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
				w.Close()
			}
			time.Sleep(time.Millisecond)
		}
	}
	return open, wake
}

// wakeReader returns how to interrupt a blocked read of r: by a deadline where
// it has one; nil when there is no way.
func wakeReader(r io.Reader) func() {
	d, ok := r.(interface{ SetReadDeadline(time.Time) error })
	if !ok {
		return nil
	}
	return func() { d.SetReadDeadline(time.Now()) } //nolint:errcheck // there is no other way to try
}
