package usual

import (
	"fmt"
	"math"
	"slices"

	"network-analytics/analytics/record"
)

// The constants of the fit. They were chosen on labelled public series and on
// planted incidents, measured in this project; neighbouring values do about as well.
const (
	minSamples  = 12      // fewer say nothing about a spread
	minShare    = 0.2     // of the rows must have the metric
	minDays     = 3       // good days, to know a time of the day
	goodDay     = 0.25    // of the rows of the fullest day
	slotLength  = 15 * 60 // seconds; longer when samples are rarer
	smoothFrom  = 48      // slots of the day from which neighbours are smoothed
	refinements = 2
	wideShare   = 0.8    // of the rows lie within
	wideNormal  = 1.2816 // standard deviations of a normal distribution
	tailSamples = 200    // from which the heaviness of the tail is known
	tailShare   = 0.99   // of the rows lie within
	tailNormal  = 2.576  // standard deviations of a normal distribution
	madScale    = 1.4826 // standard deviation of a normal distribution by its median |r|
	meanScale   = 1.2533 // by its mean |r|
	stdShare    = 0.25   // of the standard deviation: the least spread
	modeShare   = 0.5    // of the rows at one value: the median |r| says nothing, the standard deviation does
	fitPerDay   = 144    // rows per day that a fit needs
	fitRows     = 3600   // rows that a fit needs
	oddStride   = 0.382  // less than a whole stride: the golden section, far from all simple fractions
	minWeeks    = 4      // to know an hour of the week
	weekClear   = 3      // times the noise: what an hour of the week must differ by
	weeksApart  = 6      // times the noise: weeks that do not agree
	steepStep   = 3      // spreads from one slot to the next that are a step
	leastShare  = 0.02   // of the trend that a season leaves
	ownSamples  = 60     // samples that weigh as much as the peers
	medianNoise = 1.5708 // variance of the median of normal values by that of their mean
)

// floor is the smallest spread of a metric: the larger of an absolute value and a
// share of the level. Below it lies what nobody cares about.
type floor struct{ least, share float64 }

var floors = [record.NumMetrics]floor{
	record.Traffic: {0.5, 0.03},
	record.Latency: {0.5, 0.03},
	record.Loss:    {0.05, 0},
	record.CPU:     {1, 0},
}

// anyFloor is for columns that nothing is known of.
var anyFloor = floor{1e-9, 0.01}

// of returns the smallest spread at a level.
func (f floor) of(level float64) float64 { return max(f.least, f.share*math.Abs(level)) }

// harm is the direction that hurts: 1 up, -1 down.
var harm = [record.NumMetrics]float64{record.Traffic: -1, record.Latency: 1, record.Loss: 1, record.CPU: 1}

