package tui

import (
	"testing"

	"github.com/spf13/pflag"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestColorDepth(t *testing.T) {
	for _, c := range []struct {
		env  []string
		off  bool
		want depth
	}{
		{[]string{"TERM", "xterm-256color", "COLORTERM", "truecolor"}, false, depthTrue},
		{[]string{"TERM", "xterm-256color", "COLORTERM", "24bit"}, false, depthTrue},
		{[]string{"TERM", "xterm-256color"}, false, depth256},
		{[]string{"TERM", "screen-256color", "COLORTERM", "truecolor"}, false, depth256},
		{[]string{"TERM", "screen-256color", "COLORTERM", "truecolor", "TERM_PROGRAM", "tmux"}, false, depthTrue},
		{[]string{"TERM", "tmux-256color"}, false, depth256},
		{[]string{"TERM", "xterm"}, false, depth16},
		{[]string{"TERM", "linux"}, false, depth16},
		{[]string{"TERM", "xterm-kitty"}, false, depthTrue},
		{[]string{"TERM", "alacritty"}, false, depthTrue},
		{[]string{"TERM", "vt100"}, false, depthNone},
		{[]string{"TERM", "xterm-256color", "NO_COLOR", "1"}, false, depthNone},
		{[]string{"TERM", "xterm-256color", "CLICOLOR", "0"}, false, depthNone},
		{[]string{"TERM", "xterm-256color", "COLORTERM", "truecolor"}, true, depthNone},
		// A CI runner's terminal shows colours like any other.
		{[]string{"TERM", "xterm-256color", "CI", "true"}, false, depth256},
	} {
		if got := colorDepth(environment(c.env...), c.off); got != c.want {
			t.Errorf("%v: %d, want %d", c.env, got, c.want)
		}
	}
}

func TestASCII(t *testing.T) {
	for _, c := range []struct {
		env    []string
		forced bool
		want   bool
	}{
		{[]string{"TERM", "xterm", "LANG", "en_US.UTF-8"}, false, false},
		{[]string{"TERM", "xterm", "LANG", "C.utf8"}, false, false},
		{[]string{"TERM", "xterm", "LANG", "C"}, false, true},
		{[]string{"TERM", "xterm"}, false, true},
		{[]string{"TERM", "xterm", "LC_ALL", "C", "LANG", "en_US.UTF-8"}, false, true},
		{[]string{"TERM", "xterm", "LC_CTYPE", "de_DE.utf-8", "LANG", "C"}, false, false},
		{[]string{"TERM", "linux", "LANG", "en_US.UTF-8"}, false, true},
		{[]string{"TERM", "xterm", "LANG", "en_US.UTF-8"}, true, true},
	} {
		if got := asciiOnly(environment(c.env...), c.forced); got != c.want && !windows {
			t.Errorf("%v: %v, want %v", c.env, got, c.want)
		}
	}
}

func TestDarkBackground(t *testing.T) {
	for _, c := range []struct {
		choice     ThemeChoice
		env        []string
		answer     bool // dark, when asked
		known      bool
		want, asks bool
	}{
		{ThemeDark, []string{"COLORFGBG", "0;15"}, false, true, true, false},
		{ThemeLight, []string{"TERM", "xterm"}, true, true, false, false},
		{ThemeAuto, []string{"TERM", "xterm", "COLORFGBG", "0;15"}, true, true, false, false},
		{ThemeAuto, []string{"TERM", "xterm", "COLORFGBG", "15;default;0"}, false, true, true, false},
		{ThemeAuto, []string{"TERM", "xterm", "COLORFGBG", "15;default"}, false, true, false, true},
		{ThemeAuto, []string{"TERM", "xterm"}, false, true, false, true},
		{ThemeAuto, []string{"TERM", "xterm"}, false, false, true, true},
		{ThemeAuto, []string{"TERM", "tmux-256color"}, false, true, true, false},
		{ThemeAuto, []string{"TERM", "screen"}, false, true, true, false},
		{ThemeAuto, []string{"TERM", "linux"}, false, true, true, false},
		{ThemeAuto, []string{"TERM", "xterm", "CI", "1"}, false, true, true, false},
	} {
		asked := false
		got := darkBackground(c.choice, environment(c.env...), func() (bool, bool) { asked = true; return c.answer, c.known })
		if got != c.want || asked != c.asks {
			t.Errorf("%s %v: dark %v, asked %v; want %v, %v", c.choice, c.env, got, asked, c.want, c.asks)
		}
	}
}

func TestParseBackground(t *testing.T) {
	const device = "\x1b[?62;22c"
	for _, c := range []struct {
		in                string
		dark, known, done bool
		typed             string
	}{
		{"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\" + device, true, true, true, ""},
		{"\x1b]11;rgb:ffff/ffff/ffff\a" + device, false, true, true, ""},
		{"\x1b]11;rgba:ff/ff/ff/ff\a" + device, false, true, true, ""},
		{device, false, false, true, ""},
		{"q" + device + "2", false, false, true, "q2"},
		{"j\x1b]11;rgb:0/0/0\ak" + device, true, true, true, "jk"},
		{"\x1b]11;rgb:ffff/ff", false, false, false, ""},
		{"\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?6", false, true, false, ""},
		{"\x1b]11;nonsense\a" + device, false, false, true, ""},
		{"abc", false, false, false, "abc"},
		{"", false, false, false, ""},
	} {
		dark, known, done, typed := parseBackground([]byte(c.in))
		if dark != c.dark || known != c.known || done != c.done || string(typed) != c.typed {
			t.Errorf("%q: %v %v %v %q", c.in, dark, known, done, typed)
		}
	}
}

func FuzzParseBackground(f *testing.F) {
	f.Add([]byte("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62c"))
	f.Add([]byte("\x1b]11;rgb:////\a"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, _, _, typed := parseBackground(in); len(typed) > len(in) {
			t.Error("more typed than read")
		}
	})
}

func TestUsable(t *testing.T) {
	for _, term := range []string{"dumb", ""} {
		if ok, why := Usable(environment("TERM", term), true); ok || why == "" {
			t.Errorf("TERM=%q: %v %q", term, ok, why)
		}
	}
	if ok, why := Usable(environment("TERM", "xterm"), false); ok || why == "" {
		t.Errorf("no terminal: %v %q", ok, why)
	}
}

func TestFlags(t *testing.T) {
	var o Options
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	o.RegisterFlags(fs)
	if o != (Options{Theme: DefaultTheme}) {
		t.Errorf("defaults are %+v", o)
	}
	if err := fs.Parse([]string{"--theme", "light", "--ascii", "--mouse", "--no-color"}); err != nil {
		t.Fatal(err)
	}
	var c Config
	o.Apply(&c)
	if c.Theme != ThemeLight || !c.ASCII || !c.Mouse || !c.NoColor {
		t.Errorf("applied %+v", o)
	}
	if err := fs.Parse([]string{"--theme", "pink"}); err == nil {
		t.Error("--theme pink is taken")
	}
}
