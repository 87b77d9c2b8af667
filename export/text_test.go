package export

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

func summary(t testing.TB, r *analytics.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := Text(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// handmade is a report with a little of everything that a summary can say.
func handmade() *analytics.Report {
	at := func(day, hour int) int64 { return time.Date(2024, 5, day, hour, 0, 0, 0, time.UTC).UnixNano() }
	stat := func(n int64, mean, p95, max float64) kpi.Summary {
		return kpi.Summary{N: n, Mean: mean, P95: p95, Max: max}
	}
	none := kpi.Summary{Mean: math.NaN(), P95: math.NaN(), Max: math.NaN()}
	group := func(region, device string, rows, flagged int64, severity float64, latency, loss kpi.Summary) kpi.Group {
		g := kpi.Group{Rows: rows, Bottlenecks: flagged, MaxSeverity: severity, Uptime: math.NaN(), Performance: math.NaN()}
		g.Region, g.Device = record.Name{Raw: region, Text: record.Clean(region)}, record.Name{Raw: device, Text: record.Clean(device)}
		g.Metric = [record.NumMetrics]kpi.Summary{record.Traffic: none, record.Latency: latency, record.Loss: loss, record.CPU: none}
		if latency.N > 0 {
			g.Performance = 80
		}
		if loss.N > 0 {
			g.Uptime = 99.5
		}
		return g
	}
	r := &analytics.Report{First: at(1, 0), Last: at(3, 7)}
	r.Load = record.LoadReport{
		Source: "/var/log/telemetry/2024/a-folder-with-a-rather-long-name/and-another-one/network_telemetry.csv",
		Bytes:  123_456, Rows: 1_234, HasDevice: true, HasRegion: true,
		Present:  [record.NumMetrics]bool{record.Traffic: true, record.Latency: true, record.Loss: true},
		Rejected: [record.NumReasons]int64{record.BadNumber: 1_500, record.RepeatedHeader: 1},
		Faults: []record.RowFault{
			{Reason: record.BadNumber, File: "t.csv", Line: 1042, Column: 5, Field: "latency_ms", Value: "abc", Detail: "not a number"},
			{Reason: record.RepeatedHeader, File: "t.csv", Line: 2000},
		},
		Missing:  [record.NumMetrics][record.NumMissingReasons]int64{record.Latency: {7, 2, 0, 0}},
		Repaired: 2, Truncated: true,
		Notes: []string{"Times without a zone are read as UTC."},
	}
	r.Verdict = kpi.Verdict{Level: kpi.Bad, Headline: "3 of 1,234 records (0.2 %) are bottlenecks.", Facts: []string{"Why: one.", "When: always."}}
	r.Tiles = []kpi.Tile{
		{Title: "Records", Value: 1234, N: 1234, Level: kpi.Good},
		{Title: "Latency mean", Value: 51.26, Unit: "ms", Decimals: 1, N: 1200, Level: kpi.Warn},
		{Title: "CPU", Value: math.NaN(), Unit: "%", Decimals: 1},
	}
	r.Regions = []kpi.Group{
		group("eu-central", "", 1_000, 1, 1.5, stat(990, 51.26, 99.5, 1e9), stat(1_000, 0.5, 1, 2)),
		group("東京リージョン", "", 234, 2, 0.25, none, stat(234, 0.75, 1, 2)),
	}
	r.Devices = []kpi.Group{
		group("", "edge-01", 1_000, 1, 1.5, stat(990, 51.26, 99.5, 1e9), stat(1_000, 0.5, 1, 2)),
		group("", "edge-02", 100, 0, 0, stat(100, 5, 9, 10), stat(100, 0.5, 1, 2)),
		group("", "=cmd\x1b[31m", 134, 2, 0.25, none, stat(234, 0.75, 1, 2)),
	}
	r.DeviceNames = []record.Name{record.MakeName("edge-01"), record.MakeName("=cmd\x1b[31m")}
	r.RegionNames = []record.Name{record.MakeName("eu-central"), record.MakeName("東京リージョン")}
	row := func(day int, id record.NameID, severity, latency, loss float64) detect.Bottleneck {
		return detect.Bottleneck{Severity: severity, Row: record.Row{
			Time: at(day, 7), Device: id, Region: id,
			Value: [record.NumMetrics]float64{1, latency, loss, record.Missing},
		}}
	}
	r.Bottlenecks = []detect.Bottleneck{
		row(1, 1, 0.25, record.Missing, 2.5), row(2, 0, 1.5, 300, 0.125), row(3, 1, 0.25, record.Missing, 2.5),
	}
	return r
}

func TestSummary(t *testing.T) {
	want := `Verdict: bad
3 of 1,234 records (0.2 %) are bottlenecks.
- Why: one.
- When: always.

Source   /var/log/telemetry/2024/a-folder-with-a-rather-long-name/and-another-on
         e/network_telemetry.csv, 123 kB
Rows     1,234 used, 1,500 rejected
         not a number: 1,500
           t.csv:1042:5 latency_ms "abc", not a number
         repeated header: 1
           t.csv:2000
Time     2024-05-01 00:00:00 to 2024-05-03 07:00:00 UTC (2 d 7 h)
Missing  latency_ms: 7 empty, 2 missing mark
         cpu_utilization_pct: the input has no such column
Note     The input ended in the middle of a row; the rows before it are used.
         2 lines used after damage was taken out.
         Times without a zone are read as UTC.

Key numbers
  Records         1,234      ok
  Latency mean     51.3  ms  watch
  CPU           no data

Regions (latency in ms, loss and CPU in %)
  region      rows    mean     p95       max loss     cpu uptime    perf flagged
  eu-central 1,000    51.3    99.5 1.000e+09 0.50 no data  99.50    80.0       1
  東京リー~    234 no data no data   no data 0.75 no data  99.50 no data       2

Devices with most bottlenecks (latency in ms, loss in %)
  device        flagged  of rows  worst severity  latency p95  loss mean
  =cmd\x1b[31m        2      134            0.25      no data       0.75
  edge-01             1    1,000            1.50         99.5       0.50

Bottlenecks of highest severity (latency in ms, loss and CPU in %)
  time (UTC)          device       region         severity latency  loss     cpu
  2024-05-02 07:00:00 edge-01      eu-central         1.50  300.00 0.125 no data
  2024-05-01 07:00:00 =cmd\x1b[31m 東京リージョン     0.25 no data 2.500 no data
  2024-05-03 07:00:00 =cmd\x1b[31m 東京リージョン     0.25 no data 2.500 no data
`
	got := summary(t, handmade())
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

// checkSummary holds what is true of every summary.
func checkSummary(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || !strings.HasSuffix(s, "\n") {
		t.Errorf("not UTF-8 or not ended: %q", s)
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if w := ansi.StringWidth(line); w > textWidth {
			t.Errorf("%d cells: %s", w, line)
		}
		for _, c := range line {
			if unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%U in %q", c, line)
			}
		}
		for _, bad := range []string{"NaN", "Inf", "-0.0"} {
			if slices.Contains(strings.Fields(line), bad) {
				t.Errorf("%s in %s", bad, line)
			}
		}
	}
}

func TestSummaryOfRealInput(t *testing.T) {
	s := summary(t, analyse(t, oracleDir+"/telemetry_12000.csv"))
	checkSummary(t, s)
	for _, want := range []string{
		"Rows     12,000 used, 0 rejected\n",
		"Time     2023-01-01 00:00:00 to 2023-01-09 07:59:00 UTC (8 d 7 h)\n",
		"332 of 12,000",
		", 5 of 20",
		", 5 of 332",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
	for i := range len(s) {
		if s[i] >= 0x80 {
			t.Fatalf("byte %x in the summary of an ASCII file: %q", s[i], s[max(0, i-20):])
		}
	}
}

// An empty report says so and prints no number that was not measured.
func TestSummaryOfNothing(t *testing.T) {
	s := summary(t, &analytics.Report{})
	checkSummary(t, s)
	for _, want := range []string{"Verdict: no data", "Rows     0 used, 0 rejected", "Time     no data", "none"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
}

// Whatever the names and numbers, the layout holds.
func TestSummaryOfHostileInput(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	texts := []string{
		"", "=1+1", strings.Repeat("x", 500), strings.Repeat("長", 200), "a\x1b]0;title\x07b", "\x1b[2J", "\u202egnp.exe", "e\u0301\u0301\u0301\u0301",
		"👩‍👩‍👧‍👦 family", "\xff\xfe", "a\nb", "a\rb", "\u2028", "\x9b31m", "tab\there", strings.Repeat("\u0301", 50), "  ",
	}
	numbers := []float64{0, 1, -1, 0.005, 999_999.9, 1e6, 1e9, 1e12, 123456789, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -0.0001}
	text := func() string { return texts[dice.IntN(len(texts))] }
	number := func() float64 { return numbers[dice.IntN(len(numbers))] }
	count := func() int64 { return []int64{0, 1, 12, 1e6, math.MaxInt64}[dice.IntN(5)] }
	for range 100 {
		r := handmade()
		r.Load.Source, r.Load.Notes = text(), []string{text(), text() + " " + text()}
		r.Load.Faults = append(r.Load.Faults, record.RowFault{File: text(), Line: count(), Field: text(), Value: text(), Detail: text()})
		r.Load.Files = []record.FileInfo{{Path: text()}, {Path: text()}, {Path: text()}, {}, {}, {}, {}}
		r.Load.Rejected[dice.IntN(int(record.NumReasons))] = 1
		r.Verdict = kpi.Verdict{Headline: text() + " " + text(), Facts: []string{text()}}
		for i := range 20 {
			g := kpi.Group{Region: record.Name{Text: text()}, Device: record.Name{Text: text()}, Rows: count(), Bottlenecks: count(),
				MaxSeverity: number(), Uptime: number(), Performance: number()}
			for m := range g.Metric {
				g.Metric[m] = kpi.Summary{N: count(), Mean: number(), P95: number(), Max: number()}
			}
			r.Regions, r.Devices = append(r.Regions, g), append(r.Devices, g)
			r.Tiles = append(r.Tiles, kpi.Tile{Title: text(), Value: number(), N: count(), Unit: "ms", Decimals: i % 4})
			r.Bottlenecks[i%3].Severity, r.Bottlenecks[i%3].Value[i%4] = number(), number()
			r.Bottlenecks[i%3].Time = int64(dice.Uint64())
		}
		for i := range r.DeviceNames {
			r.DeviceNames[i], r.RegionNames[i] = record.Name{Text: text()}, record.Name{Text: text()}
		}
		s := summary(t, r)
		checkSummary(t, s)
		if t.Failed() {
			t.Fatalf("in\n%s", s)
		}
	}
}

func TestManyRegionsAreCutToTheWorst(t *testing.T) {
	r := handmade()
	r.Regions = nil
	for i := range 1000 {
		r.Regions = append(r.Regions, kpi.Group{Region: record.MakeName(fmt.Sprintf("r%03d", i)), Rows: 10, Bottlenecks: int64(i * 7919 % 1000)})
	}
	s := summary(t, r)
	checkSummary(t, s)
	if !strings.Contains(s, "12 with most bottlenecks of 1,000") || strings.Count(s, "\n  r") != 13 { // with the head
		t.Errorf("got\n%s", s)
	}
	for want := 999; want > 987; want-- {
		if !strings.Contains(s, fmt.Sprintf(" %d\n", want)) {
			t.Errorf("the region with %d bottlenecks is missing", want)
		}
	}
}

// first is a sort that keeps the first few.
func TestFirst(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		items := make([]int, dice.IntN(30))
		for i := range items {
			items[i] = dice.IntN(10)
		}
		n := 1 + dice.IntN(8)
		got := first(n, items, func(a, b int) int { return a - b })
		slices.Sort(items)
		if want := items[:min(n, len(items))]; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestTextReturnsTheWritersError(t *testing.T) {
	full := errors.New("full")
	if err := Text(&limitedWriter{left: 10, err: full}, handmade()); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}
