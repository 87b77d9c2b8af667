package source

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	"network-analytics/analytics/record"
)

// maxBatchRows is how many rows go into one batch; they stay in the
// processor's cache while the sink reads them.
const maxBatchRows = 4096

// parser turns the blocks that one worker takes into batches.
type parser struct {
	worker   int
	opt      Options
	sink     record.Sink
	progress *record.Progress
	devices  *nameCache
	regions  *nameCache
	tally    tally
	err      error // why run ended early
	errBlock uint64
	errLine  int64 // line of the error in its block, 0 for none

	// Columns of the batch under way; all have length maxBatchRows.
	time   []int64
	device []record.NameID
	region []record.NameID
	value  [record.NumMetrics][]float64
	n      int    // rows in them
	part   uint64 // batches of the block before this one
	batch  record.Batch

	num    uint64  // block under way
	file   int     // its input
	header *header // of its input
	line   int64   // line under way, from 1 at the begin of the block
	clock  clock
	fields fieldSplitter

	// What the row under way leaves behind, see finish.
	reasons uint32
}

func newParser(worker int, names *record.Names, opt Options, files int, sink record.Sink, progress *record.Progress) *parser {
	p := &parser{
		worker: worker, opt: opt, sink: sink, progress: progress,
		devices: newNameCache(&names.Devices), regions: newNameCache(&names.Regions),
		tally: *newTally(files), file: -1,
	}
	return p
}

// makeColumns makes room for a batch; a worker that gets no block needs none.
func (p *parser) makeColumns() {
	p.time = make([]int64, maxBatchRows)
	p.device = make([]record.NameID, maxBatchRows)
	p.region = make([]record.NameID, maxBatchRows)
	for m := range p.value {
		p.value[m] = make([]float64, maxBatchRows)
	}
}

// run parses blocks until there are no more. A panic, of the sink too, becomes
// an error: a goroutine that dies would take the terminal with it.
func (p *parser) run(ctx context.Context, s *splitter) (err error) {
	defer func() {
		if r := recover(); r != nil {
			p.errBlock = p.num
			err = &record.Error{
				Kind: record.KindInternal, What: "the reading failed",
				Err: fmt.Errorf("panic: %v\n%s", r, debug.Stack()),
			}
		}
	}()
	var b block
	for {
		ok, err := s.take(ctx, &b)
		if err != nil || !ok {
			return err
		}
		p.num = b.num
		rows := p.tally.rows[b.file]
		if err := p.block(&b, s.files); err != nil {
			p.errBlock = b.num
			return err
		}
		p.progress.Add(p.tally.rows[b.file]-rows, b.size)
	}
}

// block parses one block and delivers its rows.
func (p *parser) block(b *block, files []*file) error {
	if p.file != b.file {
		p.use(b)
	}
	p.part, p.line = 0, 1
	end := len(b.data)
	data := b.data[:end+padding]
	quoteAt := nextQuote(data[:end], 0)
	for pos := 0; pos < end; {
		if p.n == maxBatchRows {
			if err := p.flush(); err != nil {
				return err
			}
		}
		if !p.opt.careful {
			if next := p.fastRow(data, pos, quoteAt); next > 0 {
				pos = next
				p.line++
				continue
			}
		}
		next, again := p.carefulRow(data[:end], pos)
		if again {
			p.tally.addLines(b.num, b.file, p.line)
			p.errLine = p.line
			return files[b.file].fault("another header line, with other columns, in the middle of the data", "split the file there", nil)
		}
		p.line += int64(bytes.Count(data[pos:next], []byte{'\n'}))
		pos = next
		if quoteAt < pos {
			quoteAt = nextQuote(data[:end], pos)
		}
	}
	p.tally.addLines(b.num, b.file, p.line-1)
	return p.flush()
}

// nextQuote returns the offset of the first quote at or after pos, that of the
// end when there is none.
func nextQuote(data []byte, pos int) int {
	if i := bytes.IndexByte(data[pos:], '"'); i >= 0 {
		return pos + i
	}
	return len(data)
}

// use prepares for the columns of another input. What it does not have is the
// same in every row.
func (p *parser) use(b *block) {
	if p.time == nil {
		p.makeColumns()
	}
	p.file, p.header = b.file, b.header
	if !b.header.has[columnDevice] {
		fill(p.device, p.devices.slow(nil))
	}
	if !b.header.has[columnRegion] {
		fill(p.region, p.regions.slow(nil))
	}
	for m := range p.value {
		if !b.header.has[m] {
			fill(p.value[m], record.Missing)
		}
	}
}

func fill[T any](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}

// flush delivers the rows under way.
func (p *parser) flush() error {
	if p.n == 0 {
		return nil
	}
	p.batch.Seq = p.num<<16 | p.part
	p.part++
	p.batch.Time, p.batch.Device, p.batch.Region = p.time[:p.n], p.device[:p.n], p.region[:p.n]
	for m := range p.batch.Value {
		p.batch.Value[m] = p.value[m][:p.n]
	}
	p.tally.rows[p.file] += int64(p.n)
	p.n = 0
	return p.sink(p.worker, &p.batch)
}

