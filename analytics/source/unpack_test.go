package source

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"network-analytics/analytics/record"
)

// packers pack with each compression that we can write; bzip2 has no writer
// here, see bzip2Rows.
var packers = map[string]func(io.Writer) io.WriteCloser{
	"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, err := zstd.NewWriter(w)
		if err != nil {
			panic(err)
		}
		return z
	},
	"xz": func(w io.Writer) io.WriteCloser {
		z, err := xz.NewWriter(w)
		if err != nil {
			panic(err)
		}
		return z
	},
}

func pack(t testing.TB, name string, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, part := range parts {
		w := packers[name](&b)
		if _, err := io.WriteString(w, part); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// variedRows returns a table that does not pack to nothing.
func variedRows(n int) string {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString(canonicalHeader + "\n")
	for i := range n {
		fmt.Fprintf(&b, "2025-03-01T%02d:%02d:%02dZ,edge-%d,eu,%d,%d.%d,0.1,%d\n", i/3600%24, i/60%60, i%60, rng.IntN(50), rng.IntN(1000), rng.IntN(90), rng.IntN(10), rng.IntN(100))
	}
	return b.String()
}

func TestUnpack(t *testing.T) {
	text := variedRows(5000)
	half := strings.Index(text[len(text)/2:], "\n") + len(text)/2 - 7 // within a row
	want := pipe(t, text, 1, Options{})
	for name := range packers {
		for what, data := range map[string][]byte{
			"one member": pack(t, name, text), "two members": pack(t, name, text[:half], text[half:]),
		} {
			for workers := 1; workers < 4; workers++ {
				got := loadFiles(t, workers, Options{}, write(t, "data.csv", string(data)))
				if got.err != nil || strings.Join(got.rows, "\n") != strings.Join(want.rows, "\n") || got.rep.Truncated || got.rep.Bytes != int64(len(data)) {
					t.Fatalf("%s, %s: %d rows, %d bytes of %d, %v %q", name, what, len(got.rows), got.rep.Bytes, len(data), got.err, got.rep.Notes)
				}
				if got := pipe(t, string(data), workers, Options{}); got.err != nil || len(got.rows) != len(want.rows) {
					t.Fatalf("%s, %s as a pipe: %d rows, %v", name, what, len(got.rows), got.err)
				}
			}
		}
		got := pipe(t, string(pack(t, name, text))+"and then some text", 2, Options{})
		if got.err != nil || len(got.rows) != len(want.rows) || !strings.Contains(strings.Join(got.rep.Notes, "\n"), "is something else") || got.rep.Truncated {
			t.Errorf("%s with text behind it: %d rows, truncated %v, %v, %q", name, len(got.rows), got.rep.Truncated, got.err, got.rep.Notes)
		}
	}
}

// TestUnpackCut cuts packed data at many places: the rows so far are kept, and
// the report says that it was cut.
func TestUnpackCut(t *testing.T) {
	before := runtime.NumGoroutine()
	text := variedRows(20000)
	all := pipe(t, text, 1, Options{}).rows
	for name := range packers {
		data := pack(t, name, text)
		some := 0
		for i := range 25 {
			at := 1 + (len(data)-2)*i/24
			got := pipe(t, string(data[:at]), 2, Options{})
			if len(got.rows) == 0 {
				if got.err == nil {
					t.Fatalf("%s cut at %d of %d: no rows and no error", name, at, len(data))
				}
				continue
			}
			some++
			if got.err != nil || !got.rep.Truncated || len(got.rows) > len(all) || got.rep.TotalRejected() > 0 {
				t.Fatalf("%s cut at %d of %d: %d rows, rejected %d, truncated %v, %v", name, at, len(data), len(got.rows), got.rep.TotalRejected(), got.rep.Truncated, got.err)
			}
			for k, row := range got.rows {
				if row != all[k] {
					t.Fatalf("%s cut at %d: row %d is %s", name, at, k, row)
				}
			}
		}
		if some == 0 {
			t.Errorf("%s: no cut left a row", name)
		}
	}
	checkLeaks(t, before)
}

// TestUnpackDamage changes bytes in packed data: rows or an error, no panic.
func TestUnpackDamage(t *testing.T) {
	text := variedRows(3000)
	rng := rand.New(rand.NewPCG(5, 6))
	for name := range packers {
		data := pack(t, name, text)
		for range 60 {
			bad := bytes.Clone(data)
			bad[rng.IntN(len(bad))] ^= 1 << rng.IntN(8)
			got := pipe(t, string(bad), 2, Options{})
			if got.err != nil && record.KindOf(got.err) == record.KindInternal {
				t.Fatalf("%s: %v", name, got.err)
			}
		}
	}
}

// TestBomb unpacks 256 MiB from a few hundred KiB in bounded memory.
func TestBomb(t *testing.T) {
	row := strings.Repeat("0", 1<<20-1)
	for name, make := range map[string]func(io.Writer) io.WriteCloser{"gzip": packers["gzip"], "zstd": packers["zstd"]} {
		var b bytes.Buffer
		w := make(&b)
		io.WriteString(w, canonicalHeader+"\n"+goodRow+"\n")
		for range 256 {
			io.WriteString(w, row)
		}
		w.Close()
		s, err := Open([]string{"-"}, bytes.NewReader(b.Bytes()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var rep record.LoadReport
		grown := peakHeap(func() { rep, err = s.Read(context.Background(), 2, discard, nil) })
		if err != nil || rep.Rows != 1 || rep.Rejected[record.LineTooLong] != 1 || grown > 64<<20 {
			t.Errorf("%s: %d rows, rejected %v, heap %d MiB, %v", name, rep.Rows, rep.Rejected, grown>>20, err)
		}
	}
}

// TestXZDictionary refuses a dictionary that takes more memory than we give.
func TestXZDictionary(t *testing.T) {
	data := pack(t, "xz", variedRows(10))
	if size := xzDictionary(data); size != 8<<20 {
		t.Fatalf("a dictionary of %d bytes, the writer's is 8 MiB", size)
	}
	at := bytes.Index(data[12:], []byte{0x21, 1}) + 14
	data[at] = 40
	got := pipe(t, string(data), 1, Options{})
	if got.err == nil || !strings.Contains(got.err.Error(), "dictionary") {
		t.Errorf("got %v", got.err)
	}
}

// bzip2Rows is "timestamp,latency_ms\n2025-03-01T00:00:00Z,5\n" as bzip2 has it.
const bzip2Rows = "QlpoOTFBWSZTWZA7+dUAABVbgAAQAAZ6EAQQqidMICAAIap+pNDTZID9U/VCgAxGmmjRWhXzmRvJgC5EVoJLadGbNJ6g/V4f4u5IpwoSEgd/OqA="

func TestBzip2(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(bzip2Rows)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 3; n++ {
		got := pipe(t, strings.Repeat(string(data), n), 1, Options{}) // the second brings its header again
		if got.err != nil || len(got.rows) != n {
			t.Fatalf("%d streams: %s", n, got.text())
		}
	}
	got := pipe(t, string(data)+"text", 1, Options{})
	if got.err != nil || len(got.rows) != 1 || got.rep.Truncated {
		t.Errorf("with text behind it: %s", got.text())
	}
	if got := pipe(t, string(data[:len(data)-8]), 1, Options{}); got.err == nil && !got.rep.Truncated {
		t.Errorf("cut: %s", got.text())
	}
}

func TestPackedTwice(t *testing.T) {
	got := pipe(t, string(pack(t, "gzip", string(pack(t, "zstd", variedRows(5))))), 1, Options{})
	if got.err == nil || !strings.Contains(got.err.Error(), "compressed twice") {
		t.Errorf("got %v", got.err)
	}
}

func FuzzUnpack(f *testing.F) {
	for name := range packers {
		f.Add(pack(f, name, variedRows(3)))
	}
	data, _ := base64.StdEncoding.DecodeString(bzip2Rows)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		got := pipe(t, string(data), 2, Options{})
		if got.err != nil && record.KindOf(got.err) == record.KindInternal {
			t.Fatal(got.err)
		}
	})
}
