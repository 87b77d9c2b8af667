package record

import "math"

// Chunk is a Batch made small to be kept: decimals become 32-bit integers and
// whole seconds 32-bit offsets wherever that loses nothing. It gives back
// exactly what the Batch held.
type Chunk struct {
	Seq    uint64
	start  int64   // time of the first row
	offset []int32 // seconds after start; nil when time is used
	time   []int64
	device []NameID
	region []NameID
	column [NumMetrics]column
}

// column keeps one metric. Either fixed or float is used; neither when every
// value is missing.
type column struct {
	fixed    []int32 // value * scale; missingFixed is missing
	float    []float64
	scale    float64
	min, max float64 // over present values; NaN when there are none
}

const missingFixed = math.MinInt32

// scales are tried in this order: most telemetry has two or three decimals.
var scales = [...]float64{1, 1e2, 1e3, 1e4, 1e6}

// NewChunk returns a compact copy of a batch.
func NewChunk(b *Batch) *Chunk {
	c := &Chunk{
		Seq:    b.Seq,
		device: append([]NameID(nil), b.Device...),
		region: append([]NameID(nil), b.Region...),
	}
	c.keepTime(b.Time)
	for m := range b.Value {
		c.column[m] = newColumn(b.Value[m])
	}
	return c
}

func (c *Chunk) keepTime(times []int64) {
	if len(times) == 0 {
		return
	}
	c.start = times[0]
	offset := make([]int32, len(times))
	for i, t := range times {
		d := t - c.start
		s := d / second
		if d%second != 0 || s != int64(int32(s)) {
			c.time = append([]int64(nil), times...)
			return
		}
		offset[i] = int32(s)
	}
	c.offset = offset
}

func newColumn(values []float64) column {
	first := 0
	for first < len(values) && IsMissing(values[first]) {
		first++
	}
	if first == len(values) {
		return column{min: Missing, max: Missing}
	}
	fixed := make([]int32, len(values))
	for _, scale := range scales {
		if c, ok := fixColumn(values, fixed, scale); ok {
			return c
		}
	}
	c := column{float: append([]float64(nil), values...), min: values[first], max: values[first]}
	for _, v := range values {
		if v < c.min {
			c.min = v
		}
		if v > c.max {
			c.max = v
		}
	}
	return c
}

// fixColumn keeps values as whole multiples of 1/scale in fixed, and reports
// whether that loses nothing. Some value must be present.
func fixColumn(values []float64, fixed []int32, scale float64) (column, bool) {
	const round = 3 << 51 // rounds what is below 2^51 to a whole number when added and taken off
	lo, hi := int32(math.MaxInt32), int32(math.MinInt32)
	for i, v := range values {
		x := v * scale
		if !(x < math.MaxInt32 && x > -math.MaxInt32) {
			if !IsMissing(v) {
				return column{}, false
			}
			fixed[i] = missingFixed
			continue
		}
		r := float64(x) + round - round
		if r/scale != v {
			return column{}, false
		}
		f := int32(r)
		fixed[i] = f
		lo, hi = min(lo, f), max(hi, f)
	}
	return column{fixed: fixed, scale: scale, min: float64(lo) / scale, max: float64(hi) / scale}, true
}

func (c *column) at(i int) float64 {
	switch {
	case c.fixed != nil:
		if v := c.fixed[i]; v != missingFixed {
			return float64(v) / c.scale
		}
		return Missing
	case c.float != nil:
		return c.float[i]
	}
	return Missing
}

// Len returns the number of rows.
func (c *Chunk) Len() int { return len(c.device) }

// Max returns the largest value of a metric, NaN when all are missing.
func (c *Chunk) Max(m Metric) float64 { return c.column[m].max }

// Min returns the smallest value of a metric, NaN when all are missing.
func (c *Chunk) Min(m Metric) float64 { return c.column[m].min }

// Value returns one cell, NaN when it is missing.
func (c *Chunk) Value(m Metric, i int) float64 { return c.column[m].at(i) }

// Above calls f, in order, for every row that has some metric above its floor;
// it may call it for others, too. A floor of +Inf asks for nothing.
func (c *Chunk) Above(floors [NumMetrics]float64, f func(i int)) {
	next := make([]int, 0, NumMetrics) // by asked metric: its next hit, Len for none
	var asked []Metric
	for m := range floors {
		if c.column[m].max > floors[m] { // false for NaN
			asked = append(asked, Metric(m))
			next = append(next, c.column[m].above(floors[m], 0))
		}
	}
	for {
		i := c.Len()
		for _, n := range next {
			i = min(i, n)
		}
		if i == c.Len() {
			return
		}
		f(i)
		for k, m := range asked {
			if next[k] == i {
				next[k] = c.column[m].above(floors[m], i+1)
			}
		}
	}
}

// above returns the first row from i on whose value may be above floor.
func (c *column) above(floor float64, i int) int {
	if c.fixed != nil {
		limit := int32(max(floor*c.scale-1, missingFixed)) // one less, so that rounding loses none
		for i < len(c.fixed) && c.fixed[i] <= limit {
			i++
		}
		return i
	}
	for i < len(c.float) && !(c.float[i] > floor) {
		i++
	}
	return i
}

// Row returns row i as it was in the batch.
func (c *Chunk) Row(i int) Row {
	r := Row{Device: c.device[i], Region: c.region[i], Seq: c.Seq, Index: uint32(i)}
	r.Time = c.Time(i)
	for m := range r.Value {
		r.Value[m] = c.column[m].at(i)
	}
	return r
}
