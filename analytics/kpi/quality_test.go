package kpi

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
)

var begin = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()

const minute = int64(time.Minute)

var none = record.Missing

// sampled returns a trace with a sample every step minutes from a minute on;
// columns are traffic, latency, loss, cpu, nil ones absent. A row whose values are
// all missing is no row.
func sampled(names *record.Names, region, device string, from, step int64, columns ...[]float64) *record.Trace {
	t := &record.Trace{Device: names.Devices.ID(device), Region: names.Regions.ID(region)}
	n := 0
	for _, c := range columns {
		n = max(n, len(c))
	}
	for i := range n {
		row := false
		for _, c := range columns {
			row = row || c != nil && !math.IsNaN(c[i])
		}
		if !row {
			continue
		}
		t.Time = append(t.Time, begin+(from+int64(i)*step)*minute)
		for k, c := range columns {
			if c != nil {
				t.Value[k] = append(t.Value[k], c[i])
			}
		}
	}
	return t
}

func add(m *Meter, t *record.Trace) Quality { return m.Add(t, t.Cadence(), nil) }

func TestQualityByHand(t *testing.T) {
	names := &record.Names{}
	d := sampled(names, "r", "d", 0, 5,
		nil,
		[]float64{10, 12, 11, none, 20, none, none, none, 20, 23},
		[]float64{0, 1, 2, 100, 0, none, none, none, 5, 5})
	m := NewMeter(names, QualityOptions{From: begin, To: begin + 60*minute})
	q := add(m, d)
	// Samples at 0 5 10 15 20 40 45; 25 30 35 are missing inside, 50 and 55 after the last.
	if q.Good != 6 || q.Bad != 1 || q.None != 5 {
		t.Errorf("good, bad, none are %d, %d, %d", q.Good, q.Bad, q.None)
	}
	if q.Availability != 6.0/7 || q.Coverage != 7.0/12 {
		t.Errorf("availability %v, coverage %v", q.Availability, q.Coverage)
	}
	// 10-12, 12-11 and 20-23; 11 and 20 have a missing one between, 20 and 20 a gap.
	if q.JitterN != 3 || q.Jitter != 2 {
		t.Errorf("jitter %v of %d", q.Jitter, q.JitterN)
	}
	if q.LossRun != 3 { // 1 2 100; a gap ends a run
		t.Errorf("loss run of %d", q.LossRun)
	}
	// loss sorted: 0 0 1 2 5 5 100
	if got := q.Percentile[record.Loss]; got[0] != 2 || math.Abs(got[1]-(5+0.7*95)) > 1e-9 || !q.Exact[record.Loss] {
		t.Errorf("loss percentiles %v", got)
	}
	if !math.IsNaN(q.Percentile[record.CPU][0]) || q.Exact[record.CPU] || !math.IsNaN(q.Traffic95) || q.Slots != 0 {
		t.Errorf("columns that are not there give %+v", q)
	}
	for what, got := range map[string]Quality{"region": m.Region(d.Region), "overall": m.Overall()} {
		if fmt.Sprint(got) != fmt.Sprint(q) {
			t.Errorf("%s of one device: got\n%+v, want\n%+v", what, got, q)
		}
	}
	var g Group
	g.Metric[record.Latency] = Summary{N: 6, P50: 1, P95: 2, P99: 3, Exact: true}
	if q.TakeLatency(&g); q.Percentile[record.Latency] != [3]float64{1, 2, 3} || !q.Exact[record.Latency] {
		t.Errorf("got %+v", q)
	}
}

func TestLookedAtInPart(t *testing.T) {
	names := &record.Names{}
	d := sampled(names, "r", "d", 0, 5, nil, nil, []float64{0, 0, 100, none, none, none, 0, 0, 0})
	m := NewMeter(names, QualityOptions{From: begin + 5*minute, To: begin + 25*minute})
	if q := add(m, d); q.Good != 1 || q.Bad != 1 || q.None != 2 { // 5, 10; 15 and 20 are missing
		t.Errorf("got %+v", q)
	}
	m = NewMeter(names, QualityOptions{From: begin, To: begin + 40*minute + 1})
	if q := m.Add(d, d.Cadence(), func(row int) bool { return row != 2 }); q.Good != 5 || q.Bad != 0 || q.None != 0 {
		t.Errorf("rows that are not meant: got %+v", q)
	}
	empty := NewMeter(names, QualityOptions{From: begin, To: begin + 1})
	for _, q := range []Quality{empty.Overall(), empty.Region(d.Region), add(empty, &record.Trace{})} {
		if q.Good+q.Bad+q.None != 0 || !math.IsNaN(q.Availability) || !math.IsNaN(q.Coverage) || !math.IsNaN(q.Jitter) {
			t.Errorf("nothing gives %+v", q)
		}
	}
}

