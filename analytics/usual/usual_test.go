package usual

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"network-analytics/analytics/record"
)

const (
	minute = 60 * second
	// monday is 2025-03-03 00:00 UTC.
	monday = 1_740_960_000 * second
)

// network returns a trace of all metrics without anything unusual: a curve of the
// day, and noise of 6 % of the traffic, 1 ms, 0.04 points of loss and 2 of cpu.
func network(days int, step int64, seed uint64) *record.Trace {
	n := int(int64(days) * day / step)
	t := &record.Trace{Time: make([]int64, n)}
	for m := range t.Value {
		t.Value[m] = make([]float64, n)
	}
	r := rand.New(rand.NewPCG(seed, 7))
	for i := range n {
		t.Time[i] = monday + int64(i)*step
		load := 1 + 0.5*math.Sin(2*math.Pi*float64(t.Time[i]%day)/float64(day))
		t.Value[record.Traffic][i] = 100 * load * (1 + 0.06*r.NormFloat64())
		t.Value[record.Latency][i] = 40 + 5*load + r.NormFloat64()
		t.Value[record.Loss][i] = max(0, 0.1+0.04*r.NormFloat64())
		t.Value[record.CPU][i] = 30 + 20*load + 2*r.NormFloat64()
	}
	return t
}

func kinds(j *Judged) (list []string) {
	for _, f := range j.Findings {
		list = append(list, f.Kind.String())
	}
	return list
}

func wantKinds(t *testing.T, j *Judged, want ...string) {
	t.Helper()
	if got := kinds(j); !slices.Equal(got, want) {
		t.Fatalf("findings %v, want %v: %+v", got, want, j.Findings)
	}
}

func TestQuietNetworkIsQuiet(t *testing.T) {
	for seed := range uint64(6) {
		wantKinds(t, Judge(network(14, 5*minute, seed), Options{}))
	}
}

// What was added is found: kind, both ends to the sample, metrics, and that it
// could be known within three samples.
func TestAbruptIncident(t *testing.T) {
	const first, last = 2000, 2023
	for name, c := range map[string]struct {
		add   map[record.Metric]float64
		times map[record.Metric]float64
	}{
		"loss":       {add: map[record.Metric]float64{record.Loss: 4}},
		"latency":    {add: map[record.Metric]float64{record.Latency: 20}},
		"cpu":        {add: map[record.Metric]float64{record.CPU: 30}},
		"drop":       {times: map[record.Metric]float64{record.Traffic: 0.1}},
		"saturation": {add: map[record.Metric]float64{record.Latency: 30, record.Loss: 2}, times: map[record.Metric]float64{record.Traffic: 2}},
	} {
		tr := network(14, 5*minute, 1)
		for i := first; i <= last; i++ {
			for m, v := range c.add {
				tr.Value[m][i] += v
			}
			for m, v := range c.times {
				tr.Value[m][i] *= v
			}
		}
		j := Judge(tr, Options{})
		if len(j.Findings) != 1 {
			t.Fatalf("%s: %d findings: %+v", name, len(j.Findings), j.Findings)
		}
		f := j.Findings[0]
		if f.Kind != Unusual || f.First != first || f.Last != last || f.Start != tr.Time[first] || f.End != tr.Time[last] || f.Ongoing {
			t.Errorf("%s: %v rows %d to %d, want %d to %d", name, f.Kind, f.First, f.Last, first, last)
		}
		if f.Raised > tr.Time[first+2] {
			t.Errorf("%s: raised %d samples late", name, (f.Raised-f.Start)/j.Step)
		}
		for m := range record.NumMetrics {
			want := c.add[m] != 0 || c.times[m] != 0
			if f.Metric[m].Part != want {
				t.Errorf("%s: %v takes part %v, want %v", name, m, f.Metric[m].Part, want)
			}
		}
	}
}

