package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// do carries out an action, whoever it belongs to.
func (m *Model) do(a action) tea.Cmd {
	switch a {
	case actNone:
		return nil
	case actInterrupt:
		m.quitAfter = Interrupted{interruptSignal}
		return m.end.guard(tea.Quit)
	case actQuit:
		return m.end.guard(tea.Quit)
	case actSuspend:
		return m.end.guard(suspend())
	case actRedraw:
		return m.end.guard(tea.ClearScreen)
	}
	if m.overlay != nil {
		if a == actClose {
			m.overlay = nil
		} else {
			m.overlay.do(a, max(1, m.bodyHeight()-4))
		}
		return nil
	}
	switch a {
	case actHelp:
		m.overlay = m.help()
	case actReport:
		m.overlay = loadReport(m.data)
	case actExport:
		return m.export()
	case actReload:
		return m.reload()
	case actMouse:
		return m.toggleMouse()
	case actNextPane:
		m.active = (m.active + 1) % len(paneTitles)
	case actPrevPane:
		m.active = (m.active + len(paneTitles) - 1) % len(paneTitles)
	case actPane1, actPane2, actPane3, actPane4, actPane5, actPane6:
		m.active = int(a - actPane1)
	case actFilter:
		_, m.typing = m.pane().(filtered)
	default:
		return m.end.guard(m.pane().do(m, a))
	}
	return nil
}

// type_ takes a key while the filter is typed. It reports false for keys that
// keep their meaning.
func (m *Model) type_(k tea.KeyMsg, a action) (cmd tea.Cmd, done bool) {
	t := m.pane().(filtered).filterTable()
	switch a {
	case actInterrupt, actSuspend, actRedraw:
		return nil, false
	case actUp, actDown:
		cmd, _ = t.do(a, m.bodyHeight())
	case actKeep:
		m.typing = false
	case actClear:
		m.typing = false
		cmd = t.setFilter("")
	default:
		cmd = t.setFilter(edit(t.filter, k, a))
	}
	return m.end.guard(cmd), true
}

// export writes the files in the background, one export at a time.
func (m *Model) export() tea.Cmd {
	if m.exporting {
		m.say(chart.Warn, "an export is running already")
		return m.tick()
	}
	m.exporting, m.toast = true, nil
	ctx, export, r := m.ctx, m.cfg.Export, m.data.Report
	return tea.Batch(m.tick(), m.end.work(func() tea.Msg {
		lines, err := export(ctx, r)
		return exportMsg{lines, err}
	}))
}

func (m *Model) exportDone(msg exportMsg) {
	m.exporting = false
	var lines []string
	for _, line := range msg.lines {
		lines = append(lines, record.CleanText(line))
	}
	switch {
	case msg.err != nil:
		m.say(chart.Bad, append(lines, "not exported: "+record.CleanText(msg.err.Error()))...)
	case len(lines) == 0:
		m.say(chart.Good, "exported")
	default:
		m.say(chart.Good, lines...)
	}
}

func (m *Model) reload() tea.Cmd {
	if m.progress != nil {
		return nil
	}
	m.progress, m.err, m.quitAfter = record.NewProgress(), nil, nil
	return tea.Batch(m.tick(), m.analyse())
}

func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		m.say(chart.Text, "mouse on; F2 gives it back to the terminal")
		return tea.Batch(m.tick(), m.end.guard(tea.EnableMouseCellMotion))
	}
	m.say(chart.Text, "mouse off")
	return tea.Batch(m.tick(), m.end.guard(tea.DisableMouse))
}

// mouseEvent moves with the wheel and goes to a tab that is clicked. Whatever
// the mouse does has a key too.
func (m *Model) mouseEvent(e tea.MouseMsg) tea.Cmd {
	if !m.mouse || e.Action != tea.MouseActionPress {
		return nil
	}
	switch e.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		a := actUp
		if e.Button == tea.MouseButtonWheelDown {
			a = actDown
		}
		if m.scopes()&(inMove|inOverlay|inFilter) != 0 {
			if m.typing && m.overlay == nil {
				cmd, _ := m.type_(tea.KeyMsg{}, a)
				return cmd
			}
			return m.do(a)
		}
	case tea.MouseButtonLeft:
		if e.Y == 0 && m.overlay == nil {
			for i, t := range m.tabs(m.w) {
				if e.X >= t.x && e.X < t.x+cells(t.text) {
					m.active, m.typing = i, false
				}
			}
		}
	}
	return nil
}
