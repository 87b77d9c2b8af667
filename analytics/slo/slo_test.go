package slo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

func TestParse(t *testing.T) {
	const day = int64(24 * time.Hour)
	for _, c := range []struct {
		text, canonical string
		target          float64
		slot, period    int64
	}{
		{"99.5% latency<=120 and loss<=2", "99.5% of 5m slots latency <= 120 ms and loss <= 2 %", 0.995, DefaultSlot, 0},
		{"99.9% of 1m slots loss<1 where region = ap-* over 30d", "99.9% of 1m slots loss < 1 % where region = ap-* over 30d", 0.999, int64(time.Minute), 30 * day},
		{"  99 % OF 5-min slots (loss<1 or latency<0.2s) OVER 4 weeks", "99% of 5m slots loss < 1 % or latency < 200 ms over 28d", 0.99, DefaultSlot, 28 * day},
		{"50% of 90 s slot cpu<90 where device in ('where', over-1)", "50% of 90s slots cpu < 90 % where device in ('where', over-1)", 0.5, int64(90 * time.Second), 0},
		{`99.5% loss<1 where region = "a over b"`, `99.5% of 5m slots loss < 1 % where region = 'a over b'`, 0.995, DefaultSlot, 0},
	} {
		o, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if o.Text != c.canonical || o.Target != c.target || o.Slot != c.slot || o.Period != c.period {
			t.Errorf("%s: got %q %v %v %v", c.text, o.Text, o.Target, o.Slot, o.Period)
		}
		again, err := Parse(o.Text)
		if err != nil || again.Text != o.Text || again.Target != o.Target || again.Slot != o.Slot || again.Period != o.Period {
			t.Errorf("%s does not read back: %v, %v", o.Text, again, err)
		}
	}
}

func TestParseFails(t *testing.T) {
	for _, c := range []struct {
		text     string
		position int
		want     string
	}{
		{"", 1, "expected the share"},
		{"latency<=120", 1, "expected the share"},
		{"99.5 latency<=120", 6, "expected %"},
		{"100% loss<1", 1, "below 100 %"},
		{"0% loss<1", 1, "above 0 %"},
		{"99.5%", 6, "expected a condition"},
		{"99.5% where region = x", 7, "expected a condition"},
		{"99.5% of slots loss<1", 10, "a length of time"},
		{"99.5% of 5 loss<1", 12, "a unit of time"},
		{"99.5% of 2d slots loss<1", 10, "a slot is 1s to 1d"},
		{"99.5% of 5m loss<1", 13, `expected "slots"`},
		{"99.5% latenzy<=120", 7, `did you mean "latency"?`},
		{"99.5% loss<=2 and", 18, "the expression ends here"},
		{"99.5% loss<=2 where region", 27, "expected =, != or in"},
		{"99.5% loss<=2 over", 19, "a length of time"},
		{"99.5% loss<=2 over 1m", 20, "the period is 5m to"},
		{"99.5% loss<=2 over 30d where region = x", 24, "should end here"},
		{"99.5% loss<=2 where time > -2h", 21, "relative to the last record"},
		{"99.5% \xff<1", 7, "not valid UTF-8"},
	} {
		_, err := Parse(c.text)
		wrong, ok := errors.AsType[*filter.SyntaxError](err)
		if !ok || record.KindOf(err) != record.KindUsage || wrong.Text != c.text || wrong.Position() != c.position || !strings.Contains(wrong.What, c.want) {
			t.Errorf("%q: got %v", c.text, err)
		}
	}
	_, err := (&Flags{SLO: "99%"}).Parse()
	if err == nil || !strings.HasPrefix(err.Error(), "--slo: position 4: ") {
		t.Errorf("got %v", err)
	}
	if o, err := (&Flags{}).Parse(); o != nil || err != nil {
		t.Errorf("no flag gives %v, %v", o, err)
	}
}

// start is the begin of a slot.
var start = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()

const minute = int64(time.Minute)

// trace returns samples of a device in a region, one a minute from a minute on:
// their losses in percent, with latencies of 10 ms; -1 has neither, -2 makes no row.
func trace(names *record.Names, region, device string, from int64, losses ...float64) *record.Trace {
	t := &record.Trace{Device: names.Devices.ID(device), Region: names.Regions.ID(region)}
	for i, l := range losses {
		if l == -2 {
			continue
		}
		latency := 10.0
		if l == -1 {
			l, latency = record.Missing, record.Missing
		}
		t.Time = append(t.Time, start+(from+int64(i))*minute)
		t.Value[record.Loss] = append(t.Value[record.Loss], l)
		t.Value[record.Latency] = append(t.Value[record.Latency], latency)
	}
	return t
}