func slotsOf(t *record.Trace, width, to int64) []slotMean {
	look := &record.Look{From: begin, To: begin + to*minute, Cadence: t.Cadence()}
	return trafficSlots(nil, t, look, width*minute)
}

func TestTrafficSlots(t *testing.T) {
	names := &record.Names{}
	first := begin / trafficSlot
	for name, c := range map[string]struct {
		step int64
		to   int64
		v    []float64
		want []float64 // by slot of 5 minutes, NaN for none
	}{
		"a sample a minute":        {1, 10, []float64{1, 2, 3, 4, 5, 6, 6, 6, 6, 11}, []float64{3, 7}},
		"a gap stays empty":        {1, 20, []float64{1, 1, 1, 1, 1, none, none, none, none, none, none, none, none, none, none, 4}, []float64{1, none, none, 4}},
		"every 15 minutes":         {15, 60, []float64{1, 2, 3, 4}, []float64{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}},
		"a gap of every 15":        {15, 90, []float64{1, 2, none, 4, 5, 6}, []float64{1, 1, 1, 2, 2, 2, none, none, none, 4, 4, 4, 5, 5, 5, 6, 6, 6}},
		"the end cuts what stands": {15, 52, []float64{1, 2, 3, 4}, []float64{1, 1, 1, 2, 2, 2, 3, 3, 3, 4}},
		"no usual step":            {15, 60, []float64{1, 2, 3}, []float64{1, 1, 1, 2, 2, 2, 3}},
		"two days apart": {2 * 24 * 60, 8*24*60 + 5, []float64{1, none, none, none, 2}, append(slices.Repeat([]float64{1}, 1+maxHold), append(
			slices.Repeat([]float64{none}, 8*288-1-maxHold), 2)...)},
	} {
		d := sampled(names, "r", "d", 0, c.step, c.v)
		var want []slotMean
		for i, v := range c.want {
			if v == v {
				want = append(want, slotMean{first + int64(i), v})
			}
		}
		if got := slotsOf(d, 5, c.to); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// Two devices whose sums are 1 to 40: the top two of 40 are dropped.
func TestTraffic95(t *testing.T) {
	names := &record.Names{}
	var a, b []float64
	for i := range 40 {
		a, b = append(a, float64(i)), append(b, 1)
	}
	m := NewMeter(names, QualityOptions{From: begin, To: begin + 200*minute})
	one := add(m, sampled(names, "r", "a", 0, 5, a))
	add(m, sampled(names, "r", "b", 0, 5, b))
	for _, c := range []struct {
		q    Quality
		want float64
	}{{one, 37}, {m.Region(0), 38}, {m.Overall(), 38}} {
		if c.q.Traffic95 != c.want || c.q.Slots != 40 || c.q.Slot != 5*minute {
			t.Errorf("got %v of %d, want %v", c.q.Traffic95, c.q.Slots, c.want)
		}
	}
	if q := add(m, sampled(names, "r", "c", 0, 5, []float64{7, 8})); q.Traffic95 != 8 { // too few to drop one
		t.Errorf("got %v", q.Traffic95)
	}
}

func TestSlotWidth(t *testing.T) {
	day := 24 * 60 * minute
	for _, c := range []struct{ span, limit, want int64 }{
		{1, 1, 5}, {day, 288, 5}, {day, 287, 10}, {day, 47, 60}, {365 * day, MaxSlots, 10},
		{100 * 365 * day, MaxSlots, 12 * 60 * 100}, {30 * day, 30, 24 * 60}, {30 * day, 29, 48 * 60}, {30 * day, 0, 32 * 24 * 60},
	} {
		if c.want == 12*60*100 {
			c.want = 24 * 60 // 36,500 slots; at 8 hours 109,500
		}
		if got := slotWidth(c.span, c.limit) / minute; got != c.want {
			t.Errorf("%d minutes in %d slots: got %d minutes, want %d", c.span/minute, c.limit, got, c.want)
		}
	}
	if got := widen(nil, []slotMean{{-3, 1}, {-2, 3}, {0, 5}, {1, 7}, {3, 9}}, 2); !slices.Equal(got, []slotMean{{-2, 1}, {-1, 3}, {0, 6}, {1, 9}}) {
		t.Errorf("got %v", got)
	}
}

// Traffic that grows by 2 Mbps a day, with one wild day, and its peak at 14 h.
func TestCapacity(t *testing.T) {
	names := &record.Names{}
	days := func(n int, peak func(day int) float64) *record.Trace {
		var v []float64
		for i := range n * 24 {
			if i%24 == 14 {
				v = append(v, peak(i/24))
			} else {
				v = append(v, 10)
			}
		}
		return sampled(names, "r", "d", 0, 60, v)
	}
	grow := func(day int) float64 {
		if day == 5 {
			return 900
		}
		return 100 + 2*float64(day)
	}
	noise := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		days  int
		peak  func(int) float64
		limit float64
		want  Capacity
	}{
		{20, grow, 200, Capacity{20, 2, 138, 200, 31, "clear"}},
		{20, grow, 0, Capacity{20, 2, 138, 0, none, "clear"}},
		{20, grow, 130, Capacity{20, 2, 138, 130, 0, "clear"}},
		{120, func(d int) float64 { return max(100, 100+float64(d)-30) }, 200, Capacity{120, 1, 189, 200, 11, "clear"}},
		{20, func(int) float64 { return 50 }, 200, Capacity{20, 0, 50, 200, math.Inf(1), "no trend"}},
		{20, func(d int) float64 { return 100 - float64(d) }, 200, Capacity{20, -1, 81, 200, math.Inf(1), "clear"}},
		{13, grow, 200, Capacity{13, none, none, 0, none, "too few days: 13 of 14 needed"}},
	} {
		d := days(c.days, c.peak)
		m := NewMeter(names, QualityOptions{From: begin, To: begin + int64(c.days)*24*60*minute, Limit: c.limit})
		if got := add(m, d).Capacity; fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%d days: got %+v, want %+v", c.days, got, c.want)
		}
	}
	alarms := 0
	for range 100 {
		d := days(30, func(int) float64 { return 100 + noise.NormFloat64() })
		if q := slotsOf(d, 60, 30*24*60); capacity(q, 60*minute, 0).Confidence == "clear" {
			alarms++
		}
	}
	if alarms > 5 { // 1 % error
		t.Errorf("%d of 100 series of noise have a clear trend", alarms)
	}
	half := sampled(names, "r", "d", 0, 60, func() (v []float64) {
		for i := range 20 * 24 {
			v = append(v, 1)
			if i%24 < 7 {
				v[i] = none
			}
		}
		return v
	}())
	if got := busyHours(slotsOf(half, 5, 20*24*60), 5*minute); len(got) != 0 {
		t.Errorf("days of 17 hours count: %v", got)
	}
}

