package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"network-analytics/analytics/source/mapping"
)

const (
	// headSize is how much of an input is looked at to find out what it is.
	headSize  = 64 << 10
	byteOrder = "\xef\xbb\xbf"
	// quiet is how long a pipe may say nothing before what it said so far has to
	// do for finding out what it is.
	quiet = 250 * time.Millisecond
)

// lead is the begin of an opened input: its layers are known and its first bytes
// decoded.
type lead struct {
	file   *file
	in     input        // delivers what follows data
	packed *unpackInput // nil when the input is not compressed
	enc    textEncoding
	mark   bool   // a byte order mark was dropped
	crOnly bool   // lines end in CR, which data has as LF already
	binary bool   // no text: nothing was decoded
	first  []byte // the first bytes before they were decoded
	data   []byte // what was read, as UTF-8
	eof    bool
	quiet  bool  // a pipe said no more for a while
	failed error // why reading broke off after data
	raw    int64 // bytes taken before data began, such as a byte order mark
}

// openLead opens an input and reads its head. What is enough of a pipe that says
// no more for now, enough tells.
func openLead(ctx context.Context, f *file, enough func([]byte) bool) (_ *lead, err error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	l := &lead{file: f, in: in}
	defer func() {
		if err != nil {
			l.in.close()
		}
	}()
	if err := l.fill(ctx, packedHead, func([]byte) bool { return false }); err != nil {
		return nil, err
	}
	if name := packing(l.data); name != "" {
		l.packed = newUnpackInput(in, l.data, name)
		l.in, l.data, l.eof = l.packed, nil, false
	}
	if err := l.fill(ctx, headSize, enough); err != nil {
		return nil, err
	}
	if l.packed != nil {
		if name := packing(l.data[:min(len(l.data), packedHead)]); name != "" {
			return nil, f.fault("compressed twice, inside is "+name, "unpack it once", nil)
		}
	}
	if l.binary = bytes.HasPrefix(l.data, []byte("PAR1")); l.binary {
		return l, nil
	}
	l.first = bytes.Clone(l.data[:min(len(l.data), firstBytes)])
	l.decode()
	start := l.data[:min(len(l.data), headSize)]
	if bytes.IndexByte(start, '\n') < 0 && bytes.IndexByte(start, '\r') >= 0 {
		l.crOnly = true
		lineFeeds(l.data)
	}
	return l, nil
}

// fill reads on until data has n bytes or the input ends; a pipe that says
// nothing for a while is left when enough says so.
func (l *lead) fill(ctx context.Context, n int, enough func([]byte) bool) error {
	for !l.eof && l.failed == nil && len(l.data) < n {
		if err := l.more(ctx, n, enough); err != nil {
			if err == errQuiet {
				l.quiet = true
				return nil
			}
			return err
		}
	}
	return nil
}

var errQuiet = fmt.Errorf("quiet")

// more reads what comes next, towards n bytes.
func (l *lead) more(ctx context.Context, n int, enough func([]byte) bool) error {
	from := len(l.data)
	if cap(l.data) < n {
		l.data = append(make([]byte, 0, n), l.data...)
	}
	patience := time.Duration(0)
	if from > 0 && l.file.kind != regularFile && enough(l.data) {
		patience = quiet
	}
	got, err := l.in.read(ctx, l.data[from:n], patience)
	l.data = l.data[:from+got]
	switch {
	case err == io.EOF:
		l.eof = true
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil && l.packed != nil && l.packed.taken.Load() > 0 && !isReadError(err):
		return l.file.fault("cannot be unpacked", "", err)
	case err != nil:
		err = l.file.fault(fmt.Sprintf("cannot be read at byte %d", from), "", err)
		if bytes.IndexByte(l.data, '\n') < 0 {
			return err
		}
		l.failed = err // what came before it is used
	case got == 0:
		return errQuiet
	}
	if l.crOnly {
		lineFeeds(l.data[from:])
	}
	return nil
}

