package source

import (
	"math"
	"strconv"

	"network-analytics/analytics/record"
)

// pow10 holds the powers of ten that a float64 represents exactly.
var pow10 = [23]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

const (
	exactMantissa = 1 << 53 // integers below are float64 without rounding
	maxMantissa   = (math.MaxUint64 - 9) / 10
)

// parseDecimal reads [+-]digits[.digits][e[+-]digits] with a digit on at least
// one side of the point, correctly rounded, the same float64 as
// strconv.ParseFloat gives; too large is an infinity. It reports false for any
// other text: hexadecimal, underscores, "inf", "1,5" are no numbers here.
func parseDecimal(b []byte) (float64, bool) {
	i := 0
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		i++
	}
	var mantissa uint64
	digits, exponent := 0, 0
	simple := true
	for seenPoint := false; i < len(b); i++ {
		c := b[i]
		if c == '.' && !seenPoint {
			seenPoint = true
			continue
		}
		if c-'0' > 9 {
			break
		}
		digits++
		if mantissa > maxMantissa {
			simple = false
		} else {
			mantissa = mantissa*10 + uint64(c-'0')
		}
		if seenPoint {
			exponent--
		}
	}
	if digits == 0 {
		return 0, false
	}
	if i < len(b) {
		if b[i] != 'e' && b[i] != 'E' {
			return 0, false
		}
		e, ok := parseExponent(b[i+1:])
		if !ok {
			return 0, false
		}
		exponent += e
	}
	if simple && mantissa < exactMantissa && exponent >= -22 && exponent <= 22 {
		// Both operands are exact, so the one operation rounds correctly.
		v := float64(mantissa)
		if exponent < 0 {
			v /= pow10[-exponent]
		} else {
			v *= pow10[exponent]
		}
		if negative {
			v = -v
		}
		return v, true
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

func parseExponent(b []byte) (int, bool) {
	i := 0
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		i++
	}
	if i == len(b) {
		return 0, false
	}
	e := 0
	for ; i < len(b); i++ {
		if b[i]-'0' > 9 {
			return 0, false
		}
		e = min(e*10+int(b[i]-'0'), 1<<20)
	}
	if negative {
		e = -e
	}
	return e, true
}

// noReason is the code of a cell that has a value; code(r) that of a missing one.
const noReason = 0

func code(r record.MissingReason) uint32 { return uint32(r) + 1 }

// parseCell reads the text of a measurement. A missing one gives NaN and the
// code of its reason. It reports false when the text is neither. For NumMetrics
// every number will do.
func parseCell(b []byte, m record.Metric) (v float64, reason uint32, ok bool) {
	b = trim(b)
	if len(b) == 0 {
		return record.Missing, code(record.EmptyCell), true
	}
	v, ok = parseDecimal(b)
	if !ok {
		if isMissingMark(b) {
			return record.Missing, code(record.MissingMark), true
		}
		return 0, noReason, false
	}
	if m == record.NumMetrics {
		return v, noReason, true
	}
	return inRange(v, m)
}

// isMissingMark reports whether b is one of the texts that programs write
// where there is no value, in any case.
func isMissingMark(b []byte) bool {
	var lower [len("request timed out")]byte
	if len(b) > len(lower) {
		return false
	}
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(b)]) {
	case "na", "n/a", "nan", "null", "none", "undefined", "-", "--", "*", "?", "err", "timeout",
		"request timed out", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
		return true
	}
	return false
}
