package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/tui/chart"
)

// actionNames name what keys do, for the command line. What belongs to typing a
// line has no name: it could not be typed.
var actionNames = [numActions]string{
	actQuit: "quit", actQuitLeave: "quit-leave", actHelp: "help", actReport: "load-report", actExport: "export",
	actReload: "reload", actMouse: "mouse", actRedraw: "redraw", actSuspend: "suspend", actFull: "full-screen",
	actInterrupt: "interrupt", actNextPane: "next-pane", actPrevPane: "previous-pane",
	actUp: "up", actDown: "down", actLeft: "left", actRight: "right", actTop: "top", actBottom: "bottom",
	actPageUp: "page-up", actPageDown: "page-down", actHalfUp: "half-up", actHalfDown: "half-down",
	actOpen: "open", actBack: "back", actKeepCell: "keep-cell", actDropCell: "drop-cell", actLimits: "limits", actObjective: "objective",
	actViewLine: "view-line", actZoomIn: "zoom-in", actZoomOut: "zoom-out", actAllTime: "all-time",
	actEarlier: "earlier", actLater: "later", actMark: "mark", actGoTime: "go-to-time", actCopy: "copy",
	actHandoff: "handoff", actLevel: "level", actScale: "scale", actAxis: "axis", actOnly: "only", actMetric: "metric", actHours: "hours",
	actMeasure: "measure", actFilter: "edit-filter", actSort: "sort-here", actCommand: "command-line",
	actPane1: "pane-1", actPane2: "pane-2", actPane3: "pane-3", actPane4: "pane-4", actPane5: "pane-5", actPane6: "pane-6",
	actPane7: "pane-7", actNextFinding: "next-finding", actPrevFinding: "previous-finding", actColumns: "columns",
}

// command is a command with words behind its name.
type command struct {
	name, arg string // arg as it is shown; in brackets when it may be left out
	help      string
	run       func(m *Model, arg string) (tea.Cmd, error)
	// values lists what could stand as the argument, nil for anything.
	values func(m *Model) []string
}

