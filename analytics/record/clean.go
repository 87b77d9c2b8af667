package record

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxCleanRunes     = 256 // a longer name is cut: no layout survives it
	maxCombiningMarks = 2   // more in a row only deface neighbouring lines
)

// Clean makes a string from data safe to print: the result is valid UTF-8 of at
// most 256 runes that cannot move a cursor, change a colour, reorder or hide
// text. Control characters read as \x1b, invisible and bidirectional ones and
// invalid bytes as U+FFFD, a tab as a space. Variation selectors, which make a
// character wider on some terminals only, are dropped.
func Clean(s string) string { return clean(s, maxCleanRunes) }

// CleanText is Clean for a sentence of ours that may quote data: it is not cut.
func CleanText(s string) string { return clean(s, math.MaxInt) }

func clean(s string, limit int) string {
	plain := len(s) <= limit
	for i := 0; plain && i < len(s); i++ {
		plain = s[i] >= ' ' && s[i] < 0x7f
	}
	if plain {
		return s
	}
	var b strings.Builder
	runes, marks := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if runes >= limit {
			b.WriteRune('…')
			break
		}
		if unicode.Is(unicode.Variation_Selector, r) {
			if runes > 0 {
				continue
			}
			r = utf8.RuneError
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxCombiningMarks {
				continue
			}
		} else {
			marks = 0
		}
		runes++
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
			runes += 3
		case r == utf8.RuneError, r >= 0x80 && r < 0xa0, r == 0x2028, r == 0x2029,
			unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
