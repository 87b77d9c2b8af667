package tui

import (
	"context"
	"io"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// tickEvery is how often the progress is looked at.
const tickEvery = 100 * time.Millisecond

// A message stays above the status line for toastFor, and after toastRead any
// key takes it away.
const (
	toastFor  = 12 * time.Second
	toastRead = 2 * time.Second
)

// Model is the state of the dashboard; it implements tea.Model.
type Model struct {
	cfg   Config
	theme *chart.Theme
	keys  keymap
	ctx   context.Context // ends with the program
	end   *ending
	now   func() time.Time

	w, h int

	progress *record.Progress // of the analysis under way, nil for none
	snapshot func() record.Snapshot
	data     *dataset // nil before the first report
	looks    looks
	err      error // why there is no report
	panes    []pane
	deeper   [][]pane // by tab, the levels below its pane
	active   int
	mouse    bool

	spot       spot
	whole      whole
	reference  detect.Limits // in force unless others are asked for
	viewAlways bool          // the line of the view is shown even for everything
	full       bool          // the pane has the full screen

	overlay *overlay
	prompt  *prompt // a line being typed
	trial   *trial  // limits being tried
	history [numPrompts][]string
	pause   time.Duration // without a key before what is typed is looked at

	out     io.Writer // for sequences of our own; nil: none
	tmux    bool      // the terminal is inside of tmux
	leave   bool      // the last screen stays printed
	themeOf func(ThemeChoice) *chart.Theme

	exporting bool
	toast     []string // message, shown above the status line for a while
	toastRole chart.Role
	toastEnd  time.Time
	ticking   bool
	frame     int // counts ticks, for the spinner

	typed     []byte // keys typed before the program could read them
	swallow   int    // characters of a late answer of the terminal to drop
	rev       int    // raised by everything that may change the pane
	body      []string
	bodyOf    bodyKey
	quitAfter error // what Run returns when the user leaves
}

type bodyKey struct{ rev, w, h int }

func newModel(ctx context.Context, cfg Config, theme *chart.Theme, end *ending) *Model {
	var without []action
	if !canSuspend() {
		without = append(without, actSuspend)
	}
	if !cfg.Reload {
		without = append(without, actReload)
	}
	if cfg.Export == nil {
		without = append(without, actExport)
	}
	keys := newKeymap(without...)
	if own, _, err := keys.rebind(cfg.Keys); err == nil { // else see CheckKeys
		keys = own
	}
	m := &Model{
		cfg: cfg, theme: theme, keys: keys, ctx: ctx, end: end, now: time.Now,
		mouse: cfg.Mouse, progress: record.NewProgress(), pause: typingPause, reference: detect.DefaultLimits,
	}
	m.looks.view = cfg.View
	m.snapshot = func() record.Snapshot { return m.progress.Snapshot() }
	return m
}

type (
	tickMsg   struct{}
	reportMsg struct {
		of   analytics.View
		data *dataset
		err  error
	}
	exportMsg struct {
		lines []string
		err   error
	}
	typedMsg   []byte
	suspendMsg struct{}
)

// Init starts the analysis and the clock.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.analyse(), m.tick()}
	if len(m.typed) > 0 {
		typed := m.typed
		cmds = append(cmds, func() tea.Msg { return typedMsg(typed) })
	}
	return tea.Batch(cmds...)
}

func (m *Model) analyse() tea.Cmd {
	ctx, p, analyse, reading, view := m.ctx, m.progress, m.cfg.Analyse, m.cfg.Reading, m.looks.view
	return m.end.work(func() tea.Msg {
		r, err := analyse(ctx, view, p)
		if err != nil || r == nil {
			return reportMsg{err: orMissing(err)}
		}
		d := newDataset(r)
		if reading != nil {
			d.reading = reading()
		}
		return reportMsg{of: view, data: d}
	})
}

// orMissing stands in for an analysis that gives neither report nor error.
func orMissing(err error) error {
	if err == nil {
		return &record.Error{Kind: record.KindInternal, What: "the analysis ended without a result"}
	}
	return err
}

// tick asks for the next look at the clock unless one is on its way.
func (m *Model) tick() tea.Cmd {
	if m.ticking {
		return nil
	}
	m.ticking = true
	return m.end.guard(tea.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{} }))
}

// Update takes one message. A panic in it ends the program with a Crash.
func (m *Model) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer m.end.recovered()
	return m, m.update(msg)
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(tickMsg); ok {
		return m.ticked()
	}
	m.rev++
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.KeyMsg:
		return m.key(msg)
	case tea.MouseMsg:
		return m.mouseEvent(msg)
	case typedMsg:
		return m.typeAhead(msg)
	case suspendMsg:
		return m.do(actSuspend)
	case tea.ResumeMsg:
		if m.mouse { // the library forgets it
			return m.end.guard(tea.EnableMouseCellMotion)
		}
	case reportMsg:
		return m.reported(msg)
	case viewMsg:
		return m.looked(msg)
	case pausedMsg:
		return m.paused(msg)
	case trialMsg:
		return m.trialPaused(msg)
	case copiedMsg:
		return m.copiedDone(msg)
	case exportMsg:
		m.exportDone(msg)
		return m.tick()
	case delivery:
		return msg.deliver(m)
	case arrangedMsg:
		msg.table.arranged(msg)
	}
	return nil
}

