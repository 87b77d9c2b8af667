package export

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/source"
)

// withObjective analyses rows with an objective.
func withObjective(t testing.TB, rows, text string) *analytics.Report {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "in.csv")
	check(os.WriteFile(path, []byte("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n"+rows), 0o644))
	feed, err := source.Open([]string{path}, nil, source.Options{})
	check(err)
	session, err := analytics.OpenSession(context.Background(), feed, analytics.Options{}, nil)
	check(err)
	defer session.Close()
	objective, err := slo.Parse(text)
	check(err)
	r, err := session.Report(context.Background(), analytics.View{Objective: objective}, nil)
	check(err)
	return r
}

// twoRegions has one slow first sample in east and two unreachable ones in west.
func twoRegions() string {
	var b strings.Builder
	for i := range 20 {
		at := time.Date(2024, 1, 1, 0, 5*i, 0, 0, time.UTC).Format(time.DateTime)
		latency, loss := 50, 0
		if i == 0 {
			latency = 300
		}
		if i == 7 || i == 8 {
			loss = 100
		}
		fmt.Fprintf(&b, "%s,a,east,10,%d,0,50\n%s,b,west,10,50,%d,50\n", at, latency, at, loss)
	}
	return b.String()
}

// cellsOf returns the texts of the rows of a section's tables, cells apart by "|".
func cellsOf(page, section string) (rows []string) {
	_, part, _ := strings.Cut(page, `id="`+section+`"`)
	part, _, _ = strings.Cut(part, "</section>")
	tag := regexp.MustCompile(`<[^>]*>`)
	for _, tr := range regexp.MustCompile(`(?s)<tr[^>]*>(<th scope="row".*?)</tr>`).FindAllStringSubmatch(part, -1) {
		text := regexp.MustCompile(`</t[hd]>`).ReplaceAllString(tr[1], "|")
		text = strings.ReplaceAll(text, "<small>", " ")
		rows = append(rows, strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(text, ""))), " "))
	}
	return rows
}

// 39 of 40 slots are good: of the 4 bad ones that 90 % allow, 1 is spent.
func TestPageShowsTheBudget(t *testing.T) {
	page := pageOf(t, withObjective(t, twoRegions(), "90% latency <= 120"))
	want := []string{
		"All devices|✓ 75.0 %|97.500 %|90 %|15|not being spent|39|1|0|0.00|0.25|too few slots|",
		"east|✓ 50.0 %|95.000 %|90 %|5|not being spent|19|1|0|0.00|0.50|too few slots|",
		"west|✓ 100.0 %|100.000 %|90 %|10|not being spent|20|0|0|0.00|0.00|too few slots|",
		"a in east|✓ 50.0 %|95.000 %|90 %|5|not being spent|19|1|0|0.00|0.50|too few slots|",
	}
	if got := cellsOf(page, "objective"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, want := range []string{"90% of 5m slots latency &lt;= 120 ms", "Kept: 97.500 % of the slots with data are good, 90 % are asked for. 75.0 % of the budget is left.", "Burn, 3 d"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(pageOf(t, csvReport(t, twoRegions())), `id="objective"`) {
		t.Error("a page without an objective has the section")
	}
}

// The numbers are those that are printed as text.
func TestPageAndTextHaveTheSameBudgets(t *testing.T) {
	r := planted(t)
	page, text := cellsOf(pageOf(t, r), "objective"), asPlain(t, r, About{})
	if len(page) != 1+len(r.SLO.Regions)+len(r.SLO.Spenders) {
		t.Fatalf("%d rows", len(page))
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, row := range page {
		c := strings.Split(row, "|")
		want := fmt.Sprintf("attained %s, target %s; %s good slots, %s bad, %s without data budget left %s, %s device-minutes; lasts: %s",
			c[2], c[3], c[6], c[7], c[8], strings.TrimLeft(c[1], "✓▲✕– "), c[4], c[5])
		if !strings.Contains(strings.ReplaceAll(text, " - ", " "), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}

// In east 19 latencies of 50 ms and one of 300: the 95th percentile is 5 % of the
// way from the 19th to the 20th, the 99th 81 %.
func TestPageShowsQuality(t *testing.T) {
	want := []string{
		"All devices|95.000 % of 40 samples with data (2 unreachable)|100.00 % of 40 samples expected (0 missing)|50.00|202.50|6.58 ms over 38 pairs|2 samples in a row|20.0 Mbps of 20 5-minute means|no trend of the traffic: too few days: 0 of 14 needed|",
		"east|100.000 % of 20 samples with data (0 unreachable)|100.00 % of 20 samples expected (0 missing)|62.50|252.50|13.16 ms over 19 pairs|0 samples in a row|10.0 Mbps of 20 5-minute means|no trend of the traffic: too few days: 0 of 14 needed|",
		"west|90.000 % of 20 samples with data (2 unreachable)|100.00 % of 20 samples expected (0 missing)|50.00|50.00|0.00 ms over 19 pairs|2 samples in a row|10.0 Mbps of 20 5-minute means|no trend of the traffic: too few days: 0 of 14 needed|",
	}
	if got := cellsOf(pageOf(t, csvReport(t, twoRegions())), "quality"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPageNamesTheVersion(t *testing.T) {
	var b strings.Builder
	if err := htmlPage(&b, csvReport(t, twoRegions()), About{Version: "1.2.3"}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "Written by network-analytics 1.2.3"); n != 2 {
		t.Errorf("the version stands %d times on the page, want in the notes and at the foot", n)
	}
}
