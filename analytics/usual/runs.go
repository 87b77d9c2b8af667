package usual

import (
	"math"

	"network-analytics/analytics/record"
)

// unusual finds the runs of rows with a high joint score.
func (j *Judger) unusual() {
	open := j.out.Threshold - near
	low := max(near, lowShare*j.out.Threshold) - near
	wait := j.wait()
	time, n := j.t.Time, j.t.Len()
	free := 0 // rows before it belong to earlier runs
	for i := 0; i < n; i++ {
		if j.score[i] < open || !j.hurts(i) {
			continue
		}
		first, last := i, i
		for first > free && j.score[first-1] > low {
			first--
		}
		k := i + 1
		for ; k < n && time[k]-time[last] <= wait; k++ {
			if j.score[k] > low {
				last = k
			}
		}
		j.run(free, first, i, last)
		free = last + 1
		i = last
	}
}

// hurts reports whether a row is beyond 3 spreads in a direction that hurts.
func (j *Judger) hurts(row int) bool {
	for m := range record.NumMetrics {
		if j.known(m) && excess(harm[m]*j.z[m][row], harm[m]*j.mean(m, row), harm[m]*j.lasting(m, row)) > 0 {
			return true
		}
	}
	return false
}

// mean returns the mean of a row and the two before it when they are in a row,
// else NaN.
func (j *Judger) mean(m record.Metric, row int) float64 {
	if row < 2 || j.t.Time[row]-j.t.Time[row-1] > joinSteps*j.out.Step || j.t.Time[row-1]-j.t.Time[row-2] > joinSteps*j.out.Step {
		return math.NaN()
	}
	z := j.z[m]
	return (z[row] + z[row-1] + z[row-2]) / 3
}

// lasting returns the sum of up to twelve rows in a row up to a row.
func (j *Judger) lasting(m record.Metric, row int) (sum float64) {
	for i := row; i >= 0 && i > row-lastingRows; i-- {
		sum += flat(j.z[m][i])
		if i > 0 && j.t.Time[i]-j.t.Time[i-1] > joinSteps*j.out.Step {
			break
		}
	}
	return sum
}

// run makes a finding, or a spike, of the rows first to last of which open was the
// first to reach the threshold. Rows before free are taken.
func (j *Judger) run(free, first, open, last int) {
	// Two rows: a metric stands out in two of three rows, else the run is a spike.
	f := Finding{Kind: Unusual, Raised: j.t.Time[open]}
	twice := math.MaxInt
	for m := range record.NumMetrics {
		if !j.known(m) {
			continue
		}
		if row := j.twice(m, harm[m], first, last); row >= 0 && j.often(m, harm[m], first, last) {
			f.Metric[m].Part = true
			twice = min(twice, row)
		}
	}
	again := j.again(first, last)
	if twice == math.MaxInt || again < 0 || j.load(&f, first, last) {
		j.spike(first, last)
		return
	}
	f.Raised = max(f.Raised, j.t.Time[max(twice, again)])
	f.First, f.Last = j.edges(&f, free, first, last)
	f.Reopened = j.reopened(&f)
	if m := record.Traffic; j.known(m) && !f.Metric[m].Part {
		f.Metric[m].Part = j.twice(m, -harm[m], f.First, f.Last) >= 0 && j.often(m, -harm[m], f.First, f.Last)
	}
	j.finish(&f)
	j.out.Findings = append(j.out.Findings, f)
}

// load reports whether a run is busy hours of the processor alone, which wander
// from day to day, and nothing suffers: then it has to be farther out.
func (j *Judger) load(f *Finding, first, last int) bool {
	for m := range record.NumMetrics {
		if f.Metric[m].Part != (m == record.CPU) {
			return false
		}
	}
	for i := first; i <= last; i++ {
		m := record.CPU
		if near+excess(j.z[m][i], j.mean(m, i), j.lasting(m, i)) >= min(j.out.Threshold+loadExtra, mostT) {
			return false
		}
	}
	return true
}

// finish fills in what follows from the rows of a finding and who takes part.
func (j *Judger) finish(f *Finding) {
	f.Start, f.End = j.t.Time[f.First], j.t.Time[f.Last]
	f.Raised = max(f.Raised, f.Start)
	f.Ongoing = f.Last >= j.t.Len()-2 && j.end()-f.End <= j.wait()
	for i := f.First; i <= f.Last; i++ {
		f.Score = max(f.Score, near+j.score[i])
	}
	for m := range record.NumMetrics {
		if f.Metric[m].Part {
			f.Metric[m] = j.deviation(m, f.First, f.Last)
		}
	}
}

// twice returns the row at which a metric has stood out for long enough to be more
// than one bad sample, in a direction, or -1: at the third row within five, or at
// the second of two within three that are both far beyond the threshold.
func (j *Judger) twice(m record.Metric, direction float64, first, last int) int {
	z, sure := j.z[m], pairTimes*j.out.Threshold
	before := [2]int{-5, -5} // the last rows that stand out, the latest first
	strong, size := -3, 0.0  // the last that is far beyond the threshold
	for i := max(0, first-2); i <= last; i++ {
		far := direction * z[i]
		if !(far >= near) {
			continue
		}
		pair := far >= sure && i-strong <= 2 && min(far, size) >= pairOfTop*max(far, size)
		if i >= first && (pair || i-before[1] <= 4) {
			return i
		}
		before = [2]int{i, before[0]}
		if far >= sure {
			strong, size = i, far
		}
	}
	return -1
}

