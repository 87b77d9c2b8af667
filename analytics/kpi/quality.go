package kpi

import (
	"math"

	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
)

const (
	// fewRegions is how many regions get percentiles from sketch.MaxValues values
	// as they are; of more, each keeps few of them.
	fewRegions = 32
	// maxRegions is how many regions may be for their traffic to be added up.
	maxRegions = 10_000
	// regionSlots bounds the slots of all regions together.
	regionSlots = 2_000_000
)

// QualityOptions steer a Meter.
type QualityOptions struct {
	From, To int64   // time looked at, ns, To not included: of the view, at most of the whole input
	Limit    float64 // Mbps that the traffic of a group may reach; 0: none stated
}

// Meter gathers the Quality of devices, regions and everything. It belongs to one
// goroutine; those of several merge to the same result. It needs memory per
// region, not per device, and of more than 10,000 regions none for their traffic.
type Meter struct {
	names        *record.Names
	o            QualityOptions
	fine, coarse int64 // widths of slots: of devices and everything, of regions
	few          bool
	regions      map[record.NameID]*gathered
	overall      gathered

	values  []float64 // to work in
	slots   []slotMean
	coarser []slotMean
}

// gathered is what adds up over devices.
type gathered struct {
	values          [record.NumMetrics]sketch.Values // without latency
	jitter          sketch.Sum
	jitterN         int64
	good, bad, none int64
	lossRun         int
	sums            []float64 // of traffic by slot, NaN without data; nil when not kept
}

// NewMeter returns a Meter for traces whose names are in names, which must be
// complete, so that all Meters of an input do the same.
func NewMeter(names *record.Names, o QualityOptions) *Meter {
	m := &Meter{names: names, o: o, regions: map[record.NameID]*gathered{}}
	n := names.Regions.Len()
	m.few = n > fewRegions
	m.fine = slotWidth(o.To-o.From, MaxSlots)
	m.coarse = slotWidth(o.To-o.From, min(MaxSlots, regionSlots/max(1, int64(n))))
	return m
}

func (m *Meter) region(id record.NameID) *gathered {
	g := m.regions[id]
	if g == nil {
		g = &gathered{}
		if m.few {
			for k := range g.values {
				g.values[k] = sketch.FewValues()
			}
		}
		m.regions[id] = g
	}
	return g
}

// Add takes a trace in and returns the Quality of its device. c is its cadence;
// keep tells which rows count, nil for all, and need not look at the time.
func (m *Meter) Add(t *record.Trace, c record.Cadence, keep func(row int) bool) Quality {
	look := record.Look{From: m.o.From, To: m.o.To, Keep: keep, Cadence: c}
	q := noQuality()
	kept := m.count(t, &look, &q)
	for _, g := range look.Gaps(t) {
		q.None += g.Lost
	}
	jitter := q.Jitter // the sum until here
	q.settle(jitter)
	if kept == 0 && q.None == 0 {
		return q
	}
	region := m.region(t.Region)
	for k := range record.NumMetrics {
		if k != record.Latency && t.Value[k] != nil {
			m.percentiles(t, &look, k, &q, region)
		}
	}
	for _, g := range []*gathered{region, &m.overall} {
		g.good, g.bad, g.none = g.good+q.Good, g.bad+q.Bad, g.none+q.None
		g.lossRun = max(g.lossRun, q.LossRun)
		if q.JitterN > 0 {
			g.jitterN += q.JitterN
			g.jitter.Add(jitter)
		}
	}
	m.slots = trafficSlots(m.slots[:0], t, &look, m.fine)
	q.addTraffic(m, m.slots, m.fine)
	m.overall.addSlots(m.slots, m.fine, m.o)
	if m.names.Regions.Len() <= maxRegions {
		m.coarser = widen(m.coarser[:0], m.slots, m.coarse/m.fine)
		region.addSlots(m.coarser, m.coarse, m.o)
	}
	return q
}

// lost is the loss, in percent, of a sample whose target could not be reached.
const lost = 100

// count fills what a walk along the rows tells: Good, Bad, None, LossRun, JitterN
// and, in Jitter, the sum of the differences. It returns how many rows count.
func (m *Meter) count(t *record.Trace, look *record.Look, q *Quality) int {
	latency, loss := t.Value[record.Latency], t.Value[record.Loss]
	at := func(column []float64, row int) float64 {
		if column == nil {
			return record.Missing
		}
		return column[row]
	}
	kept, run := 0, 0
	before, beforeTime := record.Missing, int64(0) // of the row before, when it counts
	q.Jitter = 0
	from, to := look.Rows(t)
	for i := from; i < to; i++ {
		if look.Keep != nil && !look.Keep(i) {
			run, before = 0, record.Missing
			continue
		}
		if kept > 0 && t.Time[i]-beforeTime > look.Cadence.Longest {
			run, before = 0, record.Missing
		}
		kept++
		x, l := at(latency, i), at(loss, i)
		switch {
		case l >= lost:
			q.Bad++
		case l < lost || x == x:
			q.Good++
		default:
			q.None++
		}
		if run++; !(l > 0) {
			run = 0
		}
		q.LossRun = max(q.LossRun, run)
		if d := math.Abs(x - before); d == d {
			q.Jitter += d
			q.JitterN++
		}
		before, beforeTime = x, t.Time[i]
	}
	return kept
}

