//go:build unix

package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/source"
	"network-analytics/export"
)

const header = "timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n"

// hostileNames try to leave their place in the page: markup, script ends, line
// separators, reversed text, formulas, far too long, nothing.
var hostileNames = []string{
	`</script><script>window.hacked=1</script>`, `"><img src=x onerror=window.hacked=2>`, `'&<b>bold</b>`,
	"line\u2028sep", "\u202Ereversed", `=HYPERLINK("http://x","y")`, strings.Repeat("long-name-", 20), "",
	"__proto__", "constructor", "${alert(1)}", "<!--", "-minus",
}

// analyse runs the real reader and analysis on a file, with an objective.
func analyse(t testing.TB, path string) *analytics.Report {
	t.Helper()
	feed, err := source.Open([]string{path}, nil, source.Options{})
	check(t, err)
	session, err := analytics.OpenSession(context.Background(), feed, analytics.Options{}, nil)
	check(t, err)
	defer session.Close()
	objective, err := slo.Parse(slo.Example)
	check(t, err)
	r, err := session.Report(context.Background(), analytics.View{Objective: objective}, nil)
	check(t, err)
	return r
}

// fromCSV analyses a text.
func fromCSV(t testing.TB, text string) *analytics.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input.csv")
	check(t, os.WriteFile(path, []byte(text), 0o644))
	return analyse(t, path)
}

var samples = map[string]*analytics.Report{}

// sample returns a report by name, analysed once. It is not to be changed.
func sample(t testing.TB, name string) *analytics.Report {
	t.Helper()
	if samples[name] == nil {
		samples[name] = makeSample(t, name)
	}
	return samples[name]
}

func makeSample(t testing.TB, name string) *analytics.Report {
	t.Helper()
	switch name {
	case "oracle":
		return analyse(t, "../../testdata/oracle/telemetry_12000.csv")
	case "planted":
		return planted(t)
	case "hostile":
		return fromCSV(t, hostileCSV())
	case "forty":
		return fromCSV(t, fortyCSV())
	}
	t.Fatal("no such sample: " + name)
	return nil
}

// hostileCSV has hostile names, a gap, missing cells and few rows.
func hostileCSV() string {
	var b strings.Builder
	b.WriteString(header)
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for i := range 90 {
		hour := i / 6
		if hour > 6 {
			hour += 9 // nothing in between
		}
		latency := fmt.Sprint(40 + i%17*9)
		if i%11 == 0 {
			latency = ""
		}
		fmt.Fprintf(&b, "2024-03-%02d %02d:%02d:00,%s,%s,%d,%s,%.1f,%d\n", 1+hour/24, hour%24, i%6*10,
			quoted(hostileNames[i%len(hostileNames)]), quoted(hostileNames[(i*5+3)%len(hostileNames)]), 50+i, latency, float64(i%7)*0.6, 30+i%60)
	}
	return b.String()
}

// oddCSV begins at an odd time and is so long that buckets are joined.
func oddCSV() string {
	var b strings.Builder
	b.WriteString(header)
	begin := time.Date(2024, 2, 27, 22, 37, 0, 0, time.UTC)
	for i := range 4000 {
		fmt.Fprintf(&b, "%s,d%d,r%d,7,%d,0.1,50\n", begin.Add(time.Duration(i)*11*time.Minute).Format(time.DateTime), i%3, i%2, 30+i%61)
	}
	return b.String()
}

// fortyCSV has forty regions with a thousand devices and an outage in one.
func fortyCSV() string {
	var b strings.Builder
	b.WriteString(header)
	for i := range 20000 {
		region, minute := i%40, i/40*7
		latency := 40 + float64((i*7919)%300)/10 + float64(region)
		if region == 17 && minute > 1500 && minute < 1700 {
			latency += 150
		}
		fmt.Fprintf(&b, "2024-05-%02d %02d:%02d:00,dev-%04d,site-%02d,%d,%.2f,%.3f,%d\n", 1+minute/1440, minute/60%24, minute%60,
			i%1000, region, 100+i%50, latency, float64(i%13)/10, 40+i%30)
	}
	return b.String()
}

// writePage writes a report's page into a folder of the test and returns its URL.
func writePage(t testing.TB, r *analytics.Report) string {
	t.Helper()
	var b bytes.Buffer
	check(t, export.HTML(&b, r))
	path := filepath.Join(t.TempDir(), "page.html")
	check(t, os.WriteFile(path, b.Bytes(), 0o644))
	return "file://" + path
}

// theme makes the system prefer light or dark.
func (tb *tab) theme(name string) {
	tb.do("Emulation.setEmulatedMedia", obj{"features": []obj{{"name": "prefers-color-scheme", "value": name}}})
}
