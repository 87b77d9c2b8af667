package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

const (
	canonicalHeader = "timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct"
	goodRow         = "2025-03-01 00:00:00,edge-01,eu-west,200,20.5,0.1,40"
)

// loaded is everything that a load may tell.
type loaded struct {
	rows []string
	rep  record.LoadReport
	err  error
}

// collect reads everything and lists the rows in input order as text, so that
// loads with other IDs and batches compare.
func collect(t testing.TB, s *Scan, workers int) loaded {
	t.Helper()
	var mu sync.Mutex
	var rows []record.Row
	seen := map[uint64]bool{}
	progress := record.NewProgress()
	rep, err := s.Read(context.Background(), workers, func(w int, b *record.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		if w < 0 || w >= workers {
			t.Errorf("worker %d of %d", w, workers)
		}
		if seen[b.Seq] {
			t.Errorf("Seq %d twice", b.Seq)
		}
		seen[b.Seq] = true
		for i := range b.Len() {
			rows = append(rows, b.Row(i))
		}
		return nil
	}, progress)
	slices.SortFunc(rows, func(a, b record.Row) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Index, b.Index))
	})
	out := loaded{rep: rep, err: err}
	for _, r := range rows {
		out.rows = append(out.rows, rowText(s.Names(), r))
	}
	if int64(len(rows)) != rep.Rows {
		t.Errorf("%d rows delivered, the report says %d", len(rows), rep.Rows)
	}
	if snap := progress.Snapshot(); err == nil && (snap.Rows != rep.Rows || snap.Bytes != rep.Bytes) {
		t.Errorf("progress says %d rows, %d bytes, the report %d and %d", snap.Rows, snap.Bytes, rep.Rows, rep.Bytes)
	}
	return out
}

// rowText is a row with its names and the exact bits of its values.
func rowText(names *record.Names, r record.Row) string {
	text := time.Unix(0, r.Time).UTC().Format(time.RFC3339Nano) +
		fmt.Sprintf(" %q %q", names.Devices.Name(r.Device).Raw, names.Regions.Name(r.Region).Raw)
	for _, v := range r.Value {
		text += fmt.Sprintf(" %x", math.Float64bits(v))
	}
	return text
}

// pipe loads data as standard input.
func pipe(t testing.TB, data string, workers int, opt Options) loaded {
	t.Helper()
	s, err := Open([]string{"-"}, strings.NewReader(data), opt)
	if err != nil {
		return loaded{err: err}
	}
	return collect(t, s, workers)
}

// loadFiles loads files.
func loadFiles(t testing.TB, workers int, opt Options, paths ...string) loaded {
	t.Helper()
	s, err := Open(paths, nil, opt)
	if err != nil {
		return loaded{err: err}
	}
	return collect(t, s, workers)
}

