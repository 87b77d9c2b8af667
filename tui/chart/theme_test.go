package chart

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"network-analytics/analytics/kpi"
)

// colorsOf returns the foreground and background of a sequence in the fixed
// palettes, and whether each is set.
func colorsOf(t *testing.T, seq string) (fg, bg [3]uint8, hasFG, hasBG bool) {
	t.Helper()
	params := strings.Split(strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m"), ";")
	number := func(i int) uint8 {
		n, err := strconv.ParseUint(params[i], 10, 8)
		if err != nil {
			t.Fatalf("%q: %v", seq, err)
		}
		return uint8(n)
	}
	for i := 0; i < len(params); i++ {
		if params[i] != "38" && params[i] != "48" {
			continue
		}
		var c [3]uint8
		which := params[i]
		if params[i+1] == "5" {
			c = rgb256(number(i + 2))
			i += 2
		} else {
			c = [3]uint8{number(i + 2), number(i + 3), number(i + 4)}
			i += 4
		}
		if which == "38" {
			fg, hasFG = c, true
		} else {
			bg, hasBG = c, true
		}
	}
	return fg, bg, hasFG, hasBG
}

func contrast(a, b [3]uint8) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

// Text is readable on black and on dark grey, or on white and on light grey.
func TestContrast(t *testing.T) {
	grounds := map[bool][][3]uint8{false: {{0, 0, 0}, {24, 24, 24}}, true: {{255, 255, 255}, {250, 250, 250}}}
	for _, theme := range themes() {
		if theme.Profile() < ANSI256 {
			continue // the terminal's own colours
		}
		for r := range numRoles {
			fg, _, ok, _ := colorsOf(t, theme.sequence(r))
			want := 4.5
			if r == Border {
				want = 3
			}
			for _, ground := range grounds[theme.Light()] {
				if c := contrast(fg, ground); ok && c < want {
					t.Errorf("%s: role %d has contrast %.2f on %v", theme.name(), r, c, ground)
				}
			}
		}
	}
}

// With high contrast all text has at least 7 to 1, on the ground it brings or on
// the terminal's.
func TestHighContrast(t *testing.T) {
	for _, light := range []bool{false, true} {
		for _, profile := range []Profile{ANSI256, TrueColor} {
			theme := NewTheme(ThemeOptions{Profile: profile, Light: light, Contrast: true})
			ground := [3]uint8{}
			if light {
				ground = [3]uint8{255, 255, 255}
			}
			for r := range numRoles {
				fg, bg, ok, own := colorsOf(t, theme.sequence(r))
				if !own {
					bg = ground
				}
				if c := contrast(fg, bg); ok && c < 7 {
					t.Errorf("light %v: role %d has contrast %.2f", light, r, c)
				}
			}
			if theme.sequence(Dim) != "" {
				t.Error("dim text is dim")
			}
		}
	}
}

// The heat scale rises (falls on a light background) in brightness from step to
// step, and what is printed on it is readable.
func TestRampColors(t *testing.T) {
	for _, theme := range themes() {
		if theme.Profile() < ANSI256 {
			continue
		}
		last := math.NaN()
		for i, c := range theme.ramp {
			fg, bg, hasFG, hasBG := colorsOf(t, c.open)
			if !hasFG || !hasBG || !c.Colored() {
				t.Fatalf("%s: step %d has no colours: %q", theme.name(), i, c.open)
			}
			if got := contrast(fg, bg); got < 4.5 {
				t.Errorf("%s: text on step %d has contrast %.2f", theme.name(), i, got)
			}
			l := luminance(bg)
			if theme.Light() && l >= last || !theme.Light() && l <= last {
				t.Errorf("%s: brightness of step %d is not beyond that of the one before", theme.name(), i)
			}
			last = l
		}
	}
}

func TestRampEnds(t *testing.T) {
	for _, theme := range themes() {
		n := len(theme.ramp)
		for _, c := range []struct {
			f    float64
			want Cell
		}{{0, theme.ramp[0]}, {-3, theme.ramp[0]}, {1, theme.ramp[n-1]}, {7, theme.ramp[n-1]},
			{math.Inf(1), theme.ramp[n-1]}, {0.5, theme.ramp[n/2]}, {math.NaN(), theme.noData}} {
			if got := theme.Ramp(c.f); got != c.want {
				t.Errorf("%s: Ramp(%v) is %+v instead of %+v", theme.name(), c.f, got, c.want)
			}
		}
	}
}

func TestPaint(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: ANSI16})
	for _, c := range []struct {
		what string
		got  string
		want string
	}{
		{"a role", theme.Paint(Good, "x"), "\x1b[32mx\x1b[0m"},
		{"a role without attributes", theme.Paint(Text, "x"), "x"},
		{"nothing", theme.Paint(Good, ""), ""},
		{"an unknown role", theme.Paint(250, "x"), "x"},
		{"lines", theme.Paint(Good, "a\n\nb"), "\x1b[32ma\x1b[0m\n\n\x1b[32mb\x1b[0m"},
		{"painted parts", theme.Paint(Selected, "a"+theme.Paint(Good, "b")+"c"), "\x1b[7ma\x1b[32mb\x1b[0m\x1b[7mc\x1b[0m"},
		{"a painted end", theme.Paint(Selected, theme.Paint(Good, "b")), "\x1b[7m\x1b[32mb\x1b[0m"},
		{"no profile", NewTheme(ThemeOptions{}).Paint(Bad, "x"), "x"},
		{"no colour", NewTheme(ThemeOptions{Profile: Mono}).Paint(Selected, "x"), "\x1b[7mx\x1b[0m"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}

// Profiles use no more than their terminals know.
func TestProfilesStayInTheirPalette(t *testing.T) {
	allowed := map[Profile]string{
		None: `^$`, Mono: `^(\x1b\[[0127]m)*$`,
		ANSI16:  `^(\x1b\[(0|1|2|7|39|3[0-7]|9[0-7]|1;3[0-7])m)*$`,
		ANSI256: `^(\x1b\[(0|1|7|(1;)?38;5;\d+|(38;5;\d+;)?48;5;\d+)m)*$`,
	}
	sequence := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, theme := range themes() {
		rule, ok := allowed[theme.Profile()]
		if !ok {
			continue
		}
		used := strings.Join(sequence.FindAllString(board(theme), -1), "")
		if !regexp.MustCompile(rule).MatchString(used) {
			t.Errorf("%s uses other sequences than %s", theme.name(), rule)
		}
	}
}

// Levels are told apart without colour.
func TestLevelMarks(t *testing.T) {
	for _, o := range []ThemeOptions{{}, {ASCII: true}} {
		theme, seen := NewTheme(o), map[string]bool{}
		for _, l := range []kpi.Level{kpi.Unknown, kpi.Good, kpi.Warn, kpi.Bad} {
			mark := theme.LevelMark(l)
			if width(mark) != 1 || seen[mark] {
				t.Errorf("level %v has the mark %q", l, mark)
			}
			seen[mark] = true
			tile := Tile(theme, TileOptions{Title: "t", Value: "1", Level: l, Width: 30, Height: 3})
			if !strings.Contains(tile, mark) || l != kpi.Unknown && !strings.Contains(tile, l.String()) {
				t.Errorf("level %v is not told in the tile:\n%s", l, tile)
			}
		}
	}
}

// One file only knows ntcharts, so that its traps are handled in one place.
func TestOneFileImportsNtcharts(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(string(data), `"github.com/NimbleMarkets/`+`ntcharts`); has != (name == "braille.go") {
			t.Errorf("%s imports ntcharts: %v", name, has)
		}
	}
}
