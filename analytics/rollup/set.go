// Package rollup fills every accumulator of one pass over the records: per
// device and region, per region and hour, and along the time of the input. Sets
// of parallel workers merge to the same result as one set over all rows.
package rollup

import (
	"math"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
)

// Key names a cell: one device in one region.
type Key struct{ Region, Device record.NameID }

// Cell accumulates the rows of one device in one region.
type Cell struct {
	Key
	Totals
}

// Totals are the part of a Cell that adds up over cells.
type Totals struct {
	Rows        int64
	First, Last int64 // times in ns since 1970 UTC
	Metric      [record.NumMetrics]sketch.Moments
	Uptime      Score
	Performance Score
}

// Score is a mean in the making.
type Score struct {
	N   int64
	Sum sketch.Sum
}

func (s *Score) add(v sketch.Grid) {
	s.N++
	s.Sum.AddGrid(v)
}

// Merge adds another score.
func (s *Score) Merge(o *Score) {
	s.N += o.N
	s.Sum.Merge(&o.Sum)
}

// Mean returns the mean, NaN without values.
func (s *Score) Mean() float64 { return s.Sum.Float() / float64(s.N) }

// Merge adds the rows of another cell.
func (t *Totals) Merge(o *Totals) {
	if t.Rows == 0 {
		t.First, t.Last = o.First, o.Last
	}
	t.First, t.Last = min(t.First, o.First), max(t.Last, o.Last)
	t.Rows += o.Rows
	for m := range t.Metric {
		t.Metric[m].Merge(&o.Metric[m])
	}
	t.Uptime.Merge(&o.Uptime)
	t.Performance.Merge(&o.Performance)
}

// Score limits of the reference: what is beyond them does not lower a score further.
const (
	UptimeLossCap         = 5   // percent
	PerformanceLatencyCap = 200 // milliseconds
)

// Stat is count, sum and extremes of one metric in one bucket of time.
type Stat struct {
	N        int64
	Sum      sketch.Sum
	Min, Max float64
}

func (s *Stat) add(g sketch.Grid) {
	v := g.Value()
	if s.N == 0 {
		s.Min, s.Max = v, v
	} else if v < s.Min {
		s.Min = v
	} else if v > s.Max {
		s.Max = v
	}
	s.N++
	s.Sum.AddGrid(g)
}

// Merge adds the values of another bucket.
func (s *Stat) Merge(o *Stat) {
	switch {
	case o.N == 0:
		return
	case s.N == 0:
		*s = *o
		return
	}
	s.Min, s.Max = min(s.Min, o.Min), max(s.Max, o.Max)
	s.N += o.N
	s.Sum.Merge(&o.Sum)
}

// Hour accumulates one region in one hour: count and sum of each metric. There
// may be a hundred thousand of them, so it is small.
type Hour struct {
	n     [record.NumMetrics]int64
	steps [record.NumMetrics]int64       // see sketch.Grid
	rest  *[record.NumMetrics]sketch.Sum // what steps cannot hold; nil for nothing
}

func (h *Hour) add(m int, g sketch.Grid) {
	h.n[m]++
	if steps, ok := g.Steps(); ok {
		h.addSteps(m, steps)
		return
	}
	h.room()[m].AddGrid(g)
}

func (h *Hour) addSteps(m int, steps int64) {
	sum := h.steps[m] + steps
	if (sum > h.steps[m]) != (steps > 0) && steps != 0 { // overflow
		h.room()[m].AddSteps(h.steps[m])
		sum = steps
	}
	h.steps[m] = sum
}

func (h *Hour) room() *[record.NumMetrics]sketch.Sum {
	if h.rest == nil {
		h.rest = new([record.NumMetrics]sketch.Sum)
	}
	return h.rest
}

// Merge adds the rows of another hour.
func (h *Hour) Merge(o *Hour) {
	for m := range h.n {
		h.n[m] += o.n[m]
		h.addSteps(m, o.steps[m])
		if o.rest != nil {
			h.room()[m].Merge(&o.rest[m])
		}
	}
}

// Total returns count and sum of a metric.
func (h *Hour) Total(m record.Metric) (n int64, sum float64) {
	var s sketch.Sum
	if h.rest != nil {
		s.Merge(&h.rest[m])
	}
	s.AddSteps(h.steps[m])
	return h.n[m], s.Float()
}

func zero[B any]() (b B) { return b }

// Bucket accumulates one region in one bucket of the timeline.
type Bucket struct {
	Rows        int64
	Stat        [record.NumMetrics]Stat
	Latency     sketch.Values
	Uptime      Score
	Performance Score
}

// Merge adds the rows of another bucket.
func (b *Bucket) Merge(o *Bucket) {
	b.Rows += o.Rows
	for m := range b.Stat {
		b.Stat[m].Merge(&o.Stat[m])
	}
	b.Latency.Merge(&o.Latency)
	b.Uptime.Merge(&o.Uptime)
	b.Performance.Merge(&o.Performance)
}

// Percentiles returns percentiles of the latency for probabilities 0..1, NaN
// without data.
func (b *Bucket) Percentiles(p ...float64) []float64 {
	answers, _ := sketch.QuantilesOf([]*sketch.Values{&b.Latency}, p...)
	return answers
}

// NewBucket returns an empty bucket.
func NewBucket() Bucket { return Bucket{Latency: sketch.FewValues()} }

// Limits of the timelines. They bound memory: a region's bucket takes up to
// 4 KiB, a device's about 60 bytes.
const (
	MaxBuckets     = 720     // along the time of the input, for regions
	MaxCellBuckets = 240     // the same for devices
	maxRegionCells = 20_000  // buckets of all regions
	maxDeviceCells = 400_000 // buckets of all devices
)

