package tui

import tea "github.com/charmbracelet/bubbletea"

// mouseEvent moves with the wheel, goes to a tab, and hands a click in the body
// to the pane. Whatever the mouse does has a key too.
func (m *Model) mouseEvent(e tea.MouseMsg) tea.Cmd {
	if !m.mouse || e.Action != tea.MouseActionPress || m.prompt != nil {
		return nil
	}
	switch e.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		a := actUp
		if e.Button == tea.MouseButtonWheelDown {
			a = actDown
		}
		if m.scopes()&(inMove|inOverlay) != 0 {
			return m.do(a)
		}
	case tea.MouseButtonLeft:
		if m.overlay == nil && m.trial == nil && m.w >= minWidth && m.h >= minHeight {
			return m.click(e.X, e.Y)
		}
	}
	return nil
}

// click goes to what is at a place of the frame.
func (m *Model) click(x, y int) tea.Cmd {
	if y == 0 && !m.full {
		for i, t := range m.tabs(m.w) {
			if x >= t.x && x < t.x+cells(t.text) {
				m.active = i
			}
		}
		return nil
	}
	y -= m.headHeight()
	p, ok := m.pane().(clicked)
	if !ok || y < 0 || y >= m.bodyHeight() {
		return nil
	}
	cmd := m.end.guard(p.click(m, x, y))
	m.followRow()
	return cmd
}
