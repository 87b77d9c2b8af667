package source

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// TestRejects wants every rejected row written with its place, whatever the
// blocks and workers, on the parallel path and through a table.
func TestRejects(t *testing.T) {
	for name, tc := range map[string]struct {
		data    string
		answers mapping.Answers
	}{
		"parallel": {data: damaged()},
		"blanks":   {data: "timestamp latency_ms\n2025-03-01T00:00:00Z 5\n2025-03-01T00:00:00Z five\n2025-03-01T00:00:00Z\nnever 6\n"},
		"one":      {data: canonicalHeader + "\n" + goodRow + "\n\"x\n" + goodRow},
	} {
		var want string
		for _, size := range []int{61, 5000, 0} {
			for workers := 1; workers < 4; workers++ {
				var out bytes.Buffer
				s, err := Open([]string{write(t, "in.csv", tc.data)}, nil, Options{BlockSize: size, Rejects: &out, Answers: tc.answers})
				if err != nil {
					t.Fatal(name, err)
				}
				got := collect(t, s, workers)
				rows, err := csv.NewReader(&out).ReadAll()
				if got.err != nil || err != nil {
					t.Fatal(name, got.err, err)
				}
				total := int64(0)
				for _, n := range got.rep.Rejected {
					total += n
				}
				if int64(len(rows)-1) != total || total == 0 {
					t.Fatalf("%s: %d rows written, %d rejected", name, len(rows)-1, total)
				}
				text := ""
				for _, r := range rows[1:] {
					text += strings.Join(r[1:], "|") + "\n"
				}
				if want == "" {
					want = text
				}
				if text != want {
					t.Fatalf("%s, blocks of %d, %d workers: %.300s\nwant %.300s", name, size, workers, text, want)
				}
			}
		}
	}
}

