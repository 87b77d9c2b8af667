package record

import "slices"

const second = 1_000_000_000

// Span returns the earliest and the latest time in the chunk, 0 when it is empty.
func (c *Chunk) Span() (first, last int64) {
	switch {
	case len(c.time) > 0:
		return slices.Min(c.time), slices.Max(c.time)
	case len(c.offset) > 0:
		return c.start + int64(slices.Min(c.offset))*second, c.start + int64(slices.Max(c.offset))*second
	}
	return 0, 0
}

// Places returns the devices and regions of the rows, which must not be changed.
func (c *Chunk) Places() (device, region []NameID) { return c.device, c.region }

// Time returns the time of row i.
func (c *Chunk) Time(i int) int64 {
	if c.offset != nil {
		return c.start + int64(c.offset[i])*second
	}
	return c.time[i]
}

// Fill makes b the batch that the chunk was made of, in the memory that b has.
func (c *Chunk) Fill(b *Batch) {
	b.Reset()
	b.Seq = c.Seq
	if c.offset != nil {
		for _, s := range c.offset {
			b.Time = append(b.Time, c.start+int64(s)*second)
		}
	} else {
		b.Time = append(b.Time, c.time...)
	}
	b.Device = append(b.Device, c.device...)
	b.Region = append(b.Region, c.region...)
	for m := range c.column {
		b.Value[m] = c.column[m].fill(b.Value[m])
	}
	for m := range b.Value {
		for len(b.Value[m]) < len(b.Time) { // no value at all
			b.Value[m] = append(b.Value[m], Missing)
		}
	}
}

func (c *column) fill(to []float64) []float64 {
	for _, v := range c.fixed {
		if v == missingFixed {
			to = append(to, Missing)
			continue
		}
		to = append(to, float64(v)/c.scale)
	}
	return append(to, c.float...)
}

// ScatterTime sets out[at[k]] to the time of row rows[k] for every k.
func (c *Chunk) ScatterTime(rows, at []uint32, out []int64) {
	if c.offset != nil {
		for k, i := range rows {
			out[at[k]] = c.start + int64(c.offset[i])*second
		}
		return
	}
	for k, i := range rows {
		out[at[k]] = c.time[i]
	}
}

// Scatter is ScatterTime for a metric. It leaves out as it is and returns false
// when the chunk has no value of it.
func (c *Chunk) Scatter(m Metric, rows, at []uint32, out []float64) bool {
	col := &c.column[m]
	switch {
	case col.fixed != nil:
		for k, i := range rows {
			v := Missing
			if f := col.fixed[i]; f != missingFixed {
				v = float64(f) / col.scale
			}
			out[at[k]] = v
		}
	case col.float != nil:
		for k, i := range rows {
			out[at[k]] = col.float[i]
		}
	default:
		return false
	}
	return true
}
