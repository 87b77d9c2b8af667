package chart

import "strings"

// Profile says which attributes a terminal understands.
type Profile uint8

// The profiles, from the least to the most capable.
const (
	None      Profile = iota // no sequences at all: dumb terminals, files, tests
	Mono                     // bold, dim and reverse but no colour: NO_COLOR, vt100
	ANSI16                   // the 16 colours of the terminal's own palette
	ANSI256                  // the fixed 256 colour palette
	TrueColor                // 24 bit
)

// String returns the name of the profile.
func (p Profile) String() string {
	return [...]string{"none", "mono", "16", "256", "truecolor"}[p]
}

// Role is what a piece of text means; the theme decides how it looks.
type Role uint8

// The roles.
const (
	Text Role = iota
	Dim
	Title
	Header
	Accent
	Good
	Warn
	Bad
	Selected // reverse video: the cursor row, the active tab
	Border
	BorderFocus
	Key   // a key to press
	Limit // a threshold line and its label
	Series0
	Series1
	Series2
	Series3
	Series4
	Series5
	numRoles
)

// NumSeries is the number of roles for lines of a chart.
const NumSeries = int(Series5-Series0) + 1

// SeriesRole returns the role of line i; after Series5 they start again.
func SeriesRole(i int) Role {
	return Series0 + Role((i%NumSeries+NumSeries)%NumSeries)
}

// ThemeOptions is what a Theme depends on.
type ThemeOptions struct {
	Profile Profile
	Light   bool // the terminal's background is light
	ASCII   bool // draw with ASCII only: no UTF-8 locale, Linux console font
	// Contrast asks for the strongest colours: text at 7 to 1 and more, nothing dim.
	Contrast bool
}

// Theme turns roles and levels into colour sequences and glyphs. It is
// immutable, so that any number of goroutines may share it.
type Theme struct {
	options ThemeOptions
	open    [numRoles]string // sequence that starts a role, "" for none
	ramp    []Cell
	noData  Cell
	glyph   glyphs
}

// NewTheme returns the theme for a terminal.
func NewTheme(o ThemeOptions) *Theme {
	t := &Theme{options: o, glyph: unicodeGlyphs}
	if o.ASCII {
		t.glyph = asciiGlyphs
	}
	for r, params := range rolesOf(o) {
		if params != "" {
			t.open[r] = "\x1b[" + params + "m"
		}
	}
	t.ramp = rampOf(o)
	t.noData = Cell{Shade: t.glyph.noData, open: t.open[Dim]}
	return t
}

// Profile returns the profile the theme was made for.
func (t *Theme) Profile() Profile { return t.options.Profile }

// Light reports whether the theme is for a light background.
func (t *Theme) Light() bool { return t.options.Light }

// ASCII reports whether the theme draws with ASCII only.
func (t *Theme) ASCII() bool { return t.options.ASCII }

// reset ends every role.
const reset = "\x1b[0m"

// Paint wraps s in the attributes of a role and a reset; the text and so its
// width stay the same. Parts that s has painted already keep their own
// attributes, with the role's where they set none. Each line is wrapped on its
// own. With the None profile, or for a role without attributes, s is returned.
func (t *Theme) Paint(r Role, s string) string {
	return wrap(t.sequence(r), s)
}

// sequence returns what starts a role, "" for one that is unknown.
func (t *Theme) sequence(r Role) string {
	if r >= numRoles {
		return ""
	}
	return t.open[r]
}

func wrap(open, s string) string {
	if open == "" || s == "" {
		return s
	}
	if strings.IndexByte(s, '\n') >= 0 {
		lines := strings.Split(s, "\n")
		for i, line := range lines {
			lines[i] = wrap(open, line)
		}
		return strings.Join(lines, "\n")
	}
	if strings.Contains(s, reset) {
		s = strings.ReplaceAll(strings.TrimSuffix(s, reset), reset, reset+open)
	}
	return open + s + reset
}