// decode turns data into UTF-8 and sees to it that what follows will be too.
func (l *lead) decode() {
	l.enc, l.mark = encodingOf(l.data, l.eof)
	if l.enc != encUTF8 {
		d := &decodeInput{input: l.in, enc: l.enc}
		text, used := l.enc.decode(nil, l.data, l.eof)
		d.raw = append(d.raw, l.data[used:]...)
		l.data, l.in = text, d
		if l.eof {
			d.last = io.EOF
		}
	}
	if l.mark {
		l.data = bytes.TrimPrefix(l.data, []byte(byteOrder))
		l.raw = int64(len(byteOrder))
	}
}

// nothing returns how an empty or blank input is called, "" when it is neither.
func (l *lead) nothing() string {
	switch {
	case !l.eof && len(l.data) >= headSize && blank(l.data):
		return fmt.Sprintf("no header in the first %d bytes, they are blank", len(l.data))
	case !l.eof:
		return ""
	case len(l.data) == 0:
		return "file is empty"
	case blank(l.data):
		return "nothing but blank lines"
	}
	return ""
}

func blank(b []byte) bool { return len(bytes.TrimLeft(b, " \t\r\n\x00")) == 0 }

// position returns how many bytes of the input were taken so far, as far as the
// layers let us know.
func (l *lead) position(text int64) int64 {
	if l.packed != nil {
		return l.packed.taken.Load()
	}
	return text
}

// enoughRows tells that a quiet pipe has said enough: a header of our own names
// or a line and two more.
func enoughRows(opt Options) func([]byte) bool {
	return func(b []byte) bool {
		lines := bytes.Count(b, []byte{'\n'})
		if lines == 0 {
			return false
		}
		s := sniffer{head: b[:bytes.LastIndexByte(b, '\n')+1], maxLine: opt.MaxLine, answers: &mapping.Answers{}, file: &file{}}
		known := false
		s.scan(comma, 0, 1, func(r *headRow) bool {
			known = known || looksLikeHeader(r.fields)
			return false
		})
		return known || lines > 2
	}
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

func trimNUL(b []byte) []byte {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	return b
}

// foreignFormat names the format of an input that nothing here reads, "" for none.
func foreignFormat(b []byte) string {
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 && (t[0] == '{' || t[0] == '[') {
		return "JSON"
	}
	if bytes.HasPrefix(b, []byte("PAR1")) {
		return "a Parquet file"
	}
	return ""
}

// firstBytes is how many bytes are kept to know other kinds of files by.
const firstBytes = 1024

// tarMark is where the first header of a tar archive says what it is.
const tarMark = 257

// noTelemetry names what certainly is no telemetry, "" when that cannot be told
// from the first bytes.
func (l *lead) noTelemetry() string {
	b := l.first
	for _, f := range []struct{ magic, what string }{
		{"PK\x03\x04", "a zip archive or a spreadsheet"},
		{"%PDF", "a PDF document"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"\x89PNG\r\n", "a PNG image"},
		{"GIF8", "a GIF image"},
		{"\x7fELF", "a program"},
		{"\xd4\xc3\xb2\xa1", "a packet capture"},
		{"\xa1\xb2\xc3\xd4", "a packet capture"},
		{"\x4d\x3c\xb2\xa1", "a packet capture"},
		{"\x0a\x0d\x0d\x0a", "a packet capture"},
	} {
		if bytes.HasPrefix(b, []byte(f.magic)) {
			return f.what
		}
	}
	if len(b) > tarMark+8 && bytes.HasPrefix(b[tarMark:], []byte("ustar")) {
		return "a tar archive"
	}
	start := bytes.ToLower(bytes.TrimLeft(b[:min(len(b), 256)], " \t\r\n"))
	switch {
	case bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<html")):
		return "a web page"
	case bytes.HasPrefix(start, []byte("<?xml")):
		return "an XML document"
	}
	if l.enc != encUTF8 && l.enc != encWindows1252 {
		return ""
	}
	odd := 0
	for _, c := range b {
		if c < ' ' && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != 0x1b && c != '\f' {
			odd++
		}
	}
	if 20*odd > len(b) && odd > 8 {
		return "binary data"
	}
	return ""
}
