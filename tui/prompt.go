package tui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/tui/chart"
)

// promptKind is what a line is typed for.
type promptKind uint8

const (
	promptFilter promptKind = iota
	promptCommand
	promptFind // lines of an overlay
	numPrompts
)

// sign stands before the line.
func (k promptKind) sign() string { return [...]string{"/", ":", "/"}[k] }

// typingPause is how long after a key the typed filter is looked at.
const typingPause = 150 * time.Millisecond

// prompt is a line being typed at the bottom of the screen, and below it what is
// wrong, or how it could go on.
type prompt struct {
	kind promptKind
	line line

	wrong   string // what is wrong with the line, "" for nothing
	wrongAt int    // characters before the fault
	hint    string // what to know beside

	list   []string // words that could stand in place of the one begun
	from   int      // characters before that word
	picked int      // the one put in, -1 for none

	place int    // in the history; its length is the line being typed
	draft string // that line

	before analytics.View // when it was opened
	seq    int            // of the newest change
}

// pausedMsg tells that nothing was typed for a while.
type pausedMsg struct{ seq int }

// ask opens a prompt.
func (m *Model) ask(kind promptKind, text string) tea.Cmd {
	m.prompt = &prompt{kind: kind, picked: -1, place: len(m.history[kind]), before: m.looks.view}
	m.prompt.line.set(text)
	m.prompt.line.whole = text != ""
	m.judge()
	return nil
}

// promptKey takes a key while a line is typed. It reports false for keys that
// keep their meaning.
func (m *Model) promptKey(k tea.KeyMsg, a action) (cmd tea.Cmd, done bool) {
	p := m.prompt
	switch a {
	case actInterrupt, actSuspend, actRedraw:
		return nil, false
	case actCancel:
		m.prompt = nil
		switch p.kind {
		case promptFilter:
			return m.setView(p.before), true
		case promptFind:
			m.overlay.find("")
		}
		return nil, true
	case actAccept:
		return m.accept(), true
	case actComplete:
		p.line.whole = false
		p.pick(1)
	case actCompleteBack:
		p.pick(-1)
	case actOlder:
		p.recall(m.history[p.kind], -1)
	case actNewer:
		p.recall(m.history[p.kind], 1)
	default:
		changed := p.line.edit(k, a)
		p.picked = -1
		if !changed {
			m.judge()
			return nil, true
		}
		m.toast = nil // it was about another text
	}
	if p.picked < 0 {
		m.judge()
	} else {
		m.judgeOnly()
	}
	if p.kind != promptFilter {
		return nil, true
	}
	m.prompt.seq++
	msg := pausedMsg{m.prompt.seq}
	return m.end.guard(tea.Tick(m.pause, func(time.Time) tea.Msg { return msg })), true
}

// accept takes the line.
func (m *Model) accept() tea.Cmd {
	p := m.prompt
	text := strings.TrimSpace(p.line.String())
	m.judgeOnly()
	if p.kind == promptFilter && p.wrong == "" {
		if _, err := parseFilter(text); err != nil {
			p.wrong, p.wrongAt, p.list = p.hint, len(p.line.text), nil
		}
	}
	if p.wrong != "" {
		return nil
	}
	var cmd tea.Cmd
	m.prompt = nil
	switch p.kind {
	case promptFilter:
		cmd = m.filterBy(text)
	case promptCommand:
		if cmd = m.command(p, text); m.prompt == p { // it was refused
			return cmd
		}
	case promptFind:
		m.overlay.find(text)
	}
	m.remember(p.kind, text)
	return cmd
}

// maxHistory is how many lines of a kind are kept.
const maxHistory = 100

func (m *Model) remember(kind promptKind, text string) {
	if text == "" {
		return
	}
	h := slices.DeleteFunc(m.history[kind], func(s string) bool { return s == text })
	m.history[kind] = append(h[max(0, len(h)-maxHistory+1):], text)
}

// paused looks at what was typed when nothing came for a while.
func (m *Model) paused(msg pausedMsg) tea.Cmd {
	p := m.prompt
	if p == nil || p.kind != promptFilter || msg.seq != p.seq || p.wrong != "" || p.hint != "" {
		return nil
	}
	return m.filterBy(p.line.String())
}

