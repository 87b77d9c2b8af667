package incident

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

const day5 = 288 // rows of a day, one every five minutes

// numbered returns n devices of a region, changed by what change says for each.
func numbered(region, form string, n int, change func(i int) func(int, *values) bool) []device {
	var list []device
	for i := range n {
		list = append(list, device{region, fmt.Sprintf(form, i+1), change(i)})
	}
	return list
}

func quiet(int) func(int, *values) bool { return asUsual }

func addLoss(v *values)    { v[record.Loss] += 6 }
func addLatency(v *values) { v[record.Latency] += 60 }

func TestOneDevice(t *testing.T) {
	d := numbered("eu", "edge-%02d", 6, quiet)
	d[2].change = during(1500, 1511, addLoss)
	w := makeWorld(t, 5*minute, 7*day5, nil, d...)
	f := w.findings()
	if len(f.Incidents) != 1 {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	i := &f.Incidents[0]
	if i.ID != "I-1" || i.Rank != 1 || i.Kind != usual.Unusual || i.Scope != OneDevice || i.Cause != PacketLoss || i.Open {
		t.Errorf("%+v", i)
	}
	if i.Start != 1500*5*minute || i.End != 1511*5*minute || i.LastGood != 1499*5*minute || i.Raised < i.Start || i.Raised > i.Start+5*minute {
		t.Errorf("from %d to %d, raised %d, last good %d", i.Start, i.End, i.Raised, i.LastGood)
	}
	if i.Hit != 1 || i.Of != 6 || i.Where() != "edge-03 in eu" || i.Duration() != "55 min" || i.When() != "from 1970-01-06 05:00 to 05:55 UTC" {
		t.Errorf("%d of %d, %s, %s, %s", i.Hit, i.Of, i.Where(), i.Duration(), i.When())
	}
	rows, flagged, rule, severity, gb, minutes := w.harm(t, i)
	if i.Rows != rows || i.Flagged != flagged || i.Rule != rule || math.Abs(i.Severity-severity) > 1e-9 ||
		math.Abs(i.ImpactGB-gb) > 1e-9*gb || math.Abs(i.ImpactMinutes-minutes) > 1e-9*minutes {
		t.Errorf("%d rows, %d flagged, rule %v, severity %v, %v GB, %v minutes; want %d, %d, %v, %v, %v, %v",
			i.Rows, i.Flagged, i.Rule, i.Severity, i.ImpactGB, i.ImpactMinutes, rows, flagged, rule, severity, gb, minutes)
	}
	w.recompute(t, i)
	if e := i.Evidence[0]; len(i.Evidence) != 1 || e.Metric != record.Loss || e.PeerRank != 1 || e.Peers != 6 || e.Bad != 12 {
		t.Errorf("%+v", e)
	}
	if f.Judged != 6 || f.TooLittle != 0 || f.Total != 1 || f.Open != 0 {
		t.Errorf("%+v", f)
	}
}

func TestRegion(t *testing.T) {
	d := append(numbered("ap-south", "edge-%02d", 9, quiet), numbered("eu", "core-%02d", 9, quiet)...)
	order := []int{2, 6, 0, 1, 3, 4, 5} // who is hit, one after the other
	for k, i := range order {
		d[i].change = during(1900+k, 7*day5-1, addLoss)
	}
	w := makeWorld(t, 5*minute, 7*day5, nil, d...)
	f := w.findings()
	want := "I-1 loss "
	if len(f.Incidents) != 1 || !strings.HasPrefix(list(&f), want) {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	i := &f.Incidents[0]
	if want := "on 7 of 9 devices in ap-south since 1970-01-07 14:20 UTC, edge-03 first"; !strings.HasSuffix(i.Headline, want) || !i.Open {
		t.Errorf("%s, open %v", i.Headline, i.Open)
	}
	if i.Scope != OneRegion || i.Region.Text != "ap-south" || i.Hit != 7 || i.Of != 9 || i.Merged != 7 || i.Cause != PacketLoss {
		t.Errorf("%+v", i)
	}
	var onset []string
	var rows int64
	for k, m := range i.Devices {
		onset = append(onset, m.Device.Text)
		if m.Start != int64(1900+k)*5*minute || m.Metric != record.Loss || m.Z < 4 {
			t.Errorf("%s from %d, %s %v", m.Device.Text, m.Start, m.Metric, m.Z)
		}
		rows += int64(7*day5 - 1900 - k)
	}
	if got := strings.Join(onset, " "); got != "edge-03 edge-07 edge-01 edge-02 edge-04 edge-05 edge-06" || i.Rows != rows {
		t.Errorf("%s, %d rows", got, i.Rows)
	}
	w.recompute(t, i)
	if e := i.Evidence[0]; e.PeerRank != 1 || e.Peers != 9 {
		t.Errorf("rank %d of %d", e.PeerRank, e.Peers)
	}
	if !strings.Contains(i.Brief(), "ap-south loss ") || !strings.HasSuffix(i.Brief(), "since 1970-01-07 14:20 UTC, 7 of 9 devices") {
		t.Error(i.Brief())
	}
}

// TestNotARegion: two devices of nine are two incidents, and so are seven at other
// times of the day.
func TestNotARegion(t *testing.T) {
	d := numbered("eu", "edge-%02d", 9, quiet)
	d[0].change, d[1].change = during(900, 940, addLoss), during(901, 940, addLoss)
	w := makeWorld(t, 5*minute, 7*day5, nil, d...)
	if f := w.findings(); len(f.Incidents) != 2 || f.Incidents[0].Scope != OneDevice || f.Incidents[0].Of != 9 {
		t.Errorf("incidents:\n%s", list(&f))
	}
	for i := range 7 {
		d[i].change = during(500+100*i, 520+100*i, addLoss)
	}
	w = makeWorld(t, 5*minute, 7*day5, nil, d...)
	if f := w.findings(); len(f.Incidents) != 7 {
		t.Errorf("incidents:\n%s", list(&f))
	}
}

func TestPrefix(t *testing.T) {
	rack := func(region string) (d []device) {
		for r := range 3 {
			d = append(d, numbered(region, fmt.Sprintf("rack%d-sw%%d", r+1), 4, func(i int) func(int, *values) bool {
				if r == 1 && i != 2 {
					return during(1000+i, 1030, addLatency)
				}
				return asUsual
			})...)
		}
		return d
	}
	for region, want := range map[string]string{
		"":   "on 3 of 4 devices named rack2-* from 1970-01-04 11:20 to 13:50 UTC, rack2-sw1 first",
		"eu": "on 3 of 4 devices named rack2-* in eu from 1970-01-04 11:20 to 13:50 UTC, rack2-sw1 first",
	} {
		f := makeWorld(t, 5*minute, 7*day5, nil, rack(region)...).findings()
		if len(f.Incidents) != 1 || !strings.HasSuffix(f.Incidents[0].Headline, want) || f.Incidents[0].Scope != ManyDevices || f.Incidents[0].Cause != PathShift {
			t.Errorf("incidents:\n%s", list(&f))
		}
	}
}

func TestFleet(t *testing.T) {
	var d []device
	for _, region := range []string{"a", "b", "c", "d"} {
		d = append(d, numbered(region, region+"-%d", 4, func(i int) func(int, *values) bool {
			if region != "d" && i < 3 {
				return during(1000, 1020, addLoss)
			}
			return asUsual
		})...)
	}
	f := makeWorld(t, 5*minute, 7*day5, nil, d...).findings()
	if len(f.Incidents) != 1 || f.Incidents[0].Where() != "9 of 16 devices in 3 regions" || f.Incidents[0].Scope != Fleet {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	// Without names of regions and with one prefix the place is the fleet.
	f = makeWorld(t, 5*minute, 7*day5, nil, numbered("", "edge-%d", 5, func(i int) func(int, *values) bool {
		if i < 3 {
			return during(1000, 1020, addLoss)
		}
		return asUsual
	})...).findings()
	if len(f.Incidents) != 1 || f.Incidents[0].Where() != "3 of 5 devices" {
		t.Fatalf("incidents:\n%s", list(&f))
	}
}

func TestOutage(t *testing.T) {
	d := append(numbered("eu", "edge-%d", 4, func(i int) func(int, *values) bool {
		if i < 3 {
			return silent(1000, 1019+i)
		}
		return silent(1900, 5000) // until the end
	}), numbered("us", "core-%d", 4, quiet)...)
	w := makeWorld(t, 5*minute, 7*day5, nil, d...)
	f := w.findings()
	if len(f.Incidents) != 2 {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	tail, outage := &f.Incidents[0], &f.Incidents[1]
	if want := "no data from 3 of 4 devices in eu from 1970-01-04 11:20 to 13:05 UTC, edge-1 first"; outage.Headline != want || outage.ID != "I-1" {
		t.Errorf("%s %s", outage.ID, outage.Headline)
	}
	if want := "no data from edge-4 in eu since 1970-01-07 14:20 UTC"; tail.Headline != want || !tail.Open || tail.ID != "I-2" {
		t.Errorf("%s %s", tail.ID, tail.Headline)
	}
	if outage.Severity != 1.75 || outage.Level != Critical || tail.Severity != 1.25 || tail.Level != High || outage.Cause != Outage || outage.Rows != 0 {
		t.Errorf("severity %v and %v", outage.Severity, tail.Severity)
	}
	if want := float64(20+21+22) * 5; outage.ImpactMinutes != want || math.Abs(outage.ImpactGB/(want*60*400/8000)-1) > 0.02 {
		t.Errorf("%v minutes, %v GB", outage.ImpactMinutes, outage.ImpactGB)
	}
	if want := float64(7*day5-1900) * 5; math.Abs(tail.ImpactMinutes-want) > 1e-6 {
		t.Errorf("%v minutes, want %v", tail.ImpactMinutes, want)
	}
	if e := outage.Evidence[0]; e.Bad != 22 || !math.IsNaN(e.Value) || !strings.Contains(e.Rule, "no data for 1 h 50 min, where a sample comes every 5 min: 22 are missing") {
		t.Errorf("%+v", e)
	}
	for k, at := range tail.Evidence[0].Around.Time {
		if v := tail.Evidence[0].Around.Value[k]; (at >= tail.Start) != math.IsNaN(v) {
			t.Errorf("%v at %d", v, at)
		}
	}
}

// TestMovingDevice: a device is not silent while it reports from another region.
func TestMovingDevice(t *testing.T) {
	d := numbered("eu", "edge-%d", 3, quiet)
	d[0].change = silent(500, 599)
	there := func(row int, _ *values) bool { return row >= 490 && row < 610 }
	f := makeWorld(t, 5*minute, 7*day5, nil, append(d, device{"us", "edge-1", there})...).findings()
	if len(f.Incidents) != 0 {
		t.Errorf("incidents:\n%s", list(&f))
	}
	// Gone from both places: it was seen in the second one last.
	d[0].change = silent(500, 5000)
	f = makeWorld(t, 5*minute, 7*day5, nil, append(d, device{"us", "edge-1", there})...).findings()
	if len(f.Incidents) != 1 || f.Incidents[0].Where() != "edge-1 in us" || f.Incidents[0].Start != 610*5*minute || !f.Incidents[0].Open {
		t.Errorf("incidents:\n%s", list(&f))
	}
}

func TestRunJoinsGap(t *testing.T) {
	d := numbered("eu", "edge-%d", 4, quiet)
	d[0].change = func(row int, v *values) bool {
		if row >= 990 && row < 1000 {
			v[record.Loss] += 20
		}
		return row < 1000 || row > 1040
	}
	f := makeWorld(t, 5*minute, 7*day5, nil, d...).findings()
	if len(f.Incidents) != 1 {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	i := &f.Incidents[0]
	if i.Kind != usual.Gap || i.Start != 990*5*minute || i.End != 1040*5*minute || i.Merged != 2 || i.Rows != 10 || len(i.Evidence) != 2 || i.Cause != Outage {
		t.Errorf("%+v", i)
	}
}

func TestBreachJoinsUnusual(t *testing.T) {
	d := numbered("eu", "edge-%d", 4, quiet)
	d[0].change = during(1000, 1019, addLoss)
	d[1].change = during(1500, 1519, func(v *values) { v[record.CPU] = 62.5 + (v[record.CPU]-50)/10 }) // beyond a stated limit, hardly unusual
	w := makeWorld(t, 5*minute, 7*day5, []string{"loss > 3", "cpu > 61"}, d...)
	f := w.findings()
	var both, alone *Incident
	for k := range f.Incidents {
		switch i := &f.Incidents[k]; {
		case i.Start == 1000*5*minute:
			both = i
		case i.Start >= 1499*5*minute && i.End <= 1520*5*minute && i.Devices[0].Device.Text == "edge-2":
			alone = i
		}
	}
	if both == nil || alone == nil {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	if both.Kind != usual.Unusual || both.Merged != 2 || len(both.Evidence) != 2 || both.Evidence[1].Limit != 3 || both.Evidence[1].Rule != "stated limit loss > 3 %: broken by 20 of 20 samples" {
		t.Errorf("%+v", both.Evidence)
	}
	// The reference limit lies below the stated one and below the own limit.
	worst := 0.0
	tr, _ := w.trace(t, both.Devices[0].Device)
	for row := 1000; row < 1020; row++ {
		worst = max(worst, (tr.Value[record.Loss][row]-min(2, w.judged[0].Baseline[record.Loss].Limit(tr.Time[row])))/2)
	}
	if math.Abs(both.Severity-worst) > 0.005 {
		t.Errorf("severity %v, want %v", both.Severity, worst)
	}
	w.recompute(t, both)
	if alone.Kind != usual.Breach || alone.Cause != CPU || !strings.HasPrefix(alone.Headline, "cpu 63 % (limit 61, usual 51) on edge-2 in eu ") || alone.Evidence[0].Rule != "stated limit cpu > 61 %: broken by 20 of 20 samples" {
		t.Errorf("%+v", alone)
	}
	// A limit that is the reference limit gives the reference severity.
	d[0].change = during(1000, 1019, func(v *values) { v[record.Latency] = 200 })
	f = makeWorld(t, 5*minute, 7*day5, []string{"latency > 120"}, d...).findings()
	for k := range f.Incidents {
		if i := &f.Incidents[k]; i.Start == 1000*5*minute && i.Rule != 0.67 {
			t.Errorf("reference severity %v", i.Rule)
		}
	}
}

func TestShift(t *testing.T) {
	d := numbered("eu", "edge-%d", 4, quiet)
	d[0].change = during(1500, 5000, func(v *values) { v[record.Latency] += 22 })
	w := makeWorld(t, 5*minute, 7*day5, nil, d...)
	f := w.findings()
	if len(f.Incidents) != 1 {
		t.Fatalf("incidents:\n%s", list(&f))
	}
	i := &f.Incidents[0]
	if i.Kind != usual.Shift || !i.Open || i.Cause != PathShift || math.Abs(float64(i.Start-1500*5*minute)) > 3*float64(time.Hour) || !strings.HasPrefix(i.Headline, "latency lastingly ") {
		t.Errorf("%+v", i)
	}
	w.recompute(t, i)
	if want := 22.0 / 40 / 3 * float64(7*day5-1500) * 5; math.Abs(i.ImpactMinutes/want-1) > 0.15 {
		t.Errorf("%v device-minutes, want about %v", i.ImpactMinutes, want)
	}
}

// scenario is a world of many kinds of incidents.
func scenario(t testing.TB) *world {
	d := append(numbered("ap", "ap-%02d", 7, func(i int) func(int, *values) bool {
		if i < 5 {
			return during(1000+i%2, 1030, addLoss)
		}
		return asUsual
	}), numbered("eu", "eu-%02d", 7, func(i int) func(int, *values) bool {
		switch i {
		case 0:
			return during(400, 420, addLatency)
		case 1:
			return silent(700, 720)
		case 2:
			return during(1990, 3000, func(v *values) { v[record.CPU] = 99 })
		case 3:
			return func(row int, v *values) bool {
				if row%400 == 200 {
					v[record.Latency] *= 3
				}
				return true
			}
		}
		return asUsual
	})...)
	return makeWorld(t, 5*minute, 7*day5, nil, d...)
}

func TestOrderDoesNotMatter(t *testing.T) {
	w := scenario(t)
	want := w.findings()
	if want.Total != 4 || want.SpikeCount < 5 {
		t.Fatalf("incidents:\n%s\n%d spikes", list(&want), want.SpikeCount)
	}
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(w.pieces), func(i, j int) { w.pieces[i], w.pieces[j] = w.pieces[j], w.pieces[i] })
		if got := w.findings(); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("another order gives\n%s\nwant\n%s", list(&got), list(&want))
		}
	}
}

func TestRank(t *testing.T) {
	f := scenario(t).findings()
	for k := range f.Incidents {
		i := &f.Incidents[k]
		if i.Rank != k+1 {
			t.Errorf("%s has rank %d", i.ID, i.Rank)
		}
		if k == 0 {
			continue
		}
		b := &f.Incidents[k-1]
		if i.Open && !b.Open || i.Open == b.Open && (i.Level > b.Level || i.Level == b.Level && i.ImpactGB > b.ImpactGB) {
			t.Errorf("%s (open %v, %s, %v GB) comes after %s (%v, %s, %v)", i.ID, i.Open, i.Level, i.ImpactGB, b.ID, b.Open, b.Level, b.ImpactGB)
		}
	}
	// Four incidents by start: latency at row 400, the gap, the region, CPU.
	for id, want := range map[string]string{"I-1": "eu-01", "I-2": "eu-02", "I-3": "5 of 7 devices in ap", "I-4": "eu-03"} {
		found := false
		for k := range f.Incidents {
			found = found || f.Incidents[k].ID == id && strings.HasPrefix(f.Incidents[k].Where(), want)
		}
		if !found {
			t.Errorf("%s is not %s:\n%s", id, want, list(&f))
		}
	}
	// It is open, so it comes first, although it has cost nothing.
	if first := f.Incidents[0]; first.Cause != CPU || first.ImpactGB != 0 || !first.Open {
		t.Errorf("the open one is not first: %+v", first)
	}
}

func TestView(t *testing.T) {
	w := scenario(t)
	all := w.findings()
	w.input.From, w.input.To = 990*5*minute, 1000*5*minute+1
	f := w.findings()
	if len(f.Incidents) != 1 || f.Incidents[0].ID != "I-3" || f.Incidents[0].Rank != 1 || f.Incidents[0].Hit != 5 || f.SpikeCount >= all.SpikeCount {
		t.Errorf("incidents:\n%s\n%d spikes", list(&f), f.SpikeCount)
	}
	w.input.From, w.input.To = 0, 0
	w.input.Keep = func(region, _ record.Name) bool { return region.Raw == "eu" }
	f = w.findings()
	if len(f.Incidents) != 3 || f.Judged != 7 || f.Open != 1 || f.Total != 3 {
		t.Errorf("incidents:\n%s\n%d judged", list(&f), f.Judged)
	}
	// Rows that a filter on values leaves: those of the latency incident.
	w.input.Keep = nil
	w.extract(func(tr *record.Trace) func(int) bool {
		return func(row int) bool { return tr.Value[record.Latency][row] > 80 }
	})
	f = w.findings()
	if len(f.Incidents) != 1 || f.Incidents[0].ID != "I-1" || f.SpikeCount < 5 {
		t.Errorf("incidents:\n%s\n%d spikes", list(&f), f.SpikeCount)
	}
}

func TestCovers(t *testing.T) {
	w := scenario(t)
	f := w.findings()
	name := record.MakeName
	for _, c := range []struct {
		region, device string
		row            int64
		inside, spike  bool
	}{
		{"eu", "eu-01", 399, false, false}, {"eu", "eu-01", 400, true, false}, {"eu", "eu-01", 420, true, false}, {"eu", "eu-01", 421, false, false},
		{"eu", "eu-04", 200, false, true}, {"eu", "eu-04", 201, false, false}, {"ap", "eu-04", 200, false, false},
	} {
		if inside, spike := f.Covers(name(c.region), name(c.device), c.row*5*minute); inside != c.inside || spike != c.spike {
			t.Errorf("%+v: %v, %v", c, inside, spike)
		}
	}
}

// TestNoHistory: a dozen samples is where judging begins.
func TestNoHistory(t *testing.T) {
	f := makeWorld(t, minute, 5, nil, numbered("eu", "edge-%d", 3, quiet)...).findings()
	if f.Judged != 0 || f.TooLittle != 3 || f.Total != 0 || !strings.Contains(f.Note, "3 devices with too little history") {
		t.Errorf("%+v", f)
	}
}
