package analytics

import (
	"runtime"

	"network-analytics/analytics/detect"
)

// Options steer an analysis. The zero value is the reference.
type Options struct {
	Limits  detect.Limits // zero: detect.DefaultLimits
	Workers int           // goroutines that read and analyse; zero: one per processor
}

func (o Options) withDefaults() Options {
	if o.Limits == (detect.Limits{}) {
		o.Limits = detect.DefaultLimits
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}
