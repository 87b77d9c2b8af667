package source

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// jsonSource finds the records in JSON text: one a line, one after the other,
// the elements of an array, or the elements of an array inside each value.
type jsonSource struct {
	in    *jsonInput
	lines bool // every line is a value of its own; a broken one spoils only itself
	// path names the members that lead from each value to its array of records,
	// outermost first; empty when the values are the records.
	path []string
	// outer wants the scalars that stand around the array, in front of it.
	outer func(name string, value []byte)
	begin func() // called where a value with a path begins

	rest   []byte // of a line: what follows the record just returned
	at     int64  // line of the record just returned
	tops   int    // open arrays around the values
	level  int    // open objects of the path
	inList bool
	names  []byte // names of the open objects, for outer
	resync bool   // a mistake: go on at the next line that begins a value
	lost   bool   // that was inside of something, whose end is still to come
	found  bool   // the array was met in the value at hand
	missed int64  // values without it
	after  error  // what the next call returns
}

// jsonRecord is a record as it is written.
type jsonRecord struct {
	text []byte
	line int64
	cut  bool // the input ends inside
}

// next returns the next record. io.EOF ends the input; a *rowError tells of a
// record that cannot be used.
func (s *jsonSource) next() (jsonRecord, error) {
	if s.after != nil {
		return jsonRecord{}, s.after
	}
	if s.lines {
		return s.nextLine()
	}
	for {
		if s.resync {
			s.findStart()
		}
		c, ok := s.in.peek()
		if !ok {
			return jsonRecord{}, s.end()
		}
		line := s.in.line
		switch {
		case c == ',': // also between values that are in no array
			s.in.use(1, 0)
		case s.inList && c == ']':
			s.in.use(1, 0)
			s.inList = false
		case s.inList:
			return s.record()
		case s.level > 0 && c == '}':
			s.in.use(1, 0)
			if s.level--; s.level == 0 && !s.found {
				s.missed++
			}
			s.names = s.names[:max(0, bytes.LastIndexByte(s.names, '.'))]
		case s.level > 0:
			if got, err := s.member(c); err != nil {
				return jsonRecord{}, err
			} else if got {
				return s.record()
			}
		case c == '[' && s.tops == 0:
			s.in.use(1, 0)
			s.tops++
		case c == ']' && s.tops > 0:
			s.in.use(1, 0)
			s.tops--
		case c == '{' && len(s.path) > 0:
			s.in.use(1, 0)
			s.level, s.names, s.found = 1, s.names[:0], false
			if s.begin != nil {
				s.begin()
			}
		case c == '{' || c == '[' || s.tops > 0:
			return s.record()
		case s.lost && (c == ']' || c == '}'):
			s.in.use(1, 0)
		default:
			s.resync = true
			return jsonRecord{}, &rowError{line: line, what: "not JSON"}
		}
	}
}

// end is the error behind the last byte.
func (s *jsonSource) end() error {
	switch {
	case s.in.failed() != nil:
		s.after = s.in.failed()
	case s.tops > 0 || s.level > 0 || s.inList:
		s.after = cutError(s.in.line)
	default:
		s.after = io.EOF
	}
	return s.after
}

// record reads the value that begins here as a record.
func (s *jsonSource) record() (jsonRecord, error) {
	s.at = s.in.line
	v, end := s.in.value()
	switch end {
	case jsonCut:
		if s.after = s.in.failed(); s.after == nil {
			s.after = cutError(s.in.line)
		}
		if v == nil {
			return jsonRecord{}, s.after
		}
		return jsonRecord{text: v, line: s.at, cut: true}, nil
	case jsonTooLong:
		return jsonRecord{}, &rowError{line: s.at, what: fmt.Sprintf("record longer than %d bytes", s.in.limit)}
	case jsonBroken:
		s.resync = true
		return jsonRecord{}, &rowError{line: s.at, what: "not JSON"}
	}
	return jsonRecord{text: v, line: s.at}, nil
}

