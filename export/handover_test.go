package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/source"
)

func made(t testing.TB, write func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t testing.TB, r *analytics.Report, a About) string {
	return made(t, func(b *bytes.Buffer) error { return JSON(b, r, a) })
}

func asIncidents(t testing.TB, r *analytics.Report, o CSVOptions) string {
	return made(t, func(b *bytes.Buffer) error { return IncidentsCSV(b, r, o) })
}

func asSummary(t testing.TB, r *analytics.Report, a About) string {
	return made(t, func(b *bytes.Buffer) error { return Summary(b, r, a) })
}

func TestJSON(t *testing.T) { golden.RequireEqual(t, []byte(asJSON(t, story(), told()))) }

func TestIncidentsCSV(t *testing.T) {
	golden.RequireEqual(t, []byte(asIncidents(t, story(), CSVOptions{})))
}

func TestHandover(t *testing.T) { golden.RequireEqual(t, []byte(asSummary(t, story(), told()))) }

func TestHandoff(t *testing.T) {
	r := story()
	golden.RequireEqual(t, []byte(Handoff(r, &r.Findings.Incidents[0])+"\n"+Handoff(r, &r.Findings.Incidents[1])))
}

// An empty report makes valid files.
func TestNothingToTell(t *testing.T) {
	r := &analytics.Report{}
	var all map[string]any
	if err := json.Unmarshal([]byte(asJSON(t, r, About{})), &all); err != nil {
		t.Error(err)
	}
	if got := asIncidents(t, r, CSVOptions{}); got != strings.Join(incidentColumns[:], ",")+"\n" {
		t.Errorf("got %q", got)
	}
	if got := asSummary(t, r, About{}); !strings.Contains(got, "None.") {
		t.Errorf("got %q", got)
	}
}