func write(t testing.TB, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// text is a loaded as one text, for comparing and for messages.
func (l loaded) text() string {
	return fmt.Sprintf("%s\n%+v\n%v", strings.Join(l.rows, "\n"), l.rep, l.err)
}

// values returns the values of a metric of a load of text rows.
func (l loaded) values(m record.Metric) []float64 {
	var out []float64
	for _, row := range l.rows {
		fields := strings.Fields(row)
		var bits uint64
		fmt.Sscanf(fields[len(fields)-int(record.NumMetrics)+int(m)], "%x", &bits)
		out = append(out, math.Float64frombits(bits))
	}
	return out
}

// TestCorpus loads small files, one quirk each.
func TestCorpus(t *testing.T) {
	for _, tc := range []struct {
		file     string
		rows     int
		rejected map[record.Reason]int64
		fault    string // first fault as line:column
		repaired int64
		note     string
		err      string
		kind     record.Kind // of the error, KindInput when zero
	}{
		{file: "bom_quoted_header.csv", rows: 6, note: "byte order mark"},
		{file: "cr_only.csv", rows: 6, note: "carriage return"},
		{file: "crcrlf.csv", rows: 6},
		{file: "duplicate_header.csv", err: "Which column is latency_ms: \"latency\", \"latency (2)\"?", kind: record.KindUsage},
		{file: "empty.csv", err: "empty.csv: file is empty"},
		{file: "escape_sequences.csv", rows: 6},
		{file: "extra_field.csv", rows: 2, rejected: map[record.Reason]int64{record.BadFieldCount: 2}, fault: "3:0 8 fields, want 7"},
		{file: "gzip_named_csv.csv", rows: 6},
		{file: "header_again_midfile.csv", rows: 6, rejected: map[record.Reason]int64{record.RepeatedHeader: 2}, fault: "4:0 "},
		{file: "header_only.csv", err: "header_only.csv: no data rows"},
		{file: "headerless.csv", err: "The input has no header", kind: record.KindUsage},
		{file: "json_array.json", err: "In which unit is column", kind: record.KindUsage},
		{file: "long_line.csv", rows: 4},
		{file: "loss_fraction_small.csv", err: "In which unit is column \"Latency\"", kind: record.KindUsage},
		{file: "nan_inf.csv", rows: 6},
		{file: "negative_latency.csv", rows: 5},
		{file: "no_final_newline.csv", rows: 6},
		{file: "nul_run_before_row.csv", rows: 5, repaired: 1, note: "NUL bytes before 1 row were dropped: line 5"},
		{file: "padded_header.csv", err: "Which column is traffic_mbps", kind: record.KindUsage},
		{file: "single_row.csv", rows: 1},
		{file: "unclosed_quote.csv", rows: 5, rejected: map[record.Reason]int64{record.BadQuote: 1}, fault: "3:2 the quote is not closed"},
		{file: "utf16le_bom.csv", rows: 6, note: "UTF-16LE"},
		{file: "windows1252_region.csv", rows: 3, note: "Windows-1252"},
		{file: "zero_latency_at_full_loss.csv", rows: 3, note: "no zone"},
	} {
		t.Run(tc.file, func(t *testing.T) {
			got := loadFiles(t, 2, Options{}, filepath.Join("..", "..", "testdata", "csv", tc.file))
			if tc.err != "" {
				kind := cmp.Or(tc.kind, record.KindInput)
				if got.err == nil || !strings.Contains(got.err.Error(), tc.err) || record.KindOf(got.err) != kind {
					t.Fatalf("error %v, want %q of kind %d", got.err, tc.err, kind)
				}
				return
			}
			if got.err != nil {
				t.Fatal(got.err)
			}
			var rejected [record.NumReasons]int64
			for r, n := range tc.rejected {
				rejected[r] = n
			}
			if len(got.rows) != tc.rows || got.rep.Rejected != rejected || got.rep.Repaired != tc.repaired {
				t.Errorf("got %s", got.text())
			}
			if len(got.rep.Notes) > 2 || !strings.Contains(strings.Join(got.rep.Notes, ""), tc.note) || tc.note == "" && len(got.rep.Notes) > 0 {
				t.Errorf("notes %q, want %q", got.rep.Notes, tc.note)
			}
			if tc.fault != "" {
				f := got.rep.Faults[0]
				if at := fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Detail); at != tc.fault {
					t.Errorf("first fault at %s, want %s", at, tc.fault)
				}
			}
		})
	}
}

