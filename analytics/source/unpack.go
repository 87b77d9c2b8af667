package source

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

const (
	// maxWindow bounds what a compressed input may make us keep: the window of
	// zstd and the dictionary of xz. Whatever was packed with usual settings needs
	// 8 MiB or less.
	maxWindow = 64 << 20
	// packedHead is how many first bytes tell a compression; xz states the size of
	// its dictionary in them.
	packedHead  = 24
	packedChunk = 64 << 10
)

// packing names the compression of an input that begins with b, "" for none.
func packing(b []byte) string {
	for _, p := range []struct{ magic, name string }{
		{"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd7zXZ\x00", "xz"},
	} {
		if bytes.HasPrefix(b, []byte(p.magic)) {
			return p.name
		}
	}
	if len(b) >= 10 && string(b[:3]) == "BZh" && '1' <= b[3] && b[3] <= '9' &&
		(string(b[4:10]) == "1AY&SY" || string(b[4:10]) == "\x17\x72\x45\x38\x50\x90") {
		return "bzip2"
	}
	return ""
}

// unpacked is how the unpacking of an input ended. It is written before the
// last chunk is handed over and read after.
type unpacked struct {
	packing  string
	cut      string // why the data broke off; "" when it did not
	trailing bool   // bytes that are no compressed data follow and were not read
}

// unpackInput unpacks an input in a goroutine of its own, so that unpacking and
// parsing overlap. However much comes out, no more than a few chunks are kept:
// that is all the guard against bombs that a reader of streams needs.
type unpackInput struct {
	*pipeInput
	end   unpacked
	taken atomic.Int64 // compressed bytes taken
	raw   input
}

// newUnpackInput unpacks what raw delivers after begin, and closes raw in the end.
func newUnpackInput(raw input, begin []byte, packing string) *unpackInput {
	in := &unpackInput{raw: raw, end: unpacked{packing: packing}}
	ctx, cancel := context.WithCancel(context.Background())
	in.pipeInput = newPipeInput(nil, func() (io.ReadCloser, error) {
		src := bufio.NewReaderSize(&rawReader{ctx: ctx, in: raw, begin: begin, count: &in.taken}, packedChunk)
		return &unpackReader{src: src, raw: raw, end: &in.end}, nil
	}, cancel)
	return in
}

// rawReader makes an io.Reader of an input.
type rawReader struct {
	ctx   context.Context
	in    input
	begin []byte // delivered first
	count *atomic.Int64
}

// readError is an error of the medium, as opposed to one of the packed data.
type readError struct{ error }

func (e readError) Unwrap() error { return e.error }

func isReadError(err error) bool { _, ok := errors.AsType[readError](err); return ok }

func (r *rawReader) Read(p []byte) (int, error) {
	var n int
	var err error
	if len(r.begin) > 0 {
		n = copy(p, r.begin)
		r.begin = r.begin[n:]
	} else if n, err = r.in.read(r.ctx, p, 0); err != nil && err != io.EOF {
		err = readError{err}
	}
	r.count.Add(int64(n))
	return n, err
}

// unpackReader reads every member of a compressed stream.
type unpackReader struct {
	src   *bufio.Reader
	raw   input
	end   *unpacked
	gz    *gzip.Reader
	out   io.Reader
	free  func()
	count int64 // bytes delivered
	done  bool
}

func (u *unpackReader) Close() error {
	if u.free != nil {
		u.free()
	}
	u.raw.close()
	return nil
}

func (u *unpackReader) Read(p []byte) (int, error) {
	if u.done {
		return 0, io.EOF
	}
	if u.out == nil {
		if err := u.open(); err != nil {
			return 0, u.fault(err)
		}
	}
	// A decoder may return little at a time; the parsers like full chunks.
	n := 0
	for n < len(p)/2 {
		m, err := u.out.Read(p[n:])
		n += m
		u.count += int64(m)
		if err == io.EOF && u.gz != nil {
			err = u.nextMember()
		}
		if err == io.EOF {
			u.done = true
			return n, io.EOF
		}
		if err != nil {
			return n, u.fault(err)
		}
	}
	return n, nil
}

