package usual

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"network-analytics/analytics/record"
)

// single returns a trace of one metric, a sample each step.
func single(m record.Metric, step int64, v ...float64) *record.Trace {
	t := &record.Trace{}
	t.Value[m] = v
	for i := range v {
		t.Time = append(t.Time, monday+int64(i)*step)
	}
	return t
}

func repeated(n int, v float64) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = v
	}
	return list
}

func TestNoRows(t *testing.T) {
	if j := Judge(&record.Trace{}, Options{End: monday}); !reflect.DeepEqual(j, &Judged{}) {
		t.Errorf("%+v", j)
	}
}

func TestOneRow(t *testing.T) {
	j := Judge(single(record.Latency, minute, 500), Options{End: monday + 30*day})
	b := j.Baseline[record.Latency]
	if len(j.Findings) != 0 || j.Expected != 1 || j.Missing != 0 || b.Why != "too little history: 1 sample, 12 needed" ||
		!math.IsNaN(b.At(monday)) || !math.IsNaN(b.Z(monday, 1)) || !math.IsNaN(b.Limit(monday)) || b.Method() != b.Why {
		t.Errorf("%+v %+v", j, b)
	}
	if j.Baseline[record.CPU] != nil {
		t.Error("a metric without a column has a baseline")
	}
}

func TestFewSamples(t *testing.T) {
	v := repeated(11, 20)
	v[5] = 900
	j := Judge(single(record.Latency, minute, v...), Options{})
	if wantKinds(t, j); j.Baseline[record.Latency].Why == "" {
		t.Error("11 samples are no history")
	}
	// 30 samples, 4 of them bad: one median, known without a time of the day, of the
	// seven blocks of three away from the steps.
	v = repeated(30, 20)
	for i := range v {
		v[i] += 0.3 * float64(i%3)
	}
	for i := 20; i < 24; i++ {
		v[i] += 30
	}
	j = Judge(single(record.Latency, minute, v...), Options{})
	wantKinds(t, j, "unusual")
	b := j.Baseline[record.Latency]
	if f := j.Findings[0]; f.First != 20 || f.Last != 23 || b.Seasonal || b.Days != 1 || b.N != 21 || b.At(monday) != b.Level ||
		b.Method() != "one median of 21 samples, too short for a time of day" {
		t.Errorf("%+v %+v", f, b)
	}
	// A file of less than a day has a higher threshold: 4 + ln(60)/2 + 1.
	if want := 4 + math.Log(60)/2 + 1; math.Abs(j.Threshold-want) > 1e-12 {
		t.Errorf("threshold %v, want %v", j.Threshold, want)
	}
}

// A constant series has the smallest spread of its metric, and news only beyond
// the threshold times that: here 5.24 x 0.5 ms.
func TestConstant(t *testing.T) {
	for _, c := range []struct {
		more float64
		want []string
	}{{0, nil}, {2, nil}, {3, []string{"unusual"}}} {
		v := repeated(4032, 10)
		for i := 2000; i < 2010; i++ {
			v[i] += c.more
		}
		j := Judge(single(record.Latency, 5*minute, v...), Options{})
		wantKinds(t, j, c.want...)
		if b := j.Baseline[record.Latency]; b.Spread != 0.5 || b.At(monday+3*day) != 10 {
			t.Errorf("spread %v, usual %v", b.Spread, b.At(monday+3*day))
		}
	}
}

// Loss that is 0 nearly always: 0.04 % is nobody's business, 0.6 % is.
func TestLossOnZeros(t *testing.T) {
	for _, c := range []struct {
		loss float64
		want []string
	}{{0.04, nil}, {0.6, []string{"unusual"}}} {
		v := repeated(4032, 0)
		for i := 2000; i < 2010; i++ {
			v[i] = c.loss
		}
		wantKinds(t, Judge(single(record.Loss, 5*minute, v...), Options{}), c.want...)
	}
}

func TestAllMissing(t *testing.T) {
	tr := single(record.Latency, 5*minute, repeated(500, record.Missing)...)
	tr.Value[record.CPU] = repeated(500, 20)
	j := Judge(tr, Options{})
	wantKinds(t, j)
	if why := j.Baseline[record.Latency].Why; why != "too little history: 0 samples, 12 needed" {
		t.Errorf("why is %q", why)
	}
	for i := range 60 {
		tr.Value[record.Latency][i*8] = 10
	}
	j = Judge(tr, Options{})
	if why := j.Baseline[record.Latency].Why; why != "too little history: 88 % of the samples lack it" {
		t.Errorf("why is %q", why)
	}
}

