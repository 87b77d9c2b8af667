package usual

// Daily returns what the time of the day and of the week add to the usual at a
// time, 0 when they are not known. The Usual and the Limit of a Shift hold for the
// time of its Row; at another time they move by the difference of the two.
func (b *Baseline) Daily(t int64) float64 { return b.seasonal(t) }
