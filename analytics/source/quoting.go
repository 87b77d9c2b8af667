package source

import "bytes"

// dialect is how the fields of delimited text stand beside each other. The zero
// value is not used; comma is the usual one.
type dialect struct {
	delim byte
	runs  bool // the delimiter is a run of blanks and tabs; those around a row count nothing
}

var comma = dialect{delim: ','}

// blank reports whether c is white space inside a row that delimits nothing.
func (d dialect) blank(c byte) bool { return (c == ' ' || c == '\t') && c != d.delim && !d.runs }

// ends reports whether c ends a field that is not quoted.
func (d dialect) ends(c byte) bool {
	return c == d.delim || c == '\n' || d.runs && c == '\t'
}

// Where one row ends and the next begins is decided here, and only here: the
// splitter asks to find a place to cut, the parser to find its rows. Both get
// the same answers because an answer depends on nothing but the bytes from the
// begin of the row to at most maxLine bytes further on.
//
// A field whose first character (blanks and, at the begin of a line, NUL bytes
// apart) is a quote runs to the next single quote and may hold delimiters and
// line ends. Another quote inside an unquoted field is a character like any other.
// When a quoted field is not followed by the delimiter or a line end, or not closed
// within maxLine bytes, it was damaged: only the line it begins on is given up
// and reading goes on at the line after that.

type rowKind uint8

const (
	rowWhole   rowKind = iota // a row, to be parsed
	rowQuote                  // given up for its quoting
	rowTooLong                // given up for its length
	rowMore                   // cannot be told from these bytes: read more
)

// rowSpan is what scanRow finds.
type rowSpan struct {
	kind rowKind
	next int // where the next row begins; for rowTooLong -1 when that is not in sight
	// For rowQuote:
	open   int  // offset of the quote
	column int  // number of its field, from 1
	inline bool // text follows the closing quote on the same line
}

// scanRow finds the end of the row that begins at data[pos]. final says that
// nothing follows data; data then ends with a line end.
func (d dialect) scanRow(data []byte, pos, maxLine int, final bool) rowSpan {
	window := data
	full := final
	if len(data)-pos > maxLine {
		window, full = data[:pos+maxLine+1], true
	}
	i := pos
	for i < len(window) && window[i] == 0 {
		i++
	}
	for column := 1; ; column++ {
		for i < len(window) && d.blank(window[i]) {
			i++
		}
		if i < len(window) && window[i] == '"' {
			end, closed := d.skipQuoted(window, i)
			if !closed && end == len(window) && !full {
				return rowSpan{kind: rowMore}
			}
			if !closed {
				return giveUp(data, window, i, end, column, full)
			}
			i = end
		}
		for i < len(window) && !d.ends(window[i]) {
			i++
		}
		switch {
		case i < len(window) && window[i] == '\n':
			return rowSpan{kind: rowWhole, next: i + 1}
		case i < len(window):
			i++
		case full:
			return tooLong(data, len(window))
		default:
			return rowSpan{kind: rowMore}
		}
	}
}

// skipQuoted returns the offset after the quoted field that begins at open and
// the blanks behind it, and whether it is closed and followed by what may
// follow. When it is not, the offset is where that showed.
func (d dialect) skipQuoted(window []byte, open int) (end int, closed bool) {
	i := open + 1
	for {
		j := bytes.IndexByte(window[i:], '"')
		if j < 0 {
			return len(window), false
		}
		i += j + 1
		if i == len(window) || window[i] != '"' {
			break
		}
		i++
	}
	for i < len(window) && d.blank(window[i]) {
		i++
	}
	if i == len(window) {
		return i, false
	}
	return i, d.ends(window[i]) || window[i] == '\r'
}

// giveUp finds where reading goes on after the damaged quoted field at open.
// shown is the offset at which the damage showed.
func giveUp(data, window []byte, open, shown, column int, full bool) rowSpan {
	line := bytes.IndexByte(window[open:], '\n')
	switch {
	case line >= 0:
		next := open + line + 1
		return rowSpan{kind: rowQuote, next: next, open: open, column: column, inline: shown < next}
	case full:
		return tooLong(data, len(window))
	}
	return rowSpan{kind: rowMore}
}

func tooLong(data []byte, from int) rowSpan {
	if j := bytes.IndexByte(data[from:], '\n'); j >= 0 {
		return rowSpan{kind: rowTooLong, next: from + j + 1}
	}
	return rowSpan{kind: rowTooLong, next: -1}
}

// lastCut returns the offset after the last row of data that is known to be
// whole; 0 when there is none. data begins at the begin of a row.
func (d dialect) lastCut(data []byte, maxLine int) int {
	pos := 0
	for {
		q := bytes.IndexByte(data[pos:], '"')
		if q < 0 {
			return pos + bytes.LastIndexByte(data[pos:], '\n') + 1
		}
		// Rows before the line of the quote are plain lines.
		pos += bytes.LastIndexByte(data[pos:pos+q], '\n') + 1
		row := d.scanRow(data, pos, maxLine, false)
		if row.kind == rowMore || row.next < 0 {
			return pos
		}
		pos = row.next
	}
}
