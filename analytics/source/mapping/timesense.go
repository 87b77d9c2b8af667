package mapping

import (
	"slices"
)

// sense is what the samples of a column look like as times.
type sense struct {
	filled  int              // neither empty nor a missing mark
	numbers int              // decimal numbers
	digits  [20]int          // of these, by digits before the point
	ole     int              // numbers that may be OLE day numbers
	dates   [numFamilies]int // with a date, by family
	noClock int              // of these, without a time of day
	clocks  int              // a time of day alone
	minutes int              // "50:40.0"
	long    int              // threeNums with four digits of year
	short   int              // and with two
	fits    [YearFirst + 1]int
	dashed  bool // threeNums with dashes
	naive   int
	offsets int
	words   []string // zone words that name no certain zone
	example string   // first filled sample
	dated   string   // first sample with a date
}

// senseTimes looks at samples; joined ones are those of two columns with a
// blank between.
func senseTimes(samples []string) sense {
	var s sense
	for _, text := range samples {
		b := trim([]byte(text))
		if len(b) == 0 || IsMissingMark(b) {
			continue
		}
		s.filled++
		if s.example == "" {
			s.example = string(b)
		}
		if v, ok := ParseDecimal(b, 0); ok {
			s.numbers++
			s.digits[wholeDigits(b, v)]++
			if v > 20000 && v < 75000 {
				s.ole++
			}
			if !(len(b) == 8 && isDigit(b[0])) { // 20250301 may be a date as well
				continue
			}
		}
		c, ok := scanCivil(b)
		if !ok {
			continue
		}
		s.add(&c)
		if c.family != noDate && s.dated == "" {
			s.dated = string(b)
		}
	}
	return s
}

func (s *sense) add(c *civil) {
	switch {
	case c.minutesOnly && c.family == noDate:
		s.minutes++
		return
	case c.family == noDate:
		s.clocks++
	case c.family == threeNums:
		for o := DayFirst; o <= YearFirst; o++ {
			trial := *c
			if (o != YearFirst || c.shortYear) && setOrder(&trial, o) {
				s.fits[o]++
			}
		}
		if c.shortYear {
			s.short++
		} else {
			s.long++
		}
		s.dashed = s.dashed || c.sep == '-'
		if s.fits[DayFirst] == 0 && s.fits[MonthFirst] == 0 && s.fits[YearFirst] == 0 {
			return
		}
	default:
		if c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 {
			return
		}
	}
	if c.family != noDate {
		s.dates[c.family]++
		if !c.hasClock {
			s.noClock++
		}
	}
	switch c.zone {
	case offsetZone:
		s.offsets++
	case wordZone:
		if w := c.zoneWord(); !slices.Contains(s.words, w) && len(s.words) < 8 {
			s.words = append(s.words, w)
		}
	default:
		s.naive++
	}
}

// wholeDigits counts the digits before the point, at most 19.
func wholeDigits(b []byte, v float64) int {
	n, i := 0, 0
	if b[0] == '-' || b[0] == '+' {
		i++
	}
	for ; i < len(b) && isDigit(b[i]); i++ {
		n++
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') || i+1 < len(b) && slices.ContainsFunc(b[i:], func(c byte) bool { return c|0x20 == 'e' }) {
		n = 1
		for ; v >= 10 && n < 19; n++ {
			v /= 10
		}
	}
	return min(n, 19)
}

// main returns the family of most dates and how many there are.
func (s *sense) main() (family, int) {
	best := yearFirst
	for f := yearFirst; f < numFamilies; f++ {
		if s.dates[f] > s.dates[best] {
			best = f
		}
	}
	return best, s.dates[best]
}

func most(n, of int) bool { return of > 0 && 2*n >= of && n > 0 }

// whole tells that the column holds instants: written dates, or numbers with
// enough digits for an epoch.
func (s *sense) whole() bool {
	f, n := s.main()
	return f != noYear && most(n, s.filled) || s.epochs()
}

// dateOnly tells that the column holds dates without time of day.
func (s *sense) dateOnly() bool {
	_, n := s.main()
	return most(n, s.filled) && most(s.noClock, n)
}

func (s *sense) clockOnly() bool { return most(s.clocks, s.filled) }

func (s *sense) epochs() bool {
	n := 0
	for d := 9; d < len(s.digits); d++ {
		n += s.digits[d]
	}
	return most(n, s.filled)
}

// epochClasses are the digits that tell the unit of an epoch.
var epochClasses = []struct {
	unit     string
	from, to int
}{{"s", 9, 10}, {"ms", 13, 13}, {"us", 16, 16}, {"ns", 19, 19}}

// epochUnit returns the unit that the digits of at least three quarters of the
// numbers tell, "" when they tell none, and how many have other digits.
func (s *sense) epochUnit() (unit string, others int) {
	for _, c := range epochClasses {
		n := 0
		for d := c.from; d <= c.to; d++ {
			n += s.digits[d]
		}
		if n > 0 && 4*n >= 3*s.numbers {
			return c.unit, s.numbers - n
		}
	}
	return "", 0
}

// order returns the order of day and month that the samples prove. Otherwise
// possible holds the orders that all samples allow.
func (s *sense) order() (proven Order, possible []Order) {
	n := s.long + s.short
	for o := DayFirst; o <= YearFirst; o++ {
		if o == YearFirst && (!s.dashed || s.long > 0) {
			continue
		}
		if s.fits[o] == n {
			possible = append(possible, o)
		}
	}
	if len(possible) == 1 {
		return possible[0], nil
	}
	return AnyOrder, possible
}
