package filter

import (
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics/record"
)

// unit is one spelling of a unit: x of it are x * factor * 10^shift in the unit
// of its metric. Powers of ten are kept apart because they can be applied to
// the decimal text without a rounding error.
type unit struct {
	name   string
	factor float64
	shift  int
}

var (
	percentUnits = []unit{{"%", 1, 0}, {"percent", 1, 0}}
	spanUnitsMs  = []unit{
		{"ms", 1, 0}, {"s", 1, 3}, {"us", 1, -3}, {"µs", 1, -3}, {"μs", 1, -3}, {"ns", 1, -6}, {"min", 60, 3},
	}
	rateUnits = makeRateUnits()
)

func makeRateUnits() []unit {
	units := []unit{{"Mbps", 1, 0}}
	for _, p := range []struct {
		prefix string
		shift  int
	}{{"", -6}, {"k", -3}, {"M", 0}, {"G", 3}, {"T", 6}} {
		for _, name := range []string{"bps", "bit/s", "b/s"} {
			units = append(units, unit{p.prefix + name, 1, p.shift})
		}
		for _, name := range []string{"B/s", "Bps"} {
			units = append(units, unit{p.prefix + name, 8, p.shift})
		}
	}
	for i, prefix := range []string{"Ki", "Mi", "Gi", "Ti"} {
		scale := math.Pow(1024, float64(i+1))
		units = append(units, unit{prefix + "B/s", 8 * scale, -6}, unit{prefix + "bit/s", scale, -6})
	}
	return units
}

func unitsOf(m record.Metric) []unit {
	switch m {
	case record.Latency:
		return spanUnitsMs
	case record.Traffic:
		return rateUnits
	}
	return percentUnits
}

// unitHint lists the units of a metric for a message.
func unitHint(m record.Metric) string {
	switch m {
	case record.Latency:
		return "ms, s, us, ns or min"
	case record.Traffic:
		return "bps, kbps, Mbps, Gbps, kB/s, MB/s or MiB/s"
	}
	return "%"
}

// findUnit returns the unit of a name: as it is written, or in another case
// when that can mean only one unit.
func findUnit(m record.Metric, name string) (u unit, wrong string) {
	var like []unit
	for _, u := range unitsOf(m) {
		if u.name == name {
			return u, ""
		}
		if strings.EqualFold(u.name, name) && (len(like) == 0 || like[0].factor != u.factor || like[0].shift != u.shift) {
			like = append(like, u)
		}
	}
	switch {
	case len(like) == 1:
		return like[0], ""
	case len(like) > 1:
		return u, "it can mean " + like[0].name + " or " + like[1].name
	}
	return u, m.String() + " knows " + unitHint(m)
}

// number is a decimal number as it was written.
type number struct {
	digits   string // sign, digits and point
	exponent int
}

// readNumber reads a number from the begin of s and returns its length, 0 when
// there is none.
func readNumber(s string) (number, int) {
	n, digits := 0, 0
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	for point := false; n < len(s); n++ {
		if s[n] == '.' && !point && n+1 < len(s) && s[n+1]-'0' <= 9 {
			point = true
			continue
		}
		if s[n]-'0' > 9 {
			break
		}
		digits++
	}
	if digits == 0 {
		return number{}, 0
	}
	num := number{digits: s[:n]}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		i := n + 1
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		from := i
		for i < len(s) && s[i]-'0' <= 9 && i-from < 4 {
			i++
		}
		if i > from {
			num.exponent, _ = strconv.Atoi(s[n+1 : i])
			n = i
		}
	}
	return num, n
}

// in returns the number in the unit of the metric, false when it is too large.
func (n number) in(u unit) (float64, bool) {
	v, err := strconv.ParseFloat(n.digits+"e"+strconv.Itoa(n.exponent+u.shift), 64)
	v *= u.factor
	if err != nil || math.IsInf(v, 0) {
		return 0, false
	}
	return v + 0, true
}

// printNumber prints a number so that reading it gives the same one.
func printNumber(v float64) string {
	if v == 0 {
		return "0" // not -0
	}
	if a := math.Abs(v); a >= 1e-4 && a < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