// Every number of a finding follows from the rows and the baseline.
func TestNumbersCanBeRecomputed(t *testing.T) {
	for seed := range uint64(8) {
		tr := network(14, 5*minute, seed)
		r := rand.New(rand.NewPCG(seed, 9))
		for range 6 {
			m, at := record.Metric(r.IntN(int(record.NumMetrics))), 200+r.IntN(tr.Len()-600)
			for i := at; i < at+3+r.IntN(60); i++ {
				tr.Value[m][i] = tr.Value[m][i]*(0.1+2*r.Float64()) + 3
			}
		}
		j := Judge(tr, Options{})
		if len(j.Findings) == 0 {
			t.Errorf("seed %d: nothing found", seed)
		}
		for _, f := range append(j.Findings, j.Spikes...) {
			if f.Kind == Gap || f.Kind == Shift || f.Kind == Stuck {
				continue
			}
			if f.Start != tr.Time[f.First] || f.End != tr.Time[f.Last] || f.Raised < f.Start || f.Raised > f.End {
				t.Errorf("seed %d: rows %d to %d do not fit the times", seed, f.First, f.Last)
			}
			for m := range record.NumMetrics {
				d, b := f.Metric[m], j.Baseline[m]
				if !d.Part {
					if d != (Deviation{}) {
						t.Errorf("%v has values and takes no part: %+v", m, d)
					}
					continue
				}
				at := tr.Time[d.Row]
				if d.Row < f.First || d.Row > f.Last || d.Value != tr.Value[m][d.Row] || d.Usual != b.Nearest(at, d.Value) ||
					d.Z != (d.Value-d.Usual)/b.SpreadAt(at) {
					t.Errorf("seed %d %v: %+v does not follow from row %d", seed, m, d, d.Row)
				}
				spreads := (d.Limit - d.Usual) / b.SpreadAt(at)
				rows := 0
				for i := f.First; i <= f.Last; i++ {
					z := b.Z(tr.Time[i], tr.Value[m][i])
					if z*math.Copysign(1, spreads) >= math.Abs(spreads)-1e-9 {
						rows++
					}
					if math.Abs(z) > math.Abs(d.Z) && z*d.Z > 0 {
						t.Errorf("seed %d %v: row %d is farther out than row %d", seed, m, i, d.Row)
					}
				}
				if rows != d.Rows {
					t.Errorf("seed %d %v: %d rows beyond the limit, says %d", seed, m, rows, d.Rows)
				}
			}
		}
	}
}

// A worker's Judger gives what a new one gives, whatever it judged before.
func TestJudgerKeepsNothing(t *testing.T) {
	var list []*record.Trace
	for seed := range uint64(4) {
		list = append(list, network(14, 5*minute, seed), network(2, 15*minute, seed), network(40, 3600*second, seed))
	}
	list[1].Value[record.CPU] = nil
	list[2].Value[record.Loss] = make([]float64, list[2].Len())
	var j Judger
	for round := range 2 {
		for i, tr := range list {
			o := Options{End: tr.Time[tr.Len()-1] + int64(round)*day}
			if got, want := j.Judge(tr, o), Judge(tr, o); !reflect.DeepEqual(got, want) {
				t.Errorf("trace %d differs from a new judgement", i)
			}
		}
	}
}

func TestSpikeIsNoFinding(t *testing.T) {
	tr := network(14, 5*minute, 3)
	tr.Value[record.Latency][1000] = 400
	tr.Value[record.Loss][1000] = 20
	j := Judge(tr, Options{})
	wantKinds(t, j)
	i := slices.IndexFunc(j.Spikes, func(f Finding) bool { return f.First == 1000 })
	if i < 0 {
		t.Fatalf("no spike at the row among %d", len(j.Spikes))
	}
	f := j.Spikes[i]
	if f.Kind != Spike || f.Last != 1000 || !f.Metric[record.Latency].Part || !f.Metric[record.Loss].Part || f.Metric[record.CPU].Part {
		t.Errorf("spike is %+v", f)
	}
}

// Jobs at the same time of every night, or of every week when there are enough
// weeks, are usual; on a night that has none they are not.
func TestPlannedJobs(t *testing.T) {
	job := func(tr *record.Trace, weekly bool, skip int) {
		for i, at := range tr.Time {
			d, minuteOfDay := int((at-monday)/day), (at%day)/minute
			if minuteOfDay < 130 || minuteOfDay >= 190 || weekly && d%7 != 5 || d == skip {
				continue
			}
			tr.Value[record.Traffic][i] *= 3
			tr.Value[record.CPU][i] += 25
		}
	}
	nightly := network(14, 5*minute, 4)
	job(nightly, false, -1)
	wantKinds(t, Judge(nightly, Options{}))
	weekly := network(35, 5*minute, 4)
	job(weekly, true, -1)
	j := Judge(weekly, Options{})
	wantKinds(t, j)
	if got, want := j.Baseline[record.CPU].Method(), "median of the time of day and of the week over 35 days, "; len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("method is %q", got)
	}
	skipped := network(14, 5*minute, 4)
	job(skipped, false, 9)
	j = Judge(skipped, Options{})
	wantKinds(t, j, "unusual")
	if f := j.Findings[0]; (f.Start-monday)/day != 9 || !f.Metric[record.Traffic].Part || f.Metric[record.Traffic].Z > -5 {
		t.Errorf("a night without its job is %+v", f)
	}
}

func TestFlapping(t *testing.T) {
	tr := network(14, 5*minute, 5)
	const first, rounds = 1500, 5
	for k := range rounds {
		for i := range 4 {
			tr.Value[record.Loss][first+k*7+i] += 6
		}
	}
	j := Judge(tr, Options{})
	wantKinds(t, j, "unusual")
	if f := j.Findings[0]; f.First != first || f.Last != first+(rounds-1)*7+3 || f.Reopened != rounds-1 {
		t.Errorf("rows %d to %d, reopened %d times", f.First, f.Last, f.Reopened)
	}
}

