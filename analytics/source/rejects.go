package source

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// Limit says how many rejected rows are put up with. The zero value is no limit.
type Limit struct {
	Set     bool
	Rows    int64
	Percent float64 // of all rows, where IsPercent
	IsShare bool    // Percent counts, not Rows
}

// ParseLimit reads "100" or "2.5%".
func ParseLimit(text string) (Limit, error) {
	bad := fmt.Errorf("%q is neither a number of rows nor a percentage such as 2%%", show(text))
	if n := len(text); n > 0 && text[n-1] == '%' {
		v, ok := mapping.ParseDecimal([]byte(text[:n-1]), 0)
		if !ok || v < 0 || v > 100 {
			return Limit{}, bad
		}
		return Limit{Set: true, Percent: v, IsShare: true}, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return Limit{}, bad
	}
	return Limit{Set: true, Rows: n}, nil
}

// String returns the limit as ParseLimit reads it.
func (l Limit) String() string {
	switch {
	case !l.Set:
		return ""
	case l.IsShare:
		return strconv.FormatFloat(l.Percent, 'f', -1, 64) + "%"
	}
	return strconv.FormatInt(l.Rows, 10)
}

func (l Limit) allows(rejected, all int64) bool {
	switch {
	case !l.Set:
		return true
	case l.IsShare:
		return float64(rejected)*100 <= l.Percent*float64(all)
	}
	return rejected <= l.Rows
}

// rejectLog writes rejected rows in the order of the input: what the blocks
// bring is kept until the end. A nil log writes nothing.
type rejectLog struct {
	mu      sync.Mutex
	w       io.Writer
	files   []*file
	pending map[uint64]*bytes.Buffer // by block
	held    int
	err     error
}

// maxHeld bounds the rejected rows that are kept to be put in order; those of a
// block that goes beyond are written at once.
const maxHeld = 16 << 20

func newRejectLog(w io.Writer, files []*file) *rejectLog {
	if w == nil {
		return nil
	}
	l := &rejectLog{w: w, files: files, pending: map[uint64]*bytes.Buffer{}}
	_, l.err = io.WriteString(w, "file,line,column,reason,detail,text\n")
	return l
}

// add takes a rejected row of a block, which begins after so many lines.
func (l *rejectLog) add(num uint64, file int, before int64, f record.RowFault, row []byte) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	buf := l.pending[num]
	if buf == nil {
		buf = &bytes.Buffer{}
		l.pending[num] = buf
	}
	column := ""
	if f.Column > 0 {
		column = itoa(f.Column)
	}
	from := buf.Len()
	w := csv.NewWriter(buf)
	w.Write([]string{ //nolint:errcheck // a buffer takes everything
		l.files[file].path, strconv.FormatInt(before+f.Line, 10), column, f.Reason.String(), f.Detail, string(bytes.TrimRight(row, "\r\n")),
	})
	w.Flush()
	l.held += buf.Len() - from
	if l.held > maxHeld {
		l.write(num)
	}
}

func (l *rejectLog) write(num uint64) {
	buf := l.pending[num]
	if l.err == nil {
		_, l.err = l.w.Write(buf.Bytes())
	}
	l.held -= buf.Len()
	delete(l.pending, num)
}

// close writes what was kept and returns the first error of the writer.
func (l *rejectLog) close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, num := range slices.Sorted(maps.Keys(l.pending)) {
		l.write(num)
	}
	return l.err
}
