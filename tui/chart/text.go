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

// width measures in cells, with a short way for plain ASCII.
func width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// visible returns s with control characters made visible, except for colour
// sequences (ESC [ digits and semicolons m), which are kept or taken out.
func visible(s string, colors bool) string {
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
