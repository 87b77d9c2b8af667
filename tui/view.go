package tui

import (
	"math"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// The smallest terminal a pane can be drawn in, and the heights from which
// there is room for more than the pane.
const (
	minWidth, minHeight = 40, 10
	stripFrom           = 20 // key numbers on all panes but the overview
	twoLinesFrom        = 14 // status and keys on lines of their own
	maxToast            = 4  // lines
)

// cells returns the width of s on the terminal.
func cells(s string) int { return chart.Width(s) }

// View draws the frame: m.h lines of at most m.w cells, no newline at the end.
// A panic in it ends the program with a Crash.
func (m *Model) View() (frame string) {
	defer m.end.recovered()
	if m.w < 1 || m.h < 1 {
		return ""
	}
	return fitFrame(m.theme, m.frameLines(), m.w, m.h)
}

// fitFrame makes the lines as many and as wide as the terminal.
func fitFrame(th *chart.Theme, lines []string, w, h int) string {
	var b strings.Builder
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(lines) {
			b.WriteString(th.Fit(lines[i], w))
		} else {
			b.WriteString(strings.Repeat(" ", w))
		}
	}
	return b.String()
}

// tooSmall is all that a terminal below the least size shows.
func tooSmall(w, h int) []string {
	return []string{"terminal too small: need " + size(minWidth, minHeight) + ", have " + size(w, h)}
}

func (m *Model) frameLines() []string {
	if m.w < minWidth || m.h < minHeight {
		return tooSmall(m.w, m.h)
	}
	var lines []string
	if !m.full {
		lines = append(lines, m.header())
	}
	if m.hasViewLine() {
		lines = append(lines, m.viewLine())
	}
	if m.hasStrip() {
		lines = append(lines, m.strip())
	}
	h := m.bodyHeight()
	if m.trail() != nil {
		lines = append(lines, m.trailLine(m.w))
	}
	body := m.bodyLines(m.w, h)
	body = append([]string(nil), body[:min(len(body), h)]...)
	for len(body) < h {
		body = append(body, "")
	}
	if m.toast != nil {
		m.overToast(body)
	}
	lines = append(lines, body...)
	return append(lines, m.bottom()...)
}

func size(w, h int) string { return number(float64(w), 0) + "x" + number(float64(h), 0) }

func (m *Model) hasStrip() bool {
	return m.data != nil && m.active != 0 && m.h >= stripFrom && !m.full
}

// headHeight returns the lines above the body.
func (m *Model) headHeight() int {
	h := 0
	for _, has := range []bool{!m.full, m.hasViewLine(), m.hasStrip(), m.trail() != nil} {
		if has {
			h++
		}
	}
	return h
}

// bottomHeight returns the lines below the body: status and keys on a line each,
// or both on one.
func (m *Model) bottomHeight() int {
	if m.prompt != nil || m.trial != nil || m.h >= twoLinesFrom && !m.full {
		return 2
	}
	return 1
}

// bodyHeight returns the lines between head and status.
func (m *Model) bodyHeight() int { return max(1, m.h-m.headHeight()-m.bottomHeight()) }

// bodyLines draws what is between header and status. The pane's lines are kept
// until something changes, because the frame is drawn after every message.
func (m *Model) bodyLines(w, h int) []string {
	if m.overlay != nil {
		return m.overlay.lines(m.theme, w, h, m.under(w, h))
	}
	return m.under(w, h)
}

// under draws what an overlay lies on.
func (m *Model) under(w, h int) []string {
	switch {
	case m.data == nil && m.err != nil:
		return m.errorLines(w, h)
	case m.data == nil:
		return m.loadingLines(w, h)
	}
	if key := (bodyKey{m.rev, w, h}); m.body == nil || m.bodyOf != key {
		if p, ok := m.pane().(filled); ok {
			p.fill(m.full)
		}
		m.body, m.bodyOf = m.pane().lines(m.theme, w, h), key
	}
	return m.body
}

// overToast lays the message over the last lines of the body.
func (m *Model) overToast(body []string) {
	toast := m.toast[max(0, len(m.toast)-maxToast):]
	var lines []string
	for _, text := range toast {
		lines = append(lines, wrap(text, m.w-4)...)
	}
	lines = lines[:min(len(lines), len(body))]
	for i, text := range lines {
		body[len(body)-len(lines)+i] = " " + m.theme.Paint(m.toastRole, chart.Fit("| "+text, m.w-1))
	}
}