// widths are the bucket widths, each dividing the next.
var widths = func() []int64 {
	var w []int64
	for _, d := range []time.Duration{
		time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond,
		time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
		time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	} {
		w = append(w, int64(d))
	}
	for _, days := range []int64{1, 7, 28, 364, 3640, 36400} {
		w = append(w, days*24*int64(time.Hour))
	}
	return w
}()

// Set holds all accumulators of one pass. Use NewSet.
type Set struct {
	Cells []Cell
	// Whole tells per metric that no value had a fraction.
	Whole [record.NumMetrics]bool

	Hours    Track[Hour]   // by region id, one hour a bucket
	Timeline Track[Bucket] // by region id
	Devices  Track[Stat]   // latency by position in Cells

	index map[Key]uint32
	dense [][]uint32 // by region, device: position in Cells + 1; for low device ids
	rows  []row      // of the batch under way
}

// row is where the values of one record go.
type row struct {
	cell   uint32
	hour   *Hour
	bucket *Bucket
}

// maxDense is the number of devices for which a table beats a map.
const maxDense = 1 << 15

// NewSet returns an empty set.
func NewSet() *Set {
	s := &Set{
		index:    map[Key]uint32{},
		Hours:    newTrack([]int64{int64(time.Hour)}, trackLimits{}, zero[Hour], (*Hour).Merge),
		Timeline: newTrack(widths, trackLimits{MaxBuckets, maxRegionCells}, NewBucket, (*Bucket).Merge),
		Devices:  newTrack(widths, trackLimits{MaxCellBuckets, maxDeviceCells}, zero[Stat], (*Stat).Merge),
	}
	for m := range s.Whole {
		s.Whole[m] = true
	}
	return s
}

// cell returns the position of a cell, making it when new.
func (s *Set) cell(k Key) uint32 {
	if int(k.Region) < len(s.dense) && int(k.Device) < len(s.dense[k.Region]) {
		if i := s.dense[k.Region][k.Device]; i > 0 {
			return i - 1
		}
	}
	i, ok := s.index[k]
	if !ok {
		i = uint32(len(s.Cells))
		s.Cells = append(s.Cells, Cell{Key: k})
		s.index[k] = i
	}
	if k.Device < maxDense && k.Region < maxDense {
		for int(k.Region) >= len(s.dense) {
			s.dense = append(s.dense, nil)
		}
		if n := int(k.Device) + 1 - len(s.dense[k.Region]); n > 0 {
			s.dense[k.Region] = append(s.dense[k.Region], make([]uint32, n)...)
		}
		s.dense[k.Region][k.Device] = i + 1
	}
	return i
}

// Add adds all rows of a batch. It first looks up where each row goes, then adds
// column by column: the look-ups of many rows can wait for memory together.
func (s *Set) Add(b *record.Batch) {
	s.place(b)
	for m, column := range b.Value {
		whole := s.Whole[m]
		for i, v := range column {
			if record.IsMissing(v) {
				continue
			}
			whole = whole && v == math.Trunc(v)
			g := sketch.OnGrid(v)
			r := &s.rows[i]
			s.Cells[r.cell].Metric[m].AddGrid(g)
			r.hour.add(m, g)
			r.bucket.Stat[m].add(g)
		}
		s.Whole[m] = whole
	}
	for i, v := range b.Value[record.Latency] {
		if record.IsMissing(v) {
			continue
		}
		r := &s.rows[i]
		c := &s.Cells[r.cell]
		r.bucket.Latency.Add(v)
		performance := sketch.OnGrid(100 - min(v, PerformanceLatencyCap)/2)
		c.Performance.add(performance)
		r.bucket.Performance.add(performance)
		s.Devices.at(r.cell, b.Time[i]).add(sketch.OnGrid(v))
	}
	for i, v := range b.Value[record.Loss] {
		if record.IsMissing(v) {
			continue
		}
		r := &s.rows[i]
		uptime := sketch.OnGrid(100 - min(v, UptimeLossCap))
		s.Cells[r.cell].Uptime.add(uptime)
		r.bucket.Uptime.add(uptime)
	}
}

// place fills s.rows for a batch, and counts its rows.
func (s *Set) place(b *record.Batch) {
	for again := true; again; {
		s.rows = s.rows[:0]
		hours, buckets := s.Hours.moved, s.Timeline.moved
		for i, t := range b.Time {
			region := uint32(b.Region[i])
			s.rows = append(s.rows, row{
				s.cell(Key{b.Region[i], b.Device[i]}), s.Hours.at(region, t), s.Timeline.at(region, t),
			})
		}
		again = hours != s.Hours.moved || buckets != s.Timeline.moved // the earlier rows' places are gone
	}
	for i, t := range b.Time {
		r := &s.rows[i]
		c := &s.Cells[r.cell]
		if c.Rows == 0 {
			c.First, c.Last = t, t
		}
		c.First, c.Last = min(c.First, t), max(c.Last, t)
		c.Rows++
		r.bucket.Rows++
	}
}

// Settle fits the buckets of the timelines to the usual distance of the samples.
// Call it once, when everything is merged.
func (s *Set) Settle() {
	s.Timeline.settle()
	s.Devices.settle()
}

// Merge adds everything of another set, which must not be used afterwards.
func (s *Set) Merge(o *Set) {
	keys := make([]uint32, len(o.Cells))
	for i := range o.Cells {
		keys[i] = s.cell(o.Cells[i].Key)
		s.Cells[keys[i]].Totals.Merge(&o.Cells[i].Totals)
	}
	for m := range s.Whole {
		s.Whole[m] = s.Whole[m] && o.Whole[m]
	}
	s.Hours.mergeFrom(&o.Hours, nil)
	s.Timeline.mergeFrom(&o.Timeline, nil)
	s.Devices.mergeFrom(&o.Devices, keys)
}
