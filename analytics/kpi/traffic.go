package kpi

import (
	"math"
	"time"

	"network-analytics/analytics/record"
)

// MaxSlots is how many slots of time a traffic series has at most. A longer time
// gets wider slots.
const MaxSlots = 100_000

// trafficSlot is the width of a slot where it can be that fine.
const trafficSlot = int64(5 * time.Minute)

// slotWidth returns the finest width of which limit make up a time: 5, 10 or 30
// minutes, 1, 2, 4 or 8 hours, a day or days by powers of two. Each is a multiple
// of those before.
func slotWidth(span, limit int64) int64 {
	ladder := []int64{2, 3, 2, 2, 2, 2, 3}
	w := trafficSlot
	for i := 0; span/w > limit; i++ {
		if i < len(ladder) {
			w *= ladder[i]
		} else {
			w *= 2
		}
	}
	return w
}

// maxHold is for how many slots a sample stands at most, so that the work follows
// the number of samples.
const maxHold = 48

// slotMean is the mean in slot number at, counted from 1970.
type slotMean struct {
	at int64
	v  float64
}

// trafficSlots appends the mean traffic of a trace in each slot, in the order of
// time. In a slot without a sample the one before still stands: until the next,
// or for a usual step where that is a gap away, and for maxHold slots at most.
func trafficSlots(out []slotMean, t *record.Trace, look *record.Look, width int64) []slotMean {
	column := t.Value[record.Traffic]
	if column == nil {
		return out
	}
	var sum, held float64
	var n, slot, heldTime int64
	end := record.FloorDiv(look.To-1, width)
	// settle ends the slot at hand and holds its last value until the next sample.
	settle := func(next int64) {
		out = append(out, slotMean{slot, sum / float64(n)})
		until := next
		if next-heldTime > look.Cadence.Longest {
			until = heldTime + look.Cadence.Step
		}
		for s := slot + 1; s <= min(end, slot+maxHold) && (s+1)*width <= until; s++ {
			out = append(out, slotMean{s, held})
		}
	}
	from, to := look.Rows(t)
	for i := from; i < to; i++ {
		v := column[i]
		if v != v || look.Keep != nil && !look.Keep(i) {
			continue
		}
		at := record.FloorDiv(t.Time[i], width)
		if n > 0 && at != slot {
			settle(t.Time[i])
			n, sum = 0, 0
		}
		slot, sum, n = at, sum+v, n+1
		held, heldTime = v, t.Time[i]
	}
	if n > 0 {
		settle(min(look.To, heldTime+look.Cadence.Step))
	}
	return out
}

// widen appends the means of slots that are factor times as wide.
func widen(out, slots []slotMean, factor int64) []slotMean {
	if factor == 1 {
		return append(out, slots...)
	}
	for i := 0; i < len(slots); {
		at, sum, n := record.FloorDiv(slots[i].at, factor), 0.0, 0
		for ; i < len(slots) && record.FloorDiv(slots[i].at, factor) == at; i++ {
			sum += slots[i].v
			n++
		}
		out = append(out, slotMean{at, sum / float64(n)})
	}
	return out
}

// addSlots adds the traffic of a device to the sum of a group.
func (g *gathered) addSlots(slots []slotMean, width int64, o QualityOptions) {
	if len(slots) == 0 {
		return
	}
	first := record.FloorDiv(o.From, width)
	if g.sums == nil {
		g.sums = make([]float64, record.FloorDiv(o.To-1, width)-first+1)
		for i := range g.sums {
			g.sums[i] = record.Missing
		}
	}
	for _, s := range slots {
		sum := &g.sums[s.at-first]
		*sum = plus(*sum, onGrid(s.v))
	}
}

// plus adds numbers of which NaN means that there is none.
func plus(a, b float64) float64 {
	switch {
	case a != a:
		return b
	case b != b:
		return a
	}
	return a + b
}

// onGrid rounds to 2^-20 Mbps, about one bit a second, so that sums below 8.5
// Pbit/s are exact and do not depend on the order of adding.
func onGrid(v float64) float64 {
	const steps = 1 << 20
	return math.Round(v*steps) / steps
}

// addTraffic fills what the traffic by slot tells. It uses m.values.
func (q *Quality) addTraffic(m *Meter, slots []slotMean, width int64) {
	q.Slots, q.Slot = int64(len(slots)), width
	if q.Slots == 0 {
		q.Slot = 0
		return
	}
	m.values = m.values[:0]
	for _, s := range slots {
		m.values = append(m.values, s.v)
	}
	n := len(m.values)
	q.Traffic95 = nth(m.values, n-1-n/20) // the top 5 % dropped
	q.Capacity = capacity(slots, width, m.o.Limit)
}
