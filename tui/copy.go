package tui

import (
	"encoding/base64"
	"io"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// maxCopy is the longest text that is copied, in bytes: what terminals are known
// to take, as base64 gives 100,000 characters.
const maxCopy = 74_000

// osc52 is the sequence that puts a text into the clipboard of a terminal. tmux
// passes it on only inside of a sequence of its own, with ESC doubled, and only
// when allow-passthrough is on; with set-clipboard on it needs no wrapping but
// takes it all the same.
func osc52(text string, tmux bool) string {
	s := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	if tmux {
		return "\x1bPtmux;" + strings.ReplaceAll(s, "\x1b", "\x1b\x1b") + "\x1b\\"
	}
	return s
}

// copyText puts a text into the clipboard of the terminal.
func (m *Model) copyText(text string) tea.Cmd {
	text = strings.TrimRight(text, "\n")
	switch {
	case text == "":
		m.say(chart.Text, "nothing to copy here")
		return m.tick()
	case len(text) > maxCopy:
		m.say(chart.Warn, "too long to copy: "+bytesText(int64(len(text)))+", terminals take "+bytesText(maxCopy)+"; e writes it to a file")
		return m.tick()
	case m.out == nil:
		return nil
	}
	out, sequence, lines := m.out, osc52(text, m.tmux), int64(strings.Count(text, "\n")+1)
	return m.end.guard(func() tea.Msg {
		// One write, so that no frame is torn apart by it.
		_, err := io.WriteString(out, sequence)
		return copiedMsg{lines, err}
	})
}

// copiedMsg tells that a text went to the terminal.
type copiedMsg struct {
	lines int64
	err   error
}

func (m *Model) copiedDone(msg copiedMsg) tea.Cmd {
	if msg.err != nil {
		m.say(chart.Bad, "not copied: "+record.CleanText(msg.err.Error()))
	} else {
		m.say(chart.Good, "copied "+plural(msg.lines, "line")+" (OSC 52; needs a terminal that allows it)")
	}
	return m.tick()
}

// copyRow copies the row under the cursor.
func (m *Model) copyRow() tea.Cmd {
	if p, ok := m.pane().(copied); ok {
		return m.copyText(p.copyText())
	}
	return m.copyText("")
}

// handOver copies a text about the incident under the cursor.
func (m *Model) handOver() tea.Cmd {
	p, ok := m.pane().(suspect)
	if !ok || p.incident() == nil {
		m.say(chart.Text, "no incident is under the cursor")
		return m.tick()
	}
	if m.cfg.Handoff == nil {
		m.say(chart.Text, "there is no text to hand over here")
		return m.tick()
	}
	return m.copyText(m.cfg.Handoff(m.data.Report, p.incident()))
}
