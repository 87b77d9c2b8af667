package tui

import tea "github.com/charmbracelet/bubbletea"

// settled is the Model as the program runs it. The library keeps a frame that is
// the same as the one before and compares the two again sixty times a second; one
// that differs, if only by a sequence that changes nothing, is drawn and done with.
type settled struct {
	*Model
	last string
	odd  bool
}

// Update hands the message on.
func (s *settled) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := s.Model.Update(msg)
	return s, cmd
}

// View returns the frame, never twice the same.
func (s *settled) View() string {
	v := s.Model.View()
	if v == "" {
		return v
	}
	if v == s.last {
		s.odd = !s.odd
	}
	s.last = v
	if s.odd {
		return v + "\x1b[0m"
	}
	return v
}
