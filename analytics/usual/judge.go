package usual

import (
	"math"
	"slices"

	"network-analytics/analytics/record"
)

// The constants of the judgement, measured like those of the fit.
const (
	near          = 3.0  // spreads from which on a sample stands out
	clipAbove     = 7.0  // most that one metric adds to the joint score
	loneWeight    = 0.8  // of the score of one sample, beside the mean of three
	lastingRows   = 12   // in a row, of which the mean counts too
	lastingWeight = 1.2  // that much
	lastingMost   = 10.0 // spreads that one row counts there
	loadWeight    = 0.5  // of more traffic than usual: load, not harm
	lowShare      = 0.6  // of the threshold: below it a finding can end
	pairOfTop     = 0.4  // of the larger of the two, at least
	pairTimes     = 2.5  // the threshold: two such rows are more than one bad sample
	againShare    = 0.8  // of the threshold: what a run reaches without its largest row
	partShare     = 0.1  // of the rows of a run: where a metric stands out that takes part
	joinSteps     = 3    // steps between samples that are still in a row
	loadExtra     = 1.0  // more than the threshold, for cpu alone
	clearSteps    = 3    // steps, and
	clearTime     = 30 * 60 * second
	clearMost     = 60  // steps, when that is less
	hourlyT       = 4.0 // threshold for 24 samples a day or fewer
	mostT         = 9.0 // of any trace: one metric alone makes 10
	perLogRate    = 0.5 // what it grows by with the logarithm of the rate: more samples, more chances
	shortExtra    = 1.0 // added for a trace of less than a day
	gapFactor     = 3.5 // steps without a sample that are a gap
	gapTail       = 6   // the same at the end of the input, where nothing follows
	irregular     = 2.5 // times the median: the 90th percentile of distances of samples that come at random
	randomGap     = 7   // and the logarithm of their number, in mean distances: one of 1,100 such traces has a longer one
	gapP99        = 2.0 // times the 99th percentile of the distances
	mostSampled   = 4096
)

// reference limits of the bottleneck rule, for Chronic.
var reference = [record.NumMetrics]float64{
	record.Traffic: math.Inf(1), record.Latency: 120, record.Loss: 2, record.CPU: 90,
}

// Threshold returns the joint score that opens a finding in a trace with a usual
// distance of samples and a duration, ns:
// 4 + 0.5 ln(max(rows per day, 24) / 24), 1 more when it lasts less than a day, 9 at
// most: one metric alone reaches 10.
func Threshold(step, duration int64) float64 {
	t := hourlyT + perLogRate*math.Log(max(float64(day)/float64(max(step, 1)), 24)/24)
	if duration < day {
		t += shortExtra
	}
	return min(t, mostT)
}

// Judger judges traces one after the other and keeps its scratch space. It must
// not be used by two goroutines at a time. What it returns does not change later.
type Judger struct {
	fitter
	z      [record.NumMetrics][]float64 // by row: spreads above the usual
	score  []float64                    // joint score by row, less 3
	breaks []int                        // rows before which the distance is too large to be in a row
	gaps   []int                        // rows before which samples are missing
	steps  []int64
	hours  []hour
	pelt   pelt

	t       *record.Trace
	out     *Judged
	options *Options
}

// Judge finds what is out of the usual in a trace.
func (j *Judger) Judge(t *record.Trace, o Options) *Judged {
	j.t, j.options = t, &o
	j.out = &Judged{}
	defer func() { j.t, j.options, j.out = nil, nil, nil }()
	n := t.Len()
	if n == 0 {
		return j.out
	}
	j.out.Step = j.step(t.Time)
	j.out.Threshold = Threshold(j.out.Step, t.Time[n-1]-t.Time[0])
	j.holes()
	for m := range record.NumMetrics {
		j.learn(m)
	}
	j.joint()
	j.unusual()
	j.shifts()
	j.stuck()
	j.breaches()
	slices.SortStableFunc(j.out.Findings, func(a, b Finding) int {
		switch {
		case a.Start != b.Start:
			return one(a.Start > b.Start) - one(a.Start < b.Start)
		}
		return int(a.Kind) - int(b.Kind)
	})
	return j.out
}

