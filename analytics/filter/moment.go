package filter

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// moment is a point in time and how exactly it was named, or a distance to the
// last record.
type moment struct {
	start    int64         // nanoseconds since 1970; of a relative one after at
	span     int64         // how long what it names lasts
	relative bool          // start is not known yet
	before   time.Duration // distance to the last record of a relative one
}

// end returns the last nanosecond of the moment.
func (m moment) end() int64 { return m.start + m.span - 1 }

func (m moment) at(last int64) moment {
	if m.relative {
		m.start, m.relative = last-int64(m.before), false
		if m.start > last { // before the first time there is
			m.start = math.MinInt64
		}
	}
	return m
}

// String returns the moment as precisely as it was named.
func (m moment) String() string {
	if m.relative {
		return "-" + printSpan(m.before)
	}
	t := time.Unix(0, m.start).UTC()
	switch time.Duration(m.span) {
	case 24 * time.Hour:
		return t.Format(time.DateOnly)
	case time.Minute:
		return t.Format("2006-01-02 15:04")
	case time.Second:
		return t.Format(time.DateTime)
	}
	return t.Format("2006-01-02 15:04:05.000000000")
}

// spanUnits are the units of distances, the longest first.
var spanUnits = []struct {
	name string
	d    time.Duration
}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}

// printSpan prints a distance of whole seconds: 1d12h.
func printSpan(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	s := ""
	for _, u := range spanUnits[1:] { // weeks as days
		if n := d / u.d; n > 0 {
			s += strconv.FormatInt(int64(n), 10) + u.name
			d -= n * u.d
		}
	}
	return s
}

// maxSpan is the longest distance: as long as times can lie apart.
const maxSpan = 200 * 365 * 24 * time.Hour

// readSpan reads a distance such as 2h or 1d12h from the begin of s and returns
// its length, 0 when there is none.
func readSpan(s string) (d time.Duration, n int) {
	for n < len(s) {
		digits := 0
		for n+digits < len(s) && s[n+digits]-'0' <= 9 {
			digits++
		}
		if digits == 0 || digits > 9 {
			return d, n
		}
		count, _ := strconv.ParseInt(s[n:n+digits], 10, 64)
		i := n + digits
		found := false
		for _, u := range spanUnits {
			if rest, ok := strings.CutPrefix(s[i:], u.name); ok {
				if time.Duration(count) > maxSpan/u.d {
					return d, 0
				}
				d, i, found = d+time.Duration(count)*u.d, len(s)-len(rest), true
				break
			}
		}
		if !found || d > maxSpan {
			return d, 0
		}
		n = i
	}
	return d, n
}

// readMoment reads a time from the begin of s and returns how long it is there.
// It returns 0 and what is wrong when there is none.
func readMoment(s string) (m moment, n int, wrong string) {
	const want = "a time such as 2023-01-05, 2023-01-05 12:00 or -2h"
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		d, n := readSpan(rest)
		if n == 0 {
			return m, 0, "expected " + want
		}
		return moment{relative: true, before: d, span: 1}, n + 1, ""
	}
	if !shaped(s, "0000-00-00") {
		if shaped(s, "00:00") {
			return m, 0, "a time of day without a date; write the date too, or use hour"
		}
		return m, 0, "expected " + want
	}
	n = len("0000-00-00")
	layout, text, span := time.DateOnly, s[:n], 24*time.Hour
	if len(s) > n && (s[n] == 'T' || s[n] == 't' || s[n] == ' ') {
		gap := n + 1
		for s[n] == ' ' && gap < len(s) && s[gap] == ' ' {
			gap++
		}
		if clock := s[gap:]; shaped(clock, "00:00") {
			k := len("00:00")
			layout, span = layout+" 15:04", time.Minute
			if shaped(clock, "00:00:00") {
				k, layout, span = len("00:00:00"), layout+":05", time.Second
				if digits := fraction(clock[k:]); digits > 1 {
					layout, span = layout+"."+strings.Repeat("0", digits-1), 1
					k += digits
				}
			}
			text += " " + clock[:k]
			n = gap + k
			if zone := zoneLength(s[n:]); zone > 0 {
				layout, text, n = layout+"Z07:00", text+strings.ToUpper(s[n:n+zone]), n+zone
			}
		} else if s[n] != ' ' {
			return m, 0, "a date must be followed by a time of day such as T12:00"
		}
	}
	t, err := time.ParseInLocation(layout, text, time.UTC)
	if err != nil {
		return m, 0, "no such date or time of day"
	}
	if y := t.UTC().Year(); y < minYear || y > maxYear {
		return m, 0, "a year outside " + strconv.Itoa(minYear) + " to " + strconv.Itoa(maxYear)
	}
	return moment{start: t.UnixNano(), span: int64(span)}, n, ""
}

// Whole years that fit into nanoseconds.
const minYear, maxYear = 1678, 2261

// shaped reports whether s begins with digits where shape has 0, and with the
// characters of shape elsewhere, and no further digit.
func shaped(s, shape string) bool {
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if shape[i] == '0' && s[i]-'0' > 9 || shape[i] != '0' && s[i] != shape[i] {
			return false
		}
	}
	return len(s) == len(shape) || s[len(shape)]-'0' > 9
}

// fraction returns the length of a decimal point with one to nine digits.
func fraction(s string) int {
	if len(s) < 2 || s[0] != '.' || s[1] == '.' {
		return 0
	}
	n := 1
	for n < len(s) && n <= 9 && s[n]-'0' <= 9 {
		n++
	}
	return n
}

func zoneLength(s string) int {
	switch {
	case s != "" && (s[0] == 'Z' || s[0] == 'z'):
		return 1
	case s != "" && (s[0] == '+' || s[0] == '-') && shaped(s[1:], "00:00"):
		return len("+00:00")
	}
	return 0
}

// ReadTime reads a time as expressions spell it and returns the begin of what it
// names and the begin of what follows, in nanoseconds since 1970. last is the
// time of the last record, for relative times. Its error is a *SyntaxError.
func ReadTime(text string, last int64) (from, to int64, err error) {
	m, n, wrong := readMoment(text)
	if wrong == "" && n < len(text) {
		wrong = quoteFound(text[n:]) + " does not belong to a time"
	}
	if wrong != "" {
		return 0, 0, &SyntaxError{Text: text, Offset: n, What: wrong}
	}
	m = m.at(last)
	return m.start, m.start + m.span, nil
}
