package source

import (
	"bytes"
	"fmt"
	"io"
)

const (
	jsonWindow   = 128 << 10 // read at a time
	maxJSONDepth = 64        // deeper nesting is no telemetry
)

// jsonInput reads JSON text through a window that holds one value or line at a
// time. Memory is bounded by limit, however long the input and its values are.
type jsonInput struct {
	r        io.Reader
	buf      []byte
	pos, end int // what is read and not used is buf[pos:end]
	line     int64
	limit    int   // longest value that is handed out
	err      error // why no more can be read: io.EOF at the end
}

func newJSONInput(r io.Reader, limit int) *jsonInput {
	return &jsonInput{r: r, limit: limit, line: 1}
}

// more reads on behind buf[pos:end], which stays. It reports false when there is
// no more.
func (in *jsonInput) more() bool {
	if in.err != nil {
		return false
	}
	if in.pos > 0 {
		in.end = copy(in.buf, in.buf[in.pos:in.end])
		in.pos = 0
	}
	if in.end == len(in.buf) {
		grown := make([]byte, min(max(4<<10, 4*len(in.buf)), max(jsonWindow, min(2*len(in.buf), in.limit+jsonWindow))))
		copy(grown, in.buf[:in.end])
		in.buf = grown
	}
	for range 100 {
		n, err := in.r.Read(in.buf[in.end:])
		in.end += n
		if err != nil {
			in.err = err
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	in.err = io.ErrNoProgress
	return false
}

// failed returns the error of reading, nil for the end of the input.
func (in *jsonInput) failed() error {
	if in.err == io.EOF {
		return nil
	}
	return in.err
}

// use goes on behind the next n bytes, which hold the given number of line ends.
func (in *jsonInput) use(n int, lines int64) {
	in.pos += n
	in.line += lines
}

// peek returns the next byte that is no white space without using it. It
// reports false at the end of the input.
func (in *jsonInput) peek() (byte, bool) {
	for {
		for ; in.pos < in.end; in.pos++ {
			switch c := in.buf[in.pos]; {
			case c == '\n':
				in.line++
			case !isJSONBlank(c) && c != 0:
				return c, true
			}
		}
		if !in.more() {
			return 0, false
		}
	}
}

// jsonEnd says how the reading of a value or line ended.
type jsonEnd uint8

const (
	jsonWhole   jsonEnd = iota
	jsonCut             // the input ended inside
	jsonTooLong         // longer than the limit; it was skipped
	jsonBroken          // no value begins here
)

// value uses and returns the next value, however it is spread over lines. Only
// its brackets and quotes are looked at, so that a mistake inside spoils it
// alone. Of a cut value what there is is returned.
func (in *jsonInput) value() ([]byte, jsonEnd) {
	c, ok := in.peek()
	if !ok {
		return nil, jsonCut
	}
	var scan jsonScan
	if !scan.begin(c) {
		return nil, jsonBroken
	}
	for done := 0; ; {
		n := scan.feed(in.buf[in.pos+done : in.end])
		if n >= 0 {
			v := in.buf[in.pos : in.pos+done+n]
			in.use(len(v), int64(bytes.Count(v, newline)))
			return v, jsonWhole
		}
		if done = in.end - in.pos; done > in.limit {
			return nil, in.skip(&scan)
		}
		if !in.more() {
			v := in.buf[in.pos:in.end]
			in.use(len(v), int64(bytes.Count(v, newline)))
			if scan.scalar && in.err == io.EOF {
				return v, jsonWhole
			}
			return v, jsonCut
		}
	}
}

var newline = []byte{'\n'}

// skip uses the rest of a value without keeping it.
func (in *jsonInput) skip(scan *jsonScan) jsonEnd {
	for {
		in.use(in.end-in.pos, int64(bytes.Count(in.buf[in.pos:in.end], newline)))
		if !in.more() {
			return jsonCut
		}
		if n := scan.feed(in.buf[in.pos:in.end]); n >= 0 {
			in.use(n, int64(bytes.Count(in.buf[in.pos:in.pos+n], newline)))
			return jsonTooLong
		}
	}
}

// skipValue uses the next value, however long, without keeping it.
func (in *jsonInput) skipValue() jsonEnd {
	c, ok := in.peek()
	if !ok {
		return jsonCut
	}
	var scan jsonScan
	if !scan.begin(c) {
		return jsonBroken
	}
	if n := scan.feed(in.buf[in.pos:in.end]); n >= 0 {
		in.use(n, int64(bytes.Count(in.buf[in.pos:in.pos+n], newline)))
		return jsonWhole
	}
	if end := in.skip(&scan); end == jsonCut {
		return jsonCut
	}
	return jsonWhole
}

// readLine uses and returns the next line without its end; ok is false when
// there is none. A line longer than the limit is skipped; its first bytes are
// not returned. last tells that the input ended in it.
func (in *jsonInput) readLine() (b []byte, end jsonEnd, ok bool) {
	for done := 0; ; {
		if i := bytes.IndexByte(in.buf[in.pos+done:in.end], '\n'); i >= 0 {
			b = in.buf[in.pos : in.pos+done+i]
			in.use(len(b)+1, 1)
			if len(b) > in.limit {
				return nil, jsonTooLong, true
			}
			return b, jsonWhole, true
		}
		if done = in.end - in.pos; done > in.limit {
			in.skipLine()
			return nil, jsonTooLong, true
		}
		if !in.more() {
			b = in.buf[in.pos:in.end]
			in.pos = in.end
			return b, jsonCut, len(b) > 0
		}
	}
}

// skipLine goes on behind the next line end.
func (in *jsonInput) skipLine() {
	for {
		if i := bytes.IndexByte(in.buf[in.pos:in.end], '\n'); i >= 0 {
			in.use(i+1, 1)
			return
		}
		in.pos = in.end
		if !in.more() {
			return
		}
	}
}

// jsonScan finds the end of a value in text that comes in parts.
type jsonScan struct {
	depth  int
	scalar bool // a number or word, which ends in front of what follows
	quoted bool // inside a string
	escape bool // behind a backslash
}

// begin prepares for a value whose first byte is c.
func (s *jsonScan) begin(c byte) bool {
	switch {
	case c == '{' || c == '[' || c == '"':
		return true
	case c == '-' || c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z':
		s.scalar = true
		return true
	}
	return false
}

// feed takes the next part and returns the position behind the value, -1 when
// it goes on.
func (s *jsonScan) feed(b []byte) int {
	if s.scalar {
		for i, c := range b {
			if isJSONBlank(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '{' || c == '[' || c == '"' {
				return i
			}
		}
		return -1
	}
	for i := 0; i < len(b); i++ {
		if s.escape {
			s.escape = false
			continue
		}
		if s.quoted {
			for i < len(b) && jsonPlain[b[i]] {
				i++
			}
			if i == len(b) {
				return -1
			}
			if b[i] == '\\' {
				s.escape = true
			} else if s.quoted = false; s.depth == 0 {
				return i + 1
			}
			continue
		}
		switch b[i] {
		case '"':
			s.quoted = true
		case '{', '[':
			s.depth++
		case '}', ']':
			if s.depth--; s.depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// cutError is the error of an input that ends inside a value.
func cutError(line int64) error {
	return fmt.Errorf("the JSON breaks off in line %d: %w", line, io.ErrUnexpectedEOF)
}