// reopened returns how often a run was over for two rows or more, with no metric
// that takes part standing out, and came back to the threshold.
func (j *Judger) reopened(f *Finding) (times int) {
	good := 0
	for i := f.First; i <= f.Last; i++ {
		far := math.Inf(-1)
		for m := range record.NumMetrics {
			if f.Metric[m].Part && harm[m]*j.z[m][i] > far {
				far = harm[m] * j.z[m][i]
			}
		}
		switch {
		case far < near:
			good++
		case far >= j.out.Threshold:
			times += one(good >= 2)
			good = 0
		}
	}
	return times
}

// again returns the first row where a run nearly reaches the threshold without its
// largest row, or -1.
func (j *Judger) again(first, last int) int {
	sum := func(row, without int) float64 {
		s := near
		for m := range record.NumMetrics {
			if !j.known(m) {
				continue
			}
			mean := math.NaN()
			if row-without > 2 || row < without {
				mean = harm[m] * j.mean(m, row)
			}
			s += excess(harm[m]*j.z[m][row], mean, 0)
		}
		return s
	}
	top, far := first, 0.0
	for i := first; i <= last; i++ {
		if s := sum(i, i); s > far {
			top, far = i, s
		}
	}
	for i := first; i <= last; i++ {
		if i != top && sum(i, top) >= againShare*j.out.Threshold {
			return i
		}
	}
	return -1
}

// often reports whether a metric stands out in enough of the rows to take part:
// in a long run it does somewhere by chance.
func (j *Judger) often(m record.Metric, direction float64, first, last int) bool {
	return j.rows(m, direction, j.out.Threshold, first, last) >= 2 ||
		float64(j.rows(m, direction, near, first, last)) >= partShare*float64(last-first+1)
}

// rows returns how many rows a metric stands out in by so many spreads.
func (j *Judger) rows(m record.Metric, direction, spreads float64, first, last int) (n int) {
	for i := first; i <= last; i++ {
		n += one(direction*j.z[m][i] >= spreads)
	}
	return n
}

// edges moves the ends of a run to the first and the last row where a metric that
// takes part stands out: the mean of three rows is still high two rows after the
// end, and not yet at the begin. Outwards a single good row between is passed over.
func (j *Judger) edges(f *Finding, free, first, last int) (int, int) {
	bad := func(row int) bool {
		for m := range record.NumMetrics {
			if f.Metric[m].Part && harm[m]*j.z[m][row] >= near {
				return true
			}
		}
		return false
	}
	for first < last && !(bad(first) && (bad(first+1) || first+2 <= last && bad(first+2))) {
		first++
	}
	for last > first && !(bad(last) && (bad(last-1) || last-2 >= first && bad(last-2))) {
		last--
	}
	for first > free && bad(first-1) || first-1 > free && bad(first-2) {
		first -= 2 - one(bad(first-1))
	}
	return j.trim(f, bad, first, last)
}

// trim takes rows off the ends of a long run that good ones part from the rest and
// that are less than half as far out as it: they are chance.
func (j *Judger) trim(f *Finding, bad func(row int) bool, first, last int) (int, int) {
	if last-first < lastingRows {
		return first, last
	}
	far := func(row int) float64 {
		most := 0.0
		for m := range record.NumMetrics {
			if f.Metric[m].Part {
				most = max(most, min(harm[m]*j.z[m][row], math.MaxFloat64))
			}
		}
		return most
	}
	j.sort = j.sort[:0]
	for i := first; i <= last; i++ {
		j.sort = append(j.sort, far(i))
	}
	half := median(j.sort) / 2
	weak := func(row, inwards int) bool { return !bad(row) || !bad(row+inwards) && far(row) < half }
	for last-first >= lastingRows && weak(last, -1) {
		last--
	}
	for last-first >= lastingRows && weak(first, 1) {
		first++
	}
	return first, last
}

// deviation describes a metric over rows, in the direction that hurts; traffic in
// that of more load when less of it does not last.
func (j *Judger) deviation(m record.Metric, first, last int) Deviation {
	direction := harm[m]
	if m == record.Traffic && j.twice(m, direction, first, last) < 0 {
		direction = -direction
	}
	return j.deviationIn(m, direction, first, last)
}

func (j *Judger) deviationIn(m record.Metric, direction float64, first, last int) Deviation {
	b, z := j.out.Baseline[m], j.z[m]
	row, far := first, math.Inf(-1)
	for i := first; i <= last; i++ {
		if s := direction * z[i]; s > far {
			row, far = i, s
		}
	}
	d := Deviation{Part: true, Row: row, Value: j.t.Value[m][row]}
	d.Usual = b.Nearest(j.t.Time[row], d.Value)
	d.Z = b.Z(j.t.Time[row], d.Value)
	spreads := j.out.Threshold
	switch {
	case direction != harm[m] || far < spreads/lastingWeight: // together with others
		spreads = near
	case far < spreads: // for twelve rows
		spreads /= lastingWeight
	}
	d.Limit = d.Usual + direction*spreads*b.SpreadAt(j.t.Time[row])
	d.Rows = j.rows(m, direction, spreads, first, last)
	return d
}

// spike notes the largest row of a run.
func (j *Judger) spike(first, last int) {
	row := first
	for i := first; i <= last; i++ {
		if j.score[i] > j.score[row] {
			row = i
		}
	}
	f := Finding{Kind: Spike, First: row, Last: row, Raised: j.t.Time[row]}
	for m := range record.NumMetrics {
		f.Metric[m].Part = j.known(m) && (harm[m]*j.z[m][row] >= near)
	}
	j.finish(&f)
	j.out.Spikes = append(j.out.Spikes, f)
}
