package source

import (
	"bytes"
	"slices"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

const (
	sniffRows   = 200 // rows by which the delimiter is chosen
	maxPreamble = 30  // rows before the header that are looked at
)

// shape is how delimited text is laid out, as its head tells.
type shape struct {
	dialect
	names      []string // of the columns; numbers when headerless
	raw        []byte   // the header line as it is, nil when headerless
	headerLine int64    // 0 when headerless
	start      int      // offset of the first row of data in the head
	lines      int64    // lines before that
	preamble   int      // lines before the header that were skipped
	comments   int      // of which are comments
	sepLine    bool     // a line "sep=;" gave the delimiter
	headless   bool
	samples    [][]string // by column
}

// sniffer looks at the head of an input. final tells that nothing follows it.
type sniffer struct {
	head    []byte
	final   bool
	maxLine int
	file    *file
	answers *mapping.Answers
}

// headRow is a row of the head.
type headRow struct {
	from, to int   // offsets, with the line end
	line     int64 // where it begins, from 1
	lines    int64
	comment  bool
	fields   [][]byte
	span     rowSpan
}

// scan calls use for every row of head[from:] that is whole and not blank,
// until it says stop. The fields are valid during the call. It returns how the
// scan ended: rowWhole at the end of the head, rowMore within a row.
func (s *sniffer) scan(d dialect, from int, line int64, use func(*headRow) bool) rowKind {
	f := fieldSplitter{dialect: d}
	for pos := from; pos < len(s.head); {
		row := headRow{from: pos, line: line, span: d.scanRow(s.head, pos, s.maxLine, s.final)}
		if row.span.kind == rowMore || row.span.next < 0 {
			return row.span.kind
		}
		row.to = row.span.next
		text := trimNUL(trimCR(s.head[pos : row.to-1]))
		row.lines = int64(bytes.Count(s.head[pos:row.to], []byte{'\n'}))
		pos, line = row.to, line+row.lines
		if row.span.kind == rowWhole {
			if len(trim(text)) == 0 {
				continue
			}
			row.comment = text[0] == '#'
			var bad int
			if row.fields, bad = f.split(text); bad > 0 {
				row.span.kind, row.span.column, row.span.inline = rowQuote, bad, true
			}
		}
		if !use(&row) {
			return rowWhole
		}
	}
	return rowWhole
}

// delimiters are tried in this order; of equals the first is taken.
var delimiters = []dialect{comma, {delim: ';'}, {delim: '\t'}, {delim: '|'}, {delim: ' ', runs: true}}

// dialect chooses the delimiter: the one whose rows have the same number of
// fields most often, of those with the most fields. A header line of our own
// names settles it at once.
func (s *sniffer) dialect(from int) (best dialect, width int) {
	bestShare := 0.0
	for _, d := range delimiters {
		counts := map[int]int{}
		rows, known := 0, false
		s.scan(d, from, 1, func(r *headRow) bool {
			if r.span.kind == rowWhole && !r.comment {
				counts[len(r.fields)]++
				known = known || rows < maxPreamble && looksLikeHeader(r.fields)
			}
			rows++
			return rows < sniffRows
		})
		if rows == 0 {
			continue
		}
		n, most := 1, 0
		for fields, rows := range counts {
			if fields > 1 && (rows > most || rows == most && fields > n) {
				n, most = fields, rows
			}
		}
		if known {
			return d, n
		}
		share := float64(most) / float64(rows)
		if d.runs && (share < 0.9 || bestShare >= 0.5) {
			continue
		}
		if share > bestShare || share == bestShare && n > width {
			best, bestShare, width = d, share, n
		}
	}
	if width < 2 {
		return comma, 1
	}
	return best, width
}

// shape finds the delimiter, the header and the first rows. It reports more
// when the head is too short for that. Errors are about the header line.
func (s *sniffer) shape() (sh *shape, more bool, err error) {
	sh = &shape{}
	from, line := s.directive(sh)
	width := 0
	switch {
	case s.answers.Delimiter != "":
		sh.dialect = dialect{delim: s.answers.Delimiter[0], runs: s.answers.Delimiter == " "}
	case sh.sepLine:
	default:
		sh.dialect, width = s.dialect(from)
	}
	if width == 0 {
		width = s.width(sh.dialect, from)
	}
	var rows []headRow // up to the first row of data
	var end rowKind
	if end = s.scan(sh.dialect, from, line, func(r *headRow) bool {
		fields := make([][]byte, len(r.fields))
		for i, f := range r.fields {
			fields[i] = slices.Clone(f)
		}
		r.fields = fields
		rows = append(rows, *r)
		data := r.span.kind == rowWhole && !r.comment && (len(r.fields) == width || width < 2) && looksLikeRow(r.fields)
		return !data && len(rows) <= maxPreamble && !looksLikeHeader(r.fields)
	}); len(rows) == 0 {
		switch {
		case end == rowMore:
			return nil, true, nil
		case end == rowTooLong:
			return nil, false, s.file.fault("the first line is longer than "+plural(int64(s.maxLine), "byte")+", so this is no table", "", nil)
		case !s.final:
			return nil, true, nil
		}
		return sh, false, nil // nothing there
	}
	at := s.headerAt(sh, rows, width)
	if at < 0 {
		return sh, false, s.headerless(sh, rows, line, width)
	}
	h := &rows[at]
	if h.span.kind == rowQuote {
		what := "the quote in the header is not closed"
		if h.span.inline && s.final {
			what = "text follows a quoted column name in the header"
		}
		e := s.file.fault(what, "", nil)
		e.Line, e.Column = h.line, h.span.column
		return nil, false, e
	}
	sh.raw = trimCR(s.head[h.from : h.to-1])
	sh.headerLine, sh.start, sh.lines = h.line, h.to, h.line+h.lines-1
	for i, field := range h.fields {
		name := strings.Join(strings.Fields(string(bytes.TrimPrefix(field, []byte(byteOrder)))), " ")
		if i == 0 && h.comment {
			name = strings.TrimSpace(strings.TrimLeft(name, "#"))
		}
		sh.names = append(sh.names, name)
	}
	sh.sample(s)
	return sh, false, nil
}

// directive reads a first line of "sep=;".
func (s *sniffer) directive(sh *shape) (from int, line int64) {
	i := bytes.IndexByte(s.head, '\n')
	if i < 0 {
		return 0, 1
	}
	text := bytes.Trim(trimCR(s.head[:i]), `" `)
	if len(text) == 5 && strings.EqualFold(string(text[:4]), "sep=") || len(text) == 4 && strings.EqualFold(string(text), "sep=") && bytes.ContainsRune(s.head[:i], '\t') {
		sh.delim, sh.sepLine = text[len(text)-1], true
		if len(text) == 4 {
			sh.delim = '\t'
		}
		return i + 1, 2
	}
	return 0, 1
}

// width returns the most frequent number of fields.
func (s *sniffer) width(d dialect, from int) int {
	counts := map[int]int{}
	rows := 0
	s.scan(d, from, 1, func(r *headRow) bool {
		if r.span.kind == rowWhole && !r.comment {
			counts[len(r.fields)]++
		}
		rows++
		return rows < sniffRows
	})
	n, most := 1, 0
	for fields, rows := range counts {
		if fields > 1 && (rows > most || rows == most && fields > n) {
			n, most = fields, rows
		}
	}
	return n
}

// headerAt returns which of the rows is the header, -1 for none. The last of
// the rows is data, or the header by its names, or all there is.
func (s *sniffer) headerAt(sh *shape, rows []headRow, width int) int {
	if len(s.answers.Columns) > 0 {
		return -1
	}
	last := len(rows) - 1
	found := -1
	switch {
	case looksLikeHeader(rows[last].fields):
		found = last
	default:
		for i := range rows {
			r := &rows[i]
			if r.span.kind == rowQuote && i == 0 {
				return i
			}
			if r.span.kind != rowWhole || r.comment || looksLikeRow(r.fields) || width > 1 && len(r.fields) < 2 {
				continue
			}
			if len(r.fields) == width {
				found = i
				break
			}
			found = i // the last before the data, when none has the right width
		}
	}
	if found < 0 { // a comment right before the data may name its columns
		for i := range rows {
			if r := &rows[i]; r.comment && len(r.fields) == width && width > 1 && !looksLikeRow(r.fields) {
				found = i
			}
		}
	}
	for i := 0; i < found; i++ {
		sh.preamble++
		if rows[i].comment {
			sh.comments++
		}
	}
	return found
}

// headerless fills the shape of an input whose first row is data already.
func (s *sniffer) headerless(sh *shape, rows []headRow, line int64, width int) error {
	at := len(rows) - 1
	for i := range rows {
		if len(rows[i].fields) == width && !rows[i].comment {
			at = i
			break
		}
	}
	first := &rows[at]
	sh.headless, sh.start, sh.lines, sh.preamble = true, first.from, first.line-1, at
	width = max(width, len(first.fields))
	for i := range width {
		name := "column " + itoa(i+1)
		if i < len(s.answers.Columns) {
			name = s.answers.Columns[i]
		}
		sh.names = append(sh.names, name)
	}
	if n := len(s.answers.Columns); n > 0 && n != width {
		e := s.file.fault("--columns names "+plural(int64(n), "column")+", but the rows have "+itoa(width), "name all of them, with - for those not wanted", nil)
		e.Kind, e.Line = record.KindUsage, first.line
		return e
	}
	sh.sample(s)
	return nil
}

// sample collects the cells of the first rows.
func (sh *shape) sample(s *sniffer) {
	sh.samples = make([][]string, len(sh.names))
	rows := 0
	s.scan(sh.dialect, sh.start, sh.lines+1, func(r *headRow) bool {
		if r.span.kind != rowWhole || len(r.fields) != len(sh.names) || sh.isHeader(r.fields) {
			return true
		}
		for i, f := range r.fields {
			sh.samples[i] = append(sh.samples[i], string(trim(f)))
		}
		rows++
		return rows < mapping.MaxSamples
	})
}

// isHeader reports whether a row of data is the header line again.
func (sh *shape) isHeader(fields [][]byte) bool {
	if sh.headless || len(fields) != len(sh.names) {
		return false
	}
	for i, f := range fields {
		if !strings.EqualFold(string(trim(f)), sh.names[i]) {
			return false
		}
	}
	return true
}

// looksLikeRow reports whether fields are values rather than names: one of them
// reads as a date, or a third of them as numbers.
func looksLikeRow(fields [][]byte) bool {
	numbers, filled := 0, 0
	for _, f := range fields {
		f = trim(f)
		if len(f) == 0 {
			continue
		}
		filled++
		if looksLikeDate(f) {
			return true
		}
		if looksLikeNumber(f) {
			numbers++
		}
	}
	return numbers > 0 && numbers*3 >= filled
}

func looksLikeNumber(f []byte) bool {
	if f[len(f)-1] == '%' {
		f = f[:len(f)-1]
	}
	if _, ok := mapping.ParseDecimal(f, 0); ok {
		return true
	}
	if i := bytes.IndexByte(f, ','); i > 0 && i < len(f)-1 { // 12,5
		_, ok := mapping.ParseDecimal(append(append(slices.Clone(f[:i]), '.'), f[i+1:]...), 0)
		return ok
	}
	return false
}

// looksLikeDate reports whether f begins with digits that signs of dates or
// times of day separate.
func looksLikeDate(f []byte) bool {
	if len(f) < 6 || f[0] < '0' || f[0] > '9' {
		return false
	}
	signs, points, digits := 0, 0, 0
	for _, c := range f {
		switch {
		case c == '-' || c == '/' || c == ':':
			signs++
		case c == '.':
			points++
		case '0' <= c && c <= '9':
			digits++
		case c != ' ' && c != 'T' && c != 'Z' && c != '+' && c != '_' && c != ',':
			return false
		}
	}
	return digits >= 4 && (signs >= 2 || points == 2 && signs == 0 || points == 1 && signs == 1)
}
