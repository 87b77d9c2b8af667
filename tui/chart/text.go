package chart

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/analytics/record"
)

// Fit returns s in exactly w cells: cut at the edge of a character with "…", or
// padded with blanks on the right. Colour sequences in s are kept, and closed at
// the end; every other control character is made visible. With w < 1 it returns "".
func Fit(s string, w int) string { return fit(s, w, "…", false) }

// FitLeft is Fit with the padding on the left, as numbers are aligned.
func FitLeft(s string, w int) string { return fit(s, w, "…", true) }

// Fit is the function Fit with the theme's mark for cut text, "~" in ASCII. With
// the None profile it takes colour sequences out.
func (t *Theme) Fit(s string, w int) string { return t.fit(s, w, false) }

// FitLeft is the method Fit with the padding on the left.
func (t *Theme) FitLeft(s string, w int) string { return t.fit(s, w, true) }

func (t *Theme) fit(s string, w int, left bool) string {
	return fitVisible(visible(s, t.options.Profile != None), w, t.glyph.ellipsis, left)
}

func fit(s string, w int, tail string, left bool) string {
	return fitVisible(visible(s, true), w, tail, left)
}

func fitVisible(s string, w int, tail string, left bool) string {
	if w < 1 {
		return ""
	}
	n := width(s)
	if n > w {
		s = ansi.Truncate(s, w, tail)
		n = width(s)
	}
	if i := strings.LastIndexByte(s, 0x1b); i >= 0 && !strings.HasPrefix(s[i:], reset) {
		s += reset
	}
	if n >= w {
		return s
	}
	if left {
		return strings.Repeat(" ", w-n) + s
	}
	return s + strings.Repeat(" ", w-n)
}

// Width returns the cells that s takes on the terminal; colour sequences take none.
func Width(s string) int {
	if n, plain := simpleWidth(s); plain {
		return n
	}
	return ansi.StringWidth(s)
}

func width(s string) int { return Width(s) }

// simpleWidth measures text of which every character takes one cell and joins no
// other: ASCII, what charts and boxes are drawn with, and colour sequences between
// them. That is nearly all there is, and quickly measured. It reports false for
// any other text.
func simpleWidth(s string) (n int, plain bool) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f:
			i++
			n++
		case c == 0x1b:
			length := sgrLen(s[i:])
			if length == 0 {
				return 0, false
			}
			i += length
		case c == 0xe2 && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80: // U+2000 to U+2FFF
			if r := rune(c&0x0f)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f); !drawn(r) {
				return 0, false
			}
			i += 3
			n++
		default:
			return 0, false
		}
	}
	return n, true
}

// drawn reports whether a character is a line, a block, a braille pattern, "…",
// or one of the triangles up and down.
func drawn(r rune) bool {
	return r >= 0x2500 && r <= 0x259f || r >= 0x2800 && r <= 0x28ff || r == '…' || r == '▲' || r == '▼'
}

// visible returns s with control characters made visible, except for colour
// sequences (ESC [ digits and semicolons m), which are kept or taken out.
func visible(s string, colors bool) string {
	if _, plain := simpleWidth(s); plain && (colors || strings.IndexByte(s, 0x1b) < 0) {
		return s
	}
	esc := false
	plain := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0x1b:
			esc = true
		case c < ' ' || c >= 0x7f:
			plain = false
		}
	}
	if plain && !esc {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, 0x1b)
		if i < 0 {
			b.WriteString(clean(s))
			return b.String()
		}
		b.WriteString(clean(s[:i]))
		s = s[i:]
		n := sgrLen(s)
		if n == 0 {
			b.WriteString(clean(s[:1]))
			s = s[1:]
			continue
		}
		if colors {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
}

// clean is record.Clean without its limit of length: a line of ours may be long.
func clean(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return cleanLong(s)
		}
	}
	return s
}

func cleanLong(s string) string {
	const piece = 64 // runes that Clean never cuts, even when each becomes four
	var b strings.Builder
	for s != "" {
		n, end := 0, len(s)
		for i := range s {
			if n == piece {
				end = i
				break
			}
			n++
		}
		b.WriteString(record.Clean(s[:end]))
		s = s[end:]
	}
	return b.String()
}

// sgrLen returns the length of the colour sequence that s begins with, or 0.
func sgrLen(s string) int {
	if len(s) < 3 || s[0] != 0x1b || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// blank returns w x h cells of nothing.
func blank(w, h int) string {
	if h < 1 {
		return ""
	}
	line := strings.Repeat(" ", max(w, 0))
	return strings.Repeat(line+"\n", h-1) + line
}
