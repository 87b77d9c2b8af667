package mapping

// family is how a date is written.
type family uint8

const (
	noDate    family = iota
	yearFirst        // 2025-03-01, 2025/3/1, 2025.03.01, 20250301
	threeNums        // 01/02/2025, 1.2.25: the order of day and month (and year) is open
	withName         // 1 Mar 2025, Mar 1, 2025, Sat Mar  1 12:00:00 2025
	noYear           // Mar  1 12:00:00
	numFamilies
)

// zoneKind is what a time says about its zone.
type zoneKind uint8

const (
	noZone zoneKind = iota
	offsetZone
	wordZone
)

// civil is a date and time of day as written.
type civil struct {
	family           family
	sep              byte     // between the parts of the date, 0 for none
	a, b, c          int64    // threeNums: as they stand
	shortYear        bool     // c has two digits
	year, month, day int64    // other families
	hasClock         bool     // there is a time of day
	minutesOnly      bool     // "50:40.0"
	ns               int64    // since midnight
	leap             bool     // :60
	zone             zoneKind // what follows the time of day
	offset           int64    // seconds east of UTC
	word             [8]byte  // zone word in upper case
}

func (c *civil) zoneWord() string {
	n := 0
	for n < len(c.word) && c.word[n] != 0 {
		n++
	}
	return string(c.word[:n])
}

// scanner reads a time from left to right.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) at(i int) byte {
	if s.i+i < len(s.b) {
		return s.b[s.i+i]
	}
	return 0
}

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

// number reads at most limit digits and tells how many there were.
func (s *scanner) number(limit int) (v int64, digits int) {
	for digits < limit && isDigit(s.peek()) {
		v = v*10 + int64(s.peek()-'0')
		s.i++
		digits++
	}
	return v, digits
}

func (s *scanner) digits() int {
	n := 0
	for isDigit(s.at(n)) {
		n++
	}
	return n
}

func (s *scanner) blanks() int {
	n := 0
	for s.peek() == ' ' || s.peek() == '\t' {
		s.i++
		n++
	}
	return n
}

// scanCivil reads any written date, time of day, or both. Dates need not exist.
func scanCivil(b []byte) (c civil, ok bool) {
	b = trim(b)
	if len(b) < 3 || len(b) > 64 {
		return c, false
	}
	s := scanner{b: b}
	if isLetter(s.peek()) {
		if !s.nameFirst(&c) {
			return c, false
		}
	} else {
		switch n := s.digits(); {
		case n == 0:
			return c, false
		case s.at(n) == ':' && n <= 2 && !isLetter(s.at(n+1)):
			// a time of day
		case !s.date(&c, n):
			return c, false
		}
	}
	if s.i < len(s.b) && !c.hasClock {
		if c.family != noDate && !s.between(&c) {
			return c, false
		}
		if !s.clock(&c) {
			return c, false
		}
	}
	if !s.zone(&c) {
		return c, false
	}
	if c.family == noYear && s.blanks() > 0 { // "Sat Mar  1 12:00:00 2025"
		v, n := s.number(4)
		if n == 4 {
			c.year, c.family = v, withName
		}
	}
	return c, s.i == len(s.b)
}

// date reads a date that begins with a number of n digits.
func (s *scanner) date(c *civil, n int) bool {
	if n == 8 {
		c.family = yearFirst
		c.year, _ = s.number(4)
		c.month, _ = s.number(2)
		c.day, _ = s.number(2)
		return true
	}
	if n > 4 || n == 3 {
		return false
	}
	first, _ := s.number(4)
	c.sep = s.peek()
	s.i++
	if c.sep == ' ' || c.sep == '-' || c.sep == '/' || c.sep == '.' || c.sep == ',' {
		if s.blanks(); isLetter(s.peek()) && n <= 2 {
			return s.dayName(c, first)
		}
	}
	if c.sep != '-' && c.sep != '/' && c.sep != '.' && !(c.sep == '_' && n == 4) {
		return false
	}
	second, n2 := s.number(2)
	if n2 == 0 || s.peek() != c.sep {
		return false
	}
	s.i++
	third, n3 := s.number(4)
	if n == 4 {
		c.family, c.year, c.month, c.day = yearFirst, first, second, third
		return n3 == 1 || n3 == 2
	}
	c.family, c.a, c.b, c.c, c.shortYear = threeNums, first, second, third, n3 == 2
	return n3 == 2 || n3 == 4
}

// dayName reads the rest of "1 Mar 2025", "01-Mar-25", "01/Mar/2025".
func (s *scanner) dayName(c *civil, day int64) bool {
	month := s.month()
	if month == 0 {
		return false
	}
	for s.peek() == ' ' || s.peek() == '-' || s.peek() == '/' || s.peek() == '.' || s.peek() == ',' {
		s.i++
	}
	year, n := s.number(4)
	if n == 2 {
		year += 2000
	}
	c.family, c.year, c.month, c.day = withName, year, month, day
	return n == 2 || n == 4
}

// nameFirst reads "[Sat[,]] Mar 1, 2025", "Sat, 1 Mar 2025", "Mar  1 12:00:00".
func (s *scanner) nameFirst(c *civil) bool {
	if s.weekday() {
		if s.peek() == ',' {
			s.i++
		}
		if s.blanks() == 0 {
			return false
		}
		if n := s.digits(); n > 0 {
			return s.date(c, n)
		}
	}
	c.month = s.month()
	if c.month == 0 || s.blanks() == 0 {
		return false
	}
	day, n := s.number(2)
	if n == 0 {
		return false
	}
	c.day, c.family = day, noYear
	comma := s.peek() == ','
	if comma {
		s.i++
	}
	mark := s.i
	s.blanks()
	if year, n := s.number(4); n == 4 && s.peek() != ':' {
		c.year, c.family = year, withName
		return true
	}
	s.i = mark
	return !comma
}

var monthNames = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
var monthLong = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
var weekdays = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
var weekdaysLong = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// letters returns how many letters follow.
func (s *scanner) letters() int {
	n := 0
	for isLetter(s.at(n)) {
		n++
	}
	return n
}

func (s *scanner) is(word string, n int) bool {
	if n != len(word) {
		return false
	}
	for i := range n {
		if s.b[s.i+i]|0x20 != word[i] {
			return false
		}
	}
	return true
}

func (s *scanner) month() int64 {
	n := s.letters()
	for m := range monthNames {
		if s.is(monthNames[m], n) || s.is(monthLong[m], n) || m == 8 && s.is("sept", n) {
			s.i += n
			return int64(m) + 1
		}
	}
	return 0
}

func (s *scanner) weekday() bool {
	n := s.letters()
	for d := range weekdays {
		if s.is(weekdays[d], n) || s.is(weekdaysLong[d], n) {
			s.i += n
			return true
		}
	}
	return false
}
