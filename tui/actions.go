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
	case actQuitLeave:
		m.leave = true
		return m.end.guard(tea.Quit)
	case actSuspend:
		return m.end.guard(suspend())
	case actRedraw:
		return m.end.guard(tea.ClearScreen)
	}
	switch {
	case m.overlay != nil && a == actFind:
		return m.ask(promptFind, "")
	case m.overlay != nil && a == actClose:
		m.overlay = nil
		return nil
	case m.overlay != nil:
		m.overlay.do(a, max(1, m.bodyHeight()-4))
		return nil
	case m.trial != nil:
		return m.trialDo(a)
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
	case actPane1, actPane2, actPane3, actPane4, actPane5, actPane6, actPane7:
		m.active = int(a - actPane1)
	case actCommand:
		return m.ask(promptCommand, "")
	case actFull:
		m.full = !m.full
	case actFilter:
		return m.editFilter()
	case actKeepCell, actDropCell:
		return m.likeCell(a == actKeepCell)
	case actLimits:
		return m.tryLimits()
	case actObjective:
		m.showObjective()
	case actViewLine:
		m.viewAlways = !m.viewAlways
	case actBack:
		return m.back()
	case actZoomIn:
		return m.closer()
	case actZoomOut:
		return m.zoom(2)
	case actAllTime:
		return m.setRange(0, 0)
	case actEarlier:
		return m.pan(-1)
	case actLater:
		return m.pan(1)
	case actMark:
		return m.mark()
	case actGoTime:
		m.followRow()
		m.active = paneLatency
	case actNextFinding:
		return m.nextFinding(1)
	case actPrevFinding:
		return m.nextFinding(-1)
	case actCopy:
		return m.copyRow()
	case actHandoff:
		return m.handOver()
	default:
		cmd := m.end.guard(m.pane().do(m, a))
		m.followRow()
		return cmd
	}
	return nil
}

// followRow moves the time cursor to the time of the row under the cursor.
func (m *Model) followRow() {
	if p, ok := m.pane().(dated); ok {
		if t, ok := p.rowTime(); ok {
			m.point(t)
		}
	}
}

// editFilter opens the line of the filter.
func (m *Model) editFilter() tea.Cmd {
	if m.cfg.Look == nil {
		m.fixed()
		return m.tick()
	}
	return m.ask(promptFilter, filterText(m.looks.view.Where))
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
