package incident

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// found is a finding from a minute to another with the metrics that take part.
func found(kind usual.Kind, start, end int64, metrics ...record.Metric) usual.Finding {
	f := usual.Finding{Kind: kind, Start: start * minute, End: end * minute, First: int(start), Last: int(end), Raised: start * minute}
	if kind == usual.Gap {
		f.First, f.Last = int(start)-1, int(end)+1
	}
	for _, m := range metrics {
		f.Metric[m] = usual.Deviation{Part: true, Row: int(start), Value: 9, Usual: 1, Z: 8, Limit: 5, Rows: 1}
	}
	return f
}

func TestJoin(t *testing.T) {
	const lat, loss, cpu = record.Latency, record.Loss, record.CPU
	for _, c := range []struct {
		name string
		in   []usual.Finding
		want string
	}{
		{"apart", []usual.Finding{found(usual.Unusual, 10, 20, lat), found(usual.Unusual, 22, 30, lat)}, "[[0] [1]]"},
		{"a step between", []usual.Finding{found(usual.Unusual, 10, 20, lat), found(usual.Unusual, 21, 30, lat)}, "[[0 1]]"},
		{"other metrics", []usual.Finding{found(usual.Unusual, 10, 20, lat), found(usual.Unusual, 15, 30, cpu)}, "[[0 1]]"},
		{"a chain", []usual.Finding{found(usual.Unusual, 10, 20, lat), found(usual.Breach, 15, 30, lat), found(usual.Unusual, 28, 40, loss)}, "[[0 1 2]]"},
		{"a day-long limit and an event", []usual.Finding{found(usual.Breach, 0, 3000, lat), found(usual.Unusual, 100, 200, lat)}, "[[0] [1]]"},
		{"a day-long limit and a day", []usual.Finding{found(usual.Breach, 0, 3000, lat), found(usual.Unusual, 100, 2000, lat)}, "[[0 1]]"},
		{"in a shift", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Unusual, 100, 200, lat)}, "[[0 1]]"},
		{"another metric in a shift", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Unusual, 100, 200, loss)}, "[[0] [1]]"},
		{"more than the shift", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Unusual, 100, 200, lat, loss)}, "[[0] [1]]"},
		{"two runs of which one fits the shift", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Unusual, 100, 200, lat), found(usual.Unusual, 150, 300, loss)}, "[[0] [1 2]]"},
		{"two shifts at once", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Shift, 100, 2000, cpu)}, "[[0 1]]"},
		{"touches a gap", []usual.Finding{found(usual.Unusual, 10, 19, lat), found(usual.Gap, 21, 30)}, "[[0 1]]"},
		{"away from a gap", []usual.Finding{found(usual.Unusual, 10, 19, lat), found(usual.Gap, 22, 30)}, "[[0] [1]]"},
		{"between two gaps", []usual.Finding{found(usual.Gap, 10, 19), found(usual.Unusual, 20, 24, lat), found(usual.Gap, 25, 30)}, "[[0 1 2]]"},
		{"the gap before the shift", []usual.Finding{found(usual.Shift, 0, 3000, lat), found(usual.Unusual, 100, 199, lat), found(usual.Gap, 200, 230)}, "[[0] [1 2]]"},
		{"a stuck value", []usual.Finding{found(usual.Stuck, 0, 300, lat), found(usual.Unusual, 100, 199, lat), found(usual.Unusual, 250, 260, cpu)}, "[[0 1] [2]]"},
		{"nothing", nil, "[]"},
	} {
		if got := fmt.Sprint(join(&usual.Judged{Step: minute, Findings: c.in})); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestJoinRandom: each finding is in one incident, whatever their order.
func TestJoinRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		var list []usual.Finding
		for range r.IntN(12) {
			start := r.Int64N(500)
			list = append(list, found(usual.Kind(r.IntN(5)), start, start+r.Int64N(100), record.Metric(r.IntN(4))))
			list[len(list)-1].Score = float64(len(list)) // to know it by
		}
		partition := func(list []usual.Finding) string {
			var sets []string
			count := 0
			for _, group := range join(&usual.Judged{Step: minute, Findings: list}) {
				var ids []float64
				for _, i := range group {
					ids = append(ids, list[i].Score)
				}
				slices.Sort(ids)
				count += len(ids)
				sets = append(sets, fmt.Sprint(ids))
			}
			if count != len(list) {
				t.Fatalf("%d of %d findings", count, len(list))
			}
			slices.Sort(sets)
			return fmt.Sprint(sets)
		}
		want := partition(list)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := partition(list); got != want {
			t.Fatalf("another order: %s, want %s", got, want)
		}
	}
}

