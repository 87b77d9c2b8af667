package usual

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

// shortTrace is a trace of a device whose load drifts as over a day, around 40 ms,
// 0.3 % and 40 %; lossless ones have a loss of 0 in 97 % of the samples.
func shortTrace(step int64, n int, curve, spikes, lossless bool, seed uint64) *record.Trace {
	r := rand.New(rand.NewPCG(seed, 4))
	t := &record.Trace{Time: make([]int64, n)}
	for m := range t.Value {
		t.Value[m] = make([]float64, n)
	}
	for i := range n {
		t.Time[i] = 1_741_132_800*second + int64(i)*step
		load := 1.0
		if curve {
			load += 0.4 * math.Sin(2*math.Pi*float64(t.Time[i]%day)/float64(day)+float64(seed))
		}
		v := [record.NumMetrics]float64{
			record.Traffic: 200 * load * (1 + 0.06*r.NormFloat64()), record.Latency: 34 + 6*load + 1.2*r.NormFloat64(),
			record.Loss: max(0, 0.3+0.1*r.NormFloat64()), record.CPU: 20 + 20*load + 2*r.NormFloat64(),
		}
		if lossless {
			v[record.Loss] = 0
			if r.Float64() < 0.03 {
				v[record.Loss] = 0.1 + 0.4*r.Float64()
			}
		}
		if spikes && r.Float64() < 0.005 {
			v[record.Latency] *= 3
		}
		for m := range v {
			t.Value[m][i] = v[m]
		}
	}
	return t
}

// TestShortFiles: what happens in the hours that somebody looks at while it burns
// is told with its first and its last sample, though it is much of the file.
func TestShortFiles(t *testing.T) {
	changes := []struct {
		metric record.Metric
		change func(v float64) float64
	}{
		{record.Loss, func(v float64) float64 { return v + 1.5 }},
		{record.Loss, func(v float64) float64 { return v + 6 }},
		{record.Latency, func(v float64) float64 { return 1.5 * v }},
		{record.Latency, func(v float64) float64 { return 3 * v }},
		{record.CPU, func(v float64) float64 { return v + 25 }},
		{record.Traffic, func(v float64) float64 { return 0.4 * v }},
	}
	for _, c := range []struct {
		step int64
		rows int
	}{{second, 3600}, {10 * second, 1080}, {60 * second, 1440}, {60 * second, 360}, {300 * second, 288}} {
		for seed := range uint64(8) {
			for k, x := range changes {
				for _, share := range []float64{0.06, 0.2, 0.38} {
					trace := shortTrace(c.step, c.rows, seed%2 == 0, false, seed%4 > 1, seed)
					first := c.rows * 3 / 10
					last := first + int(share*float64(c.rows)) - 1
					if seed%3 == 0 { // it lasts
						first += c.rows - 1 - last
						last = c.rows - 1
					}
					for i := first; i <= last; i++ {
						trace.Value[x.metric][i] = x.change(trace.Value[x.metric][i])
					}
					near := 1
					if seed%2 == 0 && share > 0.3 {
						near = 4 // what is usual after hours of it can only be guessed
					}
					found := Judge(trace, Options{}).Findings
					if len(found) != 1 || !found[0].Metric[x.metric].Part || max(found[0].First-first, first-found[0].First, found[0].Last-last, last-found[0].Last) > near ||
						found[0].Ongoing != (last == c.rows-1) {
						t.Errorf("%d s, seed %d, change %d of rows %d to %d: %+v", c.step/second, seed, k, first, last, found)
					}
				}
			}
		}
	}
}