func TestNthAgreesWithSorting(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		n := 1 + rnd.IntN(500)
		list := make([]float64, n)
		var values sketch.Values
		for i := range list {
			list[i] = float64(rnd.IntN(1 + rnd.IntN(300)))
			values.Add(list[i])
		}
		want, _ := sketch.QuantilesOf([]*sketch.Values{&values}, 0.5, 0.95, 0.99)
		if got := percentilesOf(list); got != [3]float64(want) {
			t.Fatalf("percentiles of %d: got %v, want %v", n, got, want)
		}
		sorted := slices.Sorted(slices.Values(list))
		k := rnd.IntN(n)
		if got := nth(list, k); got != sorted[k] {
			t.Fatalf("rank %d of %d: got %v, want %v", k, n, got, sorted[k])
		}
	}
}

// Any split over Meters and any order gives the same, with few regions and many.
func TestAnySplitIsTheSame(t *testing.T) {
	for _, regions := range []int{3, 40} {
		rnd := rand.New(rand.NewPCG(7, 8))
		names := &record.Names{}
		var traces []*record.Trace
		for i := range 400 {
			var columns [record.NumMetrics][]float64
			for k := range columns {
				for range 20 + rnd.IntN(60) {
					columns[k] = append(columns[k], 0)
				}
				columns[k] = columns[k][:20]
				for j := range columns[k] {
					columns[k][j] = rnd.ExpFloat64() * 30
					if rnd.IntN(4) == 0 {
						columns[k][j] = none
					}
				}
			}
			traces = append(traces, sampled(names, fmt.Sprint("r", i%regions), fmt.Sprint("d", i), rnd.Int64N(50), 1+rnd.Int64N(9), columns[:]...))
		}
		o := QualityOptions{From: begin, To: begin + 300*minute}
		show := func(m *Meter) (s []string) {
			for id := range regions {
				s = append(s, fmt.Sprint(m.Region(record.NameID(id))))
			}
			return append(s, fmt.Sprint(m.Overall()))
		}
		one := NewMeter(names, o)
		for _, d := range traces {
			add(one, d)
		}
		want := show(one)
		for _, n := range []int{2, 5} {
			meters := make([]*Meter, n)
			for i := range meters {
				meters[i] = NewMeter(names, o)
			}
			for _, i := range rnd.Perm(len(traces)) {
				add(meters[rnd.IntN(n)], traces[i])
			}
			for _, m := range meters[1:] {
				meters[0].Merge(m)
			}
			for i, got := range show(meters[0]) {
				if got != want[i] {
					t.Errorf("%d regions, %d meters: got\n%s, want\n%s", regions, n, got, want[i])
				}
			}
		}
		var loss []float64
		for _, d := range traces {
			for _, v := range d.Value[record.Loss] {
				if v == v {
					loss = append(loss, v)
				}
			}
		}
		if got := one.Overall(); got.Percentile[record.Loss] != percentilesOf(loss) || !got.Exact[record.Loss] {
			t.Errorf("loss percentiles of everything are %v", got.Percentile[record.Loss])
		}
	}
}

