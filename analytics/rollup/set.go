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
	Latency sketch.Values
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

func (s *Score) add(v float64) {
	s.N++
	s.Sum.Add(v)
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

func (s *Stat) add(v float64) {
	if s.N == 0 {
		s.Min, s.Max = v, v
	} else if v < s.Min {
		s.Min = v
	} else if v > s.Max {
		s.Max = v
	}
	s.N++
	s.Sum.Add(v)
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

// Hour accumulates one region in one hour.
type Hour [record.NumMetrics]Score

// Merge adds the rows of another hour.
func (h *Hour) Merge(o *Hour) {
	for m := range h {
		h[m].Merge(&o[m])
	}
}

func zero[B any]() (b B) { return b }

// Bucket accumulates one region in one bucket of the timeline.
type Bucket struct {
	Rows        int64
	Stat        [record.NumMetrics]Stat
	Latency     sketch.Quantiles
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

// NewBucket returns an empty bucket.
func NewBucket() Bucket { return Bucket{Latency: sketch.NewQuantiles(bucketDistinct)} }

// Limits of the timelines. They bound memory: a region's bucket takes up to
// 4 KiB, a device's about 60 bytes.
const (
	MaxBuckets     = 720     // along the time of the input, for regions
	MaxCellBuckets = 240     // the same for devices
	maxRegionCells = 20_000  // buckets of all regions
	maxDeviceCells = 400_000 // buckets of all devices
	bucketDistinct = 128     // values told apart in one bucket's percentiles
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
}

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
	i, ok := s.index[k]
	if !ok {
		i = uint32(len(s.Cells))
		s.Cells = append(s.Cells, Cell{Key: k})
		s.index[k] = i
	}
	return i
}

// Add adds all rows of a batch.
func (s *Set) Add(b *record.Batch) {
	for m := range b.Value {
		for _, v := range b.Value[m] {
			if v == v && v != math.Trunc(v) {
				s.Whole[m] = false
				break
			}
		}
	}
	for i, t := range b.Time {
		region := b.Region[i]
		ci := s.cell(Key{region, b.Device[i]})
		c := &s.Cells[ci]
		if c.Rows == 0 {
			c.First, c.Last = t, t
		}
		c.First, c.Last = min(c.First, t), max(c.Last, t)
		c.Rows++
		hour := s.Hours.at(uint32(region), t)
		bucket := s.Timeline.at(uint32(region), t)
		bucket.Rows++
		for m := range b.Value {
			v := b.Value[m][i]
			if record.IsMissing(v) {
				continue
			}
			c.Metric[m].Add(v)
			hour[m].add(v)
			bucket.Stat[m].add(v)
			switch record.Metric(m) {
			case record.Latency:
				c.Latency.Add(v)
				performance := 100 - min(v, PerformanceLatencyCap)/2
				c.Performance.add(performance)
				bucket.Performance.add(performance)
				bucket.Latency.Add(v)
				s.Devices.at(ci, t).add(v)
			case record.Loss:
				uptime := 100 - min(v, UptimeLossCap)
				c.Uptime.add(uptime)
				bucket.Uptime.add(uptime)
			}
		}
	}
}

// Merge adds everything of another set, which must not be used afterwards.
func (s *Set) Merge(o *Set) {
	keys := make([]uint32, len(o.Cells))
	for i := range o.Cells {
		keys[i] = s.cell(o.Cells[i].Key)
		s.Cells[keys[i]].Totals.Merge(&o.Cells[i].Totals)
		s.Cells[keys[i]].Latency.Merge(&o.Cells[i].Latency)
	}
	for m := range s.Whole {
		s.Whole[m] = s.Whole[m] && o.Whole[m]
	}
	s.Hours.mergeFrom(&o.Hours, nil)
	s.Timeline.mergeFrom(&o.Timeline, nil)
	s.Devices.mergeFrom(&o.Devices, keys)
}
