package tui

import (
	"strings"
)

// depth is how many colours a terminal shows.
type depth uint8

const (
	depthNone depth = iota // no colours; bold, dim and reverse still work
	depth16
	depth256
	depthTrue
)

// Terminals that show all colours though COLORTERM may be unset.
var trueColorTerms = []string{"alacritty", "contour", "foot", "kitty", "xterm-kitty", "ghostty", "xterm-ghostty", "rio", "wezterm"}

// Usable reports whether a dashboard can be shown, and if not, why in a few
// words. It looks at TERM, at what standard output is, and for a way to read keys.
func Usable(env func(name string) string, stdoutIsTTY bool) (ok bool, why string) {
	switch term := env("TERM"); {
	case !stdoutIsTTY:
		return false, "standard output is no terminal"
	case term == "" && !windows:
		return false, "TERM is not set"
	case term == "dumb":
		return false, "TERM is dumb"
	case !canReadKeys():
		return false, "no terminal to read keys from"
	}
	return true, ""
}

// colorDepth decides from the environment how many colours to use. The terminal
// is never asked.
func colorDepth(env func(string) string, off bool) depth {
	term := strings.ToLower(env("TERM"))
	if off || env("NO_COLOR") != "" || env("CLICOLOR") == "0" || strings.HasPrefix(term, "vt100") || strings.HasPrefix(term, "vt220") || term == "dumb" {
		return depthNone
	}
	screen := strings.HasPrefix(term, "screen")
	switch strings.ToLower(env("COLORTERM")) {
	case "truecolor", "24bit":
		if screen && env("TERM_PROGRAM") != "tmux" {
			return depth256 // screen itself does not pass more on
		}
		return depthTrue
	}
	for _, t := range trueColorTerms {
		if term == t {
			return depthTrue
		}
	}
	switch {
	case strings.HasSuffix(term, "-direct"), env("WT_SESSION") != "", windows && term == "":
		return depthTrue
	case strings.Contains(term, "256color"), env("COLORTERM") != "":
		return depth256
	}
	return depth16
}

// asciiOnly decides whether block, line and braille characters must be avoided:
// the Linux console has no font for them, and a locale without UTF-8 no code.
func asciiOnly(env func(string) string, forced bool) bool {
	if forced || env("TERM") == "linux" {
		return true
	}
	if windows {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(env(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return true
}

// synchronised reports whether whole frames may be marked for the terminal.
func synchronised(env func(string) string) bool {
	term := env("TERM")
	return term != "linux" && term != "dumb"
}

// darkFromEnv reads COLORFGBG ("foreground;background", numbers of the 16
// colours), and reports false for known when it says nothing.
func darkFromEnv(env func(string) string) (dark, known bool) {
	v := env("COLORFGBG")
	i := strings.LastIndexByte(v, ';')
	if i < 0 {
		return false, false
	}
	switch v[i+1:] {
	case "0", "1", "2", "3", "4", "5", "6", "8":
		return true, true
	case "7", "9", "10", "11", "12", "13", "14", "15":
		return false, true
	}
	return false, false
}

// mayAsk reports whether the terminal can be expected to answer a question for
// its background colour. Multiplexers answer for themselves, the Linux console
// never.
func mayAsk(env func(string) string) bool {
	term := env("TERM")
	for _, silent := range []string{"tmux", "screen", "linux", "dumb", "vt"} {
		if strings.HasPrefix(term, silent) {
			return false
		}
	}
	return term != "" && env("TMUX") == "" && env("STY") == "" && env("CI") == ""
}

// darkBackground decides which background the colours must suit. ask is called
// only when nothing else tells; it reports false for known without an answer.
func darkBackground(choice ThemeChoice, env func(string) string, ask func() (dark, known bool)) bool {
	switch choice {
	case ThemeDark:
		return true
	case ThemeLight, ThemeContrastLight:
		return false
	}
	if dark, known := darkFromEnv(env); known {
		return dark
	}
	if mayAsk(env) {
		if dark, known := ask(); known {
			return dark
		}
	}
	return true
}
