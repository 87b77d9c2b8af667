package source

import (
	"bytes"
	"context"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// textEncoding is how the characters of an input are written.
type textEncoding uint8

const (
	encUTF8 textEncoding = iota
	encUTF16LE
	encUTF16BE
	encWindows1252
)

// String returns the encoding as people call it.
func (e textEncoding) String() string {
	return [...]string{"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"}[e]
}

// encodingOf tells the encoding from the first bytes of an input, and whether a
// byte order mark says so. final tells that nothing follows them.
func encodingOf(b []byte, final bool) (enc textEncoding, mark bool) {
	switch {
	case bytes.HasPrefix(b, []byte(byteOrder)):
		return encUTF8, true
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return encUTF16LE, true
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return encUTF16BE, true
	case alternates(b, 1):
		return encUTF16LE, false
	case alternates(b, 0):
		return encUTF16BE, false
	}
	if !final { // the last character may be cut
		for i := len(b) - 1; i >= 0 && i > len(b)-utf8.UTFMax; i-- {
			if utf8.RuneStart(b[i]) {
				if !utf8.FullRune(b[i:]) {
					b = b[:i]
				}
				break
			}
		}
	}
	if utf8.Valid(b) {
		return encUTF8, false
	}
	return encWindows1252, false
}

// alternates reports whether nearly every second byte from the given one on is
// NUL and hardly any other: Latin text in UTF-16 without a byte order mark.
func alternates(b []byte, from int) bool {
	b = b[:min(len(b), 512)&^1]
	if len(b) < 4 {
		return false
	}
	zeros, others := 0, 0
	for i, c := range b {
		if c == 0 && i%2 == from {
			zeros++
		} else if c == 0 {
			others++
		}
	}
	half := len(b) / 2
	return zeros*10 >= half*8 && others*50 <= half
}

// decodeInput turns the text of an input into UTF-8.
type decodeInput struct {
	input
	enc  textEncoding
	raw  []byte // not yet decoded
	out  []byte // decoded, not yet delivered
	buf  []byte
	last error
}

const decodeChunk = 32 << 10

func (in *decodeInput) read(ctx context.Context, p []byte, patience time.Duration) (int, error) {
	for len(in.out) == 0 {
		if in.last != nil {
			return 0, in.last
		}
		kept := len(in.raw)
		if cap(in.raw) < kept+decodeChunk {
			in.raw = append(make([]byte, 0, kept+2*decodeChunk), in.raw...)
		}
		n, err := in.input.read(ctx, in.raw[kept:kept+decodeChunk], patience)
		in.raw = in.raw[:kept+n]
		if err != nil && err != io.EOF {
			return 0, err
		}
		if n == 0 && err == nil {
			return 0, nil // patience ended
		}
		in.last = err
		var used int
		in.buf, used = in.enc.decode(in.buf[:0], in.raw, err == io.EOF)
		in.out = in.buf
		in.raw = append(in.raw[:0], in.raw[used:]...)
	}
	n := copy(p, in.out)
	in.out = in.out[n:]
	return n, nil
}

// decode appends the text in b to dst as UTF-8 and returns how many bytes of b
// it used: fewer than all when the last character is cut and more may follow.
func (e textEncoding) decode(dst, b []byte, final bool) ([]byte, int) {
	switch e {
	case encUTF16LE, encUTF16BE:
		return decodeUTF16(dst, b, e == encUTF16BE, final)
	case encWindows1252:
		return decode1252(dst, b, final)
	}
	return append(dst, b...), len(b)
}

func decodeUTF16(dst, b []byte, big, final bool) ([]byte, int) {
	unit := func(i int) rune {
		if big {
			return rune(b[i])<<8 | rune(b[i+1])
		}
		return rune(b[i]) | rune(b[i+1])<<8
	}
	i := 0
	for i+1 < len(b) {
		r := unit(i)
		size := 2
		if utf16.IsSurrogate(r) {
			if i+3 >= len(b) && !final {
				return dst, i
			}
			pair := utf8.RuneError
			if i+3 < len(b) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if r = pair; pair != utf8.RuneError {
				size = 4
			}
		}
		dst = utf8.AppendRune(dst, r)
		i += size
	}
	if i < len(b) && final {
		return utf8.AppendRune(dst, utf8.RuneError), len(b)
	}
	return dst, i
}

// decode1252 reads bytes that are not UTF-8 as Windows-1252 and leaves the
// others alone: files that several programs wrote to hold both.
func decode1252(dst, b []byte, final bool) ([]byte, int) {
	i := 0
	for i < len(b) {
		if b[i] < utf8.RuneSelf {
			dst = append(dst, b[i])
			i++
			continue
		}
		if !final && !utf8.FullRune(b[i:]) {
			return dst, i
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(b[i])
		}
		dst = utf8.AppendRune(dst, r)
		i += size
	}
	return dst, i
}
