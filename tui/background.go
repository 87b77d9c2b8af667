package tui

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

const (
	// askBackground asks for the background colour; the second part asks what
	// the terminal is, which all terminals answer, so that one which does not
	// know the first is not waited for.
	askBackground = "\x1b]11;?\x1b\\" + "\x1b[c"
	// askLimit is how long an answer is waited for. A slower one would hold up
	// the first frame.
	askLimit = 150 * time.Millisecond
)

// parseBackground looks for the answers to askBackground in what the terminal
// sent. done is true when no more is to come. typed is what the user typed
// meanwhile.
func parseBackground(in []byte) (dark, known, done bool, typed []byte) {
	rest := in
	if begin := bytes.Index(rest, []byte("\x1b]11;")); begin >= 0 {
		end, size := answerEnd(rest[begin:])
		if end < 0 {
			return false, false, false, rest[:begin]
		}
		dark, known = isDark(string(rest[begin+len("\x1b]11;") : begin+end]))
		rest = append(append([]byte(nil), rest[:begin]...), rest[begin+end+size:]...)
	}
	if begin := bytes.Index(rest, []byte("\x1b[?")); begin >= 0 {
		if end := bytes.IndexByte(rest[begin:], 'c'); end >= 0 {
			return dark, known, true, append(append([]byte(nil), rest[:begin]...), rest[begin+end+1:]...)
		}
		return dark, known, false, rest[:begin]
	}
	return dark, known, false, rest
}

// answerEnd finds the terminator of an OSC answer and its length.
func answerEnd(b []byte) (at, size int) {
	bel, st := bytes.IndexByte(b, '\a'), bytes.Index(b, []byte("\x1b\\"))
	switch {
	case bel >= 0 && (st < 0 || bel < st):
		return bel, 1
	case st >= 0:
		return st, 2
	}
	return -1, 0
}

// isDark judges a colour such as "rgb:1e1e/1e1e/2e2e" by its luminance.
func isDark(color string) (dark, known bool) {
	color, ok := strings.CutPrefix(color, "rgb:")
	if !ok {
		if color, ok = strings.CutPrefix(color, "rgba:"); !ok {
			return false, false
		}
	}
	parts := strings.Split(color, "/")
	if len(parts) < 3 {
		return false, false
	}
	luminance := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil || len(parts[i]) > 4 {
			return false, false
		}
		luminance += weight * float64(v) / float64(uint(1)<<(4*len(parts[i]))-1)
	}
	return luminance < 0.5, true
}