// member reads the next member of an object of the path. It reports true when
// its value is a record that is to be read.
func (s *jsonSource) member(c byte) (bool, error) {
	line := s.in.line
	broken := func() (bool, error) {
		s.resync = true
		return false, &rowError{line: line, what: "not valid JSON between the records"}
	}
	if c != '"' {
		return broken()
	}
	raw, end := s.in.value()
	if end == jsonCut {
		return false, s.end()
	}
	if end != jsonWhole {
		return broken()
	}
	key, _ := jsonUnescape(nil, raw[1:len(raw)-1])
	if c, ok := s.in.peek(); !ok {
		return false, s.end()
	} else if c != ':' {
		return broken()
	}
	s.in.use(1, 0)
	if c, _ = s.in.peek(); string(key) == s.path[s.level-1] {
		switch last := s.level == len(s.path); {
		case last && c == '[':
			s.in.use(1, 0)
			s.inList, s.found = true, true
			return false, nil
		case last && c == '{':
			s.found = true
			return true, nil
		case c == '{':
			s.in.use(1, 0)
			s.level++
			s.names = append(append(s.names, key...), '.')
			return false, nil
		}
	}
	switch {
	case s.outer != nil && c != '{' && c != '[':
		v, end := s.in.value()
		if end == jsonCut {
			return false, s.end()
		} else if end == jsonBroken {
			return broken()
		} else if end == jsonWhole && len(v) <= maxOuterValue {
			s.outer(strings.TrimPrefix(string(s.names)+string(key), "."), v)
		}
	default:
		switch s.in.skipValue() {
		case jsonCut:
			return false, s.end()
		case jsonBroken:
			return broken()
		}
	}
	return false, nil
}

const maxOuterValue = 4 << 10

// ready reports whether the next record was read from the input already.
func (s *jsonSource) ready() bool {
	b := s.in.buf[s.in.pos:s.in.end]
	if s.after != nil || s.in.err != nil || len(s.rest) > 0 {
		return true
	}
	if s.lines {
		return bytes.IndexByte(b, '\n') >= 0
	}
	i := bytes.IndexByte(b, '{')
	if i < 0 || s.level > 0 && !s.inList {
		return false
	}
	scan := jsonScan{}
	return scan.feed(b[i:]) >= 0
}

// note says how many values had no records; "" for none.
func (s *jsonSource) note() string {
	if s.missed == 0 {
		return ""
	}
	return plural(s.missed, "value") + " without records at " + quote(strings.Join(s.path, "."))
}

// findStart goes on at the next line that begins with a bracket, outside of
// everything.
func (s *jsonSource) findStart() {
	s.lost = s.lost || s.inList || s.level > 0 || s.tops > 0
	s.resync, s.inList, s.level, s.tops, s.names = false, false, 0, 0, s.names[:0]
	for {
		s.in.skipLine()
		if s.in.pos == s.in.end && !s.in.more() {
			return
		}
		if c := s.in.buf[s.in.pos]; c == '{' || c == '[' {
			return
		}
	}
}

// nextLine returns the next line that is not blank, or what is left of the last.
func (s *jsonSource) nextLine() (jsonRecord, error) {
	if len(s.rest) > 0 {
		r := jsonRecord{text: s.rest, line: s.at}
		s.rest = nil
		return r, nil
	}
	for {
		s.at = s.in.line
		b, end, ok := s.in.readLine()
		if !ok {
			if s.after = s.in.failed(); s.after == nil {
				s.after = io.EOF
			}
			return jsonRecord{}, s.after
		}
		if end == jsonTooLong {
			return jsonRecord{}, &rowError{line: s.at, what: fmt.Sprintf("line longer than %d bytes", s.in.limit)}
		}
		i := 0
		for i < len(b) && (isJSONBlank(b[i]) || b[i] == 0) {
			i++
		}
		if i < len(b) {
			return jsonRecord{text: b[i:], line: s.at, cut: end == jsonCut}, nil
		}
	}
}

// used tells that the first n bytes of a record were read; more on its line is
// another record. It reports false when what follows cannot be one.
func (s *jsonSource) used(r jsonRecord, n int) bool {
	i := skipBlank(r.text, n)
	if i < len(r.text) && r.text[i] == ',' { // lines of an array without its brackets
		i = skipBlank(r.text, i+1)
	}
	if i == len(r.text) {
		return true
	}
	if !s.lines || r.text[i] != '{' {
		return false
	}
	s.rest = r.text[i:]
	return true
}