// A change that lasts is one shift, and what follows is usual.
func TestShift(t *testing.T) {
	for name, c := range map[string]struct{ first, last int }{"for three days": {1800, 2700}, "for good": {2600, 4031}, "for good, early": {900, 4031}} {
		tr := network(14, 5*minute, 6)
		for i := c.first; i <= c.last; i++ {
			tr.Value[record.Latency][i] += 12
		}
		j := Judge(tr, Options{})
		wantKinds(t, j, "shift")
		f := j.Findings[0]
		d := f.Metric[record.Latency]
		if f.First != c.first || f.Last != c.last || f.Ongoing != (c.last == tr.Len()-1) || f.Raised < f.Start {
			t.Errorf("%s: rows %d to %d, want %d to %d; ongoing %v", name, f.First, f.Last, c.first, c.last, f.Ongoing)
		}
		if d.Value != tr.Value[record.Latency][d.Row] || math.Abs(d.Value-d.Usual-12) > 1 ||
			math.Abs(d.Z-(d.Value-d.Usual)/j.Baseline[record.Latency].Spread) > 1e-9 {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestSlowDrift(t *testing.T) {
	tr := network(21, 5*minute, 7)
	n := tr.Len()
	for i := n / 2; i < n; i++ {
		tr.Value[record.CPU][i] += 30 * float64(i-n/2) / float64(n/2)
	}
	j := Judge(tr, Options{})
	if !slices.ContainsFunc(j.Findings, func(f Finding) bool {
		return f.Kind == Shift && f.Ongoing && f.Metric[record.CPU].Part && f.First > n/2 && f.First < n*3/4
	}) {
		t.Errorf("no ongoing shift of the cpu: %+v", j.Findings)
	}
}

func TestGaps(t *testing.T) {
	tr := network(7, 5*minute, 8)
	cut := func(v []float64) []float64 { return append(slices.Clone(v[:900]), v[912:]...) } // an hour
	whole := tr.Time
	tr.Time = append(slices.Clone(whole[:900]), whole[912:]...)
	for m := range tr.Value {
		tr.Value[m] = cut(tr.Value[m])
	}
	end := whole[len(whole)-1] + 2*3600*second
	j := Judge(tr, Options{End: end})
	wantKinds(t, j, "gap", "gap")
	f := j.Findings[0]
	if f.First != 899 || f.Last != 900 || f.Start != whole[900] || f.End != whole[911] || f.Ongoing || f.Raised > whole[904] {
		t.Errorf("gap is %+v", f)
	}
	f = j.Findings[1]
	if f.Last != tr.Len() || f.Start != whole[len(whole)-1]+5*minute || f.End != end || !f.Ongoing {
		t.Errorf("gap at the end is %+v", f)
	}
	if j.Expected != int64(len(whole)) || j.Missing != 12 || j.Step != 5*minute {
		t.Errorf("expected %d, missing %d, step %d", j.Expected, j.Missing, j.Step)
	}
}

// Irregular sampling is no row of gaps.
func TestIrregularSampling(t *testing.T) {
	tr := network(14, 5*minute, 9)
	r := rand.New(rand.NewPCG(1, 1))
	kept := &record.Trace{}
	for i := range tr.Time {
		if r.Float64() < 0.5 {
			continue
		}
		kept.Time = append(kept.Time, tr.Time[i])
		for m := range tr.Value {
			kept.Value[m] = append(kept.Value[m], tr.Value[m][i])
		}
	}
	wantKinds(t, Judge(kept, Options{}))
}

func TestStuck(t *testing.T) {
	tr := network(7, 5*minute, 10)
	for i := 700; i < 760; i++ {
		tr.Value[record.Latency][i] = tr.Value[record.Latency][700]
	}
	j := Judge(tr, Options{})
	wantKinds(t, j, "stuck")
	f := j.Findings[0]
	if d := f.Metric[record.Latency]; f.First != 700 || f.Last != 759 || d.Rows != 60 || d.Value != tr.Value[record.Latency][700] || !math.IsNaN(d.Limit) {
		t.Errorf("stuck is %+v", f)
	}
	// Whole numbers repeat, idle and lossless lines repeat zeros: nothing is stuck.
	tr = network(7, 5*minute, 10)
	for i := range tr.Time {
		tr.Value[record.CPU][i] = math.Round(tr.Value[record.CPU][i] / 10)
		tr.Value[record.Loss][i] = 0
		if i%100 < 10 {
			tr.Value[record.Loss][i] = 0.05
		}
	}
	wantKinds(t, Judge(tr, Options{}))
}

func TestChronic(t *testing.T) {
	tr := network(14, 5*minute, 11)
	for i := range tr.Time {
		tr.Value[record.Latency][i] += 150
	}
	j := Judge(tr, Options{})
	wantKinds(t, j)
	if want := [record.NumMetrics]bool{record.Latency: true}; j.Chronic != want {
		t.Errorf("chronic is %v", j.Chronic)
	}
}