// TestBridge: the usual of a stretch away from the level is what is around it, and
// the spread that of the rows around it.
func TestBridge(t *testing.T) {
	values := func(at func(i int) float64) *Baseline {
		trace := &record.Trace{}
		for i := range 240 {
			trace.Time = append(trace.Time, int64(i)*60*second)
			trace.Value[record.Latency] = append(trace.Value[record.Latency], at(i)+[4]float64{-1, 1, -2, 2}[i%4])
		}
		return Judge(trace, Options{}).Baseline[record.Latency]
	}
	flat := values(func(i int) float64 { return 100 + 80*float64(one(i >= 90 && i < 180)) })
	for _, at := range []int64{0, 100, 239} {
		if u := flat.At(at * 60 * second); u != 100 {
			t.Errorf("usual of %v at minute %d, want 100", u, at)
		}
	}
	// 30 blocks of 3 rows are away, and one on both sides may be in part.
	// The sizes of the rest are 1 and 2: median 1.5, 80 % within 2, 99 % within 2; and 3 % of 100 is 3.
	if flat.Spread != 3 || !strings.HasPrefix(flat.Method(), "one median of 144 ") {
		t.Errorf("spread %v, %s", flat.Spread, flat.Method())
	}
	slope := values(func(i int) float64 { return 100 + 0.2*float64(i) + 80*float64(one(i >= 90 && i < 180)) })
	for _, at := range []int64{30, 80, 135, 200} {
		if u := slope.At(at * 60 * second); math.Abs(u-100-0.2*float64(at)) > 2 {
			t.Errorf("usual of %v at minute %d, want %v", u, at, 100+0.2*float64(at))
		}
	}
	if !strings.HasPrefix(slope.Method(), "median of the time around, 144 ") {
		t.Error(slope.Method())
	}
	// What comes and goes all the time is how it is.
	busy := values(func(i int) float64 { return 100 + 80*float64(i/10%2) })
	if busy.N != 240 || busy.Spread < 40 {
		t.Errorf("%d samples, spread %v", busy.N, busy.Spread)
	}
}

// TestCalm: the rows of one long stretch do not count, and three on both sides
// whose mean with nine of it is 3; those of many do.
func TestCalm(t *testing.T) {
	for _, c := range []struct{ stretches, rows, left int }{{0, 0, 1000}, {1, 300, 694}, {2, 100, 788}, {3, 100, 1000}, {1, 500, 1000}, {1, 10, 1000}} {
		t.Run(fmt.Sprintf("%d of %d rows", c.stretches, c.rows), func(t *testing.T) {
			f := &fitter{rest: make([]float64, 1000)}
			for s := range c.stretches {
				for i := range c.rows {
					f.rest[100+s*300+i] = 9
				}
			}
			if left := slices.Clone(f.calm(1)); len(left) != c.left || c.left < 1000 && slices.Max(left) != 0 {
				t.Errorf("%d rows left, %v at most", len(left), slices.Max(left))
			}
		})
	}
}

// TestRandomTimes: samples that come at random leave long pauses, which are none;
// one that is far longer is a gap, and so is a short one among regular samples.
func TestRandomTimes(t *testing.T) {
	gaps := func(j *Judged) (n int) {
		for _, f := range j.Findings {
			n += one(f.Kind == Gap)
		}
		return n
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 9))
		trace := &record.Trace{}
		at := int64(0)
		for range 20_000 {
			at += int64(r.ExpFloat64() * float64(80*minute))
			trace.Time, trace.Value[record.Latency] = append(trace.Time, at), append(trace.Value[record.Latency], 40+r.NormFloat64())
		}
		if n := gaps(Judge(trace, Options{})); n != 0 {
			t.Errorf("seed %d: %d gaps", seed, n)
		}
		for i := 10_000; i < 20_000; i++ {
			trace.Time[i] += 2 * day
		}
		if n := gaps(Judge(trace, Options{})); n != 1 {
			t.Errorf("seed %d: %d gaps, want the one of two days", seed, n)
		}
	}
	trace := shortTrace(minute, 1440, false, false, false, 1)
	for i := 700; i < 1440; i++ {
		trace.Time[i] += 5 * minute
	}
	if n := gaps(Judge(trace, Options{})); n != 1 {
		t.Errorf("%d gaps of five minutes, want 1", n)
	}
}
