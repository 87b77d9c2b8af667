package record

// Trace holds all samples of one device in one region, in time order (samples of
// the same time in the order of the input), by column. Columns of metrics that
// the device never reports are nil; the others have the length of Time, with NaN
// where a value is missing.
type Trace struct {
	Device, Region NameID
	Time           []int64 // nanoseconds since 1970-01-01 UTC
	Value          [NumMetrics][]float64
	// Mean > 0 says that the samples are means over buckets of that many
	// nanoseconds, because there were too many to be judged one by one.
	Mean int64
}

// Len returns the number of samples.
func (t *Trace) Len() int { return len(t.Time) }
