package source

import "bytes"

// fieldSplitter cuts a row into its fields. Its memory is used again: fields
// are valid until the next call.
type fieldSplitter struct {
	dialect
	fields  [][]byte
	scratch []byte
}

// split returns the fields of a row that scanRow found whole, without its line
// end and without NUL bytes in front. Quotes are taken off, blanks around a
// quoted field too. When text follows the closing quote of a field it returns
// the number of that field, from 1, otherwise 0.
func (s *fieldSplitter) split(row []byte) (fields [][]byte, bad int) {
	s.fields, s.scratch = s.fields[:0], s.scratch[:0]
	if s.runs {
		row = trim(row)
	}
	for i := 0; ; {
		start := i
		for i < len(row) && s.blank(row[i]) {
			i++
		}
		if i < len(row) && row[i] == '"' {
			var field []byte
			field, i = s.unquote(row, i+1)
			for i < len(row) && s.blank(row[i]) {
				i++
			}
			s.fields = append(s.fields, field)
			if i < len(row) && !s.ends(row[i]) {
				return s.fields, len(s.fields)
			}
		} else {
			if j := s.end(row[i:]); j >= 0 {
				i += j
			} else {
				i = len(row)
			}
			s.fields = append(s.fields, row[start:i])
		}
		if i >= len(row) {
			return s.fields, 0
		}
		i++ // the delimiter; a field follows, if an empty one
		for s.runs && i < len(row) && isBlank(row[i]) {
			i++
		}
	}
}

// unquote returns the content of the quoted field that begins at i, and the
// offset behind its closing quote.
func (s *fieldSplitter) unquote(row []byte, i int) ([]byte, int) {
	start, kept := i, len(s.scratch)
	for {
		j := bytes.IndexByte(row[i:], '"')
		if j < 0 {
			return row[start:], len(row) // not reached for a whole row
		}
		i += j + 1
		if i >= len(row) || row[i] != '"' {
			break
		}
		s.scratch = append(s.scratch, row[start:i]...) // with one of the two quotes
		i++
		start = i
	}
	if len(s.scratch) == kept {
		return row[start : i-1], i
	}
	s.scratch = append(s.scratch, row[start:i-1]...)
	return s.scratch[kept:len(s.scratch):len(s.scratch)], i
}

// end returns where the unquoted field that b begins with ends, -1 for the end of b.
func (s *fieldSplitter) end(b []byte) int {
	if s.runs {
		return bytes.IndexAny(b, " \t")
	}
	return bytes.IndexByte(b, s.delim)
}
