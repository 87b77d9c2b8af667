package tui

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// maxFilter is the longest filter, in characters: more is no filter but a paste
// gone wrong.
const maxFilter = 100

// edit applies a key to the text of a filter: typed and pasted text is added at
// the end, of a paste only the first line, and control characters never.
func edit(text string, k tea.KeyMsg, act action) string {
	runes := []rune(text)
	switch act {
	case actErase:
		return string(runes[:max(0, len(runes)-1)])
	case actEraseWord:
		text = strings.TrimRightFunc(text, unicode.IsSpace)
		return text[:strings.LastIndexFunc(text, unicode.IsSpace)+1]
	case actEraseAll:
		return ""
	}
	typed := k.Runes
	switch {
	case k.Type == tea.KeySpace && !k.Alt:
		typed = []rune{' '}
	case k.Type != tea.KeyRunes || k.Alt:
		return text
	}
	for _, r := range typed {
		if k.Paste && (r == '\n' || r == '\r') {
			break
		}
		if r == '\t' {
			r = ' '
		}
		if len(runes) < maxFilter && unicode.IsPrint(r) {
			runes = append(runes, r)
		}
	}
	return string(runes)
}

// word is one condition of a filter, in lower case.
type word struct {
	text string
	not  bool // keep rows without it
}

// words splits a filter at blanks. "!" before a word turns it round; alone, as
// it is while a word is still being typed, it says nothing.
func words(filter string) []word {
	var out []word
	for _, f := range strings.Fields(strings.ToLower(filter)) {
		text, not := strings.CutPrefix(f, "!")
		if text != "" {
			out = append(out, word{text, not})
		}
	}
	return out
}

// hits reports whether the text, in lower case, meets the condition.
func (w word) hits(lower string) bool { return strings.Contains(lower, w.text) != w.not }
