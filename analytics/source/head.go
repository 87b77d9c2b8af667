package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

const (
	headChunk = 64 << 10 // read at a time until the header is known
	byteOrder = "\xef\xbb\xbf"
)

// head is what the first bytes of an input told.
type head struct {
	header *header
	crOnly bool   // lines end in CR, which data has as LF already
	bom    bool   // a byte order mark was dropped
	lines  int64  // lines up to and with the header
	data   []byte // what was read behind the header
	bytes  int64  // bytes before data
	eof    bool
}

// headReader reads an input up to the end of its header line.
type headReader struct {
	in      input
	file    *file
	maxLine int
	buf     []byte
	eof     bool
	empty   bool // the input holds nothing; the error says so
}

// read returns the head, or why the input is not usable.
func (h *headReader) read(ctx context.Context) (*head, error) {
	if err := h.more(ctx); err != nil {
		return nil, err
	}
	// Whether a lone CR ends lines is told by the absence of any LF in the first
	// bytes, however they arrive.
	for !h.eof && len(h.buf) < headChunk && bytes.IndexByte(h.buf, '\n') < 0 {
		if err := h.more(ctx); err != nil {
			return nil, err
		}
	}
	if what := foreignFormat(h.buf); what != "" {
		return nil, h.file.fault(what+", which this version does not read", "convert it to CSV", nil)
	}
	out := &head{}
	start := h.buf[:min(len(h.buf), headChunk)]
	if bytes.IndexByte(start, '\n') < 0 && bytes.IndexByte(start, '\r') >= 0 {
		out.crOnly = true
		lineFeeds(h.buf)
	}
	pos := 0
	if bytes.HasPrefix(h.buf, []byte(byteOrder)) {
		out.bom = true
		pos = len(byteOrder)
	}
	for {
		row, end, err := h.row(ctx, pos, out.crOnly)
		if err != nil {
			return nil, err
		}
		out.lines++
		if isBlankLine(row) {
			if pos = end; pos > h.maxLine {
				return nil, h.file.fault(fmt.Sprintf("no header in the first %d bytes", pos), "", nil)
			}
			continue
		}
		out.lines += int64(bytes.Count(row, []byte{'\n'}))
		if out.header, err = parseHeader(h.file, trimNUL(row), out.lines); err != nil {
			return nil, err
		}
		out.data, out.bytes, out.eof = h.buf[end:], int64(end), h.eof
		return out, nil
	}
}

// row returns the row at pos without its line end, reading on as needed, and
// the offset behind it.
func (h *headReader) row(ctx context.Context, pos int, crOnly bool) ([]byte, int, error) {
	for {
		data := h.buf
		if h.eof {
			if pos == len(data) {
				return nil, 0, h.nothing(pos)
			}
			if data[len(data)-1] != '\n' {
				data = append(data[:len(data):len(data)], '\n')
			}
		}
		span := scanRow(data, pos, h.maxLine, h.eof)
		switch span.kind {
		case rowWhole:
			return trimCR(data[pos : span.next-1]), min(span.next, len(h.buf)), nil
		case rowQuote:
			e := h.file.fault("the quote in the header is not closed", "", nil)
			e.Line, e.Column = int64(1+bytes.Count(data[:span.open], []byte{'\n'})), span.column
			return nil, 0, e
		case rowTooLong:
			return nil, 0, h.file.fault(fmt.Sprintf("the first line is longer than %d bytes, so this is no CSV", h.maxLine), "", nil)
		}
		from := len(h.buf)
		if err := h.more(ctx); err != nil {
			return nil, 0, err
		}
		if crOnly {
			lineFeeds(h.buf[from:])
		}
	}
}

// nothing is the error of an input that ends before its header.
func (h *headReader) nothing(pos int) error {
	h.empty = true
	if pos <= len(byteOrder) {
		return h.file.fault("file is empty", "", nil)
	}
	return h.file.fault("nothing but blank lines", "", nil)
}

// more reads on; at the end of the input it sets eof.
func (h *headReader) more(ctx context.Context) error {
	from := len(h.buf)
	h.buf = append(h.buf, make([]byte, max(headChunk, from))...)
	n, err := h.in.read(ctx, h.buf[from:], 0)
	h.buf = h.buf[:from+n]
	switch {
	case err == io.EOF:
		h.eof = true
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return h.file.fault(fmt.Sprintf("cannot be read at byte %d", from), "", err)
	}
	return nil
}

func lineFeeds(b []byte) {
	for i, c := range b {
		if c == '\r' {
			b[i] = '\n'
		}
	}
}

// trimCR cuts carriage returns off the end of a line.
func trimCR(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == '\r' {
		b = b[:len(b)-1]
	}
	return b
}

// isBlankLine reports whether a line holds nothing but blanks and NUL bytes in
// front of them.
func isBlankLine(b []byte) bool {
	return len(trim(trimCR(trimNUL(b)))) == 0
}

func trimNUL(b []byte) []byte {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	return b
}

// foreignFormat names the format of an input that is no CSV, "" for none.
func foreignFormat(b []byte) string {
	for _, f := range []struct{ magic, what string }{
		{"\x1f\x8b", "gzip-compressed"},
		{"\x28\xb5\x2f\xfd", "zstd-compressed"},
		{"BZh", "bzip2-compressed"},
		{"\xfd7zXZ\x00", "xz-compressed"},
		{"PK\x03\x04", "a zip archive or a spreadsheet"},
		{"PAR1", "a Parquet file"},
		{"\xff\xfe", "UTF-16 text"},
		{"\xfe\xff", "UTF-16 text"},
	} {
		if bytes.HasPrefix(b, []byte(f.magic)) {
			return f.what
		}
	}
	if len(b) >= 8 && (isUTF16(b[:8], 0) || isUTF16(b[:8], 1)) {
		return "UTF-16 text"
	}
	if t := bytes.TrimLeft(bytes.TrimPrefix(b, []byte(byteOrder)), " \t\r\n"); len(t) > 0 && (t[0] == '{' || t[0] == '[') {
		return "JSON"
	}
	return ""
}

// isUTF16 reports whether every second byte is NUL, beginning at from, and no other.
func isUTF16(b []byte, from int) bool {
	for i, c := range b {
		if (c == 0) != (i%2 == from) {
			return false
		}
	}
	return true
}
