package tui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// Frames in a row differ for the library and are the same to the eye.
func TestSettled(t *testing.T) {
	s := &settled{Model: shown(fixture(), 80, 24)}
	last := ""
	for i := range 6 {
		v := s.View()
		if v == last {
			t.Fatalf("frame %d is that before", i)
		}
		if last != "" && ansi.Strip(v) != ansi.Strip(last) {
			t.Fatalf("frame %d looks different", i)
		}
		last = v
	}
	model, _ := s.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("4")})
	if model != tea.Model(s) || s.View() == last {
		t.Error("a key changes nothing")
	}
}
