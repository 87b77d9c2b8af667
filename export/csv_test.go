package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/gen"
)

const oracleDir = "../testdata/oracle"

// analyse runs the real reader and analysis on a file.
func analyse(t testing.TB, path string) *analytics.Report {
	t.Helper()
	feed, err := source.Open([]string{path}, nil, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := analytics.Run(context.Background(), feed, analytics.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bottlenecks(t testing.TB, r *analytics.Report, opt CSVOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := BottlenecksCSV(&out, r, opt); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestBottlenecksAreTheReferenceByteForByte(t *testing.T) {
	for _, name := range []string{"6", "12000"} {
		want, err := os.ReadFile(filepath.Join(oracleDir, "expected_"+name, "bottlenecks.csv"))
		if err != nil {
			t.Fatal(err)
		}
		r := analyse(t, filepath.Join(oracleDir, "telemetry_"+name+".csv"))
		for _, raw := range []bool{false, true} {
			if got := bottlenecks(t, r, CSVOptions{Raw: raw}); got != string(want) {
				t.Errorf("telemetry_%s, raw %v: %s", name, raw, firstDifference(got, string(want)))
			}
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is the begin of the other"
}

// flagged returns a report with one flagged row of the given names.
func flagged(device, region string) *analytics.Report {
	return &analytics.Report{
		DeviceNames: []record.Name{record.MakeName(device)},
		RegionNames: []record.Name{record.MakeName(region)},
		Bottlenecks: []detect.Bottleneck{{
			Row: record.Row{
				Time:  time.Date(2023, 1, 1, 0, 3, 0, 0, time.UTC).UnixNano(),
				Value: [record.NumMetrics]float64{90, 200, 5, 95},
			},
			Severity: 1.5,
		}},
	}
}

func TestNamesInTheCSV(t *testing.T) {
	for _, c := range []struct{ name, guarded, raw string }{
		{"edge-01", "edge-01", "edge-01"},
		{"", "", ""},
		{"=1+1", "'=1+1", "=1+1"},
		{"+x", "'+x", "+x"},
		{"-x", "'-x", "-x"},
		{"@x", "'@x", "@x"},
		{"\tx", "'\tx", "\"\tx\""},
		{"\rx", "\"'\rx\"", "\"\rx\""},
		{"\nx", "\"'\nx\"", "\"\nx\""},
		{"\x00x", "'\x00x", "\x00x"},
		{`=HYPERLINK("http://x","y")`, `"'=HYPERLINK(""http://x"",""y"")"`, `"=HYPERLINK(""http://x"",""y"")"`},
		{"'=1", "'=1", "'=1"},
		{"a=b", "a=b", "a=b"},
		{" lead", `" lead"`, `" lead"`},
		{"a,b", `"a,b"`, `"a,b"`},
		{`a"b`, `"a""b"`, `"a""b"`},
		{`""`, `""""""`, `""""""`},
		{"a\r\nb", "\"a\r\nb\"", "\"a\r\nb\""},
		{`\.`, `"\."`, `"\."`},
		{"\x1b[31mred", "\x1b[31mred", "\x1b[31mred"},
		{"M\xfcnchen", "M\uFFFDnchen", "M\xfcnchen"},
		{"東京", "東京", "東京"},
		{"'; DROP TABLE x --", "'; DROP TABLE x --", "'; DROP TABLE x --"},
	} {
		const rest = `,latency/packet_loss/cpu,1.5,"High latency and loss event observed at 2023-01-01 00:03:00 (latency 200.0 ms, loss 5.0%)."` + "\n"
		r := flagged(c.name, c.name)
		if got, want := bottlenecks(t, r, CSVOptions{}), bottlenecksHeader+c.guarded+","+c.guarded+rest; got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", c.name, got, want)
		}
		if got, want := bottlenecks(t, r, CSVOptions{Raw: true}), bottlenecksHeader+c.raw+","+c.raw+rest; got != want {
			t.Errorf("%q raw: got\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

func TestSeverityAndMissingValues(t *testing.T) {
	for _, c := range []struct {
		severity float64
		want     string
	}{
		{0, "0.0"}, {0.21, "0.21"}, {1.5, "1.5"}, {2, "2.0"}, {1e6, "1000000.0"}, {0.30000000000000004, "0.30000000000000004"},
	} {
		if got := severityField(t, c.severity); got != c.want {
			t.Errorf("severity %v prints as %s, want %s", c.severity, got, c.want)
		}
	}
	r := flagged("d", "r")
	r.Bottlenecks[0].Value[record.Latency] = record.Missing
	if got := bottlenecks(t, r, CSVOptions{}); !strings.Contains(got, "(latency no data, loss 5.0%)") {
		t.Errorf("got %s", got)
	}
}

func severityField(t *testing.T, severity float64) string {
	r := flagged("d", "r")
	r.Bottlenecks[0].Severity = severity
	return strings.Split(strings.Split(bottlenecks(t, r, CSVOptions{}), "\n")[1], ",")[3]
}

func TestNoBottlenecksIsAHeader(t *testing.T) {
	if got := bottlenecks(t, &analytics.Report{}, CSVOptions{}); got != bottlenecksHeader {
		t.Errorf("got %q", got)
	}
}

// Any names come back through encoding/csv, and the file is exactly what
// encoding/csv would write.
func FuzzBottlenecksCSV(f *testing.F) {
	for _, s := range []string{"edge-01", "", "=1", "a,b", `"`, "\r\n", "a\rb", " x", `\.`, "\u00a0x", "\xff", "\u2028", "\x85x"} {
		f.Add(s, "us-east", 1.5)
		f.Add("x", s, 0.0)
	}
	f.Fuzz(func(t *testing.T, device, region string, severity float64) {
		if math.IsNaN(severity) || math.IsInf(severity, 0) {
			return
		}
		r := flagged(device, region)
		r.Bottlenecks[0].Severity = severity
		for _, raw := range []bool{false, true} {
			got := bottlenecks(t, r, CSVOptions{Raw: raw})
			d, g := device, region
			if !raw {
				d, g = guardFormula(strings.ToValidUTF8(d, "\uFFFD")), guardFormula(strings.ToValidUTF8(g, "\uFFFD"))
				if !utf8.ValidString(got) {
					t.Errorf("%q is no UTF-8", got)
				}
			}
			cells := []string{d, g, bottleneckMetric, detect.Number(severity, false), r.Describe(&r.Bottlenecks[0])}
			var want bytes.Buffer
			w := csv.NewWriter(&want)
			w.Write(strings.Split(strings.TrimSpace(bottlenecksHeader), ","))
			w.Write(cells)
			if w.Flush(); got != want.String() {
				t.Errorf("got\n%q\nwant\n%q", got, want.String())
			}
			rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
			if err != nil {
				t.Fatalf("%v in %q", err, got)
			}
			for i := range cells { // encoding/csv reads CR LF in quotes as LF
				cells[i] = strings.ReplaceAll(cells[i], "\r\n", "\n")
			}
			if len(rows) != 2 || !slices.Equal(rows[1], cells) {
				t.Errorf("read back %q, want %q", rows, cells)
			}
		}
	})
}

func TestCSVReturnsTheWritersError(t *testing.T) {
	full := errors.New("full")
	r := flagged("d", "r")
	for len(r.Bottlenecks) < 5000 {
		r.Bottlenecks = append(r.Bottlenecks, r.Bottlenecks...)
	}
	size := len(bottlenecks(t, r, CSVOptions{}))
	for _, room := range []int{0, 1, writeChunk, size - 1} {
		if err := BottlenecksCSV(&limitedWriter{left: room, err: full}, r, CSVOptions{}); !errors.Is(err, full) {
			t.Errorf("room for %d of %d bytes: got %v", room, size, err)
		}
	}
	if err := BottlenecksCSV(&limitedWriter{left: size, err: full}, r, CSVOptions{}); err != nil {
		t.Error(err)
	}
}

// limitedWriter takes left bytes and then fails.
type limitedWriter struct {
	left int
	err  error
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	if l.left -= n; n < len(p) {
		return n, l.err
	}
	return n, nil
}

// generated returns the report of n generated records.
func generated(t testing.TB, n int64) *analytics.Report {
	t.Helper()
	r, err := analytics.Run(context.Background(), gen.New(gen.Config{Records: n, Seed: 1}), analytics.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func BenchmarkBottlenecksCSV(b *testing.B) {
	r := generated(b, 1_000_000)
	b.SetBytes(int64(len(bottlenecks(b, r, CSVOptions{}))))
	for b.Loop() {
		if err := BottlenecksCSV(io.Discard, r, CSVOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(r.Bottlenecks)*b.N)/b.Elapsed().Seconds(), "rows/s")
}
