package mapping

import (
	"math"
	"strconv"
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

// ParseDecimal reads [+-]digits[.digits][e[+-]digits] with a digit on at least
// one side of the point and multiplies it by 10^shift, correctly rounded: the
// same float64 as strconv.ParseFloat gives for the text with that exponent. Too
// large is an infinity. It reports false for any other text: hexadecimal,
// underscores, "inf", "1,5" are no numbers here.
func ParseDecimal(b []byte, shift int) (float64, bool) {
	i := 0
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		i++
	}
	var mantissa uint64
	digits, exponent := 0, shift
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
	end := i
	written := 0
	if i < len(b) {
		if b[i] != 'e' && b[i] != 'E' {
			return 0, false
		}
		e, ok := parseExponent(b[i+1:])
		if !ok {
			return 0, false
		}
		written = e
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
	if simple && mantissa != 0 && exponent > 400 { // ParseFloat would make an error of it
		if negative {
			return math.Inf(-1), true
		}
		return math.Inf(1), true
	}
	if shift == 0 {
		return parseSlow(b)
	}
	var buffer [64]byte
	text := append(buffer[:0], b[:end]...)
	text = append(text, 'e')
	text = strconv.AppendInt(text, int64(written+shift), 10)
	return parseSlow(text)
}

func parseSlow(b []byte) (float64, bool) {
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

// marks says how the commas and points of a column's numbers are to be read.
type marks uint8

const (
	plainNumbers  marks = iota // a point before decimals, no comma at all
	commaDecimal               // "1.234,5": comma before decimals, points between thousands
	commaGrouping              // "1,234.5": commas between thousands
)

// parseNumber is ParseDecimal for numbers with commas.
func parseNumber(b []byte, shift int, m marks) (float64, bool) {
	if m == plainNumbers {
		return ParseDecimal(b, shift)
	}
	var buffer [48]byte
	group, decimal := byte(','), byte('.')
	if m == commaDecimal {
		group, decimal = '.', ','
	}
	out := buffer[:0]
	run, grouped, seenDecimal := 0, false, false
	for _, c := range b {
		switch {
		case c == group:
			if seenDecimal || run == 0 || run > 3 || grouped && run != 3 {
				return 0, false
			}
			run, grouped = 0, true
			continue
		case c == decimal:
			if seenDecimal || grouped && run != 3 {
				return 0, false
			}
			seenDecimal = true
			c = '.'
		case c-'0' <= 9:
			run++
		default:
			if grouped && !seenDecimal && run != 3 && run != 0 {
				return 0, false
			}
			seenDecimal = seenDecimal || run > 0 // an exponent may follow, no group
		}
		if len(out) == len(buffer) {
			return 0, false
		}
		out = append(out, c)
	}
	if grouped && !seenDecimal && run != 3 {
		return 0, false
	}
	return ParseDecimal(out, shift)
}

// IsMissingMark reports whether b is one of the texts that programs write
// where there is no value, in any case.
func IsMissingMark(b []byte) bool {
	var lower [len("request timed out.")]byte
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
		"request timed out", "request timed out.", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
		return true
	}
	return false
}