// finish completes the row whose cells are in the columns: the rule that spans
// two cells, and the counts of missing ones.
func (p *parser) finish() {
	n := p.n
	if p.value[record.Loss][n] == 100 && p.value[record.Latency][n] == 0 {
		p.value[record.Latency][n] = record.Missing
		p.missing(record.Latency, code(record.LatencyOfLost))
	}
	for m := 0; p.reasons != 0; m++ {
		if reason := p.reasons & 0xff; reason != noReason {
			p.tally.missing[m][reason-1]++
		}
		p.reasons >>= 8
	}
	p.n++
}

// missing notes why a cell of the row under way has no value.
func (p *parser) missing(m record.Metric, reason uint32) { p.reasons |= reason << (8 * m) }

// carefulRow reads any row, the slow way, and returns where the next begins.
// It says again when the row is a header line that is not the input's own.
func (p *parser) carefulRow(data []byte, pos int) (next int, again bool) {
	span := scanRow(data, pos, p.opt.MaxLine, true)
	switch span.kind {
	case rowQuote:
		p.rejectQuote(data, pos, span)
		return span.next, false
	case rowTooLong:
		p.rejectLong(data[pos : span.next-1])
		return span.next, false
	}
	whole := trimCR(data[pos : span.next-1])
	row := trimNUL(whole)
	if len(trim(row)) == 0 {
		return span.next, false
	}
	fields, bad := p.fields.split(row)
	if bad > 0 {
		p.reject(record.BadQuote, bad, fields[bad-1], textAfterQuote)
		return span.next, false
	}
	if len(fields) != len(p.header.columns) {
		p.rejectCount(row, len(fields))
		return span.next, false
	}
	if again, used := p.cells(fields); !used {
		return span.next, again
	}
	if len(row) < len(whole) {
		p.tally.repair(p.num, p.line)
	}
	return span.next, false
}

const (
	textAfterQuote = "text follows the closing quote"
	neverClosed    = "the quote is not closed"
)

// cells reads the fields of a row into the columns, or rejects it.
func (p *parser) cells(fields [][]byte) (again, used bool) {
	p.reasons = 0
	n := p.n
	h := p.header
	var name [2][]byte
	for i, c := range h.columns { // the time first: a header line has none
		if c != columnTime {
			continue
		}
		t, fault := parseTime(fields[i])
		if fault != timeOK {
			if h.matches(fields) {
				p.tally.fault(p.num, record.RowFault{Reason: record.RepeatedHeader, Line: p.line})
				return false, false
			}
			if looksLikeHeader(fields) {
				return true, false
			}
			p.reject(record.BadTime, i+1, trim(fields[i]), fault.String())
			return false, false
		}
		p.time[n] = t
	}
	for i, c := range h.columns {
		switch c {
		case columnTime, columnUnused:
		case columnDevice:
			name[0] = trim(fields[i])
		case columnRegion:
			name[1] = trim(fields[i])
		default:
			v, reason, ok := parseCell(fields[i], record.Metric(c))
			if !ok {
				p.reject(record.BadNumber, i+1, trim(fields[i]), "")
				return false, false
			}
			p.value[c][n] = v
			p.missing(record.Metric(c), reason)
		}
	}
	if h.has[columnDevice] {
		p.device[n] = p.devices.slow(name[0])
	}
	if h.has[columnRegion] {
		p.region[n] = p.regions.slow(name[1])
	}
	p.finish()
	return false, true
}

// reject counts the row under way as not used. A column of 0 means the line.
func (p *parser) reject(r record.Reason, column int, value []byte, detail string) {
	p.rejectAt(p.line, r, column, value, detail)
}

func (p *parser) rejectAt(line int64, r record.Reason, column int, value []byte, detail string) {
	if !p.tally.wants(r) { // the common case in a damaged file: no text is made
		p.tally.rejected[r]++
		return
	}
	f := record.RowFault{Reason: r, Line: line, Column: column, Detail: detail}
	f.Value = show(string(value[:min(len(value), maxValueBytes)]))
	if r == record.BadTime || r == record.BadNumber {
		f.Field = p.header.columns[column-1].name()
	}
	p.tally.fault(p.num, f)
}

func (p *parser) rejectCount(row []byte, fields int) {
	detail := ""
	if p.tally.wants(record.BadFieldCount) {
		detail = fmt.Sprintf("%s, want %d", plural(int64(fields), "field"), len(p.header.columns))
	}
	p.reject(record.BadFieldCount, 0, row, detail)
}

func (p *parser) rejectQuote(data []byte, pos int, span rowSpan) {
	detail := neverClosed
	if span.inline {
		detail = textAfterQuote
	}
	line := p.line + int64(bytes.Count(data[pos:span.open], []byte{'\n'}))
	p.rejectAt(line, record.BadQuote, span.column, trimCR(data[span.open:span.next-1]), detail)
}

func (p *parser) rejectLong(row []byte) {
	p.reject(record.LineTooLong, 0, row, tooLongDetail(int64(len(row)), p.opt.MaxLine))
}
