package mapping

import (
	"time"
	_ "time/tzdata" // zone names work on machines without a zone database
)

// TimePlan says how the time of a row is read.
type TimePlan struct {
	Columns []int  // position of the column, or of those of date and time; empty: no usable time
	Form    string // for people: "year-month-day", "epoch ms"
	Format  string // what --time-format would say; "" where the form is found by itself
	Zone    string // "UTC", "as written", "Europe/Berlin"
	How     How
	Why     string

	kind     timeKind
	family   family
	short    bool // years of two digits
	order    Order
	location *time.Location // of times without zone; nil is UTC
	assumed  bool           // UTC, for want of a zone
	words    bool           // a zone was chosen, so that zone words can be checked
	unit     int64          // nanoseconds per unit of an epoch
	anyYear  bool           // the user named the unit: no range of years is asked
	layout   []timeOp       // of a pattern
	year     int64          // of times without a year
	day      int64          // of times without a date, days since 1970
}

type timeKind uint8

const (
	noTime timeKind = iota
	civilTime
	epochTime
	oleTime
	patternTime
)

// Read returns the time of a row in nanoseconds since 1970-01-01 UTC. cells are
// all cells of the row; it may be shorter than the list of columns. Read does
// not allocate for the forms of Propose and may be called concurrently.
func (t *TimePlan) Read(cells [][]byte) (ns int64, mark TimeMark, fault TimeFault) {
	var cell []byte
	switch len(t.Columns) {
	case 0:
		return 0, 0, TimeEmpty
	case 1:
		if t.Columns[0] < len(cells) {
			cell = trim(cells[t.Columns[0]])
		}
	default:
		var joined [80]byte
		cell = joined[:0]
		for k, col := range t.Columns {
			if col >= len(cells) {
				return 0, 0, TimeEmpty
			}
			part := trim(cells[col])
			if len(part) == 0 {
				return 0, 0, TimeEmpty
			}
			if len(cell)+1+len(part) > len(joined) {
				return 0, 0, TimeShape
			}
			if k > 0 {
				cell = append(cell, ' ')
			}
			cell = append(cell, part...)
		}
	}
	return t.read(cell)
}

// Plain tells that Read takes one column of the form YYYY-MM-DD hh:mm:ss, with
// T, decimals and zone or without, and UTC where there is no zone.
func (t *TimePlan) Plain() bool {
	return len(t.Columns) == 1 && t.kind == civilTime && t.family == yearFirst && t.location == nil
}

func (t *TimePlan) read(cell []byte) (ns int64, mark TimeMark, fault TimeFault) {
	if len(cell) == 0 || IsMissingMark(cell) {
		return 0, 0, TimeEmpty
	}
	switch t.kind {
	case epochTime:
		ns, fault = t.epoch(cell)
		return ns, 0, fault
	case oleTime:
		ns, fault = oleDay(cell)
		return ns, 0, fault
	case patternTime:
		c, ok := scanPattern(t.layout, cell)
		if !ok {
			return 0, 0, TimeShape
		}
		return t.civil(&c)
	case civilTime:
		if ns, ok := t.fast(cell); ok {
			return ns, 0, TimeOK
		}
		c, ok := scanCivil(cell)
		if !ok {
			return 0, 0, TimeShape
		}
		if fault := t.sameForm(&c); fault != TimeOK {
			return 0, 0, fault
		}
		return t.civil(&c)
	}
	return 0, 0, TimeEmpty
}

// sameForm completes a time as the plan says and refuses other forms than its.
func (t *TimePlan) sameForm(c *civil) TimeFault {
	switch {
	case c.minutesOnly:
		return TimeMinutes
	case c.family == noYear && t.family == noYear && t.year != 0:
		c.year, c.family = t.year, withName
		return TimeOK
	case c.family == noDate && t.family == noDate && t.day != 0:
		return TimeOK
	case c.family == noYear:
		return TimeNoYear
	case c.family == noDate:
		return TimeNoDate
	case c.family != t.family:
		return TimeShape
	case c.family != threeNums:
		return TimeOK
	case c.shortYear != t.short:
		return TimeShape
	}
	if !setOrder(c, t.order) {
		return TimeOrder
	}
	return TimeOK
}

// setOrder gives the numbers of a date their meaning and tells whether it fits.
func setOrder(c *civil, order Order) bool {
	switch order {
	case DayFirst:
		c.day, c.month, c.year = c.a, c.b, c.c
	case MonthFirst:
		c.month, c.day, c.year = c.a, c.b, c.c
	case YearFirst:
		c.year, c.month, c.day = c.a, c.b, c.c
	default:
		return false
	}
	if c.shortYear {
		if c.year += 2000; c.year >= 2070 {
			c.year -= 100
		}
	}
	return c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= DaysIn(c.year, c.month)
}

