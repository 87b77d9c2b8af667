package mapping

import (
	"fmt"
	"strings"
)

// timeOp is a step of a --time-format pattern: a directive letter, or 0 for the
// literal byte text.
type timeOp struct{ op, text byte }

// compilePattern reads a pattern of %-directives as strftime has them:
// %Y %y %m %d %e %H %I %p %M %S %f (decimals of a second) %b %B %a %A %z %Z %j is
// not known, %T %F %D %R are short for others, %n stands for blanks, %% for %.
func compilePattern(s string) ([]timeOp, error) {
	var ops []timeOp
	if len(s) > 200 {
		return nil, fmt.Errorf("the pattern is too long")
	}
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			ops = append(ops, timeOp{text: s[i]})
			continue
		}
		if i++; i == len(s) {
			return nil, fmt.Errorf(`"%%" at the end`)
		}
		if s[i] == '-' && i+1 < len(s) {
			i++
		}
		switch c := s[i]; c {
		case 'Y', 'y', 'm', 'd', 'H', 'I', 'p', 'M', 'S', 'f', 'b', 'a', 'z', 'Z':
			ops = append(ops, timeOp{op: c})
		case 'e', 'k', 'l', 'B', 'h', 'A':
			ops = append(ops, timeOp{op: map[byte]byte{'e': 'd', 'k': 'H', 'l': 'I', 'B': 'b', 'h': 'b', 'A': 'a'}[c]})
		case 'T', 'F', 'D', 'R':
			more, _ := compilePattern(map[byte]string{'T': "%H:%M:%S", 'F': "%Y-%m-%d", 'D': "%m/%d/%y", 'R': "%H:%M"}[c])
			ops = append(ops, more...)
		case 'n', 't':
			ops = append(ops, timeOp{text: ' '})
		case '%':
			ops = append(ops, timeOp{text: '%'})
		default:
			return nil, fmt.Errorf(`"%%%c" is not known`, c)
		}
	}
	seen := func(any string) bool {
		for _, o := range ops {
			if o.op != 0 && strings.IndexByte(any, o.op) >= 0 {
				return true
			}
		}
		return false
	}
	if !seen("Yy") || !seen("mb") || !seen("d") {
		return nil, fmt.Errorf("a pattern needs a year, a month and a day")
	}
	return ops, nil
}

// scanPattern reads a time as a pattern says. A blank in the pattern stands for
// any number of blanks.
func scanPattern(ops []timeOp, b []byte) (c civil, ok bool) {
	s := scanner{b: b}
	var hour, minute, second, ns int64
	half := byte(0)
	c.family = withName
	for _, o := range ops {
		var n int
		switch o.op {
		case 0:
			if o.text == ' ' {
				s.blanks()
				continue
			}
			if s.i >= len(s.b) || s.b[s.i] != o.text {
				return c, false
			}
			s.i++
			continue
		case 'Y':
			c.year, n = s.number(4)
			if n != 4 {
				return c, false
			}
		case 'y':
			c.year, n = s.number(2)
			if c.year += 2000; c.year >= 2070 {
				c.year -= 100
			}
		case 'm':
			c.month, n = s.number(2)
		case 'd':
			s.blanks()
			c.day, n = s.number(2)
		case 'H', 'I':
			s.blanks()
			hour, n = s.number(2)
		case 'M':
			minute, n = s.number(2)
		case 'S':
			second, n = s.number(2)
		case 'f':
			ns, n = s.number(9)
			for k := n; k < 9; k++ {
				ns *= 10
			}
		case 'b':
			c.month = s.month()
			n = int(c.month)
		case 'a':
			if s.weekday() {
				n = 1
			}
		case 'p':
			half = s.peek() | 0x20
			if (half == 'a' || half == 'p') && s.at(1)|0x20 == 'm' {
				s.i += 2
				n = 1
			}
		case 'z', 'Z':
			c.hasClock = true
			mark := s.i
			if !s.zone(&c) || s.i == mark {
				return c, false
			}
			n = 1
		}
		if n == 0 {
			return c, false
		}
	}
	if half != 0 {
		if hour < 1 || hour > 12 {
			return c, false
		}
		if hour %= 12; half == 'p' {
			hour += 12
		}
	}
	if second == 60 {
		c.leap, second, ns = true, 59, nsPerSecond-1
	}
	c.hasClock = true
	c.ns = (hour*3600+minute*60+second)*nsPerSecond + ns
	if hour > 23 || minute > 59 || second > 59 {
		c.ns = -1
	}
	return c, s.i == len(s.b)
}

// setFormat makes the plan read what --time-format says. The formats besides
// patterns: epoch-s, epoch-ms, epoch-us, epoch-ns, ole, syslog:YEAR for dates
// without a year and clock:YYYY-MM-DD for times of day.
func (t *TimePlan) setFormat(s string) error {
	t.Format, t.Form = s, s
	unit, epoch := epochUnits[strings.TrimPrefix(s, "epoch-")]
	year, syslog := strings.CutPrefix(s, "syslog:")
	date, clock := strings.CutPrefix(s, "clock:")
	switch {
	case epoch && strings.HasPrefix(s, "epoch-"):
		t.kind, t.unit, t.anyYear, t.Zone = epochTime, unit, true, "UTC"
	case s == "ole":
		t.kind, t.Zone = oleTime, "UTC"
	case syslog:
		s := scanner{b: []byte(year)}
		y, n := s.number(4)
		if n != 4 || s.i != len(s.b) || y < minYear || y > maxYear {
			return fmt.Errorf("want a year of four digits after syslog:")
		}
		t.kind, t.family, t.year = civilTime, noYear, y
	case clock:
		c, ok := scanCivil([]byte(date))
		if !ok || c.family != yearFirst || c.hasClock || c.month < 1 || c.month > 12 || c.day < 1 || c.day > DaysIn(c.year, c.month) {
			return fmt.Errorf("want a date such as 2025-03-01 after clock:")
		}
		t.kind, t.family, t.day = civilTime, noDate, DaysSinceEpoch(c.year, c.month, c.day)
	case strings.Contains(s, "%"):
		ops, err := compilePattern(s)
		if err != nil {
			return err
		}
		t.kind, t.layout = patternTime, ops
	default:
		return fmt.Errorf("want epoch-s, epoch-ms, epoch-us, epoch-ns, ole, syslog:YEAR, clock:YYYY-MM-DD or a pattern such as %%Y-%%m-%%d %%H:%%M:%%S")
	}
	return nil
}

var epochUnits = map[string]int64{"s": nsPerSecond, "ms": 1_000_000, "us": 1000, "ns": 1}

// hasZone tells that the pattern reads a zone.
func (t *TimePlan) hasZone() bool {
	for _, o := range t.layout {
		if o.op == 'z' || o.op == 'Z' {
			return true
		}
	}
	return false
}
