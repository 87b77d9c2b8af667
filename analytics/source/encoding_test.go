package source

import (
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Text writes text as UTF-16.
func utf16Text(text string, big, mark bool) string {
	var b strings.Builder
	put := func(u uint16) {
		if big {
			b.WriteByte(byte(u >> 8))
			b.WriteByte(byte(u))
		} else {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
	}
	if mark {
		put(0xfeff)
	}
	for _, u := range utf16.Encode([]rune(text)) {
		put(u)
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	rows := strings.Repeat("2025-03-01T00:00:00Z,München,日本 🚀,1,2,3,4\r\n", 3000)
	text := canonicalHeader + "\r\n" + rows
	want := pipe(t, text, 1, Options{})
	if len(want.rows) != 3000 {
		t.Fatal(want.err)
	}
	for name, data := range map[string]string{
		"UTF-8 with a mark": byteOrder + text, "UTF-16LE": utf16Text(text, false, true), "UTF-16BE": utf16Text(text, true, true),
		"UTF-16LE without a mark": utf16Text(text, false, false), "UTF-16BE without a mark": utf16Text(text, true, false),
	} {
		for workers := 1; workers < 3; workers++ {
			got := pipe(t, data, workers, Options{BlockSize: 1000 * workers})
			if got.err != nil || strings.Join(got.rows, "\n") != strings.Join(want.rows, "\n") {
				t.Errorf("%s: %d rows, %v, %q", name, len(got.rows), got.err, got.rep.Notes)
			}
			if len(got.rep.Notes) == 0 {
				t.Errorf("%s: no note", name)
			}
		}
		s, err := Open([]string{"-"}, iotest.OneByteReader(strings.NewReader(data[:4000])), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := collect(t, s, 1); got.err != nil || len(got.rows) < 10 {
			t.Errorf("%s byte by byte: %d rows, %v", name, len(got.rows), got.err)
		}
	}
}

// TestWindows1252 wants bytes that are no UTF-8 read as Windows-1252, whether
// they stand in the head or long after it.
func TestWindows1252(t *testing.T) {
	bad := "2025-03-01T00:00:00Z,M\xfcnchen,Montr\xe9al \x80,1,2,3,4\n"
	for _, before := range []int{0, 10_000} {
		text := canonicalHeader + "\n" + strings.Repeat(strings.Replace(goodRow, "edge-01", "Zürich", 1)+"\n", before) + bad
		got := pipe(t, text, 2, Options{})
		if got.err != nil || len(got.rows) != before+1 || !strings.Contains(got.rows[before], `"München" "Montréal €"`) {
			t.Fatalf("%d rows before: %v, %d rows", before, got.err, len(got.rows))
		}
		if notes := strings.Join(got.rep.Notes, "\n"); !strings.Contains(notes, "Windows-1252") {
			t.Errorf("%d rows before: notes %q", before, notes)
		}
	}
}

// FuzzDecode wants valid UTF-8 from any bytes, the same however they are cut.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("a\xfc\xc3\xbc\xe2\x82"), uint8(3), uint8(3))
	f.Add([]byte(utf16Text("a🚀é", false, true)), uint8(1), uint8(5))
	f.Add([]byte("\x00\xd8a\x00\xdc"), uint8(2), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, which, cut uint8) {
		enc := textEncoding(which % 4)
		if enc == encUTF8 {
			return
		}
		whole, used := enc.decode(nil, data, true)
		if used != len(data) || !utf8.Valid(whole) {
			t.Fatalf("%v: %q became %q, %d bytes used", enc, data, whole, used)
		}
		var parts, rest []byte
		for len(data) > 0 {
			n := min(len(data), 1+int(cut%7))
			rest = append(rest, data[:n]...)
			data = data[n:]
			parts, used = enc.decode(parts, rest, len(data) == 0)
			rest = rest[used:]
		}
		if string(parts) != string(whole) {
			t.Fatalf("%v: in parts %q, at once %q", enc, parts, whole)
		}
	})
}