// tab is one title of the header and where it stands.
type tab struct {
	x    int
	text string
}

// tabs lays out the titles in w cells: all of them, wide or close together, or
// the numbers alone beside the active one. The active title stands in brackets.
func (m *Model) tabs(w int) []tab {
	var out []tab
	for _, form := range []struct{ titles, wide bool }{{true, true}, {true, false}, {false, true}} {
		out = out[:0]
		x := 1
		for i, title := range paneTitles {
			text := string(rune('1' + i))
			if form.titles || i == m.active {
				text += " " + title
			}
			if i == m.active {
				text = "[" + text + "]"
			}
			out = append(out, tab{x, text})
			x += cells(text) + 1
			if form.wide && i != m.active && i+1 != m.active {
				x++
			}
		}
		if x-1 <= w {
			break
		}
	}
	return out
}

// header is the line of tabs with the source on the right.
func (m *Model) header() string {
	var b strings.Builder
	x := 0
	for i, t := range m.tabs(m.w) {
		b.WriteString(strings.Repeat(" ", t.x-x))
		x = t.x + cells(t.text)
		switch {
		case i == m.active:
			b.WriteString(m.theme.Paint(chart.BorderFocus, t.text))
		case m.data == nil:
			b.WriteString(m.theme.Paint(chart.Dim, t.text))
		default:
			b.WriteString(m.theme.Paint(chart.Text, t.text))
		}
	}
	room := m.w - x - 4
	title := m.cfg.Title
	if m.data != nil && room > cells(title)+cells(m.when())+2 {
		title += "  " + m.when()
	}
	if room < 8 {
		return b.String()
	}
	if cells(title) > room {
		title = m.theme.Fit(title, room)
	}
	b.WriteString(strings.Repeat(" ", m.w-x-1-cells(title)))
	b.WriteString(m.theme.Paint(chart.Dim, title))
	return b.String()
}

// when tells the time the report covers.
func (m *Model) when() string { return span(m.data.First, m.data.Last) }

// strip is the line of key numbers: as many as fit, by importance.
func (m *Model) strip() string {
	tiles := map[string]kpi.Tile{}
	for _, t := range m.data.Tiles {
		tiles[t.Key] = t
	}
	var b strings.Builder
	room := m.w - 1
	for _, key := range stripOrder {
		t, ok := tiles[key]
		if !ok {
			continue
		}
		title, value := tileName(t), tileValue(t)
		need := 2 + cells(title) + 1 + cells(value)
		if need > room {
			continue
		}
		room -= need
		role := chart.Text
		if t.Level == kpi.Warn || t.Level == kpi.Bad {
			role = chart.LevelRole(t.Level)
		}
		b.WriteString(m.theme.Paint(chart.Dim, title) + " " + m.theme.Paint(role, value) + "  ")
	}
	return " " + b.String()
}

// stripOrder lists the tiles by how soon they are wanted on the strip.
var stripOrder = []string{
	"records", "bottlenecks", "latency_mean", "latency_p95", "loss_mean", "cpu_mean", "uptime_score",
	"performance_score", "traffic_mean", "latency_p99", "latency_p50",
}

// tileNames are titles of at most eight characters, for where room is short.
var tileNames = map[string]string{
	"records": "records", "bottlenecks": "flagged", "latency_mean": "lat mean", "latency_p50": "lat p50",
	"latency_p95": "lat p95", "latency_p99": "lat p99", "loss_mean": "loss", "traffic_mean": "traffic",
	"cpu_mean": "cpu", "uptime_score": "uptime", "performance_score": "perf.",
	"availability": "avail.", "coverage": "coverage", "jitter": "jitter", "traffic_p95": "traf p95", "slo_budget": "budget",
}

// tileName returns the short title of a tile.
func tileName(t kpi.Tile) string {
	if name, ok := tileNames[t.Key]; ok {
		return name
	}
	return strings.ToLower(t.Title)
}

// tileValue prints the value of a tile with its unit.
func tileValue(t kpi.Tile) string {
	value := number(t.Value, t.Decimals)
	if t.Unit != "" && !math.IsNaN(t.Value) {
		value += " " + t.Unit
	}
	return value
}

