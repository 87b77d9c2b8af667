package usual

import (
	"math"
	"slices"

	"network-analytics/analytics/record"
)

// The trend follows what lasts longer than a day or two. Lasting changes of the
// level, and drifts in steps, are found in hourly medians by their segments.
const (
	shiftHours    = 48   // hours with samples that are needed
	shiftLength   = 12   // hours that a shift lasts
	loadHours     = 24   // the same of cpu: a busy night is load
	loadTimes     = 2    // the step, from which on 12 hours do
	segmentLeast  = 8    // hours of a segment
	penaltyFactor = 20   // of ln(hours): what one more segment has to save
	unitLeast     = 0.15 // spreads: the unit of the cost
	restLeast     = 0.4  // spreads: what segments leave over
	shiftRests    = 4    // such that a shift lies above its reference
	shiftSpreads  = 1.5  // spreads, at least
	besideRests   = 2.5  // the same for segments beside it
	besideSpreads = 0.9
	quietShare    = 0.4  // of the time: the reference level is not above it
	earlyHours    = 24   // that a trace begins with below all that follows
	earlyFollow   = 168  // hours that follow
	gateShare     = 0.9  // of shiftSpreads: what thirds of days must reach
	mostPoints    = 2000 // of the segmentation; longer traces take medians of more hours
	refineHours   = 3    // around the boundary: where the step is looked for
	clipStep      = 3    // spreads that one row can count there
)

// hour is the median of what trend-free rows lie above the level, in spreads.
type hour struct {
	row   int // of the trace: the first
	end   int // the row after the last
	value float64
}

// shifts finds lasting changes of all metrics where more is harm: how much traffic
// there is differs by the week, and the begin of a lasting loss of it is unusual.
func (j *Judger) shifts() {
	for m := range record.NumMetrics {
		if j.known(m) && harm[m] > 0 && j.out.Baseline[m].Days >= minDays {
			j.shiftOf(m)
		}
	}
	j.settle()
}

func (j *Judger) shiftOf(m record.Metric) {
	// Thirds of days are enough to see that nothing lasts, which is the rule: a shift
	// has one of them, and most are below it, or all that follow are above it.
	j.level(m, shiftLength*2/3*3600*second)
	j.sort = j.sort[:0]
	least, most := math.Inf(1), math.Inf(-1)
	for _, h := range j.hours {
		j.sort = append(j.sort, h.value)
		least, most = min(least, h.value), max(most, h.value)
	}
	if len(j.sort) == 0 {
		return
	}
	quiet := nth(j.sort, int(quietShare*float64(len(j.sort)-1)))
	if max(most-quiet, quiet-least) < gateShare*shiftSpreads {
		return
	}
	span := j.t.Time[j.t.Len()-1] - j.t.Time[0]
	width := (span/(3600*second)/mostPoints + 1) * 3600 * second
	j.level(m, width)
	hours := float64(width) / float64(3600*second)
	if float64(len(j.hours))*hours < shiftHours {
		return
	}
	bounds := j.segments(max(2, int(math.Ceil(segmentLeast/hours))))
	if len(bounds) < 3 {
		return
	}
	j.raised(m, bounds, hours)
}

// level sets hours to the medians of stretches of a length, without the season,
// in spreads above the level in the direction that hurts.
func (j *Judger) level(m record.Metric, width int64) {
	b, v, time := j.out.Baseline[m], j.t.Value[m], j.t.Time
	j.hours = j.hours[:0]
	stride := fitStride(len(time), j.out.Step)
	per := harm[m] / b.Spread
	for i := 0; i < len(time); {
		end := (record.FloorDiv(time[i], width) + 1) * width
		h := hour{row: i}
		j.sort = j.sort[:0]
		for n := 1; i < len(time) && time[i] < end; n++ {
			if x := v[i]; x == x {
				j.sort = append(j.sort, x-b.seasonal(time[i]))
			}
			i = h.row + int(float64(n)*stride)
		}
		i = min(i, len(time))
		h.end = i
		if len(j.sort) > 0 {
			h.value = (median(j.sort) - b.Level) * per
			j.hours = append(j.hours, h)
		}
	}
}

// seasonal returns what the time of the day and of the week add.
func (b *Baseline) seasonal(t int64) float64 {
	if b.part == nil {
		return 0
	}
	return b.part[b.index(t)]
}

