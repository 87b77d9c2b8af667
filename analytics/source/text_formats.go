package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"time"

	"network-analytics/analytics/source/mapping"
)

// textFormats are the formats made of lines, and Parquet.
var textFormats = []format{
	parquetFormat, influxCSVFormat, zeekFormat, sadfFormat, fpingFormat,
	pingFormat, mtrFormat, mtrCSVFormat, openMetricsFormat, lineProtocolFormat,
}

// Units as known formats promise them in Candidate.Unit.
const (
	unitMillis    = "ms"
	unitSeconds   = "s"
	unitPercent   = "%"
	unitIdle      = "% idle" // cpu is 100 less it
	unitFraction  = "fraction"
	unitBytes     = "byte"
	unitBits      = "bit/s"
	unitKibytes   = "KiB/s"
	unitMegabits  = "Mbit/s"
	maxTableWidth = 4096 // columns; a wider input is damaged or hostile
)

// A tableNoter is a table that wants to tell how it read the input: what was
// assumed, and which lines are no rows by the format's own rules. To be asked
// at the end of the reading.
type tableNoter interface{ notes() []string }

// A tableAsker is a table that knows, after its first row, of something that
// the input cannot prove.
type tableAsker interface{ questions() []mapping.Question }

// A tableStarter is a table without clock whose rows follow each other at a
// steady pace. start gives it the time of its first row; columns() has a time
// from then on. To be called before the first row is read.
type tableStarter interface {
	start(at time.Time, step time.Duration)
}

// askStart is the question of an input that counts from a start it does not name.
func askStart(column, what string) mapping.Question {
	return mapping.AskStart(column, "no usable time: "+what)
}

// lineReader reads lines of bounded length.
type lineReader struct {
	r    *bufio.Reader
	max  int
	line int64 // number of the line returned last
	buf  []byte
}

func newLineReader(r *bufio.Reader, in tableInput) lineReader {
	limit := in.maxLine
	if limit <= 0 {
		limit = DefaultMaxLine
	}
	return lineReader{r: r, max: limit}
}

// next returns the next line without its end; it is valid until the next call.
// A line that is too long is skipped and returned as a *rowError.
func (l *lineReader) next() ([]byte, error) {
	part, err := l.r.ReadSlice('\n')
	if err == nil {
		l.line++
		if len(part) > l.max+1 {
			return nil, l.tooLong()
		}
		return trimCR(part[:len(part)-1]), nil
	}
	l.buf = append(l.buf[:0], part...)
	long := false
	for err == bufio.ErrBufferFull {
		part, err = l.r.ReadSlice('\n')
		if len(l.buf)+len(part) > l.max+1 {
			long = true
			l.buf = l.buf[:0]
			continue
		}
		l.buf = append(l.buf, part...)
	}
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err == io.EOF && len(l.buf) == 0 && !long {
		return nil, io.EOF
	}
	l.line++
	if long {
		return nil, l.tooLong()
	}
	return trimCR(bytes.TrimSuffix(l.buf, []byte{'\n'})), nil
}

func (l *lineReader) tooLong() error {
	return &rowError{line: l.line, what: fmt.Sprintf("line longer than %d bytes", l.max)}
}

// columnSet is a growing list of columns that are found by name.
type columnSet struct {
	list  []mapping.Candidate
	index map[string]int
}

// find returns the position of the column called name, -1 when there is none.
func (s *columnSet) find(name []byte) int {
	if i, ok := s.index[string(name)]; ok {
		return i
	}
	return -1
}

// add appends a column unless its name is there already and returns its
// position, or -1 when there are too many columns.
func (s *columnSet) add(c mapping.Candidate) int {
	if i, ok := s.index[c.Name]; ok {
		return i
	}
	if len(s.list) >= maxTableWidth {
		return -1
	}
	if s.index == nil {
		s.index = make(map[string]int)
	}
	s.index[c.Name] = len(s.list)
	s.list = append(s.list, c)
	return len(s.list) - 1
}

// clearCells returns n empty cells, in the memory of cells when that suffices.
func clearCells(cells [][]byte, n int) [][]byte {
	if cap(cells) < n {
		return make([][]byte, n, n+n/2)
	}
	cells = cells[:n]
	clear(cells)
	return cells
}

// tooWide is the fault of a row with a column beyond the limit.
func tooWide(line int64) error {
	return &rowError{line: line, what: fmt.Sprintf("more than %d different columns", maxTableWidth)}
}

// peekHead returns what one read gives of an input, without waiting for more.
func peekHead(r *bufio.Reader) []byte {
	r.Peek(1) //nolint:errcheck // fails again when it is read
	head, _ := r.Peek(r.Buffered())
	return head
}

// headLines calls f with the whole lines of a head, and with the last one even
// if it is cut, until f returns false.
func headLines(head []byte, f func(line []byte) bool) {
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte{'\n'})
		if !f(trimCR(line)) {
			return
		}
		head = rest
	}
}

// tallyNames counts by a small number of names, in the order of appearance.
type tallyNames struct {
	names  []string
	counts []int64
	other  int64
}

const maxTallyNames = 32

func (t *tallyNames) add(name []byte) {
	for i, n := range t.names {
		if n == string(name) {
			t.counts[i]++
			return
		}
	}
	if len(t.names) == maxTallyNames {
		t.other++
		return
	}
	t.names = append(t.names, string(name))
	t.counts = append(t.counts, 1)
}

func (t *tallyNames) total() int64 {
	n := t.other
	for _, c := range t.counts {
		n += c
	}
	return n
}

// String lists the names with their counts.
func (t *tallyNames) String() string {
	texts := make([]string, len(t.names))
	for i, n := range t.names {
		texts[i] = fmt.Sprintf("%s %d", show(n), t.counts[i])
	}
	s := list(texts, 8)
	if t.other > 0 {
		s += fmt.Sprintf(" and %s of other names", plural(t.other, "line"))
	}
	return s
}