// bottom is the status line and the key line, or both in one.
func (m *Model) bottom() []string {
	status, mark := m.status()
	switch {
	case m.prompt != nil:
		return m.prompt.lines(m.theme, m.w, m.keyLine(m.w-2))
	case m.bottomHeight() == 2:
		return []string{m.spread(status, mark), " " + m.keyLine(m.w-2)}
	}
	if mark != "" {
		status += "  " + mark
	}
	const helpAndQuit = 14 // cells
	return []string{m.spread(status, m.keyLine(max(helpAndQuit, m.w-cells(status)-4)))}
}

// spread sets left and right to the edges of the line.
func (m *Model) spread(left, right string) string {
	blanks := m.w - 2 - cells(left) - cells(right)
	if blanks < 1 {
		left, blanks = m.theme.Fit(left, max(0, m.w-3-cells(right))), 1
	}
	return " " + left + strings.Repeat(" ", blanks) + right
}

// status is what the pane tells, and on the right what should not be missed.
func (m *Model) status() (left, right string) {
	switch {
	case m.data == nil && m.err != nil:
		left = m.theme.Paint(chart.Bad, "no report")
	case m.data == nil:
		left = m.theme.Paint(chart.Dim, "starting")
		if s := m.snapshot(); s.Rows > 0 {
			left = m.theme.Paint(chart.Dim, s.Stage.String())
		}
	case m.trial != nil:
		left = m.theme.Paint(chart.Accent, m.trialText()) + m.theme.Paint(chart.Dim, "  "+m.trialCounts())
	default:
		left = m.theme.Paint(chart.Dim, m.pane().status())
		// The cursor of Capacity tells its time by itself.
		if in := m.pane().scopes(); m.spot.at != 0 && in&inTime != 0 && in&inCapacity == 0 {
			left += m.theme.Paint(chart.Accent, "  at "+strings.TrimSuffix(stamp(m.spot.at), ":00"))
		}
	}
	var marks []string
	if m.exporting {
		marks = append(marks, m.theme.Paint(chart.Accent, m.spinner()+" exporting"))
	}
	if m.data != nil && m.progress != nil {
		marks = append(marks, m.theme.Paint(chart.Accent, m.spinner()+" analysing again"))
	}
	if m.looks.cancel != nil {
		marks = append(marks, m.theme.Paint(chart.Accent, m.spinner()+" updating"))
	}
	if m.data != nil && !m.data.Load.Clean() {
		marks = append(marks, m.theme.Paint(chart.Warn, loadMark(&m.data.Load)))
	}
	return left, strings.Join(marks, "  ")
}

// loadMark says on one line that the load was not perfect.
func loadMark(l *record.LoadReport) string {
	switch {
	case l.TotalRejected() > 0:
		return "! " + plural(l.TotalRejected(), "row") + " rejected (i)"
	case l.Truncated:
		return "! input cut short (i)"
	}
	return "! " + plural(max(1, int64(len(l.Notes))), "note") + " on the input (i)"
}

func (m *Model) spinner() string {
	frames := []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	if m.theme.ASCII() {
		frames = []string{"|", "/", "-", `\`}
	}
	return frames[m.frame%len(frames)]
}

// keyLine shows the keys of the moment in at most w cells: what does not fit is
// left out from the middle, so that help and quit stay.
func (m *Model) keyLine(w int) string {
	keys := m.keys.footer(m.scopes())
	need := func() int {
		n := -2
		for _, b := range keys {
			n += cells(b.footLabel()) + 1 + cells(b.short) + 2
		}
		return n
	}
	for len(keys) > 0 && need() > w {
		drop := max(0, len(keys)-3)
		keys = append(keys[:drop:drop], keys[drop+1:]...)
	}
	var parts []string
	for _, b := range keys {
		label := b.footLabel()
		if m.theme.ASCII() {
			label = asciiKeys(label)
		}
		parts = append(parts, m.theme.Paint(chart.Key, label)+" "+m.theme.Paint(chart.Dim, b.short))
	}
	return strings.Join(parts, "  ")
}

// lastScreen is the frame to be left behind, without what lies on top of it.
func (m *Model) lastScreen() string {
	m.overlay, m.prompt, m.trial, m.toast = nil, nil, nil, nil
	m.rev++
	return m.View()
}
