package mapping

import (
	"fmt"
	"slices"
)

// settleCounter tells totals, of which differences are the value, from values.
func (p *proposer) settleCounter(i int, m match, said bool) {
	col := &p.plan.Columns[i]
	if m.field != Traffic {
		return
	}
	if col.unit.dim != amount {
		return
	}
	col.Counter = true
	if m.role == counterOf || said {
		return
	}
	values := p.values(i)
	falls := 0
	for k := 1; k < len(values); k++ {
		if values[k] < values[k-1] {
			falls++
		}
	}
	name := quote(col.Name)
	q := Question{Field: Traffic, Column: col.Name}
	counter := Option{Label: "a total that only grows: take differences", Flag: "--unit traffic_mbps=" + col.Unit}
	gauge := Option{Label: "the amount of each interval of N seconds", Flag: "--unit " + shellQuote("traffic_mbps="+col.Unit+"/"+p.interval())}
	perSecond := Option{Label: "a rate per second", Flag: "--unit traffic_mbps=" + col.Unit + "/s"}
	q.Text = fmt.Sprintf("Is column %s a total that only grows or the amount of each interval, with values such as %s?", name, quote(p.cells[i].example))
	q.Options = []Option{counter, gauge, perSecond}
	if len(values) > 2 && 10*falls > len(values) {
		q.Text = fmt.Sprintf("Column %s is an amount and no total (its values fall), such as %s: of which time?", name, quote(p.cells[i].example))
		q.Options = []Option{gauge, perSecond, counter}
	}
	q.Options = append(q.Options, Option{Label: "not traffic", Flag: "--map traffic_mbps=" + none})
	col.How = Unsettled
	p.ask(q)
}

// interval returns the usual time between rows, such as "300s".
func (p *proposer) interval() string {
	var steps []int64
	var last int64
	for r := range p.rows() {
		ns, ok := p.timeOf(r)
		if !ok {
			continue
		}
		if last != 0 && ns > last {
			steps = append(steps, ns-last)
		}
		last = ns
	}
	if len(steps) == 0 {
		return "60s"
	}
	slices.Sort(steps)
	return fmt.Sprintf("%ds", max(1, steps[len(steps)/2]/nsPerSecond))
}

// Counter turns totals that only grow into rates. The zero value is ready; keep
// one per device and column.
type Counter struct {
	ns   int64
	v    float64
	seen bool
}

// Step is what a new total of a Counter means.
type Step uint8

// The steps. Only Rate and Wrap come with a value.
const (
	First Step = iota // the first total: nothing to compare with
	Rate              // megabits per second since the total before
	Wrap              // a rate, after the counter went past 2^32 or 2^64
	Reset             // the total fell: the device restarted
	Stale             // no time passed since the total before
)

// Next takes the total of column c at a time and returns the rate since the
// total before. A fall is a wrap only where the total before was in the last
// eighth below 2^32 or 2^64 and the new one is in the first eighth.
func (k *Counter) Next(c *Column, ns int64, total float64) (float64, Step) {
	before, then, seen := k.v, k.ns, k.seen
	if seen && ns <= then {
		return 0, Stale
	}
	k.ns, k.v, k.seen = ns, total, true
	if !seen {
		return 0, First
	}
	seconds := float64(ns-then) / nsPerSecond
	if total >= before {
		return (total - before) / seconds, Rate
	}
	for _, size := range []float64{1 << 32, 1 << 64} {
		size *= c.unit.scale()
		if before < size && before > size*7/8 && total < size/8 {
			return (size - before + total) / seconds, Wrap
		}
	}
	return 0, Reset
}
