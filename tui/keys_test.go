package tui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// No key does two things in one situation.
func TestNoKeyHasTwoActions(t *testing.T) {
	for _, s := range situations {
		taken := map[string]action{}
		for _, b := range bindings {
			if b.in&s.scopes == 0 {
				continue
			}
			for _, k := range b.keys {
				if other, ok := taken[k]; ok && other != b.act {
					t.Errorf("%s: %q does actions %d and %d", s.title, k, other, b.act)
				}
				taken[k] = b.act
			}
		}
	}
}

// Every situation the program gets into is one of those the conflict test knows.
func TestSituationsAreComplete(t *testing.T) {
	known := func(m *Model) {
		t.Helper()
		if !slices.ContainsFunc(situations, func(s situation) bool { return s.scopes == m.scopes() }) {
			t.Errorf("scopes %b are in no situation", m.scopes())
		}
	}
	m := testModel(80, 24)
	known(m)
	m = shown(fixture(), 80, 24)
	for _, keys := range [][]string{{"1"}, {"2"}, {"x"}, {"enter", "enter"}, {"enter"}, {"3"}, {"4"}, {"5"}, {"enter"}, {"esc", "/"}, {"esc", "?"}, {"/"}, {"esc", "q", "6"}, {"enter"}, {"esc", ":"}, {"esc", "t"}, {"esc", "7"}} {
		press(m, keys...)
		known(m)
	}
	press(m, "2", "v") // what is no incident
	known(m)
	m = shown(calmReport(t), 80, 24)
	press(m, "2")
	known(m)
}

// Each key name is one that the terminal library produces.
func TestKeyNamesExist(t *testing.T) {
	for _, b := range bindings {
		for _, k := range b.keys {
			if got := keyMsg(k); got.String() != k || got.Type == tea.KeyRunes && len(got.Runes) != 1 {
				t.Errorf("%q is no key", k)
			}
		}
	}
}

func TestHelpHasEveryKey(t *testing.T) {
	m := shown(fixture(), 120, 60)
	text := strings.Join(m.help().text(m.theme, helpWidth), "\n")
	for _, b := range m.keys {
		if b.long != "" && !strings.Contains(text, b.label) {
			t.Errorf("help lacks %q", b.label)
		}
		if b.long == "" && b.label != "" || b.label == "" && b.short != "" {
			t.Errorf("binding of %v has a label but no meaning", b.keys)
		}
	}
	for _, b := range m.keys { // what has no line of its own is named in another
		if b.label == "" && (b.keys[0] < "1" || b.keys[0] > "7") {
			t.Errorf("%v is in no help", b.keys)
		}
	}
}

func TestKeyLineIsShort(t *testing.T) {
	for _, s := range situations {
		own := 0
		for _, b := range newKeymap().footer(s.scopes) {
			if b.in&(inApp|inReport) == 0 {
				own++
			}
		}
		if own > footerKeys {
			t.Errorf("%s: %d keys", s.title, own)
		}
	}
	for w := 10; w < 100; w++ {
		m := shown(fixture(), max(w, minWidth), 24)
		if got := cells(m.keyLine(w)); got > w {
			t.Fatalf("%d cells of keys in %d", got, w)
		}
	}
}

func TestActionsThatCannotWorkHaveNoKey(t *testing.T) {
	m := newModel(t.Context(), Config{}, plainTheme(), &ending{})
	for _, b := range m.keys {
		if b.act == actReload || b.act == actExport {
			t.Errorf("%v is bound to nothing", b.keys)
		}
	}
}

func TestPasteIsNoKey(t *testing.T) {
	m := shown(fixture(), 80, 24)
	_, cmd := m.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("q")})
	if cmd != nil || m.active != 0 {
		t.Error("pasted text acted as a key")
	}
	press(m, "/")
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("edge\x1b[2J\nmore")})
	if got := m.prompt.line.String(); got != "edge[2J" {
		t.Errorf("pasted filter is %q", got)
	}
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(strings.Repeat("x", 1<<20))})
	if got := len(m.prompt.line.text); got > maxLine {
		t.Errorf("filter has %d characters", got)
	}
}

// A slow answer of the terminal to the question for its colours is no key press.
func TestLateAnswerIsNoKey(t *testing.T) {
	m := shown(fixture(), 80, 24)
	for _, k := range []tea.KeyMsg{
		{Type: tea.KeyRunes, Alt: true, Runes: []rune("]")},
		{Type: tea.KeyRunes, Runes: []rune("11;rgb:1e1e/1e")},
		{Type: tea.KeyRunes, Runes: []rune("e")},
		{Type: tea.KeyRunes, Runes: []rune("/2e2e")},
		{Type: tea.KeyRunes, Alt: true, Runes: []rune(`\`)},
	} {
		if _, cmd := m.Update(k); cmd != nil || m.exporting {
			t.Fatalf("%v acted", k)
		}
	}
	press(m, "5")
	if m.active != 4 {
		t.Error("keys after the answer do nothing")
	}
}

func TestLineEditing(t *testing.T) {
	m := shown(fixture(), 80, 24)
	press(m, "/", "a", " ", "b", "c")
	for _, step := range []struct{ key, want string }{
		{"backspace", "a b|"}, {"é", "a bé|"}, {"left", "a b|é"}, {"x", "a bx|é"}, {"delete", "a bx|"}, {"ctrl+w", "a |"},
		{"q", "a q|"}, {"home", "|a q"}, {"right", "a| q"}, {"ctrl+u", "| q"}, {"end", " q|"}, {"ctrl+u", "|"}, {"backspace", "|"},
	} {
		press(m, step.key)
		l := &m.prompt.line
		if got := l.head() + "|" + string(l.text[l.at:]); got != step.want {
			t.Errorf("after %s the line is %q, want %q", step.key, got, step.want)
		}
	}
}
