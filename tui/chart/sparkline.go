package chart

// SparkOptions tunes a Sparkline.
type SparkOptions struct {
	Min, Max float64 // values of the lowest and the highest bar; NaN, or both equal: from the data
	Limit    float64 // bars above it are painted Bad; NaN for none
	Role     Role    // of the other bars
}

// Sparkline draws values, oldest first, as one line of exactly w cells. More
// values than cells are merged by their maximum, so that a peak never vanishes;
// fewer are stretched. A cell in which nothing was measured (NaN, infinite) is a
// dot, a constant series a line of half bars.
func Sparkline(t *Theme, values []float64, w int, o SparkOptions) string {
	return blank(w, 1)
}
