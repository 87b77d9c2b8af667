package source

import (
	"fmt"
	"strconv"
	"strings"

	"network-analytics/analytics/record"
)

const (
	maxValueRunes = 40  // how much of a text from data goes into a message
	maxValueBytes = 256 // enough bytes for that, so that nobody copies more
)

// show makes text from data safe to print and cuts it short.
func show(s string) string {
	s = s[:min(len(s), maxValueBytes)]
	s = record.Clean(s)
	n := 0
	for i := range s {
		if n == maxValueRunes {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// showPath makes a path safe to print; of a long one it keeps the end.
func showPath(path string) string {
	runes := []rune(record.Clean(path))
	if len(runes) <= maxValueRunes {
		return string(runes)
	}
	return "…" + string(runes[len(runes)-maxValueRunes+1:])
}

// quote returns show(s) in quotes.
func quote(s string) string { return `"` + show(s) + `"` }

// list joins at most limit texts by commas and says how many more there are.
func list(texts []string, limit int) string {
	if len(texts) <= limit {
		return strings.Join(texts, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(texts[:limit], ", "), len(texts)-limit)
}

// plural returns "1 word" or "n words".
func plural(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trim cuts blanks and tabs off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func itoa(n int) string { return strconv.Itoa(n) }
