package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/tui/chart"
)

// spot is the time that all panes look at.
type spot struct {
	at       int64 // the time cursor, ns since 1970; 0: not used yet
	from, to int64 // marked range; both 0: none, to 0: only its begin
	step     int64 // ns a key press moves the cursor by
}

// least is the shortest range to look at, ns.
const least = int64(time.Minute)

// extent is the time of the report on screen: first included, end not.
func (m *Model) extent() (first, end int64) {
	first, end = m.looks.shown.From, m.looks.shown.To
	if first == 0 {
		first = m.data.First
	}
	if end == 0 {
		end = m.data.Last + 1
	}
	return first, max(end, first+1)
}

// point sets the time cursor, at the latest to the last time there is.
func (m *Model) point(t int64) tea.Cmd {
	first, end := m.extent()
	m.spot.at = max(first, min(t, end-1))
	m.tellSpot()
	return nil
}

// pointAt is point for a cursor that key presses move by a width.
func (m *Model) pointAt(t, width int64) tea.Cmd {
	m.spot.step = width
	return m.point(t)
}

func (m *Model) tellSpot() {
	for _, p := range m.panes {
		if p, ok := p.(timed); ok {
			p.point(m.spot)
		}
	}
}

// stepTime moves the time cursor by n steps. A cursor that is not used yet comes
// in from the side that it moves away from.
func (m *Model) stepTime(n int) tea.Cmd {
	first, end := m.extent()
	width := m.timeStep()
	m.spot.step = width
	switch {
	case m.spot.at != 0:
		at := m.spot.at - m.spot.at%width // on the begin of a step
		if at < first {
			at = first
		}
		return m.point(at + int64(n)*width)
	case n < 0:
		return m.point((end - 1) - (end-1)%width)
	}
	return m.point(first)
}

// timeStep is how far a key moves the time cursor: about a cell of a chart over
// the screen, in whole buckets of the report.
func (m *Model) timeStep() int64 {
	first, end := m.extent()
	bucket := max(1, m.data.Timeline.Width)
	cell := (end - first) / int64(max(20, m.w))
	return (cell + bucket - 1) / bucket * bucket
}

// setRange looks at the time from from to before to; both 0 is all of it.
func (m *Model) setRange(from, to int64) tea.Cmd {
	v := m.looks.view
	v.From, v.To = from, to
	m.spot.from, m.spot.to = 0, 0
	m.tellSpot()
	return m.setView(v)
}

// zoom looks at a stretch of the time that is by as much longer as the one on
// screen, about the time cursor. The ends are round times.
func (m *Model) zoom(by float64) tea.Cmd {
	first, end := m.extent()
	at := m.spot.at
	if at < first || at >= end {
		at = first + (end-first)/2
	}
	width := int64(float64(end-first) * by)
	if by < 1 && width < least {
		m.say(chart.Text, "no closer than a minute")
		return m.tick()
	}
	from := at - int64(float64(at-first)*by)
	step := roundStep(width)
	from -= from % step
	to := from + width + step - 1
	to -= to % step
	if by < 1 {
		return m.setRange(max(from, first), min(to, end))
	}
	if m.whole.known && from <= m.whole.first && to > m.whole.last {
		return m.setRange(0, 0)
	}
	return m.setRange(from, to)
}

// pan moves the range by half of its length, at most to an end of the input.
func (m *Model) pan(n int64) tea.Cmd {
	if m.looks.view.From == 0 && m.looks.view.To == 0 {
		m.say(chart.Text, "all of the time is in sight; + looks closer at the time cursor in Latency and Capacity")
		return m.tick()
	}
	from, to := m.extent()
	by := n * (to - from) / 2
	if m.whole.known {
		by = max(m.whole.first-from, min(by, m.whole.last+1-to))
	}
	if step := roundStep(to - from); by > step || by < -step {
		by -= by % step
	}
	return m.setRange(from+by, to+by)
}

// roundStep is a round length of which at most 32 fit into a width.
func roundStep(width int64) int64 {
	steps := []time.Duration{time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour}
	for _, s := range steps {
		if width/int64(s) <= 32 {
			return int64(s)
		}
	}
	return int64(24 * time.Hour)
}

// mark marks the begin of a range at the time cursor, then its end; a third mark
// begins anew.
func (m *Model) mark() tea.Cmd {
	if m.spot.at == 0 {
		m.say(chart.Text, "move the time cursor first: h and l")
		return m.tick()
	}
	switch s := &m.spot; {
	case s.from == 0 || s.to != 0:
		s.from, s.to = s.at, 0
		m.say(chart.Text, "begin of a range: h and l move, m marks its end, = looks at it")
	default:
		s.from, s.to = min(s.from, s.at), max(s.from, s.at)
		m.say(chart.Text, "range "+rangeText(s.from, s.to)+": = looks at it, m begins anew")
	}
	m.tellSpot()
	return m.tick()
}

// closer looks at the marked range or, without one, closer at the time cursor.
func (m *Model) closer() tea.Cmd {
	s := m.spot
	if s.from == 0 {
		return m.zoom(0.5)
	}
	if s.to == 0 {
		s.from, s.to = min(s.from, s.at), max(s.from, s.at)
	}
	if s.from == s.to {
		s.to += max(least, s.step)
	}
	return m.setRange(s.from, s.to)
}

// whole is the time of the input as far as it was seen.
type whole struct {
	first, last int64
	known       bool // a report of all of the time was seen
}

// see takes note of the time that a report covers.
func (w *whole) see(first, last int64, all bool) {
	if all && !w.known || w.first == 0 && w.last == 0 {
		w.first, w.last = first, last
	}
	w.first, w.last, w.known = min(w.first, first), max(w.last, last), w.known || all
}

// rangeText prints a range of times in UTC as short as it is clear; 0 is an open end.
func rangeText(from, to int64) string {
	exact := time.DateTime
	if from%int64(time.Minute) == 0 && to%int64(time.Minute) == 0 {
		exact = "2006-01-02 15:04"
	}
	a, b := time.Unix(0, from).UTC(), time.Unix(0, to).UTC()
	switch {
	case to == 0:
		return "since " + a.Format(exact)
	case from == 0:
		return "until " + b.Format(exact)
	case a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return a.Format(exact) + "-" + b.Format(exact[len(time.DateOnly)+1:])
	}
	return a.Format(exact) + " to " + b.Format(exact)
}