// raised makes findings of the segments above the reference level.
func (j *Judger) raised(m record.Metric, bounds []int, hours float64) {
	n := len(bounds) - 1
	mid := make([]float64, n)
	order := make([]int, n)
	j.sort = j.sort[:0]
	for s := range n {
		from := len(j.sort)
		for _, h := range j.hours[bounds[s]:bounds[s+1]] {
			j.sort = append(j.sort, h.value)
		}
		mid[s] = median(j.sort[from:])
		order[s] = s
	}
	for s, at := 0, 0; s < n; s++ {
		for range bounds[s+1] - bounds[s] {
			j.sort[at] = math.Abs(j.sort[at] - mid[s])
			at++
		}
	}
	rest := max(restLeast, madScale*median(j.sort))
	slices.SortStableFunc(order, func(a, b int) int { return one(mid[a] > mid[b]) - one(mid[a] < mid[b]) })
	reference, length := 0.0, 0
	for _, s := range order {
		reference = mid[s]
		if length += bounds[s+1] - bounds[s]; float64(length) >= quietShare*float64(len(j.hours)) {
			break
		}
	}
	step := max(shiftRests*rest, shiftSpreads)
	high := reference + step
	beside := reference + max(besideRests*rest, besideSpreads)
	for s := 0; s < n; s++ {
		if mid[s] < high {
			continue
		}
		from, to := s, s
		for from > 0 && mid[from-1] >= beside {
			from--
		}
		for to+1 < n && mid[to+1] >= beside {
			to++
		}
		s = to
		lasts := shiftLength
		if m == record.CPU && slices.Max(mid[from:to+1]) < reference+loadTimes*step {
			lasts = loadHours
		}
		if float64(bounds[to+1]-bounds[from])*hours >= float64(lasts) {
			j.addShift(m, bounds, mid, from, to, reference)
		}
	}
	j.early(m, bounds, mid, reference, step, hours)
}

// early makes a finding of a step that came so early that what followed is the
// reference: the trace begins with a day or more below it, never comes back to
// that, and goes on for a week, which tells it from a weekend.
func (j *Judger) early(m record.Metric, bounds []int, mid []float64, reference, step, hours float64) {
	n, from := len(mid), 0
	for from < n && mid[from] <= reference-step {
		from++
	}
	if from == 0 || from == n || float64(bounds[from])*hours < earlyHours || float64(bounds[n]-bounds[from])*hours < earlyFollow {
		return
	}
	before := slices.Max(mid[:from])
	if slices.Min(mid[from:]) < before+step {
		return
	}
	j.addShift(m, bounds, mid, from, n-1, before)
}

// addShift makes the finding of segments from to to.
func (j *Judger) addShift(m record.Metric, bounds []int, mid []float64, from, to int, reference float64) {
	first, last := 0, j.t.Len()-1
	if from > 0 {
		first = j.boundary(m, bounds[from], mid[from-1], mid[from])
	}
	if to+2 < len(bounds) {
		last = j.boundary(m, bounds[to+1], mid[to], mid[to+1]) - 1
	}
	if last <= first {
		return
	}
	j.sort = j.sort[:0]
	for _, h := range j.hours[bounds[from]:bounds[to+1]] {
		j.sort = append(j.sort, h.value)
	}
	typical := median(j.sort)
	b, v, time := j.out.Baseline[m], j.t.Value[m], j.t.Time
	f := Finding{Kind: Shift, First: first, Last: last}
	f.Raised = time[min(last, j.shiftKnown(m, first, last, bounds, mid, from))]
	j.finish(&f)
	limit := reference + shiftSpreads
	d := Deviation{Part: true, Row: -1}
	near := math.Inf(1)
	for i := first; i <= last; i++ {
		x := v[i]
		if x != x {
			continue
		}
		s := harm[m] * (x - b.seasonal(time[i]) - b.Level) / b.Spread
		d.Rows += one(s >= limit)
		if off := math.Abs(s - typical); off < near {
			near, d.Row = off, i
		}
	}
	if d.Row < 0 {
		return
	}
	d.Value = v[d.Row]
	d.Usual = b.Level + b.seasonal(time[d.Row]) + harm[m]*reference*b.Spread
	d.Z = (d.Value - d.Usual) / b.Spread
	d.Limit = d.Usual + harm[m]*shiftSpreads*b.Spread
	f.Metric[m] = d
	j.out.Findings = append(j.out.Findings, f)
}

