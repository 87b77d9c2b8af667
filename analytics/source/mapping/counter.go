package mapping

// Counter turns totals that only grow into rates. The zero value is ready; keep
// one per device and column.
type Counter struct {
	ns   int64
	v    float64
	seen bool
}

// Step is what a new total of a Counter means.
type Step uint8

// The steps. Only Rate comes with a value.
const (
	First Step = iota // the first total: nothing to compare with
	Rate              // megabits per second since the total before
	Wrap              // a rate, after the counter went past 2^32 or 2^64
	Reset             // the total fell: the device restarted
	Stale             // no time passed since the total before
)

// Next takes the total of column c at a time and returns the rate since the
// total before.
func (k *Counter) Next(c *Column, ns int64, total float64) (float64, Step) {
	return 0, First
}