// percentiles fills those of one metric and hands the values on.
func (m *Meter) percentiles(t *record.Trace, look *record.Look, k record.Metric, q *Quality, region *gathered) {
	m.values = m.values[:0]
	from, to := look.Rows(t)
	for i := from; i < to; i++ {
		if v := t.Value[k][i]; v == v && (look.Keep == nil || look.Keep(i)) {
			m.values = append(m.values, v)
		}
	}
	if len(m.values) == 0 {
		return
	}
	var set sketch.Values
	set.AddAll(m.values)
	if m.few {
		region.values[k].AddAll(m.values)
		m.overall.values[k].Merge(&set)
	} else {
		region.values[k].Merge(&set)
	}
	q.Exact[k] = true
	if set.InTable() {
		p, _ := sketch.QuantilesOf([]*sketch.Values{&set}, 0.5, 0.95, 0.99)
		q.Percentile[k] = [3]float64(p)
		return
	}
	q.Percentile[k] = percentilesOf(m.values)
}

// Merge adds what another Meter of the same names and options gathered.
func (m *Meter) Merge(o *Meter) {
	for id, g := range o.regions {
		if mine := m.regions[id]; mine != nil {
			mine.merge(g)
		} else {
			m.regions[id] = g
		}
	}
	m.overall.merge(&o.overall)
}

func (g *gathered) merge(o *gathered) {
	for k := range g.values {
		g.values[k].Merge(&o.values[k])
	}
	g.jitter.Merge(&o.jitter)
	g.jitterN += o.jitterN
	g.good, g.bad, g.none = g.good+o.good, g.bad+o.bad, g.none+o.none
	g.lossRun = max(g.lossRun, o.lossRun)
	if g.sums == nil {
		g.sums = o.sums
		return
	}
	for i, v := range o.sums {
		g.sums[i] = plus(g.sums[i], v)
	}
}

// Region returns the Quality of a region, without latency percentiles.
func (m *Meter) Region(id record.NameID) Quality {
	g := m.regions[id]
	if g == nil {
		return noQuality()
	}
	return g.quality(m, m.coarse)
}

// Overall returns the Quality of everything, without latency percentiles.
func (m *Meter) Overall() Quality {
	all := m.overall
	if !m.few { // the values stand in the regions only
		for k := range all.values {
			all.values[k] = sketch.Values{}
			for _, g := range m.regions {
				all.values[k].Merge(&g.values[k])
			}
		}
	}
	return all.quality(m, m.fine)
}

func (g *gathered) quality(m *Meter, width int64) Quality {
	q := noQuality()
	q.Good, q.Bad, q.None, q.LossRun, q.JitterN = g.good, g.bad, g.none, g.lossRun, g.jitterN
	q.settle(g.jitter.Float())
	for k := range g.values {
		if g.values[k].N() == 0 {
			continue
		}
		p, exact := sketch.QuantilesOf([]*sketch.Values{&g.values[k]}, 0.5, 0.95, 0.99)
		q.Percentile[k], q.Exact[k] = [3]float64(p), exact
	}
	slots := m.slots[:0]
	first := record.FloorDiv(m.o.From, width)
	for i, v := range g.sums {
		if v == v {
			slots = append(slots, slotMean{first + int64(i), v})
		}
	}
	m.slots = slots
	q.addTraffic(m, slots, width)
	return q
}

// noQuality returns the Quality of nothing.
func noQuality() Quality {
	nan := record.Missing
	q := Quality{Jitter: nan, Availability: nan, Coverage: nan, Traffic95: nan}
	for k := range q.Percentile {
		q.Percentile[k] = [3]float64{nan, nan, nan}
	}
	q.Capacity = noCapacity(0)
	return q
}

// settle fills the shares and the mean from the counts and the sum.
func (q *Quality) settle(jitter float64) {
	judged := float64(q.Good + q.Bad)
	q.Availability = float64(q.Good) / judged
	q.Coverage = judged / (judged + float64(q.None))
	q.Jitter = jitter / float64(q.JitterN)
}

// AtLeast is the share of the expected samples that were reachable: what the
// availability is if all that is missing was unreachable; NaN without any.
func (q *Quality) AtLeast() float64 {
	return float64(q.Good) / float64(q.Good+q.Bad+q.None)
}

// TakeLatency fills the latency percentiles from the Group of the same rows, so
// that a number has one value everywhere.
func (q *Quality) TakeLatency(g *Group) {
	s := &g.Metric[record.Latency]
	q.Percentile[record.Latency] = [3]float64{s.P50, s.P95, s.P99}
	q.Exact[record.Latency] = s.Exact && s.N > 0
}

// Add takes in the Quality of other samples of the same device: what can be added
// up. Percentiles, traffic and capacity cannot; they get unknown.
func (q *Quality) Add(o *Quality) {
	sum := 0.0
	for _, one := range []*Quality{q, o} {
		if one.JitterN > 0 {
			sum += one.Jitter * float64(one.JitterN)
		}
	}
	all := noQuality()
	all.Good, all.Bad, all.None = q.Good+o.Good, q.Bad+o.Bad, q.None+o.None
	all.LossRun, all.JitterN = max(q.LossRun, o.LossRun), q.JitterN+o.JitterN
	all.settle(sum)
	all.Capacity.Confidence = "parts cannot be added up"
	*q = all
}
