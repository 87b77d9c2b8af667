package usual

import "network-analytics/analytics/record"

// Limit is a limit that the user stated, such as "latency > 80 where region = ap-*"
// or "loss > 3x usual".
type Limit struct {
	Metric   record.Metric
	Below    bool    // a value under the limit breaks it
	Value    float64 // absolute limit; factor of the usual when Relative
	Relative bool
	Text     string // canonical form; ParseLimit reads it again
	// more, unexported: which devices it is for
}

// ParseLimit reads a limit. Its error is a *filter.SyntaxError or of KindUsage.
func ParseLimit(text string) (Limit, error) { return Limit{}, nil }

// For reports whether the limit is for a device in a region.
func (l *Limit) For(region, device record.Name) bool { return true }
