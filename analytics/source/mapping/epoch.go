package mapping

import "math"

// epoch reads a number of units since 1970.
func (t *TimePlan) epoch(b []byte) (int64, TimeFault) {
	ns, ok := epochNS(b, t.unit)
	if !ok {
		if _, number := ParseDecimal(b, 0); number {
			return 0, TimeEpoch
		}
		return 0, TimeShape
	}
	if s := ns / nsPerSecond; !t.anyYear && (s < minEpoch || s >= maxEpoch) {
		return 0, TimeEpoch
	}
	return ns, TimeOK
}

// epochNS converts the digits as they stand, so that no digit is lost to
// rounding; numbers with an exponent go through a float64.
func epochNS(b []byte, unit int64) (int64, bool) {
	i, negative := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		i++
	}
	var whole int64
	start := i
	for ; i < len(b) && isDigit(b[i]); i++ {
		d := int64(b[i] - '0')
		if whole > (math.MaxInt64/unit-d)/10 {
			return 0, false
		}
		whole = whole*10 + d
	}
	if i == start {
		return 0, false
	}
	ns := whole * unit
	if i < len(b) && b[i] == '.' {
		place := unit
		for i++; i < len(b) && isDigit(b[i]); i++ {
			place /= 10
			if f := int64(b[i]-'0') * place; ns <= math.MaxInt64-f {
				ns += f
			}
		}
	}
	if i < len(b) {
		v, ok := ParseDecimal(b, 0)
		v *= float64(unit)
		if !ok || !(math.Abs(v) < 9.2e18) {
			return 0, false
		}
		return int64(v), true
	}
	if negative {
		ns = -ns
	}
	return ns, true
}

const oleBase = -25569 // 1899-12-30 in days since 1970

// oleDay reads a day number of the OLE calendar. Written with five decimals it
// is good for a second, so it is rounded to one.
func oleDay(b []byte) (int64, TimeFault) {
	v, ok := ParseDecimal(b, 0)
	if !ok {
		return 0, TimeShape
	}
	if !(v > 20000 && v < 75000) {
		return 0, TimeEpoch
	}
	seconds := math.Round((v + oleBase) * 86400)
	return int64(seconds) * nsPerSecond, TimeOK
}
