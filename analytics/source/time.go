package source

import "network-analytics/analytics/source/mapping"

// timeFault says why a text is no time.
type timeFault uint8

const (
	timeOK timeFault = iota
	timeEmpty
	timeShape
	timeRange
	timeYear
	timeEpoch
	timeSlashes
)

// String returns the fault in words, with what to write instead.
func (f timeFault) String() string {
	return [...]string{
		"", "empty", "want YYYY-MM-DD HH:MM:SS", "no such date or time of day",
		"year outside 1678 to 2261", "a bare number; want YYYY-MM-DD HH:MM:SS",
		"day and month order unknown; want YYYY-MM-DD HH:MM:SS",
	}[f]
}

const (
	minYear, maxYear = 1678, 2261 // whole years that nanoseconds in an int64 reach
	nsPerSecond      = 1_000_000_000
)

// parseTime reads YYYY-MM-DD[( |T)HH:MM[:SS[.f]][ ][Z|±hh[:]mm|±hh]] with one
// to nine decimals into nanoseconds since 1970-01-01 UTC. Without a zone it is
// UTC, without a time of day it is midnight. A leap second (:60) counts as the
// last nanosecond of the second before, which keeps it in its minute.
func parseTime(b []byte) (int64, timeFault) {
	b = trim(b)
	if len(b) == 0 {
		return 0, timeEmpty
	}
	day, fault := parseDate(b)
	if fault != timeOK {
		return 0, explainTime(b, fault)
	}
	if len(b) == 10 {
		return day * 86400 * nsPerSecond, timeOK
	}
	if (b[10] != ' ' && b[10] != 'T') || len(b) < 16 {
		return 0, timeShape
	}
	rest := b[11:]
	hour, okH := twoDigits(rest)
	minute, okM := twoDigits(rest[3:])
	if !okH || !okM || rest[2] != ':' {
		return 0, timeShape
	}
	rest = rest[5:]
	second, ns := int64(0), int64(0)
	if len(rest) >= 3 && rest[0] == ':' {
		s, ok := twoDigits(rest[1:])
		if !ok {
			return 0, timeShape
		}
		second, rest = s, rest[3:]
		if len(rest) > 0 && rest[0] == '.' {
			n := 1
			for ; n < len(rest) && rest[n]-'0' <= 9; n++ {
				ns = ns*10 + int64(rest[n]-'0')
				if n > 9 {
					return 0, timeShape
				}
			}
			if n == 1 {
				return 0, timeShape
			}
			for i := n; i <= 9; i++ {
				ns *= 10
			}
			rest = rest[n:]
		}
	}
	if hour > 23 || minute > 59 || second > 60 {
		return 0, timeRange
	}
	if second == 60 {
		second, ns = 59, nsPerSecond-1
	}
	offset, fault := parseZone(rest)
	if fault != timeOK {
		return 0, fault
	}
	return (day*86400+hour*3600+minute*60+second-offset)*nsPerSecond + ns, timeOK
}

// parseZone reads what follows the time of day: nothing, Z or an offset, which
// it returns in seconds east of UTC.
func parseZone(b []byte) (int64, timeFault) {
	if len(b) == 0 {
		return 0, timeOK
	}
	if b[0] == ' ' {
		b = b[1:]
	}
	if len(b) == 1 && b[0] == 'Z' {
		return 0, timeOK
	}
	if len(b) < 3 || (b[0] != '+' && b[0] != '-') {
		return 0, timeShape
	}
	hours, ok := twoDigits(b[1:])
	if !ok {
		return 0, timeShape
	}
	minutes := int64(0)
	if rest := b[3:]; len(rest) > 0 {
		if rest[0] == ':' {
			rest = rest[1:]
		}
		if len(rest) != 2 {
			return 0, timeShape
		}
		if minutes, ok = twoDigits(rest); !ok {
			return 0, timeShape
		}
	}
	if hours > 23 || minutes > 59 {
		return 0, timeRange
	}
	if b[0] == '-' {
		return -(hours*3600 + minutes*60), timeOK
	}
	return hours*3600 + minutes*60, timeOK
}

// parseDate reads YYYY-MM-DD at the start of b into days since 1970-01-01.
func parseDate(b []byte) (int64, timeFault) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return 0, timeShape
	}
	century, ok1 := twoDigits(b)
	year, ok2 := twoDigits(b[2:])
	month, ok3 := twoDigits(b[5:])
	day, ok4 := twoDigits(b[8:])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, timeShape
	}
	year += century * 100
	if month < 1 || month > 12 || day < 1 || day > mapping.DaysIn(year, month) {
		return 0, timeRange
	}
	if year < minYear || year > maxYear {
		return 0, timeYear
	}
	return mapping.DaysSinceEpoch(year, month, day), timeOK
}

// twoDigits reads the first two bytes of b, which must be there.
func twoDigits(b []byte) (int64, bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return int64(tens)*10 + int64(ones), tens <= 9 && ones <= 9
}

// explainTime replaces a fault of shape by a more helpful one for the forms
// that other programs write.
func explainTime(b []byte, fault timeFault) timeFault {
	if fault != timeShape {
		return fault
	}
	if _, ok := mapping.ParseDecimal(b, 0); ok {
		return timeEpoch
	}
	if len(b) >= 6 && b[0]-'0' <= 9 {
		for _, c := range b[1:3] {
			if c == '/' || c == '.' || c == '-' {
				return timeSlashes
			}
		}
	}
	return fault
}
