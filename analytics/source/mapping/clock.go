package mapping

// between reads what stands between date and time of day.
func (s *scanner) between(c *civil) bool {
	switch s.peek() {
	case 'T', 't', '_':
		s.i++
		return true
	case ',':
		s.i++
		s.blanks()
		return true
	case ':': // 01/Mar/2025:12:00:00
		s.i++
		return c.family == withName
	case '-':
		s.i++
		return c.family == yearFirst
	}
	return s.blanks() > 0
}

// clock reads hh:mm[:ss[.f]][ AM|PM]. After a date that always has its year
// first "13.40.04", "13-40-04" and "134004" are understood, too.
func (s *scanner) clock(c *civil) bool {
	n := s.digits()
	sep := s.at(n)
	compact := c.family == yearFirst && (n == 6 || n == 4 && sep != ':')
	if compact {
		n, sep = 2, 0
	}
	if n == 0 || n > 2 || !compact && sep != ':' && !(c.family == yearFirst && (sep == '.' || sep == '-' || sep == '_')) {
		return false
	}
	skip := func() {
		if sep != 0 {
			s.i++
		}
	}
	hour, _ := s.number(2)
	skip()
	minute, n2 := s.number(2)
	if n2 != 2 {
		return false
	}
	var second, ns int64
	if sep != 0 && s.peek() == sep && isDigit(s.at(1)) || compact && isDigit(s.peek()) {
		skip()
		if second, n2 = s.number(2); n2 != 2 {
			return false
		}
	} else if s.peek() == '.' && isDigit(s.at(1)) && sep == ':' {
		c.minutesOnly = true // "50:40.0": these are minutes and seconds
	}
	if (s.peek() == '.' || s.peek() == ',') && isDigit(s.at(1)) {
		s.i++
		f, digits := s.number(9)
		if isDigit(s.peek()) {
			return false
		}
		for ; digits < 9; digits++ {
			f *= 10
		}
		ns = f
	}
	mark := s.i
	s.blanks()
	if half := s.at(0) | 0x20; (half == 'a' || half == 'p') && s.at(1)|0x20 == 'm' && !isLetter(s.at(2)) {
		s.i += 2
		if hour < 1 || hour > 12 {
			return false
		}
		hour %= 12
		if half == 'p' {
			hour += 12
		}
	} else {
		s.i = mark
	}
	if second == 60 {
		c.leap, second, ns = true, 59, nsPerSecond-1
	}
	c.hasClock = true
	if hour > 23 || minute > 59 || second > 59 {
		c.ns = -1
		return true
	}
	c.ns = (hour*3600+minute*60+second)*nsPerSecond + ns
	return true
}

// zone reads what follows the time of day: nothing, Z, an offset or a word.
func (s *scanner) zone(c *civil) bool {
	if !c.hasClock {
		return true
	}
	mark := s.i
	s.blanks()
	if n := s.letters(); n > 0 {
		if n > len(c.word) {
			return false
		}
		for i := range n {
			c.word[i] = s.at(i) &^ 0x20
		}
		s.i += n
		c.zone = offsetZone
		utc := s.isWord(c, "UTC") || s.isWord(c, "GMT")
		if s.isWord(c, "Z") || utc {
			if utc && (s.peek() == '+' || s.peek() == '-') {
				return s.numericZone(c)
			}
			return true
		}
		c.zone = wordZone
		return n >= 2
	}
	if p := s.peek(); p == '+' || p == '-' {
		return s.numericZone(c)
	}
	s.i = mark
	return true
}

func (s *scanner) isWord(c *civil, w string) bool {
	for i := range len(w) {
		if c.word[i] != w[i] {
			return false
		}
	}
	return len(w) == len(c.word) || c.word[len(w)] == 0
}

// numericZone reads +hh, +hhmm, +hh:mm.
func (s *scanner) numericZone(c *civil) bool {
	negative := s.peek() == '-'
	s.i++
	hours, n := s.number(2)
	if n == 0 || hours > 23 {
		return false
	}
	var minutes int64
	if s.peek() == ':' {
		s.i++
	}
	if isDigit(s.peek()) {
		var m int
		if minutes, m = s.number(2); m != 2 || n != 2 || minutes > 59 {
			return false
		}
	}
	c.zone, c.offset = offsetZone, hours*3600+minutes*60
	if negative {
		c.offset = -c.offset
	}
	return true
}