// commands is the table of commands beside the actions, in the order of the help.
// It is made by a function because help, which they can show, reads it.
func commands() []command {
	return []command{
		{"filter", "[EXPR]", "keep rows that fit; without EXPR all", runFilter, nil},
		{"from", "T", "look at the time from T on: 2024-03-01, '2024-03-01 04:00', 04:00 or -2h", runFrom, nil},
		{"to", "T", "look at the time up to T", runTo, nil},
		{"range", "T..T", "look at a range of time", runRange, nil},
		{"limit", "latency|loss|cpu|z N", "try a limit; without N the reference limit", runLimit, limitNames},
		{"slo", "[OBJECTIVE]", "show the error budget; OBJECTIVE states one: " + slo.Example + "; none takes it away", runObjective, objectives},
		{"sort", "COLUMN", "sort the table by a column; again reverses", runSort, sortNames},
		{"pane", "NAME", "go to a pane", runPane, func(*Model) []string { return lowered(paneTitles) }},
		{"theme", "NAME", "change the colours", runTheme, func(*Model) []string { return themeNames() }},
		{"save", "NAME", "save what is looked at under a name", runSave, viewNames},
		{"view", "NAME", "look at what was saved", runView, viewNames},
	}
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

// commandOf returns the command of a name.
func commandOf(name string) (command, bool) {
	all := commands()
	if i := slices.IndexFunc(all, func(c command) bool { return c.name == name }); i >= 0 {
		return all[i], true
	}
	return command{}, false
}

// actionOf returns the action of a name that has a key where scopes hold.
func (k keymap) actionOf(name string, scopes scope) (action, bool) {
	for _, b := range k {
		if b.in&scopes != 0 && actionNames[b.act] == name && name != "" {
			return b.act, true
		}
	}
	return actNone, false
}

// commandScopes are the scopes in which a typed command is carried out: those
// that held before the line was opened.
func (m *Model) commandScopes() scope {
	p := m.prompt
	m.prompt = nil
	defer func() { m.prompt = p }()
	return m.scopes()
}

// command carries out a typed line. When it cannot be, the prompt stays open and
// says why.
func (m *Model) command(p *prompt, text string) tea.Cmd {
	if text == "" {
		return nil
	}
	cmd, err := m.run(text)
	if err != nil {
		m.prompt = p
		p.wrong, p.wrongAt, p.list = record.CleanText(err.Error()), 0, nil
		if fault, ok := errors.AsType[*argError](err); ok {
			p.wrongAt = utf8.RuneCountInString(p.line.String()) - utf8.RuneCountInString(strings.TrimLeft(p.line.String(), " ")) + fault.at
		}
	}
	return cmd
}

// argError is what is wrong with a command, and the characters before the place.
type argError struct {
	at   int
	what string
}

func (e *argError) Error() string { return e.what }

// run carries out a command: a name, a blank, and what belongs to it.
func (m *Model) run(text string) (tea.Cmd, error) {
	name, arg, _ := strings.Cut(text, " ")
	arg = strings.TrimSpace(arg)
	if c, ok := commandOf(name); ok && m.data != nil {
		if arg == "" && !strings.HasPrefix(c.arg, "[") {
			return nil, &argError{utf8.RuneCountInString(text), c.name + " needs " + c.arg}
		}
		cmd, err := c.run(m, arg)
		if fault, ok := errors.AsType[*argError](err); ok {
			fault.at += utf8.RuneCountInString(text) - utf8.RuneCountInString(arg)
		}
		return cmd, err
	}
	if a, ok := m.keys.actionOf(name, m.scopes()); ok {
		if arg != "" {
			return nil, &argError{utf8.RuneCountInString(name) + 1, name + " stands alone"}
		}
		return m.do(a), nil
	}
	if slices.Contains(actionNames[:], name) {
		return nil, &argError{0, name + " has no meaning here"}
	}
	names := m.commandNames()
	if near := nearest(name, names); near != "" {
		return nil, &argError{0, "no command " + name + "; did you mean " + near + "?"}
	}
	return nil, &argError{0, "no command " + name + "; tab lists them"}
}

// nearest returns the word at most two typing errors away, "" for none.
func nearest(word string, words []string) string {
	best, least := "", 3
	for _, w := range words {
		if d := record.Distance(word, w); d < least && d < len(w)-1 {
			best, least = w, d
		}
	}
	return best
}

// commandNames lists what can be typed now.
func (m *Model) commandNames() []string {
	var out []string
	if m.data != nil {
		for _, c := range commands() {
			out = append(out, c.name)
		}
	}
	scopes := m.commandScopes()
	for _, b := range m.keys {
		if name := actionNames[b.act]; b.in&scopes != 0 && name != "" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// completeCommand is completeFilter for a command line.
func (m *Model) completeCommand(head string) (words []string, from int) {
	name, arg, whole := strings.Cut(strings.TrimLeft(head, " "), " ")
	lead := utf8.RuneCountInString(head) - utf8.RuneCountInString(strings.TrimLeft(head, " "))
	if !whole {
		return beginning(m.commandNames(), name), lead
	}
	at := utf8.RuneCountInString(head) - utf8.RuneCountInString(arg)
	c, ok := commandOf(name)
	switch {
	case !ok || m.data == nil:
		return nil, at
	case c.name == "filter":
		words, from = m.completeFilter(arg)
		return words, at + from
	case c.values != nil:
		return beginning(c.values(m), arg), at
	}
	return nil, at
}

// beginning picks the words that begin with some characters, in any case.
func beginning(words []string, with string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(strings.ToLower(w), strings.ToLower(with)) && w != with {
			out = append(out, w)
		}
	}
	return out
}

// commandHint says what the typed command does.
func (m *Model) commandHint(text string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if c, ok := commandOf(name); ok {
		return c.name + " " + c.arg + ": " + c.help
	}
	for _, b := range m.keys {
		if b.long != "" && actionNames[b.act] == name && name != "" && b.in&m.commandScopes() != 0 {
			return b.long
		}
	}
	return ""
}

func runFilter(m *Model, arg string) (tea.Cmd, error) {
	if wrong, at, hint := judgeFilter(arg); wrong != "" {
		return nil, &argError{at, wrong}
	} else if _, err := parseFilter(arg); err != nil {
		return nil, &argError{utf8.RuneCountInString(arg), hint}
	}
	return m.filterBy(arg), nil
}

func runPane(m *Model, arg string) (tea.Cmd, error) {
	for i, title := range paneTitles {
		if arg == fmt.Sprint(i+1) || strings.HasPrefix(strings.ToLower(title), strings.ToLower(arg)) {
			m.active = i
			return nil, nil
		}
	}
	return nil, &argError{0, "no such pane; they are " + strings.ToLower(strings.Join(paneTitles, ", "))}
}

func runSort(m *Model, arg string) (tea.Cmd, error) {
	p, ok := m.pane().(sortable)
	if !ok {
		return nil, &argError{0, "this pane is not sorted"}
	}
	cmd, ok := p.sortBy(arg)
	if !ok {
		return nil, &argError{0, "no such column; they are " + strings.Join(p.sortTitles(), ", ")}
	}
	return m.end.guard(cmd), nil
}

func sortNames(m *Model) []string {
	if p, ok := m.pane().(sortable); ok {
		return p.sortTitles()
	}
	return nil
}

func runTheme(m *Model, arg string) (tea.Cmd, error) {
	var choice ThemeChoice
	if err := choice.Set(arg); err != nil {
		return nil, &argError{0, err.Error()}
	}
	if m.themeOf == nil {
		return nil, &argError{0, "the colours are fixed here"}
	}
	m.theme = m.themeOf(choice)
	m.say(chart.Text, "theme "+arg)
	return m.tick(), nil
}
