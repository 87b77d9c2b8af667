package slo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// windows are the stretches before the end that burn is told for.
var windows = [...]int64{int64(time.Hour), int64(6 * time.Hour), int64(72 * time.Hour)}

// minBurnSlots is from how many slots on a burn rate is told.
const minBurnSlots = 6

// counts are the slots of one group.
type counts struct {
	good, bad, none int64
	window          [len(windows)]struct{ good, bad int64 }
}

func (c *counts) merge(o *counts) {
	c.good, c.bad, c.none = c.good+o.good, c.bad+o.bad, c.none+o.none
	for i := range c.window {
		c.window[i].good += o.window[i].good
		c.window[i].bad += o.window[i].bad
	}
}

// spender is a device in a region with bad slots.
type spender struct {
	region, device record.Name
	counts
}

// Meter counts the slots of traces. It belongs to one goroutine; those of
// several merge to the same result. It needs memory per region, not per device.
type Meter struct {
	objective *Objective
	names     *record.Names
	from, to  int64 // time looked at, of the period at most; to not included
	period    int64 // ns the budget is for

	pass, fail, where *filter.Matcher
	regions           map[record.NameID]*counts
	spenders          []spender // sorted once longer than MaxSpenders
	means             int64     // widest bucket of traces that are means
	batch             record.Batch
	absent            []float64 // a column of missing values
	keep              [3][]bool
}

// NewMeter returns a Meter for traces whose names are in names. from and to, not
// included, are the time looked at: that of the view, at most that of the whole
// input. Of a stated period only the end is counted when it is shorter.
func (o *Objective) NewMeter(names *record.Names, from, to int64) *Meter {
	m := &Meter{
		objective: o, names: names, from: from, to: to, period: o.Period,
		pass: o.condition.NewMatcher(names), fail: o.broken.NewMatcher(names),
		regions: map[record.NameID]*counts{},
	}
	if o.where != nil {
		m.where = o.where.NewMatcher(names)
	}
	if o.Period > 0 && to-from > o.Period {
		m.from = to - o.Period
	}
	if o.Period == 0 {
		m.period = to - from
	}
	return m
}

// The state of a slot while its samples are looked at.
const (
	slotNone = iota
	slotGood
	slotBad
)

// Add counts a trace. c is its cadence; keep tells which rows count, nil for all,
// and need not look at the time.
func (m *Meter) Add(t *record.Trace, c record.Cadence, keep func(row int) bool) {
	rows := t.Len()
	if rows == 0 {
		return
	}
	m.means = max(m.means, t.Mean)
	var n counts
	state, at, open := slotNone, int64(0), false
	last := record.FloorDiv(m.to-1, m.objective.Slot)
	settle := func() {
		if open {
			n.add(state, last-at, m.objective.Slot)
		}
	}
	var inScope []bool
	if m.where != nil {
		inScope = make([]bool, rows)
	}
	look := record.Look{From: m.from, To: m.to, Cadence: c, Keep: keep}
	from, to := look.Rows(t)
	for begin := from; begin < to; begin += blockRows {
		end := min(begin+blockRows, to)
		m.judge(t, begin, end)
		if m.where != nil {
			copy(inScope[begin:], m.keep[2][:end-begin])
		}
		for i := begin; i < end; i++ {
			if keep != nil && !keep(i) || m.where != nil && !inScope[i] {
				continue
			}
			if slot := record.FloorDiv(t.Time[i], m.objective.Slot); !open || slot != at {
				settle()
				state, at, open = slotNone, slot, true
			}
			switch {
			case m.keep[1][i-begin]:
				state = slotBad
			case m.keep[0][i-begin]:
				state = max(state, slotGood)
			}
		}
	}
	settle()
	if m.where != nil {
		look.Keep = func(row int) bool { return inScope[row] && (keep == nil || keep(row)) }
	}
	for _, g := range look.Gaps(t) {
		first := max(record.FloorDiv(t.Time[g.After], m.objective.Slot)+1, record.FloorDiv(m.from, m.objective.Slot))
		end := last // of the slots without a sample
		if !g.ToLast {
			end = min(end, record.FloorDiv(t.Time[g.After+1], m.objective.Slot)-1)
		}
		n.none += max(0, min(end-first+1, g.Lost))
	}
	if n.good+n.bad+n.none == 0 {
		return
	}
	region := m.regions[t.Region]
	if region == nil {
		region = &counts{}
		m.regions[t.Region] = region
	}
	region.merge(&n)
	if n.bad > 0 {
		m.spend(spender{m.names.Regions.Name(t.Region), m.names.Devices.Name(t.Device), n})
	}
}

// blockRows is how many rows are judged at a stretch.
const blockRows = 1024

// judge fills m.keep for rows begin to end: whether the condition is true, is
// false, and whether the row is meant at all.
func (m *Meter) judge(t *record.Trace, begin, end int) {
	b, n := &m.batch, end-begin
	b.Time = t.Time[begin:end]
	b.Device, b.Region = filled(b.Device, n, t.Device), filled(b.Region, n, t.Region)
	for k, column := range t.Value {
		if column != nil {
			b.Value[k] = column[begin:end]
		} else {
			if len(m.absent) < n {
				m.absent = filled(m.absent, n, record.Missing)
			}
			b.Value[k] = m.absent[:n]
		}
	}
	for i, matcher := range []*filter.Matcher{m.pass, m.fail, m.where} {
		if matcher == nil {
			continue
		}
		if cap(m.keep[i]) < n {
			m.keep[i] = make([]bool, n, blockRows)
		}
		m.keep[i] = m.keep[i][:n]
		matcher.Batch(b, m.keep[i])
	}
}

