package mapping

import (
	"math"
	"strings"
)

// dimension is what a unit measures.
type dimension uint8

const (
	noDimension dimension = iota
	timeSpan              // to milliseconds
	rate                  // to megabits per second
	amount                // to megabits: a counter, of which differences per second are rates
	share                 // to percent
)

// unit converts a number x to x * 10^shift * mul + offset. The power of ten
// stands apart because it can be applied while the digits are read, without
// rounding.
type unit struct {
	dim    dimension
	shift  int
	mul    float64
	offset float64
}

func (u unit) scale() float64 { return math.Pow10(u.shift) * u.mul }

var dimensionOf = [NumFields]dimension{Traffic: rate, Latency: timeSpan, Loss: share, CPU: share}

// fits tells whether a column of the field can be in this unit.
func (u unit) fits(f Field) bool {
	return u.dim == dimensionOf[f] || u.dim == amount && f == Traffic
}

var timeUnits = map[string]unit{
	"ns": {timeSpan, -6, 1, 0}, "us": {timeSpan, -3, 1, 0}, "ms": {timeSpan, 0, 1, 0},
	"s": {timeSpan, 3, 1, 0}, "min": {timeSpan, 4, 6, 0},
}

// timeWords are other spellings of time units, in lower case.
var timeWords = map[string]string{
	"ns": "ns", "nsec": "ns", "nsecs": "ns", "nanos": "ns", "nanosecond": "ns", "nanoseconds": "ns",
	"us": "us", "µs": "us", "μs": "us", "usec": "us", "usecs": "us", "micros": "us", "microsecond": "us", "microseconds": "us",
	"ms": "ms", "msec": "ms", "msecs": "ms", "millis": "ms", "millisec": "ms", "millisecond": "ms", "milliseconds": "ms",
	"s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
	"min": "min", "mins": "min", "minute": "min", "minutes": "min",
}

var shareWords = map[string]string{
	"%": "percent", "percent": "percent", "pct": "percent", "perc": "percent", "per cent": "percent",
	"percentage": "percent", "prozent": "percent", "0-100": "percent", "0..100": "percent",
	"fraction": "fraction", "ratio": "fraction", "0-1": "fraction", "0..1": "fraction",
}

// parseUnit understands a unit as people and programs spell it and returns its
// common spelling. Upper and lower case tell bits from bytes; where they do not
// ("mb/s", "MBPS") the unit is not understood.
func parseUnit(s string) (unit, string, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 0 || len(s) > 40 {
		return unit{}, "", false
	}
	lower := strings.ToLower(s)
	if rest, ok := strings.CutSuffix(lower, " idle"); ok {
		u, name, ok := parseUnit(rest)
		if !ok || u.dim != share {
			return unit{}, "", false
		}
		u.mul, u.offset = -u.mul, 100
		return u, name + " idle", true
	}
	if name, ok := timeWords[lower]; ok {
		return timeUnits[name], name, true
	}
	switch shareWords[lower] {
	case "percent":
		return unit{share, 0, 1, 0}, "percent", true
	case "fraction":
		return unit{share, 2, 1, 0}, "fraction", true
	}
	return parseRate(s)
}

var prefixes = map[string]struct {
	shift int
	mul   float64
}{
	"": {0, 1}, "k": {3, 1}, "K": {3, 1}, "M": {6, 1}, "G": {9, 1}, "T": {12, 1},
	"Ki": {0, 1 << 10}, "Mi": {0, 1 << 20}, "Gi": {0, 1 << 30}, "Ti": {0, 1 << 40},
}

