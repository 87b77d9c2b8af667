package record

import (
	"math"
	"strconv"
	"strings"
)

// NoData stands wherever there is no number: never a zero.
const NoData = "no data"

// Count prints a whole number with commas between thousands: 12,000.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	return sign + thousands(s)
}

// Decimal prints v with a fixed number of decimals and commas between thousands:
// 1,234.50, NoData for NaN. What rounds to zero has no sign. From 1e15 on it is
// four digits and an exponent, and an infinite value is +Inf or -Inf.
func Decimal(v float64, decimals int) string {
	if math.IsNaN(v) {
		return NoData
	}
	if math.Abs(v) >= 1e15 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	sign := ""
	if v < 0 && strings.Trim(s, "0.") != "" {
		sign = "-"
	}
	whole, rest, _ := strings.Cut(s, ".")
	if rest != "" {
		rest = "." + rest
	}
	return sign + thousands(whole) + rest
}

// thousands puts commas into digits.
func thousands(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
