package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxNameBytes = 256 // of a longer name only the beginning is looked at

// name is the name of a column taken apart.
type name struct {
	text   string // without unit and brackets
	key    string // letters and digits of it in lower case, without unit
	unit   string // unit written in it, in the common spelling, "" for none
	u      unit
	zone   string // "UTC" where it names it
	last   string // key of the last part of a path such as "net.rtt", "" for none
	marked bool   // the unit stands in brackets, after a dash or as a sign
	raw    bool   // "(RAW)": the same value before formatting
}

// normalise takes a column name apart: blanks trimmed, a leading "#" dropped, a
// unit in brackets, after " - " or as a % sign taken off and remembered.
func normalise(s string) name {
	var n name
	s = strings.TrimPrefix(s[:min(len(s), maxNameBytes)], "\ufeff")
	s = strings.TrimSpace(s)
	s = strings.Trim(s, `"'`)
	s = strings.TrimSpace(strings.TrimLeft(s, "#"))
	s = n.cutBrackets(s)
	for _, dash := range []string{" - ", ", ", " in "} {
		if i := strings.LastIndex(s, dash); i > 0 && n.unit == "" && n.setUnit(s[i+len(dash):]) {
			s = s[:i]
		}
	}
	if n.unit == "" && strings.Contains(s, "%") {
		rest := strings.TrimSpace(strings.Replace(s, "%", " ", 1))
		if n.setUnit("%") {
			s = rest
		}
	}
	n.text, n.key = s, squash(s)
	if lower := strings.ToLower(s); strings.HasSuffix(lower, "_utc") || n.key == "utctime" || strings.HasSuffix(lower, " utc") || strings.HasPrefix(lower, "utc_") {
		n.zone = "UTC"
	}
	if strings.HasSuffix(n.key, "raw") && len(n.key) > 3 {
		n.raw = true
	}
	if i := strings.LastIndexAny(s, "./"); i > 0 && i < len(s)-1 {
		n.last = s[i+1:]
	}
	return n
}

func (n *name) setUnit(s string) bool {
	u, text, ok := parseUnit(s)
	if ok {
		n.u, n.unit, n.marked = u, text, true
	}
	return ok
}

// cutBrackets takes "(ms)", "[us]", "(UTC)" out of a name. Other brackets stay.
func (n *name) cutBrackets(s string) string {
	for range 3 {
		open := strings.LastIndexAny(s, "([")
		if open < 0 {
			break
		}
		end := strings.IndexAny(s[open:], ")]")
		if end < 0 {
			break
		}
		inside := strings.TrimSpace(s[open+1 : open+end])
		switch {
		case n.unit == "" && n.setUnit(inside):
		case strings.EqualFold(inside, "utc"), strings.EqualFold(inside, "gmt"), inside == "Z":
			n.zone = "UTC"
		default:
			return s
		}
		s = strings.TrimSpace(s[:open] + s[open+end+1:])
	}
	return s
}

// squash keeps the letters and digits of a name in lower case, so that
// "PacketLoss", "packet_loss" and "Packet loss" are one.
func squash(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// suffixUnits are units that names end in: rtt_s, latencyUs, throughput_mbps.
// "min" is not among them, it means the smallest; longer ones come first.
var suffixUnits = []string{
	"bits_per_second", "bytes_per_second", "bits_per_sec", "bytes_per_sec", "octets_per_second",
	"microseconds", "nanoseconds", "milliseconds", "millisecond", "percentage", "per_second",
	"seconds", "fraction", "percent", "millis", "octets", "mbit_s", "kbit_s", "gbit_s", "bits_s", "bytes_s",
	"msecs", "usecs", "bytes", "msec", "usec", "secs", "mbps", "kbps", "gbps", "mibps", "kibps", "ratio",
	"perc", "prozent", "bits", "bps", "sec", "pct", "ms", "us", "ns", "s",
}

// cutSuffix takes a unit off the end of a name: at a sign, or where upper case
// begins.
func cutSuffix(s string) (rest string, u unit, text string, ok bool) {
	s = strings.TrimSpace(s[:min(len(s), maxNameBytes)])
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return "", unit{}, "", false
	}
	for _, end := range suffixUnits {
		at := len(s) - len(end)
		if at < 2 || !strings.HasSuffix(lower, end) || !utf8.RuneStart(s[at]) {
			continue
		}
		before := s[at-1]
		sign := strings.IndexByte("_ -./:", before) >= 0
		camel := 'a' <= before && before <= 'z' && 'A' <= s[at] && s[at] <= 'Z'
		if !sign && !camel {
			continue
		}
		word := s[at:]
		if camel && len(word) <= 2 || strings.ToUpper(word) == word && strings.ContainsAny(lower[:at], "abcdefghijklmnopqrstuvwxyz") == false {
			word = strings.ToLower(word)
		}
		if u, text, ok = parseUnit(word); !ok && (sign && word == strings.ToUpper(word)) {
			u, text, ok = parseUnit(strings.ToLower(word)) // a name all in upper case
			ok = ok && u.dim != rate && u.dim != amount
		}
		if ok {
			return strings.TrimRight(s[:at], "_ -./:"), u, text, true
		}
	}
	return "", unit{}, "", false
}
