package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

const (
	// padding is how many bytes may be read behind the data of a block.
	padding = 64
	// pipePatience is how long rows of a slow pipe may wait for more of them.
	pipePatience = 50 * time.Millisecond
)

// block is a run of whole rows of one input.
type block struct {
	num    uint64 // rises with the place in the input, over all inputs
	file   int    // number of the input
	header *header
	table  *tableReader // the whole input as a table, in place of data
	lead   *lead        // of the table
	plan   *mapping.Plan
	lines  int64  // lines of the input before it, when they are counted
	data   []byte // ends with a line end; padding more bytes may be read
	size   int64  // input bytes consumed since the block before
	buf    []byte // memory of data
}

// splitter hands out the blocks of all inputs in order. It has no goroutine of
// its own: whoever needs a block reads it, one at a time.
type splitter struct {
	files []*file
	opt   Options

	mu       sync.Mutex
	at       int   // number of the current input
	in       input // nil between inputs
	head     *prepared
	ahead    []byte // bytes read but not yet taken: what came with the header
	carry    []byte // begin of a row whose end was not in the block before
	read     int64  // bytes read of the current input
	consumed int64  // bytes not yet accounted for by a block
	rawSeen  int64  // compressed bytes accounted for by blocks
	next     uint64 // number of the next block
	lines    int64  // lines of the current input so far, when they are counted
	tally    *tally
	log      *rejectLog
	infos    []inputInfo
	failed   error // a read error that comes after the block in hand
	err      error // why there are no more blocks, nil at the end
	errBlock uint64
	done     bool
}

// inputInfo is what the report says about one input.
type inputInfo struct {
	reading *reading
	enc     textEncoding
	mark    bool // a byte order mark was dropped
	crOnly  bool
	end     unpacked
	broken  bool // the decoder gave up before the end
	bytes   int64
	shrunk  int64 // bytes that were missing at the end
	grown   bool
}

func newSplitter(files []*file, opt Options, log *rejectLog) *splitter {
	return &splitter{files: files, opt: opt, tally: newTally(len(files)), infos: make([]inputInfo, len(files)), log: log}
}

// close ends the reading of the current input.
func (s *splitter) close() {
	if s.in != nil {
		s.in.close()
		s.in = nil
	}
}

// take fills b with the next block and reports whether there was one. The
// error is kept in s too.
func (s *splitter) take(ctx context.Context, b *block) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.done {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		ok, err := s.step(ctx, b)
		if err != nil {
			s.done = true
			if ctx.Err() == nil {
				s.err, s.errBlock = err, s.next
				return false, nil // the blocks before it may bring an earlier one
			}
			return false, err
		}
		if ok {
			return true, nil
		}
	}
	return false, nil
}

// step does one thing: it opens an input, or reads a block, or closes an input.
func (s *splitter) step(ctx context.Context, b *block) (bool, error) {
	if s.in == nil {
		if s.at == len(s.files) {
			s.done = true
			return false, nil
		}
		return s.begin(ctx, b)
	}
	if s.failed != nil {
		return false, s.failed
	}
	target := s.opt.BlockSize
	data := append(b.buf[:0], s.carry...)
	s.carry = s.carry[:0]
	for {
		data = grow(data, target)
		var eof bool
		var err error
		data, eof, err = s.fill(ctx, data, target)
		b.buf = data
		if err != nil {
			return s.salvage(ctx, b, data, err)
		}
		if eof {
			s.last(b, data)
			return true, nil
		}
		if cut := s.head.shape.lastCut(data, s.opt.MaxLine); cut > 0 {
			s.carry = append(s.carry, data[cut:]...)
			s.hand(b, data[:cut])
			return true, nil
		}
		if span := s.head.shape.scanRow(data, 0, s.opt.MaxLine, false); span.kind == rowTooLong {
			return false, s.drop(ctx, b, data)
		}
		target = 2 * len(data)
	}
}

// grow makes room for size bytes and the padding.
func grow(data []byte, size int) []byte {
	if cap(data) >= size+2*padding {
		return data
	}
	return append(make([]byte, 0, size+2*padding), data...)
}

// hand makes b the block of data, which ends with a line end.
func (s *splitter) hand(b *block, data []byte) {
	b.num, b.file, b.header, b.data, b.table = s.next, s.at, s.head.header, data, nil
	if s.head.packed != nil {
		raw := s.head.packed.taken.Load()
		b.size, s.rawSeen, s.consumed = s.consumed+raw-s.rawSeen, raw, 0
	} else {
		b.size, s.consumed = s.consumed-int64(len(s.carry)), int64(len(s.carry))
	}
	s.next++
	if s.opt.Rejects != nil {
		b.lines = s.lines
		s.lines += int64(bytes.Count(data, []byte{'\n'}))
	}
}

// salvage hands out the whole rows that came before a read error.
func (s *splitter) salvage(ctx context.Context, b *block, data []byte, err error) (bool, error) {
	cut := s.head.shape.lastCut(data, s.opt.MaxLine)
	if ctx.Err() != nil || cut == 0 {
		return false, err
	}
	s.failed = err
	s.hand(b, data[:cut])
	return true, nil
}

// last makes a block of what is left of the current input and ends it.
func (s *splitter) last(b *block, data []byte) {
	info := &s.infos[s.at]
	s.head.settle(info)
	if info.shrunk > 0 || info.end.cut != "" { // what follows the last line end may be half a row
		data = data[:bytes.LastIndexByte(data, '\n')+1]
	}
	if n := len(data); n > 0 && data[n-1] != '\n' {
		data = append(data, '\n')
	}
	s.hand(b, data)
	s.close()
	s.at++
}