// civil turns a complete date and time of day into an instant.
func (t *TimePlan) civil(c *civil) (int64, TimeMark, TimeFault) {
	days := t.day
	if c.family != noDate {
		if c.month < 1 || c.month > 12 || c.day < 1 || c.day > DaysIn(c.year, c.month) {
			return 0, 0, TimeRange
		}
		if c.year < minYear || c.year > maxYear {
			return 0, 0, TimeYear
		}
		days = DaysSinceEpoch(c.year, c.month, c.day)
	}
	if c.ns < 0 {
		return 0, 0, TimeRange
	}
	var mark TimeMark
	if c.leap {
		mark = LeapSecond
	}
	seconds := days*86400 + c.ns/nsPerSecond
	ns := c.ns % nsPerSecond
	switch c.zone {
	case offsetZone:
		seconds -= c.offset
	case wordZone:
		if !t.words {
			return 0, 0, TimeNoZone
		}
		s, ok := inZoneWord(seconds, t.location, &c.word)
		if !ok {
			return 0, 0, TimeNoZone
		}
		seconds = s
	default:
		if t.location != nil {
			s, m := inZone(seconds, t.location)
			seconds, mark = s, mark|m
		}
	}
	return seconds*nsPerSecond + ns, mark, TimeOK
}

func offsetAt(seconds int64, loc *time.Location) int64 {
	_, off := time.Unix(seconds, 0).In(loc).Zone()
	return int64(off)
}

// candidates returns the two instants that a local time may be: with the offset
// of the day before and with that of the day after.
func candidates(local int64, loc *time.Location) (a, b int64, okA, okB bool) {
	offA, offB := offsetAt(local-86400, loc), offsetAt(local+86400, loc)
	a, b = local-offA, local-offB
	return a, b, offsetAt(a, loc) == offA, offsetAt(b, loc) == offB
}

// inZone turns seconds of local time into seconds of UTC.
func inZone(local int64, loc *time.Location) (int64, TimeMark) {
	a, b, okA, okB := candidates(local, loc)
	switch {
	case a == b:
		return a, 0
	case okA && okB:
		return min(a, b), TwiceHour
	case okB:
		return b, 0
	case okA:
		return a, 0
	}
	return a, AbsentHour
}

// inZoneWord is inZone for a time that names its zone by a word, which must be
// what the zone is called at that time.
func inZoneWord(local int64, loc *time.Location, word *[8]byte) (int64, bool) {
	if loc == nil {
		return 0, false
	}
	a, b, okA, okB := candidates(local, loc)
	if okA && zoneIs(a, loc, word) {
		return a, true
	}
	return b, okB && zoneIs(b, loc, word)
}

func zoneIs(seconds int64, loc *time.Location, word *[8]byte) bool {
	name, _ := time.Unix(seconds, 0).In(loc).Zone()
	if name == "" || name[0] == '+' || name[0] == '-' {
		return true // the zone has no word of its own
	}
	for i := range len(word) {
		c := byte(0)
		if i < len(name) {
			c = name[i]
		}
		if word[i] != c {
			return false
		}
	}
	return true
}

// fast reads YYYY-MM-DD hh:mm:ss[.f][Z|+hh:mm], by far the commonest form.
func (t *TimePlan) fast(b []byte) (int64, bool) {
	if t.family != yearFirst || len(b) < 19 || b[4] != '-' || b[7] != '-' || b[10] != ' ' && b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	century, ok1 := twoDigits(b)
	year, ok2 := twoDigits(b[2:])
	month, ok3 := twoDigits(b[5:])
	day, ok4 := twoDigits(b[8:])
	hour, ok5 := twoDigits(b[11:])
	minute, ok6 := twoDigits(b[14:])
	second, ok7 := twoDigits(b[17:])
	year += century * 100
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) ||
		year < minYear || year > maxYear || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	ns, rest := int64(0), b[19:]
	if len(rest) > 1 && rest[0] == '.' {
		place := int64(nsPerSecond)
		i := 1
		for ; i < len(rest) && isDigit(rest[i]); i++ {
			place /= 10
			ns += int64(rest[i]-'0') * place
		}
		if i == 1 || i > 10 {
			return 0, false
		}
		rest = rest[i:]
	}
	switch {
	case len(rest) == 0 && t.location == nil, len(rest) == 1 && rest[0] == 'Z':
	case len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':':
		hours, ok1 := twoDigits(rest[1:])
		minutes, ok2 := twoDigits(rest[4:])
		if !ok1 || !ok2 || hours > 23 || minutes > 59 {
			return 0, false
		}
		if rest[0] == '+' {
			hours, minutes = -hours, -minutes
		}
		hour, minute = hour+hours, minute+minutes
	default:
		return 0, false
	}
	return (DaysSinceEpoch(year, month, day)*86400+hour*3600+minute*60+second)*nsPerSecond + ns, true
}

// twoDigits reads the first two bytes of b, which must be there.
func twoDigits(b []byte) (int64, bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return int64(tens)*10 + int64(ones), tens <= 9 && ones <= 9
}
