package chart

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestFit(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"abc", 5, "abc  "},
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"abcd", 1, "…"},
		{"abc", 0, ""},
		{"abc", -2, ""},
		{"", 2, "  "},
		{"東京", 4, "東京"},
		{"東京", 3, "東…"},
		{"東京", 2, "… "},
		{"é́x", 2, "é́x"},
		{"a\tb\n", 7, "a b\\x0a"},
		{"\x1b[31mred\x1b[0m", 4, "\x1b[31mred\x1b[0m "},
		{"\x1b[31mred", 3, "\x1b[31mred\x1b[0m"},
		{"\x1b]0;t\a", 12, "\\x1b]0;t\\x07"},
		{"\u202ea\u009b", 3, "\ufffda\ufffd"},
	} {
		if got := Fit(c.s, c.w); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
	if got := FitLeft("7", 3); got != "  7" {
		t.Errorf("FitLeft = %q", got)
	}
	if got := NewTheme(ThemeOptions{ASCII: true}).Fit("abcd", 3); got != "ab~" {
		t.Errorf("in ASCII: %q", got)
	}
	if got := NewTheme(ThemeOptions{}).Fit("\x1b[31mred\x1b[0m", 4); got != "red " {
		t.Errorf("without a profile: %q", got)
	}
	if long := strings.Repeat("é", 1000); Fit(long, 1000) != long {
		t.Error("a long line was cut")
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 5: "5", -5: "-5", 0.042: "0.042", 0.5: "0.5", 9.876: "9.88", 9.999: "10", 45.25: "45.2", 99.96: "100", 118.4: "118",
		999.4: "999", 999.6: "1k", 1234: "1.23k", 56789: "56.8k", 1e6: "1M", -2.5e9: "-2.5G", 7e12: "7T",
		1e15: "1e+15", 1e300: "1e+300", 0.0001: "1e-04", -0.0000001: "-1e-07",
	} {
		if got := Short(v); got != want {
			t.Errorf("Short(%v) = %q, want %q", v, got, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := Short(v); got != "-" {
			t.Errorf("Short(%v) = %q", v, got)
		}
	}
	for e := -320; e <= 308; e++ {
		for _, m := range []float64{1, -1.2345678, 9.9999, -9.96} {
			if got := Short(m * math.Pow(10, float64(e))); len(got) > 7 {
				t.Errorf("Short(%ve%d) = %q has %d cells", m, e, got, len(got))
			}
		}
	}
}

func TestBar(t *testing.T) {
	theme := NewTheme(ThemeOptions{ASCII: true})
	for _, c := range []struct {
		f                  float64
		wantBar, wantShown string
	}{
		{0, "----------", "[-----]   0%"},
		{0.001, "#---------", "[#----]   0%"},
		{0.5, "#####-----", "[###--]  50%"},
		{0.999, "#########-", "[####-]  99%"},
		{1, "##########", "[#####] 100%"},
		{7, "##########", "[#####] 100%"},
		{-1, "----------", "[-----]   0%"},
		{math.NaN(), "----------", "[-----]   ?%"},
	} {
		if got := Bar(theme, c.f, 10); got != c.wantBar {
			t.Errorf("Bar(%v) = %q, want %q", c.f, got, c.wantBar)
		}
		if got := Progress(theme, c.f, 12); got != c.wantShown {
			t.Errorf("Progress(%v) = %q, want %q", c.f, got, c.wantShown)
		}
	}
}

func TestBox(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	for _, c := range []struct {
		title, body string
		w, h        int
		focus       bool
		want        string
	}{
		{"t", "a\nbcdef\nlost", 8, 4, false, "┌ t ───┐\n│ a    │\n│ bcd… │\n└──────┘"},
		{"", "", 5, 3, true, "┏━━━┓\n┃   ┃\n┗━━━┛"},
		{"too long", "a", 9, 3, false, "┌ too… ─┐\n│ a     │\n└───────┘"},
		{"t", "ab\nc", 4, 3, false, "ab  \nc   \n    "},
	} {
		if got := Box(theme, c.title, c.body, c.w, c.h, c.focus); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

// The quick way to measure agrees with the thorough one.
func TestWidthOfSimpleText(t *testing.T) {
	for r := rune(' '); r < 0x3000; r++ {
		s := "a\x1b[38;5;12m" + string(r) + "\x1b[0m"
		n, simple := simpleWidth(s)
		if want := ansi.StringWidth(s); simple && n != want {
			t.Errorf("%U: %d, want %d", r, n, want)
		}
		if r >= 0x2800 && r < 0x2900 && !simple {
			t.Errorf("%U is not measured quickly", r)
		}
	}
	for _, s := range []string{"▲\ufe0f", "e\u0301", "\x1b[5;1H", "\x1b[", "\xe2\x96", "\xe2\xff\xff", "\xe2aa", "\xe2\xd6\xc0", "\u200b"} {
		if n, simple := simpleWidth(s); simple {
			t.Errorf("%q counts as %d simple cells", s, n)
		}
	}
}
