package source

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// maxBatchRows is how many rows go into one batch; they stay in the
// processor's cache while the sink reads them.
const maxBatchRows = 4096

// parser turns the blocks that one worker takes into batches.
type parser struct {
	worker    int
	opt       Options
	sink      record.Sink
	progress  *record.Progress
	devices   *nameCache
	regions   *nameCache
	tally     tally
	err       error // why run ended early
	errBlock  uint64
	errLine   int64            // line of the error in its block, 0 for none
	strict    *record.RowFault // the first reject, where one is one too many
	againLine int64            // line of a header line in the middle

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
	plan   mapping.TimePlan
	line   int64 // line under way, from 1 at the begin of the block
	clock  clock
	fields fieldSplitter
	raw    []byte // the row under way
	padded [][]byte
	name   []byte // a name put together of several cells
	log    *rejectLog
	lines  int64 // lines of the input before the block, when they are counted

	// What the row under way leaves behind, see finish.
	reasons uint32
	odd     [record.NumMetrics][]byte // cells without a value; valid where reasons says so
}

func newParser(worker int, names *record.Names, opt Options, files int, sink record.Sink, progress *record.Progress, log *rejectLog) *parser {
	p := &parser{
		worker: worker, opt: opt, sink: sink, progress: progress, log: log,
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
		if b.table != nil {
			err = p.table(ctx, &b, s)
		} else {
			err = p.block(&b, s.files)
		}
		if err != nil {
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
	p.part, p.line, p.lines = 0, 1, b.lines
	end := len(b.data)
	data := b.data[:end+padding]
	quoteAt := nextQuote(data[:end], 0)
	for pos := 0; pos < end; {
		if p.n == maxBatchRows {
			if err := p.flush(); err != nil {
				return err
			}
		}
		next, again := 0, false
		switch {
		case p.opt.careful:
		case p.header.plain:
			if next = p.fastRow(data, pos, quoteAt); next == 0 {
				next, again = p.mappedRow(data, pos, end)
			}
		default:
			next, again = p.mappedRow(data, pos, end)
		}
		if next > 0 {
			pos = next
			p.line++
		} else if !again {
			next, again = p.carefulRow(data[:end], pos)
			p.line += int64(bytes.Count(data[pos:next], []byte{'\n'}))
			pos = next
			if quoteAt < pos {
				quoteAt = nextQuote(data[:end], pos)
			}
		}
		if again {
			p.line = p.againLine
			p.tally.addLines(b.num, b.file, p.line)
			p.errLine = p.line
			return files[b.file].fault("another header line, with other columns, in the middle of the data", "split the file there", nil)
		}
		if p.strict != nil {
			return p.strictError(b, files)
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
	h := b.header
	p.fields.dialect, p.plan, p.clock = h.dialect, h.plan.Time, clock{}
	if len(h.who[0].columns) == 0 {
		fill(p.device, p.devices.slow([]byte(h.who[0].text)))
	}
	if len(h.who[1].columns) == 0 {
		fill(p.region, p.regions.slow([]byte(h.who[1].text)))
	}
	for m := range p.value {
		if !h.has[m] {
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
		p.reasons = p.reasons&^(0xff<<(8*record.Latency)) | code(record.LatencyOfLost)<<(8*record.Latency)
	}
	for m := 0; p.reasons != 0; m++ {
		if reason := p.reasons & 0xff; reason != noReason {
			p.tally.missing[m][reason-1]++
			if r := record.MissingReason(reason - 1); p.odd[m] != nil && (r == record.MissingMark || r == record.OutOfRange) {
				p.tally.token(record.Metric(m), r, p.odd[m])
			}
		}
		p.reasons >>= 8
	}
	p.n++
}

// missing notes why a cell of the row under way has no value.
func (p *parser) missing(m record.Metric, reason uint32, cell []byte) {
	if reason != noReason {
		p.reasons |= reason << (8 * m)
		p.odd[m] = cell
	}
}

// carefulRow reads any row, the slow way, and returns where the next begins.
// It says again when the row is a header line that is not the input's own.
func (p *parser) carefulRow(data []byte, pos int) (next int, again bool) {
	span := p.header.scanRow(data, pos, p.opt.MaxLine, true)
	p.raw = data[pos : span.next-1]
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
	if again, used := p.fit(fields, row); !used {
		return span.next, again
	}
	if len(row) < len(whole) {
		p.tally.repair(p.num, p.line)
	}
	return span.next, false
}

// fit checks the number of fields and reads them. Empty ones too many at the
// end, and missing ones of columns without a name, do no harm.
func (p *parser) fit(fields [][]byte, row []byte) (again, used bool) {
	h := p.header
	if n := len(h.columns); len(fields) != n {
		switch {
		case !fieldsFit(fields, n, h.named):
			if row[0] == '#' {
				p.tally.comments[p.file]++
			} else {
				p.rejectCount(row, len(fields))
			}
			return false, false
		case len(fields) > n:
			fields = fields[:n]
		default:
			p.padded = append(append(p.padded[:0], fields...), make([][]byte, n-len(fields))...)
			fields = p.padded
		}
	}
	return p.cells(fields)
}

const (
	textAfterQuote = "text follows the closing quote"
	neverClosed    = "the quote is not closed"
)

// reject counts the row under way as not used. A column of 0 means the line.
func (p *parser) reject(r record.Reason, column int, value []byte, detail string) {
	p.rejectAt(p.line, r, column, value, detail)
}

func (p *parser) rejectAt(line int64, r record.Reason, column int, value []byte, detail string) {
	if p.log == nil && !p.opt.Strict && !p.tally.wants(r) { // the common case in a damaged file: no text is made
		p.tally.rejected[r]++
		return
	}
	f := record.RowFault{Reason: r, Line: line, Column: column, Detail: detail}
	f.Value = show(string(value[:min(len(value), maxValueBytes)]))
	if r == record.BadTime || r == record.BadNumber {
		f.Field = p.header.columns[column-1].name()
	}
	p.rejected(f)
}

// rejected counts a row that is not used and writes it down where that is wanted.
func (p *parser) rejected(f record.RowFault) {
	p.tally.fault(p.num, f)
	if p.opt.Strict && p.strict == nil && f.Reason != record.RepeatedHeader {
		p.strict = &f
	}
	if p.log != nil {
		p.log.add(p.num, p.file, p.lines, f, p.raw)
	}
}

// strictError is the error of the first reject.
func (p *parser) strictError(b *block, files []*file) error {
	p.tally.addLines(b.num, b.file, p.line-1)
	p.errLine = p.strict.Line
	e := files[b.file].fault(describe(*p.strict), "", nil)
	e.Column = p.strict.Column
	return e
}

func (p *parser) rejectCount(row []byte, fields int) {
	detail := ""
	if p.log != nil || p.opt.Strict || p.tally.wants(record.BadFieldCount) {
		detail = countDetail(fields, len(p.header.columns))
	}
	p.reject(record.BadFieldCount, 0, row, detail)
}

func countDetail(fields, want int) string {
	return fmt.Sprintf("%s, want %d", plural(int64(fields), "field"), want)
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
