package usual

import (
	"fmt"
	"math"
	"sort"
	"strconv"

	"network-analytics/analytics/record"
)

const (
	second = int64(1e9)
	day    = 86400 * second
)

// Baseline is what is usual for one metric of one trace: a trend, a season of
// the day and a spread. It is not changed after it is made.
type Baseline struct {
	Metric   record.Metric
	N        int     // samples it was learned from
	Days     int     // days with enough samples
	Seasonal bool    // knows the time of day
	Level    float64 // overall median
	Spread   float64 // at the level: robust standard deviation of what trend and season leave over, floors and tail correction applied
	Why      string  // "" or why nothing can be said, such as "too little history: 7 samples, 12 needed"

	relative bool      // season and spread are shares of the trend and of the usual
	share    float64   // the spread as a share, when relative
	grows    bool      // the spread does, where more than the level is usual
	least    float64   // the smallest spread
	harm     float64   // 1: more is worse; -1: less is
	limit    float64   // spreads at which a finding opens
	line     line      // the trend
	slot     int64     // length of a slot of the day, ns
	slots    int       // of a day
	part     []float64 // by slot of the day, or of the week from Monday: what is added to the trend, or what it is multiplied with; nil when not Seasonal
	low      []float64 // beside part: the least of the slot and its neighbours at a steep step of the day, else part itself; nil when there are no such steps
	high     []float64 // the same, the largest
	shrunk   bool      // towards the peers
}

// At returns the usual value at a time, NaN when there is too little history.
func (b *Baseline) At(t int64) float64 {
	if b.Why != "" {
		return record.Missing
	}
	trend := b.line.at(t)
	if b.part == nil {
		return trend
	}
	return b.with(trend, b.part[b.index(t)])
}

// with returns the trend with a part of the season.
func (b *Baseline) with(trend, part float64) float64 {
	if b.relative {
		return trend * part
	}
	return trend + part
}

// index returns the position of a time in part.
func (b *Baseline) index(t int64) int {
	today := record.FloorDiv(t, day)
	i := min(int((t-today*day)/b.slot), b.slots-1)
	if len(b.part) > b.slots {
		i += int((today+daysFromMonday)%daysPerWeek) * b.slots
	}
	return i
}

// Nearest returns the usual value that v is compared with at a time: At(t), but
// where the usual changes steeply within a quarter of an hour, as planned jobs
// make it, the nearest to v of what is usual before, at and after that time.
func (b *Baseline) Nearest(t int64, v float64) float64 {
	if b.low == nil || b.Why != "" {
		return b.At(t)
	}
	trend, i := b.line.at(t), b.index(t)
	if b.low[i] == b.high[i] {
		return b.with(trend, b.part[i])
	}
	return max(b.with(trend, b.low[i]), min(b.with(trend, b.high[i]), v))
}

// SpreadAt returns the spread at a time: of traffic it is a share of the usual, of
// latency it grows with the usual above the level, of all else it is Spread. NaN
// when there is too little history.
func (b *Baseline) SpreadAt(t int64) float64 {
	switch {
	case b.relative:
		return max(b.share*b.At(t), b.least)
	case b.grows && b.Why == "":
		return b.Spread * max(1, b.At(t)/b.Level)
	}
	return b.Spread
}

// Z returns how many spreads v lies above (below: negative) the usual at t:
// (v - Nearest(t, v)) / SpreadAt(t).
func (b *Baseline) Z(t int64, v float64) float64 { return (v - b.Nearest(t, v)) / b.SpreadAt(t) }

// Limit returns the value from which on samples at t raise an incident when they
// last, in the direction that hurts; NaN when there is too little history.
func (b *Baseline) Limit(t int64) float64 { return b.At(t) + b.harm*b.limit*b.SpreadAt(t) }

// Method says in words what the usual is.
func (b *Baseline) Method() string {
	if b.Why != "" {
		return b.Why
	}
	n, peers := thousands(b.N), ""
	if b.shrunk {
		peers = ", weighted with its peers"
	}
	switch {
	case len(b.part) > b.slots:
		return fmt.Sprintf("median of the time of day and of the week over %d days, %s samples", b.Days, n)
	case b.Seasonal:
		return fmt.Sprintf("median of the time of day over %d days, %s samples%s", b.Days, n, peers)
	case len(b.line.value) > 1 && b.Days < minDays:
		return fmt.Sprintf("median of the time around, %s samples, too short for a time of day%s", n, peers)
	case len(b.line.value) > 1:
		return fmt.Sprintf("median of each day over %d days, %s samples, too few a day for a time of day%s", b.Days, n, peers)
	}
	return fmt.Sprintf("one median of %s samples, too short for a time of day%s", n, peers)
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// line is a polyline over time, flat at both ends. It has at least one knot.
type line struct {
	time  []int64
	value []float64
}

func (l *line) at(t int64) float64 {
	n := len(l.time)
	i := sort.Search(n, func(i int) bool { return l.time[i] > t })
	return l.between(i, t)
}

// between returns the value at t, which lies before knot i and not before i-1.
func (l *line) between(i int, t int64) float64 {
	switch i {
	case 0:
		return l.value[0]
	case len(l.time):
		return l.value[i-1]
	}
	a, b := l.time[i-1], l.time[i]
	return l.value[i-1] + (l.value[i]-l.value[i-1])*(float64(t-a)/float64(b-a))
}

const (
	daysPerWeek    = 7
	daysFromMonday = 3 + 14<<20 // 1970 began on a Thursday; times before it stay above 0
)

// Prior is what is usual for the peers of a device. It stands in, weighted, where
// the device has few samples of its own.
type Prior struct {
	N      int     // devices behind it; 0 for none
	Level  float64 // median of the devices' levels
	Spread float64 // median of the devices' spreads
	Differ float64 // robust standard deviation of the devices' levels
}

// PriorOf returns what is usual for a group of devices. Baselines that are nil
// or have too little history do not count.
func PriorOf(list []*Baseline) Prior {
	var level, spread []float64
	for _, b := range list {
		if b != nil && b.Why == "" {
			level, spread = append(level, b.Level), append(spread, b.Spread)
		}
	}
	if len(level) == 0 {
		return Prior{}
	}
	p := Prior{N: len(level), Level: median(level), Spread: median(spread)}
	for i := range level {
		level[i] = math.Abs(level[i] - p.Level)
	}
	p.Differ = madScale * median(level)
	return p
}