// Missing values are skipped, and an incident beside them keeps its ends.
func TestHoles(t *testing.T) {
	tr := network(14, 5*minute, 20)
	r := rand.New(rand.NewPCG(3, 3))
	for i := 2000; i < 2024; i++ {
		tr.Value[record.Loss][i] += 5
	}
	for m := range tr.Value {
		for i := range tr.Value[m] {
			if r.Float64() < 0.2 && i != 2000 && i != 2001 && i != 2022 && i != 2023 {
				tr.Value[m][i] = record.Missing
			}
		}
	}
	j := Judge(tr, Options{})
	wantKinds(t, j, "unusual")
	if f := j.Findings[0]; f.First != 2000 || f.Last != 2023 {
		t.Errorf("rows %d to %d", f.First, f.Last)
	}
}

func TestMissingColumns(t *testing.T) {
	tr := network(14, 5*minute, 21)
	for i := 2000; i < 2024; i++ {
		tr.Value[record.Loss][i] += 5
	}
	whole := Judge(tr, Options{})
	tr.Value[record.Traffic], tr.Value[record.CPU], tr.Value[record.Latency] = nil, nil, nil
	part := Judge(tr, Options{})
	wantKinds(t, part, "unusual")
	if part.Findings[0].Metric != whole.Findings[0].Metric || part.Findings[0].Start != whole.Findings[0].Start {
		t.Error("other metrics change what is found in the loss")
	}
}

// Rows twice change neither what is usual nor what is found.
func TestDuplicates(t *testing.T) {
	tr := network(14, 5*minute, 22)
	for i := 2000; i < 2024; i++ {
		tr.Value[record.Latency][i] += 25
	}
	twice := &record.Trace{}
	for i := range tr.Time {
		for range 2 {
			twice.Time = append(twice.Time, tr.Time[i])
			for m := range tr.Value {
				twice.Value[m] = append(twice.Value[m], tr.Value[m][i])
			}
		}
	}
	j := Judge(twice, Options{})
	wantKinds(t, j, "unusual")
	if f := j.Findings[0]; f.Start != tr.Time[2000] || f.End != tr.Time[2023] || j.Step != 5*minute || j.Missing != 0 {
		t.Errorf("%+v, step %d, missing %d", f, j.Step, j.Missing)
	}
}

// Latency has a long tail upwards: no rows of findings.
func TestLognormal(t *testing.T) {
	tr := network(14, 5*minute, 23)
	r := rand.New(rand.NewPCG(4, 4))
	for i := range tr.Time {
		tr.Value[record.Latency][i] = 20 * math.Exp(0.5*r.NormFloat64())
	}
	wantKinds(t, Judge(tr, Options{}))
}

// A day's curve in local time moves by an hour at the change of clocks. Slots are
// in UTC, so that each half has its hour, and the change makes no row of findings.
func TestDaylightSaving(t *testing.T) {
	tr := network(28, 5*minute, 24)
	for i := range tr.Time {
		at := tr.Time[i]
		if at >= monday+14*day {
			at += 3600 * second
		}
		load := 1 + 0.5*math.Sin(2*math.Pi*float64(at%day)/float64(day))
		old := 1 + 0.5*math.Sin(2*math.Pi*float64(tr.Time[i]%day)/float64(day))
		tr.Value[record.Traffic][i] *= load / old
		tr.Value[record.Latency][i] += 5 * (load - old)
		tr.Value[record.CPU][i] += 20 * (load - old)
	}
	wantKinds(t, Judge(tr, Options{}))
	// Stamps of local time: an hour is missing in spring and double in autumn.
	tr = network(14, 5*minute, 25)
	for i := range tr.Time {
		if tr.Time[i] >= monday+7*day {
			tr.Time[i] += 3600 * second
		}
	}
	j := Judge(tr, Options{})
	wantKinds(t, j, "gap")
	if f := j.Findings[0]; f.Start != monday+7*day || f.End != monday+7*day+55*minute {
		t.Errorf("gap is %+v", f)
	}
}