// Nothing of a hostile name acts in any of the files.
func TestHostileNames(t *testing.T) {
	r := story()
	for name, text := range map[string]string{
		"json": asJSON(t, r, told()), "summary": asSummary(t, r, told()), "handoff": Handoff(r, &r.Findings.Incidents[0]),
	} {
		for _, c := range text {
			if c != '\n' && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%s has the character %U", name, c)
			}
		}
	}
	markup := regexp.MustCompile("[^\\\\](<script|[*][*]b|`c|[|] [*])")
	for _, text := range []string{asSummary(t, r, told()), Handoff(r, &r.Findings.Incidents[0])} {
		for line := range strings.Lines(text) {
			if found := markup.FindString(line); found != "" && !strings.HasPrefix(line, "- rows: ") {
				t.Errorf("%q is mark-up in %s", found, line)
			}
		}
	}
	for raw, want := range map[bool]string{false: "'=HYPERLINK", true: "=HYPERLINK"} {
		rows, err := csv.NewReader(strings.NewReader(asIncidents(t, r, CSVOptions{Raw: raw}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range rows[1] {
			if !raw && cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("column %s begins like a formula: %q", rows[0][i], cell)
			}
		}
		if device := rows[1][7]; !strings.HasPrefix(device, want) || !strings.HasSuffix(device, evilDevice) {
			t.Errorf("raw %v: the device is %q", raw, device)
		}
	}
}

// The flags of a hand-over are read by a shell and select the rows of the incident.
func TestHandoffSelectsTheRows(t *testing.T) {
	in := &story().Findings.Incidents[0]
	list := shellWords(rowsOf(in))
	if list[0] != "--where" || list[2] != "--since" || list[4] != "--until" {
		t.Fatalf("got %q", list)
	}
	e, err := filter.Parse(list[1])
	if err != nil {
		t.Fatal(err)
	}
	var names record.Names
	row := record.Row{Device: names.Devices.ID(evilDevice), Region: names.Regions.ID(evilRegion)}
	other := record.Row{Device: names.Devices.ID("edge-02"), Region: row.Region}
	if !e.Match(&row, &names) || e.Match(&other, &names) {
		t.Errorf("%s does not select the rows", list[1])
	}
	if list[3] != "2024-05-01 04:15:00" || list[5] != "2024-05-01 12:00:00" {
		t.Errorf("got %q", list)
	}
}

// shellWords cuts a line as a shell does that knows single quotes and backslashes.
func shellWords(line string) []string {
	words, quoted, escaped := []string{""}, false, false
	for _, r := range line {
		last := &words[len(words)-1]
		switch {
		case escaped:
			*last += string(r)
			escaped = false
		case r == '\'':
			quoted = !quoted
		case quoted:
			*last += string(r)
		case r == '\\':
			escaped = true
		case r == ' ':
			words = append(words, "")
		default:
			*last += string(r)
		}
	}
	return words
}

// planted returns the report of a file with planted faults and an objective.
func planted(t *testing.T) *analytics.Report {
	t.Helper()
	var b strings.Builder
	b.WriteString("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n")
	start := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	for i := range 4 * 288 {
		for d := range 6 {
			latency := 40 + float64((i*7+d*5)%11)/2
			if d < 3 && i >= 700 && i < 730 {
				latency += 150
			}
			if d == 5 && i >= 400 && i < 420 {
				continue
			}
			fmt.Fprintf(&b, "%s,edge-%d,r%d,%d,%.2f,%.2f,%d\n", start.Add(time.Duration(i)*5*time.Minute).Format(time.DateTime), d, d/3,
				100+(i+d)%9, latency, float64((i+d)%5)/10, 30+(i*3+d)%7)
		}
	}
	path := t.TempDir() + "/t.csv"
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	feed, err := source.Open([]string{path}, nil, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	session, err := analytics.OpenSession(context.Background(), feed, analytics.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	objective, err := slo.Parse("99% latency<=120")
	if err != nil {
		t.Fatal(err)
	}
	r, err := session.Report(context.Background(), analytics.View{Objective: objective}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Numbers of the JSON are those of the report and of both CSV files.
func TestFilesHaveTheSameNumbers(t *testing.T) {
	for name, r := range map[string]*analytics.Report{"story": story(), "planted": planted(t)} {
		t.Run(name, func(t *testing.T) { sameNumbers(t, r) })
	}
}

func sameNumbers(t *testing.T, r *analytics.Report) {
	type named struct{ Device, Region string }
	var all struct {
		Schema    string
		RunID     string `json:"run_id"`
		Incidents struct {
			Total, Open int
			Items       []map[string]any
		}
		Tiles   []struct{ Value *float64 }
		Regions struct {
			Total int
			Items []struct {
				named
				Rows    int64
				Metrics map[string]struct{ Mean, P95 *float64 }
				Quality struct{ Availability, Coverage *float64 }
			}
		}
		Bottlenecks struct {
			Total int
			Items []struct {
				named
				Time        time.Time
				Severity    float64
				Latency     *float64 `json:"latency_ms"`
				Description string
			}
		}
		SLO struct {
			Overall struct {
				Good, Bad  int64
				BudgetLeft *float64 `json:"budget_left"`
			}
		}
	}
	if err := json.Unmarshal([]byte(asJSON(t, r, told())), &all); err != nil {
		t.Fatal(err)
	}
	same := func(what string, got *float64, want float64) {
		t.Helper()
		if got == nil != (math.IsNaN(want) || math.IsInf(want, 0)) || got != nil && *got != want {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	if all.Schema != Schema || all.RunID != r.RunID || all.Incidents.Open != r.Findings.Open || all.Incidents.Total != r.Findings.Total {
		t.Errorf("got %s, %s, %d of %d", all.Schema, all.RunID, all.Incidents.Open, all.Incidents.Total)
	}
	if len(all.Incidents.Items) < 2 || len(all.Tiles) != len(r.Tiles) || len(all.Regions.Items) != len(r.Regions) {
		t.Fatalf("%d incidents, %d tiles, %d regions", len(all.Incidents.Items), len(all.Tiles), len(all.Regions.Items))
	}
	for i := range r.Tiles {
		same("tile "+r.Tiles[i].Key, all.Tiles[i].Value, r.Tiles[i].Value)
	}
	for i, g := range all.Regions.Items {
		same("latency p95", g.Metrics["latency_ms"].P95, r.Regions[i].Metric[record.Latency].P95)
		same("loss mean", g.Metrics["packet_loss_pct"].Mean, r.Regions[i].Metric[record.Loss].Mean)
		same("availability", g.Quality.Availability, r.RegionQuality[i].Availability)
		same("coverage", g.Quality.Coverage, r.RegionQuality[i].Coverage)
	}
	if b := r.SLO.Overall; all.SLO.Overall.Good != b.Good || all.SLO.Overall.Bad != b.Bad {
		t.Errorf("budget %+v, want %+v", all.SLO.Overall, b)
	}
	same("budget left", all.SLO.Overall.BudgetLeft, r.SLO.Overall.Left)

	// incidents.csv by column name
	rows, err := csv.NewReader(strings.NewReader(asIncidents(t, r, CSVOptions{Raw: true}))).ReadAll()
	if err != nil || len(rows) != len(all.Incidents.Items)+1 {
		t.Fatalf("%d lines for %d incidents, %v", len(rows), len(all.Incidents.Items), err)
	}
	for i, in := range all.Incidents.Items {
		evidence := in["evidence"].([]any)[0].(map[string]any)
		for k, column := range rows[0] {
			cell := rows[i+1][k]
			from, key := in, column
			switch column {
			case "incident":
				key = "id"
			case "duration_s":
				key = "seconds"
			case "metric", "at", "value", "usual", "spread", "z", "limit", "rule", "method", "peer_rank", "peers":
				from = evidence
			case "baseline_samples":
				from, key = evidence, "samples"
			case "baseline_days":
				from, key = evidence, "days"
			case "device", "region", "devices": // below
				continue
			}
			value, ok := from[key]
			var want string
			switch v := value.(type) {
			case nil:
			case float64:
				got, err := strconv.ParseFloat(cell, 64)
				if err != nil || got != v {
					t.Errorf("%s of incident %d is %s, in JSON %v", column, i, cell, v)
				}
				continue
			case bool:
				want = map[bool]string{true: "yes", false: "no"}[v]
			case string:
				want = v
			}
			if !ok || cell != want {
				t.Errorf("%s of incident %d is %q, in JSON %v", column, i, cell, value)
			}
		}
		if names := strings.Split(rows[i+1][len(rows[0])-1], "; "); len(names) != len(in["devices"].([]any)) {
			t.Errorf("incident %d has the devices %q", i, names)
		}
	}

	// bottlenecks.csv: the same rows in another order
	table, err := csv.NewReader(strings.NewReader(bottlenecks(t, r, CSVOptions{Raw: true}))).ReadAll()
	if err != nil || len(table) != all.Bottlenecks.Total+1 || len(all.Bottlenecks.Items) != min(all.Bottlenecks.Total, jsonBottlenecks) {
		t.Fatalf("%d lines, %d of %d in JSON, %v", len(table), len(all.Bottlenecks.Items), all.Bottlenecks.Total, err)
	}
	lines := map[string]int{}
	for _, row := range table[1:] {
		lines[strings.Join(row, "\x00")]++
	}
	last := math.Inf(1)
	for _, b := range all.Bottlenecks.Items {
		if b.Severity > last {
			t.Error("bottlenecks are not by severity")
		}
		last = b.Severity
		device, region := b.Device, b.Region
		key := strings.Join([]string{device, region, bottleneckMetric, strconv.FormatFloat(b.Severity, 'f', -1, 64), b.Description}, "\x00")
		if b.Severity == math.Trunc(b.Severity) {
			key = strings.Join([]string{device, region, bottleneckMetric, strconv.FormatFloat(b.Severity, 'f', 1, 64), b.Description}, "\x00")
		}
		if lines[key]--; lines[key] < 0 {
			t.Errorf("%q is not in bottlenecks.csv", key)
		}
	}
}

// Long lists are cut, and say how long they are.
func TestLongLists(t *testing.T) {
	r := flagged("d", "r")
	for len(r.Bottlenecks) < jsonBottlenecks+1 {
		r.Bottlenecks = append(r.Bottlenecks, r.Bottlenecks...)
	}
	r.Bottlenecks[len(r.Bottlenecks)-1].Severity = 9
	in := story().Findings.Incidents[0]
	for range jsonIncidents + 1 {
		r.Findings.Incidents = append(r.Findings.Incidents, in)
	}
	type list struct {
		Total int
		Items []map[string]any
	}
	var all struct{ Bottlenecks, Incidents list }
	if err := json.Unmarshal([]byte(asJSON(t, r, About{})), &all); err != nil {
		t.Fatal(err)
	}
	if b := all.Bottlenecks; b.Total != len(r.Bottlenecks) || len(b.Items) != jsonBottlenecks || b.Items[0]["severity"] != 9.0 {
		t.Errorf("%d of %d bottlenecks, the first %v", len(b.Items), b.Total, b.Items[0])
	}
	around := func(i int) any { return all.Incidents.Items[i]["evidence"].([]any)[0].(map[string]any)["around"] }
	if i := all.Incidents; i.Total != jsonIncidents+1 || len(i.Items) != jsonIncidents || around(jsonAround-1) == nil || around(jsonAround) != nil {
		t.Errorf("%d of %d incidents", len(i.Items), i.Total)
	}
	if got := asSummary(t, r, About{}); !strings.Contains(got, "And 981 more") {
		t.Error("the summary does not tell of further incidents")
	}
}

func TestHandoverReturnsTheWritersError(t *testing.T) {
	full, r := errors.New("full"), story()
	for i := range 2000 {
		in := r.Findings.Incidents[0]
		in.Rank = i
		r.Findings.Incidents = append(r.Findings.Incidents, in)
	}
	for name, write := range map[string]func(*limitedWriter) error{
		"json":    func(w *limitedWriter) error { return JSON(w, r, About{}) },
		"csv":     func(w *limitedWriter) error { return IncidentsCSV(w, r, CSVOptions{}) },
		"summary": func(w *limitedWriter) error { return Summary(w, r, About{}) },
	} {
		for _, room := range []int{0, 10, writeChunk} {
			if name == "summary" && room == writeChunk {
				continue // all of it
			}
			if err := write(&limitedWriter{left: room, err: full}); !errors.Is(err, full) {
				t.Errorf("%s with room for %d: got %v", name, room, err)
			}
		}
	}
}

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"edge-01 in ap_south_1": "edge-01 in ap_south_1",
		"ap-*":                  `ap-\*`,
		"_a_ b":                 `\_a\_ b`,
		"a|b\n<i>`c`":           "a\\|b\\x0a\\<i>\\`c\\`",
		"[x](http://y) www.z":   `\[x\](http\://y) www\.z`,
		"&lt; a & b":            `\&lt; a & b`,
		"# no title":            `\# no title`,
	} {
		want = strings.ReplaceAll(want, `\x0a`, `\\x0a`)
		if got := mdText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCapacityText(t *testing.T) {
	nan := math.NaN()
	for want, c := range map[string]kpi.Capacity{
		"no trend of the traffic: too few days":                                                                                         {Days: 3, PerDay: nan, Confidence: "too few days"},
		"busy hour 138.0 Mbps, trend 2.00 Mbps a day (clear; median slope over 20 days)":                                                {Days: 20, PerDay: 2, Busy: 138, DaysLeft: nan, Confidence: "clear"},
		"busy hour 138.0 Mbps, trend 2.00 Mbps a day (clear; median slope over 20 days); reaches the limit of 200.0 Mbps in 31 days":    {Days: 20, PerDay: 2, Busy: 138, Limit: 200, DaysLeft: 31, Confidence: "clear"},
		"busy hour 138.0 Mbps, trend 2.00 Mbps a day (clear; median slope over 20 days); the limit of 130.0 Mbps is reached":            {Days: 20, PerDay: 2, Busy: 138, Limit: 130, Confidence: "clear"},
		"busy hour 138.0 Mbps, trend -1.00 Mbps a day (weak; median slope over 20 days); does not grow towards the limit of 200.0 Mbps": {Days: 20, PerDay: -1, Busy: 138, Limit: 200, DaysLeft: math.Inf(1), Confidence: "weak"},
	} {
		if got := c.Text(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzIncidentsCSV(f *testing.F) {
	for _, s := range []string{"edge-01", "", "=1", "a,b", "\"", "\r\n", "-1", "\xff", "\u2028", "1e5", "+NaN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r := story()
		in := &r.Findings.Incidents[0]
		in.Devices = []incident.Member{{Device: record.MakeName(name), Region: record.MakeName(name)}}
		in.Headline = name
		rows, err := csv.NewReader(strings.NewReader(asIncidents(t, r, CSVOptions{}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), "\r\n", "\n")
		for _, k := range []int{7, 8, 34} {
			if got := strings.TrimPrefix(rows[1][k], "'"); got != strings.TrimPrefix(want, "'") {
				t.Errorf("column %s is %q, want %q", rows[0][k], got, want)
			}
			if c := rows[1][k]; c != "" && strings.ContainsRune("=+-@\t\r\n", rune(c[0])) {
				t.Errorf("%q is a formula", c)
			}
		}
		var all any
		if err := json.Unmarshal([]byte(asJSON(t, r, About{})), &all); err != nil {
			t.Error(err)
		}
	})
}
