package usual

import (
	"math"
	"network-analytics/analytics/record"
)

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
		d := record.FloorDiv(f.time[i], day) + daysFromMonday
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
	return int((record.FloorDiv(f.time[i], day)+daysFromMonday)%daysPerWeek)*b.slots + int(f.slot[i])
}