// begin opens the next input and finds out how to read it.
func (s *splitter) begin(ctx context.Context, b *block) (bool, error) {
	f := s.files[s.at]
	p, err := f.take(ctx, s.opt, len(s.files) == 1)
	if err != nil {
		return false, err
	}
	info := &s.infos[s.at]
	info.reading, info.enc, info.mark, info.crOnly = p.reading, p.enc, p.mark, p.crOnly
	s.in, s.head, s.read, s.rawSeen, s.lines = p.in, p, 0, 0, 0
	if p.empty {
		p.settle(info)
		info.bytes = p.position(p.raw + int64(len(p.data)))
		s.consumed += info.bytes
		s.close()
		s.at++
		return false, nil
	}
	if len(p.plan.Questions) > 0 {
		return false, ask(f, &p.plan)
	}
	if p.header == nil {
		b.num, b.file, b.header, b.table, b.lead, b.plan = s.next, s.at, nil, p.rows(s.opt), p.lead, &p.plan
		b.size, s.consumed = s.consumed, 0
		if p.shape != nil {
			s.tally.addLines(s.next, s.at, p.shape.lines)
			b.num++
			s.next++
		}
		s.next += tableBlocks
		s.in = nil // it is the worker's now
		s.at++
		return true, nil
	}
	s.ahead = p.data[p.shape.start:]
	begin := p.raw + int64(p.shape.start)
	if p.packed == nil {
		s.consumed += begin
	}
	s.read, info.bytes = begin, begin
	s.lines = p.shape.lines
	s.tally.addLines(s.next, s.at, p.shape.lines)
	s.next++
	return false, nil
}

// tableBlocks is how many block numbers a table takes, for its batches.
const tableBlocks = 1 << 20

// settle notes how the reading of an input ended.
func (l *lead) settle(info *inputInfo) {
	in := l.in
	if d, ok := in.(*decodeInput); ok {
		in = d.input
	}
	if l.packed != nil {
		info.end = l.packed.end
		info.bytes = l.packed.taken.Load()
		in = l.packed.raw
	}
	if f, ok := in.(*fileInput); ok {
		info.shrunk, info.grown = f.shrunk, f.grown
	}
}

// fill reads until data has target bytes. Rows of a slow pipe are not kept
// waiting: fill returns early when there is a whole one.
func (s *splitter) fill(ctx context.Context, data []byte, target int) (_ []byte, eof bool, _ error) {
	began := time.Now()
	hasty := true // something came since there was no whole row
	for len(data) < target {
		from := len(data)
		if len(s.ahead) > 0 {
			n := copy(data[from:target], s.ahead)
			s.ahead = s.ahead[n:]
			data = data[:from+n]
			s.count(n)
			continue
		}
		if s.head.eof {
			return data, true, nil
		}
		if s.head.failed != nil {
			return data, false, s.head.failed
		}
		patience := time.Duration(0)
		if hasty && from > 0 && s.files[s.at].kind != regularFile && bytes.IndexByte(data, '\n') >= 0 {
			patience = max(pipePatience-time.Since(began), time.Millisecond)
		}
		n, err := s.in.read(ctx, data[from:target], patience)
		data = data[:from+n]
		s.count(n)
		if s.head.crOnly {
			lineFeeds(data[from:])
		}
		switch {
		case err == io.EOF:
			return data, true, nil
		case err != nil && ctx.Err() != nil:
			return data, false, err
		case err != nil:
			return data, false, s.files[s.at].fault(fmt.Sprintf("cannot be read at byte %d", s.read), "", err)
		case n > 0:
			hasty = true
		case s.head.shape.lastCut(data, s.opt.MaxLine) > 0:
			return data, false, nil
		default:
			hasty = false
		}
	}
	return data, false, nil
}

func (s *splitter) count(n int) {
	s.read += int64(n)
	if s.head.packed != nil {
		s.infos[s.at].bytes = s.head.packed.taken.Load()
		return
	}
	s.infos[s.at].bytes = s.read
	s.consumed += int64(n)
}

// drop skips the row that data begins with, which is longer than the limit and
// not yet at its end, and counts it. Its memory does not grow with the row.
func (s *splitter) drop(ctx context.Context, b *block, data []byte) error {
	lines := int64(bytes.Count(data, []byte{'\n'})) + 1
	length := int64(len(data))
	start := string(data[:min(len(data), maxValueBytes)])
	for {
		chunk, eof, err := s.fill(ctx, data[:0], s.opt.BlockSize)
		b.buf = data
		if err != nil {
			return err
		}
		i := bytes.IndexByte(chunk, '\n')
		if i >= 0 {
			length += int64(i)
			s.carry = append(s.carry, chunk[i+1:]...)
		} else {
			length += int64(len(chunk))
		}
		if i >= 0 || eof {
			break
		}
	}
	f := record.RowFault{Reason: record.LineTooLong, Line: 1, Value: show(start), Detail: tooLongDetail(length, s.opt.MaxLine)}
	s.tally.fault(s.next, f)
	s.log.add(s.next, s.at, s.lines, f, []byte(start))
	s.lines += lines
	s.tally.addLines(s.next, s.at, lines)
	if s.opt.Strict {
		e := s.files[s.at].fault(describe(f), "", nil)
		e.Line = 1
		return e
	}
	s.next++
	return nil
}

func tooLongDetail(length int64, limit int) string {
	return fmt.Sprintf("%d bytes, at most %d are read", length, limit)
}