func repeat(n int, v ...float64) []float64 {
	var out []float64
	for range n {
		out = append(out, v...)
	}
	return out
}

func add(m *Meter, t *record.Trace) { m.Add(t, t.Cadence(), nil) }

// An hour of three devices, counted by hand.
func TestBudgetByHand(t *testing.T) {
	o, err := Parse("90% loss<=2")
	if err != nil {
		t.Fatal(err)
	}
	names := &record.Names{}
	m := o.NewMeter(names, start, start+59*minute+1)
	// a: slots of 5 minutes from 0: bad (3 % in its last minute), ten good, no value.
	a := append([]float64{0, 0, 0, 0, 3}, repeat(50, 2)...)
	add(m, trace(names, "east", "a", 0, append(a, repeat(5, -1)...)...))
	// b: 2 good slots; 3 slots without a row, of which the last has a sample at its end; 7 good.
	b := append(repeat(10, 0), repeat(14, -2)...)
	add(m, trace(names, "east", "b", 0, append(b, repeat(36, 0)...)...))
	// c begins at 30 and is silent from 45 on: a bad slot and two good ones, then three without data.
	add(m, trace(names, "west", "c", 30, append(repeat(5, 100), repeat(10, 0)...)...))

	r := m.Report()
	type row struct {
		region, device  string
		good, bad, none int64
	}
	got := []row{}
	for _, list := range [][]Budget{{r.Overall}, r.Regions, r.Spenders} {
		for _, b := range list {
			got = append(got, row{b.Region.Raw, b.Device.Raw, b.Good, b.Bad, b.None})
		}
	}
	want := []row{
		{"", "", 10 + 10 + 2, 1 + 0 + 1, 1 + 2 + 3},
		{"east", "", 20, 1, 3}, {"west", "", 2, 1, 3},
		{"east", "a", 10, 1, 1}, {"west", "c", 2, 1, 3},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
	all := r.Overall
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) < 1e-9) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("attained", all.Attained, 22.0/24)
	near("coverage", all.Coverage, 24.0/30)
	near("allowed", all.Allowed, 2.4)
	near("left", all.Left, 0.4/2.4)
	near("minutes left", all.LeftMinutes, 2)
	// The last hour is the whole of it: 2 bad of 24 against 10 % allowed.
	near("burn", all.Burn[0].Rate, 2.0/24/0.1)
	if all.Burn[0].Slots != 24 || all.Burn[0].Window != int64(time.Hour) || len(all.Burn) != 3 || !math.IsNaN(all.Burn[1].Rate) {
		t.Errorf("burn is %+v", all.Burn)
	}
	// 0.4 slots at 2 bad slots in the time looked at.
	near("hours left", all.HoursLeft, 0.4/2*(59*60+1e-9)/3600)
	west := r.Regions[1]
	near("overspent", west.Left, (0.3-1)/0.3)
	near("hours left of it", r.Regions[0].HoursLeft, (2.1-1)*(59*60+1e-9)/3600)
	if !math.IsNaN(west.Burn[0].Rate) || !math.IsNaN(west.HoursLeft) {
		t.Errorf("three slots are too few for a rate: %+v, %v", west.Burn, west.HoursLeft)
	}
}

// A stated period scales the budget up, or cuts the time to its end.
func TestPeriod(t *testing.T) {
	names := &record.Names{}
	long, _ := Parse("90% loss<=2 over 10h")
	short, _ := Parse("90% loss<=2 over 10m")
	rows := append(repeat(5, 50), repeat(55, 0)...) // the first of 12 slots is bad
	for _, c := range []struct {
		o          *Objective
		good, bad  int64
		allowed    float64
		left       float64
		describing string
	}{
		{long, 11, 1, 12, 11.0 / 12, "of which the input covers the begin"},
		{short, 2, 0, 0.2, 1, "the last 10m"},
	} {
		m := c.o.NewMeter(names, start, start+60*minute)
		add(m, trace(names, "r", "d", 0, rows...))
		r := m.Report()
		b := r.Overall
		if b.Good != c.good || b.Bad != c.bad || math.Abs(b.Allowed-c.allowed) > 1e-9 || math.Abs(b.Left-c.left) > 1e-9 {
			t.Errorf("%s: got %+v", c.o.Text, b)
		}
		if !strings.Contains(r.Method, c.describing) {
			t.Errorf("%s: the method reads %q", c.o.Text, r.Method)
		}
	}
}