func filled[T any](s []T, n int, v T) []T {
	if cap(s) < n {
		s = make([]T, n)
	}
	s = s[:n]
	for i := range s {
		s[i] = v
	}
	return s
}

// add counts a slot that begins some slots before the last one.
func (c *counts) add(state int, before, slot int64) {
	switch state {
	case slotNone:
		c.none++
		return
	case slotGood:
		c.good++
	case slotBad:
		c.bad++
	}
	for i, w := range windows {
		if before < (w+slot-1)/slot {
			if state == slotGood {
				c.window[i].good++
			} else {
				c.window[i].bad++
			}
		}
	}
}

// spend keeps the spenders with most bad slots.
func (m *Meter) spend(s spender) {
	m.spenders = append(m.spenders, s)
	if len(m.spenders) >= 8*MaxSpenders {
		m.trim()
	}
}

func (m *Meter) trim() {
	slices.SortFunc(m.spenders, func(a, b spender) int {
		return cmp.Or(cmp.Compare(b.bad, a.bad), cmp.Compare(a.region.Raw, b.region.Raw), cmp.Compare(a.device.Raw, b.device.Raw))
	})
	m.spenders = m.spenders[:min(len(m.spenders), MaxSpenders)]
}

// Merge adds what another Meter of the same objective and time counted.
func (m *Meter) Merge(o *Meter) {
	for id, c := range o.regions {
		if mine := m.regions[id]; mine != nil {
			mine.merge(c)
		} else {
			m.regions[id] = c
		}
	}
	m.spenders = append(m.spenders, o.spenders...)
	m.trim()
	m.means = max(m.means, o.means)
}

// Report returns the budgets.
func (m *Meter) Report() *Report {
	r := &Report{Objective: m.objective, Method: m.method()}
	var all counts
	for id, c := range m.regions {
		all.merge(c)
		r.Regions = append(r.Regions, m.budget(m.names.Regions.Name(id), record.Name{}, c))
	}
	slices.SortFunc(r.Regions, func(a, b Budget) int { return cmp.Compare(a.Region.Raw, b.Region.Raw) })
	r.Overall = m.budget(record.Name{}, record.Name{}, &all)
	m.trim()
	for i := range m.spenders {
		s := &m.spenders[i]
		r.Spenders = append(r.Spenders, m.budget(s.region, s.device, &s.counts))
	}
	return r
}

func (m *Meter) budget(region, device record.Name, c *counts) Budget {
	judged := float64(c.good + c.bad)
	b := Budget{
		Region: region, Device: device, Good: c.good, Bad: c.bad, None: c.none,
		Attained: float64(c.good) / judged, Coverage: judged / (judged + float64(c.none)),
		Allowed: math.NaN(), Left: math.NaN(), LeftMinutes: math.NaN(), HoursLeft: math.NaN(),
	}
	allowed := 1 - m.objective.Target
	left := math.NaN() // slots
	if judged > 0 {
		// A period that is not over yet goes on with as many slots a day.
		b.Allowed = allowed * judged * max(1, float64(m.period)/float64(m.to-m.from))
		left = b.Allowed - float64(c.bad)
		b.Left = left / b.Allowed
		b.LeftMinutes = left * float64(m.objective.Slot) / float64(time.Minute)
	}
	for i, w := range windows {
		in := c.window[i]
		burn := Burn{Window: w, Slots: in.good + in.bad, Rate: math.NaN()}
		// A window that the time looked at does not fill tells nothing of its own.
		if burn.Slots >= minBurnSlots && (i == 0 || m.to-m.from > windows[i-1]) {
			burn.Rate = float64(in.bad) / float64(burn.Slots) / allowed
			if math.IsNaN(b.HoursLeft) {
				hours := float64(min(w, m.to-m.from)) / float64(time.Hour)
				b.HoursLeft = hoursLeft(left, float64(in.bad)/hours)
			}
		}
		b.Burn = append(b.Burn, burn)
	}
	return b
}

// hoursLeft returns how long left slots last at a rate of slots an hour.
func hoursLeft(left, rate float64) float64 {
	switch {
	case left <= 0:
		return 0
	case rate == 0:
		return math.Inf(1)
	}
	return left / rate
}

func (m *Meter) method() string {
	slot := printSpan(m.objective.Slot)
	period := "the time looked at"
	if m.objective.Period > 0 {
		period = "the last " + printSpan(m.objective.Period)
		if m.to-m.from < m.objective.Period {
			period = printSpan(m.objective.Period) + ", of which the input covers the begin"
		}
	}
	s := fmt.Sprintf("a %s slot of a device is bad when one of its samples breaks the condition, good when one passes and none breaks it, "+
		"and without data, which is never good, when the device was due to report and did not or the deciding value is missing; "+
		"the budget is %s %% of the judged slots of %s; burn 1 spends it exactly in that time",
		slot, printPercent(1-m.objective.Target), period)
	if m.means > 0 {
		s += "; devices with very many samples were judged by means of " + printSpan(m.means)
	}
	return s
}

// printPercent prints a share as percent without the dust of binary fractions.
func printPercent(share float64) string {
	return fmt.Sprintf("%.6g", 100*share)
}