func TestMaxRejects(t *testing.T) {
	data := canonicalHeader + "\n" + strings.Repeat(goodRow+"\n", 90) + strings.Repeat("bad\n", 10)
	for text, over := range map[string]bool{"9": true, "10": false, "9.9%": true, "10%": false, "0": true, "100%": false} {
		limit, err := ParseLimit(text)
		if err != nil || limit.String() != text {
			t.Fatal(text, limit, err)
		}
		got := pipe(t, data, 2, Options{MaxRejects: limit})
		if got.err != nil || len(got.rows) != 90 || (got.rep.OverLimit != "") != over {
			t.Errorf("%s: %d rows, %v, %q", text, len(got.rows), got.err, got.rep.OverLimit)
		}
	}
	for _, text := range []string{"", "-1", "x", "101%", "%", "1.5"} {
		if _, err := ParseLimit(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestStrict(t *testing.T) {
	data := canonicalHeader + "\n" + strings.Repeat(goodRow+"\n", 500) + "2025-03-01,a,b,x,2,3,4\n" + strings.Repeat(goodRow+"\n", 500) + "bad\n"
	for workers := 1; workers < 4; workers++ {
		got := pipe(t, data, workers, Options{BlockSize: 200, Strict: true})
		e, ok := errors.AsType[*record.Error](got.err)
		if !ok || e.Line != 502 || e.Column != 4 || e.Kind != record.KindInput {
			t.Fatalf("%d workers: %v", workers, got.err)
		}
	}
	got := pipe(t, "timestamp latency_ms\n2025-03-01T00:00:00Z 5\nx 5\n", 1, Options{Strict: true})
	if e, ok := errors.AsType[*record.Error](got.err); !ok || e.Line != 3 {
		t.Errorf("through a table: %v", got.err)
	}
}

// TestDirectory reads all files of a directory and those of a pattern.
func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"b.csv": canonicalHeader + "\n" + goodRow + "\n", "a.csv": "time;host;rtt_ms\n2025-03-02T00:00:00Z;h;7\n",
		"c.jsonl": `{"timestamp":"2025-03-03T00:00:00Z","host":"j","latency_ms":9}` + "\n", ".hidden": "x",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for workers := 1; workers < 4; workers++ {
		got := loadFiles(t, workers, Options{}, dir)
		if got.err != nil || len(got.rows) != 3 || got.rep.Source != "3 files" {
			t.Fatalf("%s", got.text())
		}
		if v := got.values(record.Latency); !slices.Equal(v, []float64{7, 20.5, 9}) {
			t.Errorf("latencies %v", v)
		}
	}
	if got := loadFiles(t, 1, Options{}, filepath.Join(dir, "*.csv")); got.err != nil || len(got.rows) != 2 {
		t.Errorf("%s", got.text())
	}
}

// TestTableLongLines gives the table of delimited text 64 MiB without a line
// end, and a quote that is never closed.
func TestTableLongLines(t *testing.T) {
	const size = 64 << 20
	head := "timestamp latency_ms\n2025-03-01T00:00:00Z 5\n2025-03-01T00:00:01Z 6\n"
	row := "2025-03-01T00:00:02Z 7\n"
	for name, e := range map[string]*endless{
		"line":  {begin: head, again: "x", end: "\n" + row, n: size},
		"quote": {begin: head + `2025-03-01T00:00:02Z "`, again: row, n: size / int64(len(row))},
	} {
		before := make(chan error, 1)
		s, err := Open([]string{"-"}, e, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var rep record.LoadReport
		grown := peakHeap(func() {
			var err error
			rep, err = s.Read(context.Background(), 2, discard, nil)
			before <- err
		})
		if err := <-before; err != nil || rep.TotalRejected() != 1 || rep.Rows < 3 || grown > 32<<20 {
			t.Errorf("%s: %d rows, %d rejected, heap %d MiB, %v", name, rep.Rows, rep.TotalRejected(), grown>>20, err)
		}
	}
}

// TestDelimiters reads the same rows with every delimiter, in another order and
// other units.
func TestDelimiters(t *testing.T) {
	for _, d := range []string{",", ";", "\t", "|", " ", "   "} {
		var b strings.Builder
		for i, row := range []string{"rtt [s]#site#time#dev", "0.005#eu#2025-03-01T00:00:00+01:00#a", "0.0125#us#2025-03-01T00:01:00+01:00#b"} {
			if strings.TrimSpace(d) == "" && i == 0 {
				row = strings.Replace(row, "rtt [s]", "rtt_s", 1)
			}
			b.WriteString(strings.ReplaceAll(row, "#", d) + "\r\n")
		}
		data := strings.ReplaceAll(b.String(), "dev", "device")
		for _, careful := range []bool{false, true} {
			got := pipe(t, data, 1, Options{careful: careful})
			if got.err != nil || len(got.rows) != 2 || got.record(t, 1) != "2025-02-28T23:01:00Z b/us - 12.5 - -" {
				t.Errorf("%q: %s", d, got.text())
			}
		}
	}
}

// FuzzMappedFastEqualsCareful compares the two ways to read mapped rows.
func FuzzMappedFastEqualsCareful(f *testing.F) {
	for _, body := range fuzzBodies {
		f.Add(strings.ReplaceAll(body, ",", ";"))
	}
	f.Add("2025-03-01;5;\"a;b\"\r\n\"2025-03-01\";\"6\";\"c\"\r\n2025-03-01;;\"d\"\"e\"\n")
	f.Fuzz(func(t *testing.T, body string) {
		text := "time;rtt_us;host;loss_percent\n2025-03-01 00:00:00;5000;h;0\n" + body
		fast, careful := pipe(t, text, 1, Options{}), pipe(t, text, 1, Options{careful: true})
		if fast.unnamed() != careful.unnamed() {
			t.Fatalf("%q: fast %s\ncareful %s", text, fast.text(), careful.text())
		}
	})
}

func TestCounters(t *testing.T) {
	data := "timestamp,host,ifHCInOctets\n"
	total := int64(1_000_000)
	for i := range 20 {
		for _, host := range []string{"a", "b"} {
			data += fmt.Sprintf("2025-03-01T00:%02d:00Z,%s,%d\n", i, host, total)
		}
		total += 60 * 125_000 // 1 Mbit/s
	}
	got := pipe(t, data, 2, Options{})
	if got.err != nil || len(got.rows) != 40 || got.rep.Missing[record.Traffic][record.NoRate] != 2 {
		t.Fatalf("%v, missing %v", got.err, got.rep.Missing)
	}
	for i, v := range got.values(record.Traffic)[2:] {
		if v != 1 {
			t.Fatalf("row %d: %v Mbit/s, want 1", i, v)
		}
	}
}