func TestWhereAndKeep(t *testing.T) {
	names := &record.Names{}
	rows := append(repeat(5, 50), repeat(55, 0)...)
	o, _ := Parse("90% loss<=2 where region = ap-*")
	m := o.NewMeter(names, start, start+60*minute)
	add(m, trace(names, "ap-1", "d", 0, rows...))
	add(m, trace(names, "eu-1", "d", 0, rows...))
	kept := trace(names, "ap-2", "d", 0, rows...)
	m.Add(kept, kept.Cadence(), func(row int) bool { return row >= 5 })
	r := m.Report()
	if len(r.Regions) != 2 || r.Overall.Good != 22 || r.Overall.Bad != 1 || r.Overall.None != 0 {
		t.Errorf("got %+v", r)
	}
}

// A device that reports every 20 minutes has a slot per sample, and in a gap one
// per missing sample.
func TestSeldomSamples(t *testing.T) {
	names := &record.Names{}
	o, _ := Parse("90% loss<=2")
	d := &record.Trace{Device: names.Devices.ID("d"), Region: names.Regions.ID("r")}
	for _, i := range []int64{0, 1, 2, 3, 4, 7, 8} { // 5 and 6 are missing
		d.Time = append(d.Time, start+i*20*minute)
		d.Value[record.Loss] = append(d.Value[record.Loss], 0)
	}
	m := o.NewMeter(names, start, start+160*minute+1)
	add(m, d)
	if b := m.Report().Overall; b.Good != 7 || b.Bad != 0 || b.None != 2 || !math.IsInf(b.HoursLeft, 1) {
		t.Errorf("got %+v", b)
	}
	empty := o.NewMeter(names, start, start+minute).Report()
	if b := empty.Overall; !math.IsNaN(b.Attained) || !math.IsNaN(b.Coverage) || !math.IsNaN(b.Left) {
		t.Errorf("nothing gives %+v", b)
	}
}

// Any split over Meters gives the same report, and slots agree with a plain count.
func TestAnySplitIsTheSame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	names := &record.Names{}
	o, _ := Parse("99% of 2m slots loss<=2 and latency<=100")
	var traces []*record.Trace
	good, bad := int64(0), int64(0)
	for i := range 300 {
		var rows []float64
		for range 40 {
			rows = append(rows, []float64{0, 0, 0, 0, 5, -1, -2}[rnd.IntN(7)])
		}
		d := trace(names, fmt.Sprint("r", i%7), fmt.Sprint("d", i), 0, rows...)
		traces = append(traces, d)
		for s := 0; s < 40; s += 2 {
			switch a, b := rows[s], rows[s+1]; {
			case a == 5 || b == 5:
				bad++
			case a == 0 || b == 0:
				good++
			}
		}
	}
	to := start + 40*minute
	one := o.NewMeter(names, start, to)
	for _, d := range traces {
		add(one, d)
	}
	want := one.Report()
	if want.Overall.Good != good || want.Overall.Bad != bad || len(want.Spenders) != MaxSpenders {
		t.Errorf("got %+v, want %d good and %d bad", want.Overall, good, bad)
	}
	for _, n := range []int{2, 5} {
		meters := make([]*Meter, n)
		for i := range meters {
			meters[i] = o.NewMeter(names, start, to)
		}
		for _, i := range rnd.Perm(len(traces)) {
			add(meters[rnd.IntN(n)], traces[i])
		}
		for _, m := range meters[1:] {
			meters[0].Merge(m)
		}
		if got := meters[0].Report(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d meters: got\n%+v, want\n%+v", n, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"99.5% latency<=120 and loss<=2", "99.9% of 1m slots loss < 1 where region = 'where' over 30d",
		"9.% loss in 1..2 over 1w", `99% device = "\where\"over" over 5 min`, "99% loss<1 where not (region=over-x)", "99%(loss<1)over 5m",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o, err := Parse(s)
		if err != nil {
			wrong, ok := errors.AsType[*filter.SyntaxError](err)
			if !ok || wrong.Offset < 0 || wrong.Offset > len(s) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		again, err := Parse(o.Text)
		if err != nil || again.Text != o.Text || again.Target != o.Target {
			t.Errorf("%q gives %q, which reads back as %v, %v", s, o.Text, again, err)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	names := &record.Names{}
	o, _ := Parse("99.5% latency<=120 and loss<=2")
	d := trace(names, "r", "d", 0, repeat(50_000, 0, 1)...)
	c := d.Cadence()
	m := o.NewMeter(names, start, start+100_000*minute)
	b.SetBytes(int64(d.Len()))
	for b.Loop() {
		m.Add(d, c, nil)
	}
}