// ticked drives what moves by itself. Without such there is no further tick, so
// that an idle dashboard costs nothing.
func (m *Model) ticked() tea.Cmd {
	m.ticking = false
	m.frame++
	if m.toast != nil && m.now().After(m.toastEnd) {
		m.toast = nil
	}
	if m.progress != nil || m.looks.cancel != nil || m.exporting || m.toast != nil {
		return m.tick()
	}
	return nil
}

func (m *Model) reported(msg reportMsg) tea.Cmd {
	m.progress = nil
	if msg.err != nil {
		if m.data != nil { // a reload failed: keep what there is
			m.say(chart.Bad, "not reloaded: "+record.CleanText(msg.err.Error()))
			return tea.Batch(m.tick(), m.look())
		}
		m.err = msg.err
		m.quitAfter = msg.err
		return nil
	}
	m.err, m.quitAfter = nil, nil
	shown := m.show(msg.data, msg.of)
	if begin := m.cfg.Begin; begin != nil {
		m.cfg.Begin = nil
		cmd, err := m.useView(*begin)
		if err != nil {
			m.say(chart.Bad, "the saved view cannot be used: "+record.CleanText(err.Error()))
			return tea.Batch(shown, m.tick(), m.look())
		}
		return tea.Batch(shown, cmd)
	}
	return tea.Batch(shown, m.look())
}

// pane returns the active pane, nil before the report.
func (m *Model) pane() pane {
	if m.data == nil {
		return nil
	}
	if levels := m.levels(); len(levels) > 0 {
		return levels[len(levels)-1]
	}
	return nil
}

// scopes returns where a key is looked up now.
func (m *Model) scopes() scope {
	switch {
	case m.prompt != nil:
		return inAlways | inPrompt
	case m.overlay != nil:
		return inAlways | inOverlay
	case m.trial != nil:
		return inAlways | inLimits
	case m.data == nil:
		return inAlways | inApp
	}
	return inAlways | inApp | inReport | m.pane().scopes()
}

// key looks a key up and carries its action out. Pasted text is text only.
func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	if m.lateAnswer(k) {
		return nil
	}
	if !k.Paste && len(k.Runes) > 1 {
		var cmds []tea.Cmd
		for _, one := range apart(k) {
			cmds = append(cmds, m.key(one))
		}
		return tea.Batch(cmds...)
	}
	if m.now().After(m.toastEnd.Add(toastRead - toastFor)) {
		m.toast = nil
	}
	act := actNone
	if !k.Paste {
		act = m.keys.find(k.String(), m.scopes())
	}
	if m.prompt != nil {
		if cmd, done := m.promptKey(k, act); done {
			return cmd
		}
	}
	return m.do(act)
}

// apart splits what the library takes for one key: characters that arrive
// together, as those of a key that is held down or of a quick hand do.
func apart(k tea.KeyMsg) []tea.KeyMsg {
	if k.Paste || len(k.Runes) < 2 {
		return []tea.KeyMsg{k}
	}
	var out []tea.KeyMsg
	for _, r := range k.Runes {
		out = append(out, tea.KeyMsg{Type: k.Type, Runes: []rune{r}, Alt: k.Alt})
	}
	return out
}

// lateAnswer drops the answer of a terminal that was asked for its background
// but was slow: "ESC ] 11;rgb:.../.../... ESC \" looks like typed keys.
func (m *Model) lateAnswer(k tea.KeyMsg) bool {
	const longest = 40
	switch {
	case k.Alt && k.Type == tea.KeyRunes && string(k.Runes) == "]":
		m.swallow = longest
		return true
	case m.swallow == 0:
		return false
	case k.Alt && string(k.Runes) == `\` || k.Type == tea.KeyCtrlG:
		m.swallow = 0
		return true
	case k.Type == tea.KeyRunes && strings.Trim(string(k.Runes), "0123456789abcdefABCDEFrg:;/") == "":
		m.swallow = max(0, m.swallow-len(k.Runes))
		return true
	}
	m.swallow = 0
	return false
}

// typeAhead replays what was typed before the program could read keys.
func (m *Model) typeAhead(typed []byte) tea.Cmd {
	var cmds []tea.Cmd
	for _, c := range typed {
		switch {
		case c == 3:
			cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyCtrlC}))
		case c > ' ' && c < 0x7f:
			cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{rune(c)}}))
		}
	}
	return tea.Batch(cmds...)
}

// say shows a message above the status line for a while.
func (m *Model) say(role chart.Role, lines ...string) {
	m.toast, m.toastRole, m.toastEnd = lines, role, m.now().Add(toastFor)
}
