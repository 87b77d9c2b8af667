package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

func pageOf(t testing.TB, r *analytics.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dataOf returns the page's JSON block, decoded into plain maps so that the test
// does not share the writer's types.
func dataOf(t testing.TB, page string) map[string]any {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no data block")
	}
	var d map[string]any
	if err := json.Unmarshal([]byte(m[1]), &d); err != nil {
		t.Fatal(err)
	}
	return unpacked(d).(map[string]any)
}

// unpacked undoes the writing of numbers as whole ones: {"e":2,"v":[150]} is [1.5].
func unpacked(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = unpacked(v[i])
		}
	case map[string]any:
		if e, ok := v["e"].(float64); ok {
			list := v["v"].([]any)
			for i := range list {
				if f, ok := list[i].(float64); ok {
					list[i] = f / math.Pow10(int(e))
				}
			}
			return list
		}
		for k := range v {
			v[k] = unpacked(v[k])
		}
	}
	return v
}

// path walks maps by name and arrays by number.
func at(t testing.TB, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

func csvReport(t testing.TB, rows string) *analytics.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n"+rows), 0o644); err != nil {
		t.Fatal(err)
	}
	return analyse(t, path)
}

func oracle(t testing.TB) *analytics.Report {
	return analyse(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
}

func TestEqualReportsGiveEqualPages(t *testing.T) {
	if pageOf(t, oracle(t)) != pageOf(t, oracle(t)) {
		t.Error("two pages of one input differ")
	}
}

func TestPageSizes(t *testing.T) {
	if n := len(pageJS()); n > 60<<10 {
		t.Errorf("the script has %d bytes, more than 60 KiB", n)
	}
	if n := len(pageOf(t, oracle(t))); n > 250_000 {
		t.Errorf("12,000 rows: %d bytes, more than 250 kB", n)
	} else {
		t.Logf("12,000 rows: %d bytes", n)
	}
	if testing.Short() {
		t.Skip("the page of a million rows takes seconds")
	}
	if n := len(pageOf(t, generated(t, 1_000_000))); n > MaxPageBytes {
		t.Errorf("1,000,000 rows: %d bytes, more than %d", n, MaxPageBytes)
	} else {
		t.Logf("1,000,000 rows: %d bytes", n)
	}
}

// A page of thousands of regions and devices with long names must be thinned.
func TestPageOfManyLongNamesFits(t *testing.T) {
	var b strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&b, "2024-01-01 %02d:%02d:00,device-%s-%d,region-%s-%d,1,%d,3,50\n",
			i/60%24, i%60, strings.Repeat("x", 150), i, strings.Repeat("y", 100), i%700, 100+i%90)
	}
	page := pageOf(t, csvReport(t, b.String()))
	if len(page) > MaxPageBytes {
		t.Errorf("%d bytes", len(page))
	}
	if !strings.Contains(page, "most severe; all in bottlenecks.csv") {
		t.Error("the page does not say that rows are left out")
	}
}

