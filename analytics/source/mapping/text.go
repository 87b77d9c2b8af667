package mapping

import (
	"fmt"
	"strings"

	"network-analytics/analytics/record"
)

const (
	maxShownRunes = 40  // how much of a text from data goes into a message
	maxShownBytes = 256 // enough bytes for that
	maxListed     = 12  // how many names a message lists
)

// quote makes text from data safe to print, cuts it short and puts it in
// quotes.
func quote(s string) string {
	s = record.Clean(s[:min(len(s), maxShownBytes)])
	n := 0
	for i := range s {
		if n == maxShownRunes {
			return `"` + s[:i] + `…"`
		}
		n++
	}
	return `"` + s + `"`
}

// plural returns "1 word" or "n words".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// shellQuote writes an argument so that a shell reads it back.
func shellQuote(s string) string {
	plain := s != ""
	for i := 0; i < len(s); i++ {
		c := s[i]
		plain = plain && (isLetter(c) || isDigit(c) || strings.IndexByte("_-.,:/=+@%", c) >= 0)
	}
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