// Times before 1970 and after 2200 work like all others.
func TestFarTimes(t *testing.T) {
	tr := network(14, 5*minute, 26)
	for i := 2000; i < 2024; i++ {
		tr.Value[record.Loss][i] += 5
	}
	want := Judge(tr, Options{})
	for _, weeks := range []int64{-4000, 9000} {
		moved := *tr
		moved.Time = nil
		for _, at := range tr.Time {
			moved.Time = append(moved.Time, at+weeks*7*day)
		}
		got := Judge(&moved, Options{})
		if len(got.Findings) != 1 || got.Findings[0].First != want.Findings[0].First || got.Findings[0].Metric != want.Findings[0].Metric {
			t.Errorf("%d weeks away: %+v", weeks, got.Findings)
		}
	}
}

// A single day of two in a wide span of time costs no memory and no finding.
func TestTwoFarRows(t *testing.T) {
	tr := single(record.CPU, 5*minute, repeated(40, 20)...)
	tr.Time[0] -= 50 * 365 * day
	j := Judge(tr, Options{})
	wantKinds(t, j, "gap")
}

// What is beyond every limit of a number gives no panic and no NaN where a number
// is promised.
func TestHugeValues(t *testing.T) {
	tr := network(5, 5*minute, 27)
	for i := 700; i < 720; i++ {
		tr.Value[record.Traffic][i], tr.Value[record.Latency][i] = 1e12, 1e9
	}
	j := Judge(tr, Options{})
	for _, f := range j.Findings {
		for m := range f.Metric {
			if d := f.Metric[m]; d.Part && (math.IsNaN(d.Usual) || math.IsNaN(d.Z) || math.IsInf(d.Z, 0)) {
				t.Errorf("%+v", d)
			}
		}
	}
	if len(j.Findings) == 0 {
		t.Error("nothing found")
	}
}

// A sample a day is no time of the day; days without traffic have no shares.
func TestDailySamples(t *testing.T) {
	v := repeated(60, 0)
	for i := 20; i < 40; i++ {
		v[i] = 100 + float64(i%3)
	}
	j := Judge(single(record.Traffic, day, v...), Options{})
	b := j.Baseline[record.Traffic]
	if at := b.At(monday + 30*day + day/2); b.Seasonal || b.Days != 60 || math.Abs(at-101) > 1 || !(b.Spread >= 0.5) {
		t.Errorf("usual %v, %+v", at, b)
	}
	for _, f := range append(j.Findings, j.Spikes...) {
		if d := f.Metric[record.Traffic]; d.Part && (math.IsNaN(d.Z) || math.IsInf(d.Z, 0)) {
			t.Errorf("%+v", d)
		}
	}
}

// Whatever the rows are, nothing panics, and findings lie in the trace in order.
func TestAnyTrace(t *testing.T) {
	r := rand.New(rand.NewPCG(60, 1))
	var j Judger
	for round := range 1500 {
		n := r.IntN(400)
		tr := &record.Trace{}
		at := int64(r.IntN(1000)-500) * day
		for range n {
			at += []int64{0, second, minute, minute, minute, 3600 * second, 40 * day}[r.IntN(7)] * int64(r.IntN(3))
			tr.Time = append(tr.Time, at)
		}
		for m := range record.NumMetrics {
			if r.IntN(5) == 0 {
				continue
			}
			kind := r.IntN(5)
			for range n {
				x := []float64{0, 100 * r.Float64(), 5, math.Exp(9 * r.NormFloat64()), float64(r.IntN(3))}[kind]
				if r.IntN(12) == 0 {
					x = []float64{record.Missing, 0, 1e12, 7}[r.IntN(4)]
				}
				tr.Value[m] = append(tr.Value[m], x)
			}
			if n == 0 {
				tr.Value[m] = []float64{}
			}
		}
		o := Options{Limits: []Limit{{Metric: record.Latency, Value: 50}, {Metric: record.Traffic, Value: 0.5, Relative: true, Below: true}}}
		for i, f := range j.Judge(tr, o).Findings {
			if f.First < 0 || f.Last < f.First || f.Last > n || f.Last == n && f.Kind != Gap || f.End < f.Start || f.Raised < f.Start {
				t.Fatalf("round %d: finding %d of %d rows: %+v", round, i, n, f)
			}
		}
	}
}