// shiftKnown returns the row at which a shift could be known: the third when it is
// beyond the threshold in spreads of the rows before it, the twelfth when it nearly
// is, else where it has lasted for 12 hours.
func (j *Judger) shiftKnown(m record.Metric, first, last int, bounds []int, mid []float64, from int) int {
	b, v, time := j.out.Baseline[m], j.t.Value[m], j.t.Time
	if from > 0 {
		j.sort = j.sort[:0]
		for i := j.hours[bounds[from-1]].row; i < first; i++ {
			if x := v[i]; x == x {
				j.sort = append(j.sort, math.Abs(harm[m]*(x-b.seasonal(time[i])-b.Level)/b.Spread-mid[from-1]))
			}
		}
		if n := len(j.sort); n >= tailSamples {
			spread := max(nth(j.sort, int(wideShare*float64(n-1)))/wideNormal, nth(j.sort, int(tailShare*float64(n-1)))/tailNormal)
			switch step := mid[from] - mid[from-1]; {
			case step >= spread*j.out.Threshold:
				return first + 2
			case step >= spread*j.out.Threshold/lastingWeight:
				return first + lastingRows - 1
			}
		}
	}
	row := first
	for row < last && time[row]-time[first] < shiftLength*3600*second {
		row++
	}
	return row
}

// boundary returns the row at which the level steps from a to b, in spreads, near
// the begin of an hour: where both sides fit best.
func (j *Judger) boundary(m record.Metric, at int, a, b float64) int {
	base, v, time := j.out.Baseline[m], j.t.Value[m], j.t.Time
	from, to := j.hours[max(0, at-refineHours)].row, j.hours[min(len(j.hours)-1, at+refineHours-1)].end
	best, least, sum := j.hours[at].row, 0.0, 0.0
	for i := from; i < to; i++ {
		if x := v[i]; x == x {
			s := harm[m] * (x - base.seasonal(time[i]) - base.Level) / base.Spread
			reach := clipStep + math.Abs(b-a)
			sum += square(clip(s-a, reach)) - square(clip(s-b, reach))
		}
		if sum < least {
			best, least = i+1, sum
		}
	}
	return min(best, len(v)-1)
}

// settle joins shifts of several metrics that are one, and takes those runs out of
// the findings that lie in a shift of all their metrics: they are its begin and
// what the trend makes of it.
func (j *Judger) settle() {
	list := j.out.Findings
	for a := range list {
		for b := a + 1; b < len(list) && list[a].Kind == Shift; b++ {
			if list[b].Kind == Shift && overlap(&list[a], &list[b]) {
				list[b].join(&list[a])
				list[a].Kind = Spike // taken
			}
		}
	}
	for a := range list {
		for b := range list {
			if list[a].Kind == Unusual && list[b].Kind == Shift && list[a].Start <= list[b].End && list[a].End >= list[b].Start &&
				list[a].within(&list[b]) {
				list[b].Score = max(list[b].Score, list[a].Score)
				list[b].Raised = min(list[b].Raised, max(list[b].Start, list[a].Raised))
				list[a].Kind = Spike
			}
		}
	}
	j.out.Findings = slices.DeleteFunc(list, func(f Finding) bool { return f.Kind == Spike })
}

// overlap reports whether two findings share half of the shorter.
func overlap(a, b *Finding) bool {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	return 2*both >= min(a.End-a.Start, b.End-b.Start)
}

// join takes in a shift of other metrics.
func (f *Finding) join(o *Finding) {
	f.First, f.Last = min(f.First, o.First), max(f.Last, o.Last)
	f.Start, f.End = min(f.Start, o.Start), max(f.End, o.End)
	f.Raised = min(f.Raised, o.Raised)
	f.Ongoing = f.Ongoing || o.Ongoing
	f.Score = max(f.Score, o.Score)
	for m := range f.Metric {
		if !f.Metric[m].Part {
			f.Metric[m] = o.Metric[m]
		}
	}
}

// within reports whether all metrics of a finding take part in another.
func (f *Finding) within(o *Finding) bool {
	for m := range f.Metric {
		if f.Metric[m].Part && !o.Metric[m].Part {
			return false
		}
	}
	return true
}

func square(x float64) float64      { return x * x }
func clip(x, reach float64) float64 { return max(-reach, min(reach, x)) }
