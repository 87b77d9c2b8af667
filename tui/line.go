package tui

import (
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/tui/chart"
)

// maxLine is the longest line, in characters: more is no filter and no command
// but a paste gone wrong.
const maxLine = 1000

// line is a line of text that is being typed.
type line struct {
	text []rune
	at   int // the cursor stands before this character
	// whole says that the text is marked as a whole, so that what is typed takes
	// its place. A blank goes behind it, as the begin of something more.
	whole bool
}

// set replaces the text; the cursor goes to its end.
func (l *line) set(text string) {
	l.text = []rune(text)
	l.text = l.text[:min(len(l.text), maxLine)]
	l.at = len(l.text)
}

func (l *line) String() string { return string(l.text) }

// head returns the text before the cursor.
func (l *line) head() string { return string(l.text[:l.at]) }

// edit applies a key and reports whether the text is another one now. Typed and
// pasted text goes in at the cursor, of a paste only the first line, and control
// characters never.
func (l *line) edit(k tea.KeyMsg, act action) (changed bool) {
	from, to := l.at, l.at // what goes
	whole := l.whole
	l.whole = false
	switch act {
	case actToLeft:
		l.at = max(0, l.at-1)
		return false
	case actToRight:
		l.at = min(len(l.text), l.at+1)
		return false
	case actToBegin:
		l.at = 0
		return false
	case actToEnd:
		l.at = len(l.text)
		return false
	case actErase:
		from = max(0, from-1)
	case actDelete:
		to = min(len(l.text), to+1)
	case actEraseWord:
		for from > 0 && unicode.IsSpace(l.text[from-1]) {
			from--
		}
		for from > 0 && !unicode.IsSpace(l.text[from-1]) {
			from--
		}
	case actEraseAll:
		from = 0
	}
	if from < to {
		l.replace(from, to, nil)
		return true
	}
	typed := k.Runes
	switch {
	case act != actNone:
		return false
	case k.Type == tea.KeySpace && !k.Alt:
		typed = []rune{' '}
	case k.Type != tea.KeyRunes || k.Alt:
		return false
	}
	var in []rune
	for _, r := range typed {
		if k.Paste && (r == '\n' || r == '\r') {
			break
		}
		if r == '\t' {
			r = ' '
		}
		if len(l.text)+len(in) < maxLine && unicode.IsPrint(r) {
			in = append(in, r)
		}
	}
	if whole && len(in) > 0 && in[0] != ' ' {
		from, to = 0, len(l.text)
	}
	l.replace(from, to, in)
	return len(in) > 0
}

// replace puts other characters in the place of some; the cursor goes behind them.
func (l *line) replace(from, to int, in []rune) {
	rest := append([]rune(nil), l.text[to:]...)
	l.text = append(append(l.text[:from:from], in...), rest...)
	l.at = from + len(in)
}

// draw shows the line in w cells with the cursor in sight, and returns how many
// cells of it are left out on the left.
func (l *line) draw(th *chart.Theme, w int) (text string, cut int) {
	w = max(2, w)
	first := 0
	for cells(string(l.text[first:l.at]))+1 > w {
		first++
	}
	cut = cells(string(l.text[:first]))
	under, rest := " ", ""
	if l.at < len(l.text) {
		under, rest = string(l.text[l.at]), string(l.text[l.at+1:])
	}
	if cells(under) < 1 { // a combining mark has no place of its own
		under = " "
	}
	text = string(l.text[first:l.at])
	if l.whole {
		text = th.Paint(chart.Selected, text)
	}
	text += th.Paint(chart.Selected, under)
	if room := w - cells(text); room > 0 {
		text += th.Fit(rest, min(room, cells(rest)))
	}
	return text, cut
}