// fitter has the scratch space of fits.
type fitter struct {
	time    []int64   // of the rows that are fitted
	value   []float64 // beside it
	rest    []float64 // what is left of value
	sort    []float64 // to be put out of order
	slot    []int32   // slot of the day of each row
	place   []int32   // position of each row when ordered by slot
	start   []int32   // by slot: its first position; by day: its first row
	days    []int32   // first row of each day, and the end
	line    line
	season  []float64 // by slot of the day; nil: none yet
	seasons []float64 // its space
	week    []float64 // by slot of the week; empty: none
	raw     []float64
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// fitStride returns the stride with which rows are fitted, 1 for all. Others are
// no whole numbers, so that the rows come from all minutes of the hour: jobs that
// run every five or ten minutes would be in all of them or in none.
func fitStride(rows int, step int64) float64 {
	perDay := float64(day) / float64(max(step, 1))
	k := math.Floor(min(perDay/fitPerDay, float64(rows)/fitRows))
	if k < 2 {
		return 1
	}
	return k - oddStride
}

// gather takes the rows of a stride that have a value. It returns how many rows
// the stride has.
func (f *fitter) gather(time []int64, value []float64, stride float64) int {
	most := int(float64(len(time))/stride) + 1
	f.time, f.value = sized(f.time, most), sized(f.value, most)
	n, taken := 0, 0
	for i := 0; i < len(time); i = int(float64(taken) * stride) {
		if v := value[i]; v == v {
			f.time[n], f.value[n] = time[i], v
			n++
		}
		taken++
	}
	f.time, f.value = f.time[:n], f.value[:n]
	return taken
}

// fit learns a baseline. step is the usual distance of samples.
func (f *fitter) fit(b *Baseline, time []int64, value []float64, step int64, least floor, p Prior) {
	taken := f.gather(time, value, fitStride(len(time), step))
	n := len(f.value)
	b.N, b.Level, b.Spread = n, record.Missing, record.Missing
	switch {
	case n < minSamples:
		b.Why = fmt.Sprintf("too little history: %d samples, %d needed", n, minSamples)
		return
	case float64(n) < minShare*float64(taken):
		b.Why = fmt.Sprintf("too little history: %.0f %% of the samples lack it", 100*(1-float64(n)/float64(taken)))
		return
	}
	f.sort = append(f.sort[:0], f.value...)
	b.Level = median(f.sort)
	f.rest = append(f.rest[:0], f.value...)
	explained := 1
	f.season = nil // of the fit before
	if f.split(); f.goodDays() >= minDays {
		explained = f.refine(b, step)
	} else {
		b.line = line{[]int64{f.time[0]}, []float64{b.Level}}
		f.line = line{append(f.line.time[:0], f.time[0]), append(f.line.value[:0], b.Level)}
		b.relative = b.relative && f.positive()
		f.take(b)
	}
	b.Days = max(1, f.goodDays())
	b.least = least.least
	if b.relative {
		b.share = f.spread(explained, least.share, f.atLevel(b.Level))
		b.Spread = max(b.share*b.Level, b.least)
	} else {
		b.Spread = f.spread(explained, least.of(b.Level), f.atLevel(b.Level))
	}
	if p.N > 0 {
		b.shrink(p)
	}
	b.steep()
}

// atLevel returns the share of the rows that have exactly one value, the median.
func (f *fitter) atLevel(level float64) float64 {
	n := 0
	for _, v := range f.value {
		n += one(v == level)
	}
	return float64(n) / float64(len(f.value))
}

// positive reports whether shares of the trend mean something.
func (f *fitter) positive() bool { return slices.Min(f.line.value) >= floors[record.Traffic].least }

// split finds the days.
func (f *fitter) split() {
	f.days = f.days[:0]
	end := int64(math.MinInt64)
	for i, t := range f.time {
		if t >= end {
			f.days = append(f.days, int32(i))
			end = (floorDiv(t, day) + 1) * day
		}
	}
	f.days = append(f.days, int32(len(f.time)))
}

// enough returns the rows from which on a day is good.
func (f *fitter) enough() int {
	fullest := 0
	for d := range len(f.days) - 1 {
		fullest = max(fullest, int(f.days[d+1]-f.days[d]))
	}
	return max(1, int(math.Ceil(goodDay*float64(fullest))))
}

func (f *fitter) goodDays() int {
	n, enough := 0, f.enough()
	for d := range len(f.days) - 1 {
		n += one(int(f.days[d+1]-f.days[d]) >= enough)
	}
	return n
}

// refine finds trend and season, leaves in rest what they leave over, and
// returns how many rows they explain by being their medians.
func (f *fitter) refine(b *Baseline, step int64) int {
	slots := int(math.Round(float64(day) / float64(max(slotLength*second, step))))
	if slots < 2 {
		f.trend()
		f.take(b)
		b.line = line{slices.Clone(f.line.time), slices.Clone(f.line.value)}
		return len(f.line.time)
	}
	b.Seasonal = true
	b.slots = slots
	b.slot = (day + int64(slots) - 1) / int64(slots)
	f.order(b)
	f.season = nil
	for range refinements {
		f.trend()
		b.relative = b.relative && f.positive()
		f.season = nil
		f.take(b)
		f.slotMedians(slots)
		f.takeSeason(b)
	}
	f.take(b)
	b.line = line{slices.Clone(f.line.time), slices.Clone(f.line.value)}
	b.part = slices.Clone(f.season)
	if f.weeks(b); len(f.week) > 0 {
		b.part = make([]float64, len(f.week))
		for i := range f.rest {
			f.rest[i] = b.without(f.rest[i], f.week[f.slotOfWeek(b, i)])
		}
		for c := range b.part {
			b.part[c] = f.season[c%slots] + f.week[c]
			if b.relative {
				b.part[c] = (1+f.season[c%slots])*max(leastShare, 1+f.week[c]) - 1
			}
		}
	}
	if b.relative {
		for i := range b.part {
			b.part[i] = max(leastShare, 1+b.part[i])
		}
	}
	if slots > smoothFrom {
		slots /= 3
	}
	return slots + len(f.line.time)
}

// steep notes where the usual changes steeply from slot to slot.
func (b *Baseline) steep() {
	if b.slots <= smoothFrom {
		return
	}
	n := len(b.part)
	for i, p := range b.part {
		before, after := b.part[(i+n-1)%n], b.part[(i+1)%n]
		spread := b.Spread
		if b.relative {
			spread = b.share * p
		}
		if max(p, before, after)-min(p, before, after) < steepStep*spread {
			continue
		}
		if b.low == nil {
			b.low, b.high = slices.Clone(b.part), slices.Clone(b.part)
		}
		b.low[i], b.high[i] = min(p, before, after), max(p, before, after)
	}
}

// take sets rest to what trend and season leave over of the values; of a relative
// baseline to the share of the usual that is left over.
func (f *fitter) take(b *Baseline) {
	copy(f.rest, f.value)
	f.takeTrend(b.relative)
	if f.season != nil {
		for i, s := range f.slot {
			f.rest[i] = b.without(f.rest[i], f.season[s])
		}
	}
}

// without takes a part of the usual out of a residue.
func (b *Baseline) without(rest, part float64) float64 {
	if b.relative {
		return (1+rest)/max(leastShare, 1+part) - 1
	}
	return rest - part
}

// takeSeason sets rest to the values without the season.
func (f *fitter) takeSeason(b *Baseline) {
	for i, s := range f.slot {
		if b.relative {
			f.rest[i] = f.value[i] / max(leastShare, 1+f.season[s])
		} else {
			f.rest[i] = f.value[i] - f.season[s]
		}
	}
}

// weeks learns what the day of the week makes of each slot, if it knows enough
// weeks. The medians of even and of odd weeks must agree about it, slot by slot:
// then their mean counts, less where it is not far from their noise; else the
// smaller one, and nothing where they disagree on the direction.
func (f *fitter) weeks(b *Baseline) {
	f.week = f.week[:0]
	all := daysPerWeek * b.slots
	weeks := (f.time[len(f.time)-1] - f.time[0] + day/2) / (daysPerWeek * day)
	if weeks < minWeeks || len(f.time) < minWeeks*all {
		return
	}
	cells := 2 * all
	f.start = sized(f.start, cells+1)
	clear(f.start)
	f.place = sized(f.place, len(f.time))
	cell := func(i int) int { // even weeks, then odd ones
		d := floorDiv(f.time[i], day) + daysFromMonday
		return int(d%(2*daysPerWeek))*b.slots + int(f.slot[i])
	}
	for i := range f.time {
		f.start[cell(i)+1]++
	}
	for c := range cells {
		f.start[c+1] += f.start[c]
	}
	f.sort = sized(f.sort, len(f.rest))
	for i, r := range f.rest {
		c := cell(i)
		f.sort[f.start[c]] = r
		f.start[c]++
	}
	copy(f.start[1:], f.start[:cells])
	f.start[0] = 0
	f.raw = sized(f.raw, cells+all)
	for c := range cells {
		f.raw[c] = 0
		if group := f.sort[f.start[c]:f.start[c+1]]; len(group) > 0 {
			f.raw[c] = median(group)
		}
	}
	apart := f.raw[cells:]
	for c := range all {
		apart[c] = math.Abs(f.raw[c] - f.raw[c+all])
	}
	noise := madScale * median(apart) / 2 // of the mean of both
	f.week = sized(f.week, all)
	some := false
	for c := range f.week {
		f.week[c] = 0
		odd, even := f.raw[c], f.raw[c+all]
		if odd*even <= 0 {
			continue
		}
		v := (odd + even) / 2
		if math.Abs(odd-even) > weeksApart*noise {
			v = math.Copysign(min(math.Abs(odd), math.Abs(even)), v)
		}
		if far := weekClear * noise / v; far*far < 1 {
			f.week[c] = v * (1 - far*far)
			some = true
		}
	}
	if !some {
		f.week = f.week[:0]
	}
}

// slotOfWeek returns the slot of the week of a row.
func (f *fitter) slotOfWeek(b *Baseline, i int) int {
	return int((floorDiv(f.time[i], day)+daysFromMonday)%daysPerWeek)*b.slots + int(f.slot[i])
}

// trend makes the line of the medians of rest by day.
func (f *fitter) trend() {
	enough := f.enough()
	f.line.time, f.raw = f.line.time[:0], f.raw[:0]
	for d := range len(f.days) - 1 {
		from, to := f.days[d], f.days[d+1]
		if int(to-from) < enough {
			continue
		}
		f.line.time = append(f.line.time, floorDiv(f.time[from], day)*day+day/2)
		f.sort = append(f.sort[:0], f.rest[from:to]...)
		f.raw = append(f.raw, median(f.sort))
	}
	n := len(f.raw)
	f.line.value = sized(f.line.value, n)
	for i := range n {
		f.line.value[i] = middle(f.raw[max(0, i-1)], f.raw[i], f.raw[min(n-1, i+1)])
	}
	if n > 1 { // two neighbours at the ends
		f.line.value[0] = (f.raw[0] + f.raw[1]) / 2
		f.line.value[n-1] = (f.raw[n-1] + f.raw[n-2]) / 2
	}
}

// takeTrend subtracts the line from rest, or sets rest to its share of the line.
func (f *fitter) takeTrend(relative bool) {
	l := &f.line
	for i, k := 0, 0; i < len(f.time); k++ {
		end, base, slope, from := l.segment(k)
		for ; i < len(f.time) && f.time[i] < end; i++ {
			at := base + slope*float64(f.time[i]-from)
			f.rest[i] -= at
			if relative {
				f.rest[i] /= at
			}
		}
	}
}

// segment returns the stretch of the line before knot k, which ends there:
// base + slope * (t - from).
func (l *line) segment(k int) (end int64, base, slope float64, from int64) {
	switch n := len(l.time); {
	case k == 0:
		return l.time[0], l.value[0], 0, 0
	case k >= n:
		return math.MaxInt64, l.value[n-1], 0, 0
	}
	from = l.time[k-1]
	return l.time[k], l.value[k-1], (l.value[k] - l.value[k-1]) / float64(l.time[k]-from), from
}

// order finds the slot of each row, and its position when they are ordered by slot.
func (f *fitter) order(b *Baseline) {
	length, slots := b.slot, b.slots
	f.slot, f.place, f.start = sized(f.slot, len(f.time)), sized(f.place, len(f.time)), sized(f.start, slots+1)
	clear(f.start)
	var s int
	var from, end int64
	for i, t := range f.time {
		if t < from || t >= end {
			today := floorDiv(t, day) * day
			s = min(int((t-today)/length), slots-1)
			from = today + int64(s)*length
			end = from + length
			if s == slots-1 {
				end = today + day
			}
		}
		f.slot[i] = int32(s)
		f.start[s+1]++
	}
	for s := range slots {
		f.start[s+1] += f.start[s]
	}
	for i, s := range f.slot {
		f.place[i] = f.start[s]
		f.start[s]++
	}
	copy(f.start[1:], f.start[:slots])
	f.start[0] = 0
}

// slotMedians sets season to the medians of rest by slot of the day, smoothed.
func (f *fitter) slotMedians(n int) {
	f.seasons = sized(f.seasons, n)
	f.season = f.seasons
	f.sort = sized(f.sort, len(f.rest))
	for i, p := range f.place {
		f.sort[p] = f.rest[i]
	}
	f.raw = sized(f.raw, n)
	known := -1
	for s := range n {
		if group := f.sort[f.start[s]:f.start[s+1]]; len(group) > 0 {
			f.raw[s] = median(group)
			known = s
		} else if known >= 0 {
			f.raw[s] = f.raw[known]
		}
	}
	for s := 0; s < n && f.start[s] == f.start[s+1]; s++ { // before the first known one
		f.raw[s] = f.raw[known]
	}
	if n <= smoothFrom {
		copy(f.season, f.raw)
		return
	}
	for s := range n {
		f.season[s] = middle(f.raw[(s+n-1)%n], f.raw[s], f.raw[(s+1)%n])
	}
}

// spread returns the robust standard deviation of rest, with the correction for
// heavy tails. explained rows are 0 because they are themselves the medians that
// were subtracted: the median looks past them. share of the rows have the same
// value.
func (f *fitter) spread(explained int, least, share float64) float64 {
	n := len(f.rest)
	f.sort = sized(f.sort, n)
	var sum, square, size float64
	for i, r := range f.rest {
		sum += r
		square += r * r
		size += math.Abs(r)
		f.sort[i] = math.Abs(r)
	}
	mean := sum / float64(n)
	std := math.Sqrt(max(0, square/float64(n)-mean*mean))
	if share > modeShare {
		return max(std, least)
	}
	explained = min(explained, n/2)
	from, rest := 0, f.sort // what is at from and after it
	at := func(k int) float64 {
		v := nth(rest, k-from)
		rest, from = rest[k-from:], k
		return v
	}
	g := madScale * at(explained+(n-explained)/2)
	if g == 0 {
		g = meanScale * size / float64(n)
	}
	wide := at(max(from, int(wideShare*float64(n-1)))) / wideNormal
	s := max(g, wide, stdShare*std, least)
	if n >= tailSamples {
		s *= math.Sqrt(max(1, at(int(tailShare*float64(n-1)))/s/tailNormal))
	}
	return s
}

// shrink moves level and spread towards the peers as far as the own samples are
// few. The spread weighs n/(n+60). The level weighs by how far devices differ and
// how sure the own median is, so that a device far from the others stays there.
func (b *Baseline) shrink(p Prior) {
	n := float64(b.N)
	w := n / (n + ownSamples)
	noise := medianNoise * b.Spread * b.Spread / n
	own := 1.0
	if noise > 0 {
		own = p.Differ * p.Differ / (p.Differ*p.Differ + noise)
	}
	if b.relative && p.Level > 0 { // as a share of the level
		b.share = w*b.share + (1-w)*p.Spread/p.Level
	} else {
		b.Spread = w*b.Spread + (1-w)*p.Spread
	}
	move := (1 - own) * (p.Level - b.Level)
	b.Level += move
	for i := range b.line.value {
		b.line.value[i] += move
	}
	if b.relative {
		b.Spread = max(b.share*b.Level, b.least)
	}
	b.shrunk = w < 0.9
}