func TestNumbersOnThePageAreThoseOfTheReport(t *testing.T) {
	r := oracle(t)
	page := pageOf(t, r)
	d := dataOf(t, page)
	near := func(what string, got any, want float64) {
		t.Helper()
		if math.IsNaN(want) {
			if got != nil {
				t.Errorf("%s: %v, want null", what, got)
			}
			return
		}
		if g, ok := got.(float64); !ok || math.Abs(g-want) > 1e-4*math.Max(50.1, math.Abs(want)) /* two decimals */ {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	for i := range r.Regions {
		s := r.Timeline.Regions[i][record.Latency].Resample(200) // 12,000 rows make 15 samples a bucket
		l := at(t, d, "lines", i)
		near("start", at(t, l, "s"), float64(s.Start)/1e6)
		near("width", at(t, l, "w"), float64(s.Width)/1e6)
		for k, p := range s.Points {
			near("n", at(t, l, "n", k), float64(p.N))
			near("mean", at(t, l, "m", k), p.Mean)
			near("p95", at(t, l, "p", k), p.P95)
			near("max", at(t, l, "x", k), p.Max)
		}
		for h := range r.Hours.Hours {
			for m := range record.NumMetrics {
				c := r.Hours.Cell(m, i, h)
				if n := at(t, d, "heat", "metric", int(m), "n"); n != nil {
					near("hour n", at(t, n, i*len(r.Hours.Hours)+h), float64(c.N))
				} else if before := r.Hours.Cell(m-1, i, h).N; c.N != before {
					t.Errorf("%s has %d samples, the metric before %d", m, c.N, before)
				}
				if c.N > 0 {
					want := c.Sum
					if m != record.Traffic {
						want = c.Mean()
					}
					near("hour sum", at(t, d, "heat", "metric", int(m), "sum", i*len(r.Hours.Hours)+h), want)
				}
			}
		}
	}
	rows := at(t, d, "rows")
	if n := len(at(t, rows, "sev").([]any)); n != len(r.Bottlenecks) {
		t.Fatalf("%d rows, want %d", n, len(r.Bottlenecks))
	}
	byTime := map[float64]int{}
	for i, v := range at(t, rows, "t").([]any) {
		byTime[v.(float64)] = i
	}
	for _, b := range r.Bottlenecks {
		i := byTime[float64(b.Time-r.First)/1e6]
		near("severity", at(t, rows, "sev", i), b.Severity)
		near("latency", at(t, rows, "lat", i), b.Value[record.Latency])
		near("loss", at(t, rows, "loss", i), b.Value[record.Loss])
		if got := at(t, d, "names", int(at(t, rows, "d", i).(float64))); got != r.Device(b.Device).Text {
			t.Errorf("device %v, want %v", got, r.Device(b.Device).Text)
		}
		if got := at(t, d, "regions", int(at(t, rows, "r", i).(float64))); got != r.Region(b.Region).Text {
			t.Errorf("region %v, want %v", got, r.Region(b.Region).Text)
		}
	}
	var cells int
	for _, g := range r.Cells {
		for i, v := range at(t, d, "cells", "mean").([]any) {
			if at(t, d, "names", int(at(t, d, "cells", "d", i).(float64))) == g.Device.Text &&
				at(t, d, "regions", int(at(t, d, "cells", "r", i).(float64))) == g.Region.Text {
				cells++
				near("cell mean", v, g.Metric[record.Latency].Mean)
				near("cell p50", at(t, d, "cells", "p50", i), g.Metric[record.Latency].P50)
				near("cell max", at(t, d, "cells", "max", i), g.Metric[record.Latency].Max)
			}
		}
	}
	if cells != len(r.Cells) {
		t.Errorf("%d of %d cells on the page", cells, len(r.Cells))
	}
	for _, tile := range r.Tiles {
		if want := "<b>" + num(tile.Value, tile.Decimals) + "</b>"; !strings.Contains(page, want) {
			t.Errorf("tile %s: no %s", tile.Key, want)
		}
	}
	for _, want := range []string{r.Verdict.Headline, "12,000 rows used", "0 rows rejected"} {
		if !strings.Contains(page, html.EscapeString(want)) {
			t.Errorf("no %q on the page", want)
		}
	}
}

func TestPagesOfOddInputs(t *testing.T) {
	minute := func(i int) string {
		return time.Date(2024, 1, 1, 0, i, 0, 0, time.UTC).Format(time.DateTime)
	}
	var regions, equal, gap, years strings.Builder
	for i := range 400 {
		fmt.Fprintf(&regions, "%s,d%d,r%02d,1,50,0,50\n", minute(i), i%5, i%40)
		fmt.Fprintf(&equal, "%s,d,r,7,50,1,50\n", minute(i))
		if i < 100 || i > 300 {
			fmt.Fprintf(&gap, "%s,d,r,7,%d,1,50\n", minute(i*60), 40+i%9)
		}
		fmt.Fprintf(&years, "%s,d,r,7,50,1,50\n", minute(i*60*24*7))
	}
	nothing := &analytics.Report{}
	nothing.Tiles = []kpi.Tile{{Key: "latency_mean", Title: "Latency mean", Value: math.NaN(), Unit: "ms"}}
	for _, tt := range []struct {
		name string
		r    *analytics.Report
		want []string
	}{
		{"zero report", nothing, []string{`<span class="none">no data</span>`, "no data: the input has no column latency_ms"}},
		{"one row", csvReport(t, "2024-01-01 00:00:00,d,r,1,50,0,50\n"), []string{"1 row used", "<circle", "No row breaks a limit."}},
		{"no latency", csvReport(t, "2024-01-01 00:00:00,d,r,1,,0,50\n2024-01-01 00:01:00,d,r,1,,3,50\n"), []string{"no data: no row has a value for latency_ms", ">no data<"}},
		{"no traffic", csvReport(t, "2024-01-01 00:00:00,d,r,,50,0,50\n"), []string{"no data: no row has a value for traffic_mbps"}},
		{"forty regions", csvReport(t, regions.String()), []string{"34 other regions", "the other 34 share grey"}},
		{"equal values", csvReport(t, equal.String()), []string{"No row breaks a limit."}},
		{"gap", csvReport(t, gap.String()), []string{"A line breaks where"}},
		{"years", csvReport(t, years.String()), []string{"hours are joined to columns of"}},
		{"rejected", csvReport(t, "2024-01-01 00:00:00,d,r,1,50,0,50\nnever,d,r,1,50,0,50\n"), []string{"1 row rejected", "unreadable timestamp: 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := pageOf(t, tt.r)
			tags(t, page)
			dataOf(t, page)
			for _, want := range tt.want {
				if !strings.Contains(page, want) {
					t.Errorf("no %q", want)
				}
			}
			markup, _, _ := strings.Cut(page, `<script type="application/json"`)
			markup = regexp.MustCompile(`(?s)<style>.*</style>`).ReplaceAllString(markup, "")
			if m := regexp.MustCompile(`.{30}\b(NaN|Inf|%!)`).FindString(markup); m != "" {
				t.Errorf("a number that is none: %q", m)
			}
		})
	}
}

func TestPageReturnsTheWritersError(t *testing.T) {
	r := &analytics.Report{}
	for _, left := range []int{0, 5000} {
		if err := HTML(&limitedWriter{left: left, err: io.ErrClosedPipe}, r); err != io.ErrClosedPipe {
			t.Errorf("a writer that takes %d bytes: %v", left, err)
		}
	}
}