// parseRate reads rates of bits or bytes and amounts of them.
func parseRate(s string) (unit, string, bool) {
	body, per, ok := cutPer(s)
	if !ok {
		return unit{}, "", false
	}
	var digits string // the common spelling of the part before "/s"
	u := unit{dim: amount, mul: 1}
	prefix, thing := cutThing(body)
	p, known := prefixes[prefix]
	if !known && thing != "" && body == strings.ToLower(body) && len(thing) > 1 || !known && per.plain == "ps" {
		// "mbit/s", "kbytes/s" and "mbps": in lower case a whole word tells bits from bytes.
		if up := strings.ToUpper(prefix); body == strings.ToLower(body) {
			prefix = up
			p, known = prefixes[up]
		}
	}
	switch {
	case !known:
		return unit{}, "", false
	case thing == "bit":
		digits = prefix + "bit"
	case thing == "byte":
		u.mul, digits = 8, prefix+"B"
	case thing == "b":
		if prefix == "k" && per.plain == "" {
			return unit{}, "", false // "kb/s" in lower case may well be bytes
		}
		digits = prefix + "bit"
	case thing == "B":
		if per.plain == "ps" && (strings.HasSuffix(s, "PS")) {
			return unit{}, "", false // "MBPS": nobody knows
		}
		u.mul, digits = 8, prefix+"B"
	default:
		return unit{}, "", false
	}
	if prefix == "K" {
		digits = "k" + digits[1:]
	}
	u.shift = p.shift - 6
	u.mul *= p.mul
	if per.seconds == 0 {
		return u, digits, true
	}
	u.dim = rate
	if per.seconds != 1 {
		u.mul /= per.seconds
		return u, digits + "/" + per.text, true
	}
	return u, digits + "/s", true
}

// per is the "per second" of a rate.
type per struct {
	seconds float64 // 0: an amount
	plain   string  // "ps" where it was written so
	text    string  // "300s"
}

// cutPer cuts "ps", "/s", "/sec", "_per_second", "/300s", "/5min" off a unit.
func cutPer(s string) (string, per, bool) {
	lower := strings.ToLower(s)
	for _, end := range []string{"/second", "/sec", "/s", " per second", " per sec", "_per_second", "_per_sec", "_per_s", "_s", "/ s"} {
		if strings.HasSuffix(lower, end) {
			return strings.TrimRight(s[:len(s)-len(end)], " "), per{seconds: 1}, true
		}
	}
	if i := strings.LastIndexByte(s, '/'); i > 0 {
		text := lower[i+1:]
		n := 0
		for n < len(text) && text[n]-'0' <= 9 {
			n++
		}
		v, ok := ParseDecimal([]byte(text[:n]), 0)
		t, known := timeUnits[text[n:]]
		if !known && (text[n:] == "m") {
			t, known = timeUnits["min"], true
		}
		if text[n:] == "h" {
			t, known = unit{timeSpan, 3, 3600, 0}, true
		}
		seconds := v * t.scale() / 1000
		if n == 0 || !ok || !known || !(seconds > 0) {
			return "", per{}, false
		}
		return s[:i], per{seconds: seconds, text: text}, true
	}
	if strings.HasSuffix(lower, "ps") && len(s) > 2 {
		return s[:len(s)-2], per{seconds: 1, plain: "ps"}, true
	}
	return s, per{}, true
}

// cutThing splits "Mbit" into the prefix "M" and what it counts: "bit", "byte",
// or "b" and "B" where only the letter stands there.
func cutThing(s string) (prefix, thing string) {
	lower := strings.ToLower(s)
	for _, w := range []struct{ end, thing string }{
		{"bits", "bit"}, {"bit", "bit"}, {"bytes", "byte"}, {"byte", "byte"}, {"octets", "byte"}, {"octet", "byte"},
	} {
		if strings.HasSuffix(lower, w.end) {
			return wordPrefix(strings.TrimRight(s[:len(s)-len(w.end)], " _")), w.thing
		}
	}
	if strings.HasSuffix(lower, "b") {
		return s[:len(s)-1], s[len(s)-1:]
	}
	return s, ""
}

func wordPrefix(s string) string {
	switch strings.ToLower(s) {
	case "kilo":
		return "k"
	case "mega":
		return "M"
	case "giga":
		return "G"
	case "kibi":
		return "Ki"
	case "mebi":
		return "Mi"
	case "gibi":
		return "Gi"
	}
	return s
}