// judge says what is wrong with the line and how the word at the cursor could
// go on.
func (m *Model) judge() {
	m.judgeOnly()
	p := m.prompt
	p.list, p.from, p.picked = nil, p.line.at, -1
	switch p.kind {
	case promptFilter:
		p.list, p.from = m.completeFilter(p.line.head())
	case promptCommand:
		p.list, p.from = m.completeCommand(p.line.head())
	}
}

func (m *Model) judgeOnly() {
	p := m.prompt
	p.wrong, p.wrongAt, p.hint = "", 0, ""
	switch p.kind {
	case promptFilter:
		p.wrong, p.wrongAt, p.hint = judgeFilter(p.line.String())
	case promptCommand:
		p.hint = m.commandHint(p.line.String())
	case promptFind:
		m.overlay.find(p.line.String())
	}
}

// pick puts the next word of the list into the line.
func (p *prompt) pick(by int) {
	if len(p.list) == 0 {
		return
	}
	if p.picked < 0 && by < 0 {
		p.picked = 0
	}
	p.picked = (p.picked + by + len(p.list)) % len(p.list)
	p.line.replace(p.from, p.line.at, []rune(p.list[p.picked]))
	if len(p.list) == 1 {
		p.picked = -1 // the next tab completes what follows
	}
}

// recall goes through what was typed before.
func (p *prompt) recall(history []string, by int) {
	if p.place == len(history) {
		p.draft = p.line.String()
	}
	p.place = max(0, min(p.place+by, len(history)))
	p.picked = -1
	if p.place == len(history) {
		p.line.set(p.draft)
		return
	}
	p.line.set(history[p.place])
}

// lines draws the prompt in two lines of w cells.
func (p *prompt) lines(th *chart.Theme, w int, keys string) []string {
	sign := " " + p.kind.sign()
	text, cut := p.line.draw(th, w-cells(sign)-1)
	out := []string{th.Paint(chart.Key, sign) + text}
	switch {
	case p.wrong != "":
		at := cells(string(p.line.text[:min(p.wrongAt, len(p.line.text))])) - cut + cells(sign)
		return append(out, caretLine(th, p.wrong, at, w))
	case p.hint != "" && len(p.list) == 0:
		return append(out, " "+th.Paint(chart.Dim, th.Fit(p.hint, min(cells(p.hint), w-2))))
	case len(p.list) > 0:
		return append(out, p.choices(th, w))
	}
	return append(out, " "+keys)
}

// caretLine points at a place and says what is wrong there: behind the caret or,
// where there is more room, before it.
func caretLine(th *chart.Theme, what string, at, w int) string {
	at = max(0, min(at, w-1))
	if right := w - at - 3; right >= cells(what) || right >= at-2 {
		return strings.Repeat(" ", at) + th.Paint(chart.Bad, "^ "+th.Fit(what, max(0, min(cells(what), right))))
	}
	text := th.Fit(what, min(cells(what), at-2))
	return strings.Repeat(" ", max(0, at-1-cells(text))) + th.Paint(chart.Bad, text+" ^")
}

// choices lists the words that could follow, the one put in with brackets.
func (p *prompt) choices(th *chart.Theme, w int) string {
	out := " " + th.Paint(chart.Key, "tab") + th.Paint(chart.Dim, ":")
	room := w - 6
	first := 0
	if p.picked > 0 {
		first = p.picked // what was taken stays in sight, what follows behind it
	}
	for i := first; i < len(p.list); i++ {
		word := p.list[i]
		if i == p.picked {
			word = "[" + word + "]"
		}
		if cells(word)+1 > room {
			break
		}
		room -= cells(word) + 1
		role := chart.Text
		if i == p.picked {
			role = chart.Accent
		}
		out += " " + th.Paint(role, word)
	}
	if p.hint != "" && room > cells(p.hint)+3 {
		out += "   " + th.Paint(chart.Dim, p.hint)
	}
	return out
}
