package usual

import (
	"math"
	"network-analytics/analytics/record"
	"slices"
)

// refine finds trend and season, leaves in rest what they leave over, and
// returns how many rows they explain by being their medians.
func (f *fitter) refine(b *Baseline, step int64) int {
	slots := int(math.Round(float64(day) / float64(max(slotLength*second, step))))
	if slots < 2 {
		f.trend()
		b.relative = b.relative && f.positive()
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

// trend makes the line of the medians of rest by day.
func (f *fitter) trend() {
	enough := f.enough()
	f.line.time, f.raw = f.line.time[:0], f.raw[:0]
	for d := range len(f.days) - 1 {
		from, to := f.days[d], f.days[d+1]
		if int(to-from) < enough {
			continue
		}
		f.line.time = append(f.line.time, record.FloorDiv(f.time[from], day)*day+day/2)
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
			today := record.FloorDiv(t, day) * day
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
