package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// looks keeps the view that is asked for and the one that is shown apart. One
// look runs at a time: a newer wish cancels it and is looked at next, so that
// reports come in the order of the wishes and the last one stays.
type looks struct {
	view  analytics.View // asked for
	shown analytics.View // of the report on screen

	cancel context.CancelFunc // of the look under way, nil for none
}

// viewMsg is the end of a look.
type viewMsg struct {
	of   analytics.View
	data *dataset
	err  error
}

// sameView reports whether two views ask for the same rows under the same limits.
func sameView(a, b analytics.View) bool {
	where := func(v analytics.View) string {
		if v.Where == nil {
			return ""
		}
		return v.Where.String()
	}
	return a.From == b.From && a.To == b.To && a.Limits == b.Limits && where(a) == where(b) &&
		slices.Equal(a.Rules, b.Rules) && a.Objective == b.Objective && a.Capacity == b.Capacity
}

// setView asks for another view of the rows. The report on screen stays until
// that of the new view is there.
func (m *Model) setView(v analytics.View) tea.Cmd {
	if m.cfg.Look == nil {
		m.fixed()
		return m.tick()
	}
	if sameView(v, m.looks.view) {
		return nil
	}
	m.looks.view = v
	return m.look()
}

// fixed says that no other view can be had.
func (m *Model) fixed() { m.say(chart.Warn, "the rows are not kept: this view is fixed") }

// look brings the report of the view that is asked for, once the way is free.
func (m *Model) look() tea.Cmd {
	switch {
	case m.data == nil || m.progress != nil: // reported comes back here
		return nil
	case m.looks.cancel != nil:
		m.looks.cancel() // looked comes back here
		return nil
	}
	if m.looks.view.Limits == m.reference {
		m.looks.view.Limits = detect.Limits{}
	}
	if sameView(m.looks.view, m.looks.shown) {
		return nil
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.looks.cancel = cancel
	v, look, reading := m.looks.view, m.cfg.Look, m.data.reading
	return tea.Batch(m.tick(), m.end.work(func() tea.Msg {
		r, err := look(ctx, v, nil)
		switch {
		case ctx.Err() != nil:
			return viewMsg{of: v, err: ctx.Err()}
		case err != nil:
			return viewMsg{of: v, err: err}
		case r == nil || r.Overall.Rows == 0:
			return viewMsg{of: v, err: errNoRow}
		}
		d := newDataset(r)
		d.reading = reading
		return viewMsg{of: v, data: d}
	}))
}

// errNoRow stands for a view without rows.
var errNoRow = errors.New("no row is in this view")

// looked takes the end of a look. What is no longer asked for is dropped.
func (m *Model) looked(msg viewMsg) tea.Cmd {
	if m.looks.cancel != nil {
		m.looks.cancel()
		m.looks.cancel = nil
	}
	switch {
	case m.progress != nil: // a reload has overtaken it
		return nil
	case !sameView(msg.of, m.looks.view):
		return m.look()
	case msg.err == nil:
		return m.show(msg.data, msg.of)
	}
	m.looks.view = m.looks.shown
	m.trial = nil
	if errors.Is(msg.err, errNoRow) || record.KindOf(msg.err) == record.KindInput {
		m.say(chart.Warn, "no row for "+strings.Join(m.viewParts(msg.of), ", ")+"; what you see is as before")
	} else {
		m.say(chart.Bad, "not looked at: "+record.CleanText(msg.err.Error()))
	}
	return m.tick()
}

// show puts a report on screen. The panes keep where the reader is.
func (m *Model) show(d *dataset, of analytics.View) tea.Cmd {
	m.data, m.looks.shown = d, of
	m.whole.see(d.First, d.Last, of.From == 0 && of.To == 0)
	if of.Limits == (detect.Limits{}) {
		m.reference = d.Limits
	}
	if m.panes == nil {
		m.panes = newPanes(d)
		return nil
	}
	var cmds []tea.Cmd
	for _, p := range m.openPanes() {
		cmds = append(cmds, m.end.guard(p.adopt(d)))
	}
	if m.spot.at != 0 {
		m.point(m.spot.at)
	}
	return tea.Batch(cmds...)
}
