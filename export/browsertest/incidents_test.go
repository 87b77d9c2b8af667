//go:build unix

package browsertest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// planted is the reference input with findings made by hand, so that what the
// page must say is known: an open loss of a region and a device's old latency.
func planted(t testing.TB) *analytics.Report {
	changed := *sample(t, "oracle")
	r := &changed
	hour := int64(time.Hour)
	name := record.MakeName
	around := func(start, end int64, usual, bad, limit float64) incident.Around {
		var a incident.Around
		for at := start - 12*hour; at <= min(end+12*hour, r.Last); at += hour / 4 {
			v := usual + float64(at/hour%5)/10
			if at >= start && at <= end {
				v = bad - float64(at/hour%3)/10
			}
			a.Time, a.Value = append(a.Time, at), append(a.Value, v)
			a.Usual, a.Limit = append(a.Usual, usual), append(a.Limit, limit)
		}
		return a
	}
	first, second := r.First+100*hour, r.First+20*hour
	r.Findings = incident.Findings{
		Judged: 80, Note: "Judged by a hand-made method.", SpikeCount: 3,
		Spikes:  []incident.Spike{{Device: name("edge-01"), Region: name("us-east"), Metric: record.Latency, At: r.First, Value: 300, Usual: 50, Z: 40}},
		Chronic: []incident.Chronic{{Device: name("edge-02"), Region: name("us-west"), Metric: record.CPU, Median: 95.5, Limit: 90, Samples: 600}},
		Incidents: []incident.Incident{
			{
				ID: "I-2", Rank: 1, Scope: incident.OneRegion, Cause: incident.PacketLoss, Why: "loss far above, latency as usual",
				Region: name("ap-south"), Of: 9, Start: first, End: r.Last, Raised: first + hour, Open: true, Flaps: 3, LastGood: first - hour/4,
				Devices:  []incident.Member{{Device: name("edge-03"), Region: name("ap-south"), Start: first, End: r.Last}, {Device: name("edge-07"), Region: name("ap-south"), Start: first + hour, End: r.Last}},
				Severity: 1.83, Rule: 2.05, Level: incident.Critical, ImpactGB: 12.345, ImpactMinutes: 340, Rows: 400, Flagged: 380,
				Headline: "loss 6.1 % (usual 0.4) on 2 of 9 devices in ap-south since 2023-01-05 04:00, edge-03 first",
				Evidence: []incident.Evidence{{
					Metric: record.Loss, Device: name("edge-03"), Region: name("ap-south"), At: first + 2*hour, Value: 6.1, Usual: 0.4, Spread: 0.12, Z: 47.5, Limit: 1.25,
					Rule: "6 of 8 samples above usual + 7 deviations", Samples: 2016, Days: 7, Method: "median of the time of day", Bad: 37, PeerRank: 1, Peers: 9,
					Around: around(first, r.Last, 0.4, 6.1, 1.25),
				}},
			},
			{
				ID: "I-1", Rank: 2, Scope: incident.OneDevice, Cause: incident.Unknown, Why: "nothing else moved",
				Devices: []incident.Member{{Device: name("edge-05"), Region: name("us-east"), Start: second, End: second + 2*hour}},
				Start:   second, End: second + 2*hour, Severity: 0.4, Level: incident.Medium, ImpactGB: math.NaN(), ImpactMinutes: 120,
				Headline: "latency 90 ms (usual 50) on edge-05 in us-east",
				Evidence: []incident.Evidence{{Metric: record.Latency, Device: name("edge-05"), Region: name("us-east"), At: second, Value: 90, Usual: math.NaN(), Spread: math.NaN(), Z: math.NaN(), Limit: 80, Rule: "above 80 ms", Method: "too little history: 7 samples, 12 needed"}},
			},
		},
	}
	r.RunID = "0123456789ab"
	r.Tiles = append([]kpi.Tile(nil), r.Tiles...)
	for i := range r.Tiles {
		if r.Tiles[i].Key == "latency_mean" {
			r.Tiles[i].Now, r.Tiles[i].Usual = 60, 50
		}
	}
	return r
}

