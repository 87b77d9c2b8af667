package incident

import (
	"cmp"
	"strconv"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// compareLone puts the farthest spike first; the rest makes the order complete.
func compareLone(a, b lone) int {
	return cmp.Or(cmp.Compare(size(b.z), size(a.z)), cmp.Compare(a.at, b.at), cmp.Compare(a.metric, b.metric))
}

func compareNames(a, b record.Name) int { return strings.Compare(a.Raw, b.Raw) }

func compareRules(a, b *usual.Limit) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return strings.Compare(a.Text, b.Text)
}

// round2 rounds to two decimals like detect.Limits.Severity.
func round2(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 2, 64), 64)
	if err != nil {
		return v
	}
	return r
}
