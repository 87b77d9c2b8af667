package export

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

func asPlain(t testing.TB, r *analytics.Report, a About) string {
	return made(t, func(b *bytes.Buffer) error { return Plain(b, r, a) })
}

func TestPlain(t *testing.T) {
	text := asPlain(t, story(), told())
	checkSummary(t, text)
	golden.RequireEqual(t, []byte(text))
}

// The whole report of real inputs keeps the layout, and has every part once.
func TestPlainOfRealInput(t *testing.T) {
	for name, r := range map[string]*analytics.Report{"oracle": analyse(t, oracleDir+"/telemetry_12000.csv"), "planted": planted(t), "nothing": {}} {
		text := asPlain(t, r, About{})
		checkSummary(t, text)
		for _, part := range []string{
			"Verdict: ", "What was looked at", "Incidents (", "Spikes, ", "Devices that are always ", "Key numbers", "Regions (", "Devices (each ",
			"Traffic by hour of the day ", "Objective", "Bottlenecks (", "How the input was read", "Method",
		} {
			if n := strings.Count(text, "\n\n"+part); n != 1 {
				t.Errorf("%s: the part %q is there %d times", name, part, n)
			}
		}
		for _, c := range text {
			if c >= 0x2500 && c <= 0x259f {
				t.Errorf("%s: the sign %q draws", name, c)
			}
		}
	}
}

// Every device, region and incident of a report is in its text, with the numbers
// that its JSON has.
func TestPlainTellsEverything(t *testing.T) {
	r := planted(t)
	text := strings.Join(strings.Fields(asPlain(t, r, About{})), " ")
	for i := range r.Cells {
		g, q := &r.Cells[i], &r.CellQuality[i]
		l := &g.Metric[record.Latency]
		want := fmt.Sprintf("device %s in %s: %s", g.Device.Text, g.Region.Text, plural(g.Rows, "record"))
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
		for _, want := range []string{
			fmt.Sprintf("latency: mean %.1f ms, p50 %.1f, p95 %.1f, p99 %.1f, min %.1f, max %.1f", l.Mean, l.P50, l.P95, l.P99, l.Min, l.Max),
			fmt.Sprintf("coverage %.2f %% of 1,152 samples expected (%d missing)", 100*q.Coverage, q.None),
			fmt.Sprintf("jitter %.2f ms over", q.Jitter),
			fmt.Sprintf("95th percentile of the traffic %.1f Mbps", q.Traffic95),
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q of %s is missing", want, g.Device.Text)
			}
		}
	}
	for i := range r.Findings.Incidents {
		in := &r.Findings.Incidents[i]
		if want := fmt.Sprintf("%d. Incident %s, %s", i+1, in.ID, in.Level); !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if len(r.Findings.Incidents) < 2 {
		t.Errorf("only %d incidents", len(r.Findings.Incidents))
	}
	if n := strings.Count(text, " good slots, "); n != 1+len(r.SLO.Regions)+len(r.SLO.Spenders) {
		t.Errorf("%d budgets", n)
	}
	if n := len(regexp.MustCompile(`\d+\. [-0-9]{10} [:0-9]{8} UTC, device`).FindAllString(text, -1)); n != min(plainRows, len(r.Bottlenecks)) {
		t.Errorf("%d rows of %d", n, len(r.Bottlenecks))
	}
}

// Of very many groups those with most bottlenecks are told, and that others are not.
func TestPlainOfManyDevices(t *testing.T) {
	r := &analytics.Report{}
	for i := range 3000 {
		g := kpi.Group{Device: record.MakeName(fmt.Sprintf("d%04d", i)), Rows: 10, Bottlenecks: int64(i % 10)}
		r.Cells = append(r.Cells, g)
	}
	for range 120 {
		r.Bottlenecks = append(r.Bottlenecks, detect.Bottleneck{Severity: 1, Why: detect.LatencyLimit})
	}
	r.DeviceNames, r.RegionNames = []record.Name{record.MakeName("d")}, []record.Name{{}}
	text := asPlain(t, r, About{})
	checkSummary(t, text)
	if n := strings.Count(text, "\n  device d0") + strings.Count(text, "\n  device d1") + strings.Count(text, "\n  device d2"); n != plainGroups {
		t.Errorf("%d devices", n)
	}
	if !strings.Contains(text, "3,000, here the 1,000 with most") || !strings.Contains(text, "(the 50 most severe of 120;") {
		t.Errorf("nothing tells what is left out:\n%s", text[:min(len(text), 2000)])
	}
}

// What is missing is told as such, not as zero and not as good.
func TestPlainOfNoData(t *testing.T) {
	r := story()
	nan := math.NaN()
	r.RegionQuality[0] = kpi.Quality{Availability: nan, Coverage: 0, None: 50, Jitter: nan, Traffic95: nan}
	text := asPlain(t, r, About{})
	for _, want := range []string{"availability no data\n", "coverage 0.00 % of 50 samples expected (50 missing)\n", "traffic: no data\n", "CPU: no data\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestPlainReturnsTheWritersError(t *testing.T) {
	full := errors.New("full")
	if err := Plain(&limitedWriter{left: 10, err: full}, story(), About{}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}