func (u *unpackReader) open() (err error) {
	switch u.end.packing {
	case "gzip":
		if u.gz, err = gzip.NewReader(u.src); err == nil {
			u.gz.Multistream(false)
			u.out = u.gz
		}
	case "zstd":
		var z *zstd.Decoder
		z, err = zstd.NewReader(u.src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxWindow))
		if err == nil {
			u.out, u.free = z, z.Close
		}
	case "bzip2":
		u.out = bzip2.NewReader(u.src)
	case "xz":
		head, _ := u.src.Peek(packedHead)
		if size := xzDictionary(head); size > maxWindow {
			return fmt.Errorf("it needs a dictionary of %d MiB, at most %d MiB are given", size>>20, maxWindow>>20)
		}
		u.out, err = xz.NewReader(u.src)
	}
	return err
}

// nextMember goes to the next gzip member; io.EOF ends the stream.
func (u *unpackReader) nextMember() error {
	for { // zeros fill up the blocks of tapes and disks
		b, err := u.src.Peek(1)
		if err == io.EOF {
			return io.EOF
		}
		if err != nil {
			return err
		}
		if b[0] != 0 {
			break
		}
		u.src.Discard(1) //nolint:errcheck // it is there
	}
	if b, _ := u.src.Peek(packedHead); packing(b) != "gzip" {
		u.end.trailing = true
		return io.EOF
	}
	if err := u.gz.Reset(u.src); err != nil {
		return err
	}
	u.gz.Multistream(false)
	return nil
}

// fault ends the stream. Damage after the first bytes ends it as if it were cut
// there: what came before is kept and the report says so.
func (u *unpackReader) fault(err error) error {
	if re, ok := errors.AsType[readError](err); ok {
		return re
	}
	u.done = true
	cut := err == io.ErrUnexpectedEOF || err == io.EOF
	switch {
	case u.count == 0 && cut:
		return fmt.Errorf("the %s data is cut off before anything can be read", u.end.packing)
	case u.count == 0:
		return fmt.Errorf("damaged %s data: %w", u.end.packing, err)
	case cut:
		u.end.cut = fmt.Sprintf("the %s data is cut off after %d unpacked bytes", u.end.packing, u.count)
	case u.isTrailing(err):
		u.end.trailing = true
	default:
		u.end.cut = fmt.Sprintf("the %s data is damaged after %d unpacked bytes (%s)", u.end.packing, u.count, show(err.Error()))
	}
	return io.EOF
}

// isTrailing reports whether the error means that something else follows a
// complete stream.
func (u *unpackReader) isTrailing(err error) bool {
	switch u.end.packing {
	case "zstd":
		return errors.Is(err, zstd.ErrMagicMismatch)
	case "bzip2":
		e, ok := errors.AsType[bzip2.StructuralError](err)
		return ok && string(e) == "bad magic value in continuation file"
	case "xz":
		return err.Error() == "xz: invalid header magic bytes"
	}
	return false
}

// xzDictionary returns the size of the dictionary that the first block of an xz
// stream asks for, 0 when it is not told where it is expected.
func xzDictionary(b []byte) int64 {
	if len(b) < 17 {
		return 0
	}
	at := 14 // behind the stream header, the size and the flags of the block
	for _, bit := range []byte{0x40, 0x80} {
		for b[13]&bit != 0 && at < len(b) { // a size of variable length
			at++
			if b[at-1] < 0x80 {
				break
			}
		}
	}
	if at+2 >= len(b) || b[at] != 0x21 || b[at+1] != 1 || b[at+2] > 40 {
		return 0
	}
	code := int64(b[at+2])
	return (2 | code&1) << (code/2 + 11)
}