func TestTilesOfQuality(t *testing.T) {
	plain := Tiles(TileInput{})
	q := noQuality()
	q.Good, q.Bad, q.None = 90, 10, 100
	q.settle(0)
	tiles := Tiles(TileInput{Quality: &q, Judged: true, Incidents: 3, Open: 1, Budget: -0.5, BudgetSlots: 7,
		Now: map[string]float64{"coverage": 40}})
	for i := range plain {
		if tiles[i].Key != plain[i].Key {
			t.Errorf("tile %d is %s, was %s", i, tiles[i].Key, plain[i].Key)
		}
	}
	type row struct {
		key   string
		value float64
		level Level
	}
	var got []row
	for _, tile := range tiles[len(plain):] {
		got = append(got, row{tile.Key, tile.Value, tile.Level})
		if now := tile.Now; tile.Key == "coverage" && now != 40 || tile.Key != "coverage" && !math.IsNaN(now) || !math.IsNaN(tile.Usual) {
			t.Errorf("%s is %v now", tile.Key, now)
		}
	}
	want := []row{{"incidents", 3, Bad}, {"incidents_open", 1, Bad}, {"availability", 90, Bad}, {"coverage", 50, Bad},
		{"jitter", none, Unknown}, {"traffic_p95", none, Unknown}, {"slo_budget", -50, Bad}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
}

func BenchmarkMeter(b *testing.B) {
	names := &record.Names{}
	rnd := rand.New(rand.NewPCG(9, 9))
	const n = 100_000
	var columns [record.NumMetrics][]float64
	for k := range columns {
		for range n {
			columns[k] = append(columns[k], math.Round(rnd.ExpFloat64()*3000)/100)
		}
	}
	d := sampled(names, "r", "d", 0, 1, columns[:]...)
	c := d.Cadence()
	m := NewMeter(names, QualityOptions{From: begin, To: begin + n*minute})
	for b.Loop() {
		m.Add(d, c, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
}