func TestIncidents(t *testing.T) {
	r := planted(t)
	url := writePage(t, r)
	b := launch(t)
	tb := b.ready(t, url, 1440, 1000)
	section := func() string { return tb.text(`document.querySelector('#incidents').innerText`) }
	first := section()
	for _, want := range []string{
		"critical 1.83", "ongoing, for 4 d 3 h", "2023-01-05 04:00", "ap-south\n2 of 9 devices", "packet loss\nloss far above, latency as usual", "12.35 GB of traffic, 340 device-minutes",
		"loss 6.1 % (usual 0.4) on 2 of 9 devices", "medium 0.40", "edge-05\nin us-east", "120 device-minutes", "ended, for 2 h, to 2023-01-01 22:00",
		"2 of 2", "Always beyond a limit (1)", "3 lone spikes", "Judged by a hand-made method.",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the list of incidents lacks %q:\n%s", want, first)
		}
	}
	if tb.text(`document.querySelector('.evidence').checkVisibility()`) != "false" {
		t.Error("evidence shows before a click")
	}
	tb.click(`[data-id="I-2"] summary`)
	tb.settle()
	open := section()
	for _, want := range []string{
		"6.1 % on edge-03 in ap-south at 2023-01-05 06:00:00", "0.4 % ± 0.12 %", "+47.5 robust deviations", "1.25 %", "6 of 8 samples above usual + 7 deviations", "37 samples",
		"number 1 of 9 in its region", "median of the time of day (2,016 samples over 7 days)", "Came back 3 times (flapping)", "Last good sample before it: 2023-01-05 03:45:00",
	} {
		if !strings.Contains(open, want) {
			t.Errorf("the evidence lacks %q", want)
		}
	}
	if n := tb.number(`document.querySelectorAll('[data-id="I-2"] svg.around path.value, [data-id="I-2"] svg.around path.usual, [data-id="I-2"] svg.around path.limit').length`); n != 3 {
		t.Errorf("the neighbourhood has %v lines, want value, usual and limit", n)
	}
	// The open evidence is part of the link and of undo.
	hash := tb.text("location.hash")
	if other := b.ready(t, url+hash, 1440, 1000); !strings.Contains(hash, "incident:I-2") || other.text(`document.querySelector('[data-id="I-2"] details').open`) != "true" {
		t.Errorf("the link %q does not open the evidence", hash)
	}
	tb.click("#undo")
	tb.settle()
	if tb.text(`document.querySelector('[data-id="I-2"] details').open`) != "false" {
		t.Error("undo leaves the evidence open")
	}
	// Its time and region in all charts.
	if n := tb.number(`document.querySelectorAll('.incident-mark').length`); n != 2 {
		t.Errorf("%v marks in the chart, want 2", n)
	}
	tb.click(`[data-id="I-1"] .show`)
	if s := tb.text(`[...document.querySelectorAll('#heat-chart .heat-name')].map(e => e.firstChild.textContent).join()`); s != "us-east" {
		t.Errorf("the charts show %s", s)
	}
	if s := section(); !strings.Contains(s, "1 of 2") || strings.Contains(s, "critical") {
		t.Errorf("the incident of another region stays:\n%s", s)
	}
	tb.click("#clear")
	tb.filter("region = eu*")
	if s := section(); !strings.Contains(s, "No incident touches") {
		t.Errorf("after a filter:\n%s", s)
	}
	// Tiles tell the change.
	if s := tb.text(`document.querySelector('[data-key=latency_mean] .change').textContent`); s != "latest 60.0, usual 50.0 ▲ 20 %" {
		t.Errorf("the tile says %q", s)
	}
	if s := tb.text(`document.querySelector('.about').innerText`); !strings.Contains(s, "Run 0123456789ab") || !strings.Contains(s, "network-analytics") {
		t.Errorf("no run id or version: %s", s)
	}
}

// TestWithoutScript reads the incidents as a table, the evidence by itself.
func TestIncidentsWithoutScript(t *testing.T) {
	tb := launch(t).open(t, writePage(t, planted(t)), 1440, 1000, func(tb *tab) {
		tb.do("Emulation.setScriptExecutionDisabled", obj{"value": true})
	})
	rows := tb.text(`[...document.querySelectorAll('table.incidents tbody tr:first-child')].map(tr => tr.cells.length + ' ' + tr.innerText.includes('device-minutes')).join()`)
	if rows != "7 true,7 true" {
		t.Errorf("rows: %s", rows)
	}
	tb.click(`[data-id="I-2"] summary`)
	if s := tb.text(`document.querySelector('[data-id="I-2"] .evidence').checkVisibility() + ' ' + document.querySelector('[data-id="I-2"] svg.around').getBoundingClientRect().height`); !strings.HasPrefix(s, "true 1") {
		t.Errorf("the evidence without a script: %s", s)
	}
	if n := tb.number(`document.querySelectorAll('#lines-chart .incident-mark rect').length`); n != 2 {
		t.Error(fmt.Sprintf("%v marks in the chart, want 2", n))
	}
}
