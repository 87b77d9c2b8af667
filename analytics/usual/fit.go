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
	middle  []int64   // times of blocks
	rested  []float64 // rest without some rows
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
		b.Why = tooFew(n)
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
	f.split()
	if b.Days = f.goodDays(); b.Days >= minDays {
		explained = f.refine(b, step)
	} else {
		b.Days = max(1, b.Days)
		f.bridge(b, least.of(b.Level))
		b.N = len(f.value)
		b.relative = b.relative && f.positive()
		f.take(b)
		explained = len(b.line.value)
	}
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

// positive reports whether shares of the trend mean something.
func (f *fitter) positive() bool { return slices.Min(f.line.value) >= floors[record.Traffic].least }

// split finds the days.
func (f *fitter) split() {
	f.days = f.days[:0]
	end := int64(math.MinInt64)
	for i, t := range f.time {
		if t >= end {
			f.days = append(f.days, int32(i))
			end = (record.FloorDiv(t, day) + 1) * day
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

// tooFew says that so many samples are too little history.
func tooFew(n int) string {
	if n == 1 {
		return fmt.Sprintf("too little history: 1 sample, %d needed", minSamples)
	}
	return fmt.Sprintf("too little history: %d samples, %d needed", n, minSamples)
}