// end returns the time of the last sample of the whole input.
func (j *Judger) end() int64 {
	last := j.t.Time[j.t.Len()-1]
	if j.options.End == 0 {
		return last
	}
	return max(j.options.End, last)
}

// wait returns for how long a finding has to be over to be closed.
func (j *Judger) wait() int64 {
	step := j.out.Step
	return max(clearSteps*step, min(clearTime, clearMost*step))
}

// step returns the median distance of samples, of those above 0; 1 when there is none.
func (j *Judger) step(time []int64) int64 {
	d := j.distances(time)
	if len(d) == 0 {
		return 1
	}
	return d[len(d)/2]
}

// distances returns the distances between samples above 0, sorted, some thousand
// of them when there are more.
func (j *Judger) distances(time []int64) []int64 {
	j.steps = j.steps[:0]
	for i := 1; i < len(time); i += 1 + len(time)/mostSampled {
		for i < len(time) && time[i] == time[i-1] {
			i++
		}
		if i < len(time) {
			j.steps = append(j.steps, time[i]-time[i-1])
		}
	}
	slices.Sort(j.steps)
	return j.steps
}

// holes finds the breaks and the gaps.
func (j *Judger) holes() {
	time, step := j.t.Time, j.out.Step
	gap := float64(step) * gapFactor
	if d := j.steps; len(d) >= 100 {
		gap = max(gap, gapP99*float64(d[len(d)*99/100]))
		if float64(d[len(d)*9/10]) >= irregular*float64(d[len(d)/2]) {
			// The longest of n random distances is about their mean times ln n.
			mean := float64(time[len(time)-1]-time[0]) / float64(len(time)-1)
			gap = max(gap, mean*(math.Log(float64(len(time)))+randomGap))
		}
	}
	if gap > math.MaxInt64/2 {
		gap = math.MaxInt64 / 2
	}
	long := int64(gap)
	join := joinSteps * step
	j.breaks, j.gaps = j.breaks[:0], j.gaps[:0]
	for i := 1; i < len(time); i++ {
		if d := time[i] - time[i-1]; d > join {
			j.breaks = append(j.breaks, i)
			if d > long {
				j.gaps = append(j.gaps, i)
			}
		}
	}
	n := len(time)
	out := j.out
	out.Expected = 1
	if n > 1 {
		out.Expected = max(1, int64(math.Round(float64(time[n-1]-time[0])/float64(step)))+1)
	}
	if len(j.steps) < 2 { // a step is known from three samples
		return
	}
	for _, i := range j.gaps {
		from, to := time[i-1], time[i]
		out.Missing += max(0, int64(math.Round(float64(to-from)/float64(step)))-1)
		out.Findings = append(out.Findings, Finding{
			Kind: Gap, First: i - 1, Last: i, Start: from + step, End: to - step, Raised: min(to, from+long),
		})
	}
	if last, end := time[n-1], j.end(); end-last > max(gapTail*step, long) {
		out.Findings = append(out.Findings, Finding{
			Kind: Gap, First: n - 1, Last: n, Start: last + step, End: end, Raised: last + long, Ongoing: true,
		})
	}
}

// learn makes the baseline of a metric and the spreads of its rows.
func (j *Judger) learn(m record.Metric) {
	v := j.t.Value[m]
	if v == nil {
		return
	}
	b := &Baseline{Metric: m, harm: harm[m], limit: j.out.Threshold, relative: m == record.Traffic, grows: m == record.Latency}
	j.fit(b, j.t.Time, v, j.out.Step, floors[m], j.options.Prior[m])
	j.out.Baseline[m] = b
	j.out.Chronic[m] = b.Level > reference[m]
	if b.Why == "" {
		j.z[m] = sized(j.z[m], len(v))
		b.spreads(j.t.Time, v, j.z[m])
	}
}