func TestCause(t *testing.T) {
	for _, c := range []struct {
		traffic, latency, loss, cpu float64 // z
		value                       float64 // of loss
		want                        Cause
	}{
		{latency: 5, want: PathShift},
		{loss: 5, want: PacketLoss},
		{loss: 5, latency: 10, want: PacketLoss},
		{loss: 5, latency: 10.1, want: PathShift},
		{cpu: 5, latency: 5, loss: 5, want: CPU},
		{cpu: 5, latency: 5.1, want: PathShift},
		{traffic: 3, latency: 5, want: Saturation},
		{traffic: 3, cpu: 5, want: Saturation},
		{traffic: 2.9, latency: 5, want: PathShift},
		{traffic: 8, want: LoadChange},
		{traffic: -4, loss: 5, want: TrafficLoss},
		{traffic: -4, loss: 5.1, want: PacketLoss},
		{traffic: -3.5, want: TrafficLoss},
		{loss: 5, value: 100, traffic: -9, want: Outage},
		{loss: 2.9, want: Unknown},
	} {
		p := part{kind: usual.Unusual}
		for m, z := range [...]float64{record.Traffic: c.traffic, record.Latency: c.latency, record.Loss: c.loss, record.CPU: c.cpu} {
			if z != 0 {
				p.facts = append(p.facts, fact{metric: record.Metric(m), z: z, value: c.value})
			}
		}
		if got := p.cause(); got != c.want {
			t.Errorf("%+v: %s, want %s", c, got, c.want)
		}
		if p.why(c.want) == "" {
			t.Errorf("%+v: no reason", c)
		}
		p.facts = append(p.facts, fact{kind: usual.Breach, metric: record.Loss, z: record.Missing})
		if got := p.cause(); c.want == Unknown && got != BrokenLimit {
			t.Errorf("%+v and a broken limit: %s", c, got)
		}
	}
	if got := (&part{kind: usual.Shift, facts: []fact{{kind: usual.Shift, metric: record.CPU, z: 1.6}}}).cause(); got != CPU {
		t.Error(got)
	}
	if got := (&part{kind: usual.Gap}).cause(); got != Outage {
		t.Error(got)
	}
	if got := (&part{kind: usual.Stuck, facts: []fact{{z: 9}}}).cause(); got != Unknown {
		t.Error(got)
	}
}

// TestSeverityIsTheReference: what has to pass the reference limit has the
// reference severity, to the last digit; what has to pass a higher one has less.
func TestSeverityIsTheReference(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 500 {
		tr := &record.Trace{Time: []int64{0, minute}}
		for m := range record.NumMetrics {
			tr.Value[m] = []float64{10, 10}
		}
		m := [...]record.Metric{record.Latency, record.Loss, record.CPU}[r.IntN(3)]
		limit := [...]float64{record.Latency: 120, record.Loss: 2, record.CPU: 90}[m]
		tr.Value[record.Loss] = []float64{0, 0}
		v := limit * (1 + r.Float64())
		tr.Value[m] = []float64{v, v}
		f := found(usual.Breach, 0, 1, m)
		f.Metric[m] = usual.Deviation{Part: true, Row: 1, Value: v, Usual: record.Missing, Z: record.Missing, Limit: limit, Rows: 2}
		j := &usual.Judged{Step: minute, Findings: []usual.Finding{f}}
		c := Context{Limits: detect.DefaultLimits, Rules: []usual.Limit{{Metric: m, Value: limit, Text: "stated"}}}
		var names record.Names
		names.Devices.ID("a")
		names.Regions.ID("b")
		of := func() *Incident {
			return &Assemble([]*Piece{Extract(tr, j, c)}, Input{Names: &names, HasRegion: true}).Incidents[0]
		}
		i := of()
		if i.Severity != i.Rule || i.Severity != detect.DefaultLimits.Severity(tr.Value[record.Latency][1], tr.Value[record.Loss][1], tr.Value[record.CPU][1]) {
			t.Fatalf("%s %v: severity %v, reference %v", m, v, i.Severity, i.Rule)
		}
		if i.Flagged != 2 || i.Rows != 2 {
			t.Fatalf("%d of %d rows flagged", i.Flagged, i.Rows)
		}
		j.Findings[0].Metric[m].Limit = limit * 1.1
		if lower := of(); lower.Severity > i.Severity || math.Abs(i.Severity-0.1-lower.Severity) > 0.011 && lower.Severity > 0 {
			t.Fatalf("a limit of %v: severity %v after %v", limit*1.1, lower.Severity, i.Severity)
		}
	}
}

func TestFlapping(t *testing.T) {
	w := makeWorld(t, 5*minute, 7*day5, nil, device{"eu", "edge-1", func(row int, v *values) bool {
		if row >= 1000 && row < 1050 && row%10 < 4 {
			v[record.Loss] += 8
		}
		return true
	}})
	f := w.findings()
	if len(f.Incidents) != 1 {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	if i := &f.Incidents[0]; i.Flaps != 4 || !i.Flapping() || i.Headline[len(i.Headline)-len("flapping: came back 4 times"):] != "flapping: came back 4 times" {
		t.Errorf("%d times: %s", i.Flaps, i.Headline)
	}
}

func TestWords(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.4: "0.4", 6.123: "6.12", 99.96: "100", 182.4: "182", 999.4: "999", 12345.6: "12,346", -3.14159: "-3.14", 0.0001: "0"} {
		if got := Number(v); got != want {
			t.Errorf("%v reads %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{0.402: "0.4", 5.62: "5.6", 9.96: "10", 69.3: "69", 1234: "1,234", 0: "0", 999.7: "1,000"} {
		if got := short(v); got != want {
			t.Errorf("%v reads %q in short, want %q", v, got, want)
		}
	}
	for d, want := range map[int64]string{45: "45 s", 60: "1 min", 3600 + 10*60: "1 h 10 min", 7200 - 1: "2 h", 100 * 3600: "4 d 4 h", 0: "0 s"} {
		if got := Span(time.Duration(d) * time.Second); got != want {
			t.Errorf("%d s reads %q, want %q", d, got, want)
		}
	}
	for name, want := range map[string]string{"edge-01": "edge-", "sw12": "sw", "dc1.r2.sw3": "dc1.r2.", "10.1.2.3": "10.1.2.", "alpha": "", "": "", "ge-0/0/1": "ge-0/0/", "42": ""} {
		if got := prefixOf(name); got != want {
			t.Errorf("the prefix of %q is %q, want %q", name, got, want)
		}
	}
}
