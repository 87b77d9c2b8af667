package record

import "math"

// NameID is the dense number of an interned name, valid for one Names table.
type NameID uint32

// Missing is how an absent measurement is kept in a float64 column: NaN.
// A missing cell takes part in no statistic and is never read as zero.
var Missing = math.NaN()

// IsMissing reports whether a column value is absent.
func IsMissing(v float64) bool { return v != v }

// Batch is a run of records in columns. All columns have length Len. Rows are
// in the order of the input.
//
// A batch belongs to its producer: a consumer may read it only until the
// callback that handed it over returns, and copies what it keeps.
type Batch struct {
	// Seq orders the batches of one Feed: rows of a lower Seq stand earlier in
	// the input. Every batch of a Feed has its own.
	Seq uint64
	// Time holds nanoseconds since 1970-01-01 00:00:00 UTC.
	Time   []int64
	Device []NameID // names in Names.Devices
	Region []NameID // names in Names.Regions
	// Value holds one column per metric in the units of Metrics; NaN is missing.
	Value [NumMetrics][]float64
}

// Len returns the number of rows.
func (b *Batch) Len() int { return len(b.Time) }

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.Time, b.Device, b.Region = b.Time[:0], b.Device[:0], b.Region[:0]
	for m := range b.Value {
		b.Value[m] = b.Value[m][:0]
	}
}

// Append adds one row.
func (b *Batch) Append(time int64, device, region NameID, values [NumMetrics]float64) {
	b.Time = append(b.Time, time)
	b.Device = append(b.Device, device)
	b.Region = append(b.Region, region)
	for m, v := range values {
		b.Value[m] = append(b.Value[m], v)
	}
}

// Row is one record taken out of its columns, with its place in the input.
type Row struct {
	Time   int64 // nanoseconds since 1970-01-01 00:00:00 UTC
	Device NameID
	Region NameID
	Value  [NumMetrics]float64 // NaN is missing
	Seq    uint64              // Seq of the batch it came in
	Index  uint32              // row number inside that batch
}

// Row returns row i of the batch.
func (b *Batch) Row(i int) Row {
	r := Row{Time: b.Time[i], Device: b.Device[i], Region: b.Region[i], Seq: b.Seq, Index: uint32(i)}
	for m := range r.Value {
		r.Value[m] = b.Value[m][i]
	}
	return r
}

// Compare orders rows by time; rows of the same time keep the input's order.
// It returns a negative number, zero or a positive number.
func (r *Row) Compare(o *Row) int {
	switch {
	case r.Time != o.Time:
		return less(r.Time < o.Time)
	case r.Seq != o.Seq:
		return less(r.Seq < o.Seq)
	case r.Index != o.Index:
		return less(r.Index < o.Index)
	}
	return 0
}

func less(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

// Pick makes to the batch of the rows i of b with keep[i], which are n, in the
// memory that to has.
func (b *Batch) Pick(keep []bool, n int, to *Batch) {
	to.Seq = b.Seq
	to.Time = pick(to.Time, b.Time, keep, n)
	to.Device = pick(to.Device, b.Device, keep, n)
	to.Region = pick(to.Region, b.Region, keep, n)
	for m := range to.Value {
		to.Value[m] = pick(to.Value[m], b.Value[m], keep, n)
	}
}

// pick copies the kept elements of from into the memory of to.
func pick[T any](to, from []T, keep []bool, kept int) []T {
	if cap(to) < kept {
		to = make([]T, 0, len(from))
	}
	to = to[:kept]
	j := 0
	for i, k := range keep {
		if k {
			to[j] = from[i]
			j++
		}
	}
	return to
}
