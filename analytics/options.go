package analytics

import (
	"runtime"

	"network-analytics/analytics/detect"
)

// Options steer an analysis. The zero value is the reference.
type Options struct {
	Limits  detect.Limits // zero: detect.DefaultLimits
	Workers int           // goroutines that read and analyse; zero: one per processor
	// Spool makes room for the rows that do not fit into Keep bytes of memory.
	// Nil keeps them all in memory.
	Spool func() (Spool, error)
	Keep  int64 // zero: DefaultKeep
	// Columns is how many bytes of samples are put into the order of devices and
	// time at once. More of them means fewer looks at the rows. Zero:
	// DefaultColumns, and for large inputs more.
	Columns int64
}

// DefaultColumns is the usual Options.Columns: about 1.6 million samples.
const DefaultColumns = 64 << 20

func (o Options) withDefaults() Options {
	if o.Limits == (detect.Limits{}) {
		o.Limits = detect.DefaultLimits
	}
	if o.Keep == 0 {
		o.Keep = DefaultKeep
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}