// TestSameForAnyBlocks loads every corpus file and a damaged one with many
// block sizes and workers, from a file and from a pipe.
func TestSameForAnyBlocks(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/csv/*")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	paths = append(paths, "../../testdata/oracle/telemetry_12000.csv", write(t, "damaged.csv", damaged()))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, maxLine := range []int{0, 100} {
			want := loadFiles(t, 1, Options{MaxLine: maxLine, careful: true}, path)
			for _, size := range []int{16, 61, 500, 4096, 0} {
				if size == 16 && len(data) > 100_000 {
					continue
				}
				for workers := 1; workers <= 4; workers++ {
					opt := Options{BlockSize: size, MaxLine: maxLine}
					if got := loadFiles(t, workers, opt, path); got.text() != want.text() {
						t.Fatalf("%s, %+v, %d workers: got %.2000s\nwant %.2000s", path, opt, workers, got.text(), want.text())
					}
					if workers != 1+size%4 {
						continue
					}
					if got, want := pipe(t, string(data), workers, opt).unnamed(), want.unnamed(); got != want {
						t.Fatalf("%s as a pipe, %+v, %d workers: got %.2000s\nwant %.2000s", path, opt, workers, got, want)
					}
				}
			}
		}
	}
}

// unnamed is what a load told, without the names of its input. A load that
// broke off tells no more than why: how far it came is nobody's promise.
func (l loaded) unnamed() string {
	why := fmt.Sprint(l.err)
	if e, ok := errors.AsType[*record.Error](l.err); ok {
		why = fmt.Sprint(e.Line, e.Column, e.What, e.Try)
		if l.rep.TotalRejected() == 0 || strings.Contains(e.What, "another header") {
			return why
		}
	}
	rep := l.rep
	rep.Source, rep.Files, rep.Faults = "", nil, slices.Clone(rep.Faults)
	for i := range rep.Faults {
		rep.Faults[i].File = ""
	}
	return fmt.Sprintf("%s\n%+v\n%s", strings.Join(l.rows, "\n"), rep, why)
}

// damaged returns rows with every kind of damage at known distances.
func damaged() string {
	var b bytes.Buffer
	b.WriteString(canonicalHeader + "\r\n")
	for i := range 3000 {
		row := goodRow
		switch i % 97 {
		case 3:
			row = "\x00\x00" + goodRow
		case 10:
			row = `"2025-03-01T00:00:01Z","edge, 02","eu` + "\n" + `west",1,2,3,4`
		case 20:
			row = `2025-03-01T00:00:01Z,"edge-02,eu,1,2,3,4`
		case 30:
			row = "2025-03-01 00:00:00,edge-01,eu-west,abc,20.5,0.1,40"
		case 40:
			row = "yesterday,edge-01,eu-west,1,20.5,0.1,40"
		case 50:
			row = goodRow + "," + strings.Repeat("x", 200)
		case 60:
			row = canonicalHeader
		case 70:
			row = `2025-03-01T00:00:01Z,"edge"-02,eu,1,2,3,4`
		case 80:
			row = ""
		case 90:
			row = strings.Repeat("y", 6000)
		}
		b.WriteString(row)
		if i%5 == 0 {
			b.WriteByte('\r')
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestLineNumbers(t *testing.T) {
	data := canonicalHeader + "\n" + strings.Repeat(goodRow+"\n", 5000) +
		"2025-03-01 00:00:00,a,\"b\nb\nb\",1,2,3,4\n" + // lines 5002-5004
		"2025-03-01 00:00:00,a,b,1,2x,3,4\n" + // 5005
		"\n\n" +
		"2025-03-01 00:00:00,a,b,1,2\n" // 5008
	got := pipe(t, data, 3, Options{BlockSize: 1000})
	if got.err != nil || len(got.rows) != 5001 || got.rep.Lines != 5008 {
		t.Fatalf("%d rows, %d lines, %v", len(got.rows), got.rep.Lines, got.err)
	}
	want := []record.RowFault{
		{Reason: record.BadNumber, File: "-", Line: 5005, Column: 5, Field: "latency_ms", Value: "2x"},
		{Reason: record.BadFieldCount, File: "-", Line: 5008, Value: "2025-03-01 00:00:00,a,b,1,2", Detail: "5 fields, want 7"},
	}
	if !slices.Equal(got.rep.Faults, want) {
		t.Errorf("got %+v", got.rep.Faults)
	}
}

func TestFirstFaultsOfEachReason(t *testing.T) {
	data := canonicalHeader + "\n"
	for i := range 1000 {
		data += fmt.Sprintf("2025-03-01 00:00:00,a,b,bad%d,2,3,4\n", i)
		data += fmt.Sprintf("never%d,a,b,1,2,3,4\n", i)
	}
	got := pipe(t, data+goodRow, 4, Options{BlockSize: 64})
	var values []string
	for _, f := range got.rep.Faults {
		values = append(values, f.Value)
	}
	if want := []string{"bad0", "never0", "bad1", "never1", "bad2", "never2"}; !slices.Equal(values, want) {
		t.Errorf("examples %q, want %q", values, want)
	}
	if got.rep.Rejected[record.BadNumber] != 1000 || got.rep.Rejected[record.BadTime] != 1000 {
		t.Errorf("rejected %v", got.rep.Rejected)
	}
}

func TestColumnsInAnyOrder(t *testing.T) {
	got := pipe(t, " Latency_MS ,note,Timestamp,\"region\"\r\n5,x,2025-03-01,eu\r\n7,\"a,b\",2025-03-02 01:00, us \r\n", 1, Options{})
	want := []string{
		fmt.Sprintf("2025-03-01T00:00:00Z %q %q", "", "eu"),
		fmt.Sprintf("2025-03-02T01:00:00Z %q %q", "", "us"),
	}
	if got.err != nil || len(got.rows) != 2 || !strings.HasPrefix(got.rows[0], want[0]) || !strings.HasPrefix(got.rows[1], want[1]) {
		t.Fatalf("got %s", got.text())
	}
	if v := got.values(record.Latency); v[0] != 5 || v[1] != 7 {
		t.Errorf("latency %v", v)
	}
	if v := got.values(record.CPU); !record.IsMissing(v[0]) {
		t.Errorf("cpu %v without such a column", v)
	}
	rep := got.rep
	if rep.HasDevice || !rep.HasRegion || rep.Present != [record.NumMetrics]bool{record.Latency: true} {
		t.Errorf("columns %+v", rep)
	}
	if rep.Missing != [record.NumMetrics][record.NumMissingReasons]int64{} {
		t.Errorf("missing cells %v of columns that are not there", rep.Missing)
	}
	if !slices.Contains(rep.Notes, `not used: column "note"`) {
		t.Errorf("notes %q", rep.Notes)
	}
}

func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := put("a.csv", "timestamp,device_id,latency_ms\n2025-03-01,a,1\nbad,a,1\n")
	b := put("b.csv", "latency_ms,region,timestamp\n2,eu,2025-03-01\n\nx,eu,2025-03-02\n")
	c := put("c.csv", "")
	for workers := 1; workers < 4; workers++ {
		got := loadFiles(t, workers, Options{}, a, b, c)
		if got.err != nil || len(got.rows) != 2 || got.rep.Source != "3 files" || got.rep.Lines != 7 {
			t.Fatalf("got %s", got.text())
		}
		if f := got.rep.Faults; len(f) != 2 || f[0].File != a || f[0].Line != 3 || f[1].File != b || f[1].Line != 4 || f[1].Column != 1 {
			t.Errorf("faults %+v", f)
		}
		if f := got.rep.Files; f[0].Rows != 1 || f[1].Rows != 1 || f[2].Rows != 0 || f[1].Bytes != int64(len("latency_ms,region,timestamp\n2,eu,2025-03-01\n\nx,eu,2025-03-02\n")) {
			t.Errorf("files %+v", f)
		}
		notes := strings.Join(got.rep.Notes, "\n")
		if !strings.Contains(notes, "no device_id, also region") || !strings.Contains(notes, "c.csv: the file is empty") {
			t.Errorf("notes %q", notes)
		}
	}
}

func TestReadAgain(t *testing.T) {
	s, err := Open([]string{"../../testdata/oracle/telemetry_6.csv"}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, second := collect(t, s, 1), collect(t, s, 2)
	if first.text() != second.text() || len(first.rows) != 6 {
		t.Errorf("first %s\nsecond %s", first.text(), second.text())
	}
	s, err = Open([]string{"-"}, strings.NewReader(canonicalHeader+"\n"+goodRow), Options{})
	if err != nil {
		t.Fatal(err)
	}
	collect(t, s, 1)
	if _, err := s.Read(context.Background(), 1, nil, nil); err == nil {
		t.Error("a pipe was read twice")
	}
}

func TestAnotherHeaderInTheMiddle(t *testing.T) {
	data := "timestamp,device_id,region,latency_ms\n" + strings.Repeat("2025-03-01,a,b,1\n", 500) + "timestamp,region,device_id,latency_ms\n2025-03-01,b,a,1\n"
	for workers := 1; workers < 4; workers++ {
		got := pipe(t, data, workers, Options{BlockSize: 100})
		e, ok := errors.AsType[*record.Error](got.err)
		if !ok || e.Line != 502 || e.Kind != record.KindInput {
			t.Fatalf("got %v, want an error at line 502: what follows would be read into wrong columns", got.err)
		}
	}
}
