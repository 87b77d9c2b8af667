package tui

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// Preview is how the inputs would be read with some answers.
type Preview struct {
	Reading *quality.Reading
	Head    []string   // titles of the fields of the first records
	Rows    [][]string // the first records, by field
	Names   []string   // columns of the input that asks
	Cells   [][]string // its first rows as they stand, by column
}

// MappingConfig is everything the mapping dialog needs from its surroundings.
type MappingConfig struct {
	Title string // what is read in a few words; made safe by AskMapping
	// Look returns how the inputs would be read with the given flags, each a text
	// such as "--loss-unit fraction". It runs in the background. An error says
	// that a flag cannot be used.
	Look func(ctx context.Context, flags []string) (*Preview, error)

	Screen Config // only theme, output, input and environment are used
}

// errUnanswered is returned by AskMapping when the user leaves questions open.
var errUnanswered = errors.New("left open")

// Unanswered reports whether err says that the user left a question open.
func Unanswered(err error) bool { return errors.Is(err, errUnanswered) }

// answer is a question that was answered.
type answer struct {
	question quality.Question
	flag     string
}

// dialog asks the open questions of a reading one after the other:
//
//	Question 1, 1 more                                              loss.csv
//
//	Is "loss" a percentage or a fraction of 1?
//
//	> percent, 0 to 100             --loss-unit percent
//	  fraction, 0 to 1              --loss-unit fraction
//
//	With this answer the columns are read as
//	  column  field            unit  by    values
//	  time    timestamp              name  2024-03-01 00:00:00
//	* loss    packet_loss_pct  %     flag  0.5 | 0.25
//
//	With this answer the first records are
//	  time (UTC)           device   loss %
//	  2024-03-01 00:00:00  edge-01  0.5
//
//	enter take  e edit  esc quit
//
// Before there are records to show, the first rows of the input are shown.
//
// It is a tea.Model of its own, which runs before the dashboard.
type dialog struct {
	cfg   MappingConfig
	theme *chart.Theme
	ctx   context.Context
	end   *ending
	w, h  int

	given   []answer
	basis   *Preview         // with the answers given; nil before the first look
	reading *quality.Reading // of basis
	cursor  int              // option
	first   int              // first option in sight
	editing bool
	text    string // flag under the cursor, as edited

	looks   map[string]look // by the flags asked about
	wanted  string          // what the preview in sight is for
	message string          // why the last answer was not taken
	taken   []string        // the flags that settle everything, once they do
	err     error
}

// look is an answer of MappingConfig.Look.
type look struct {
	preview *Preview
	err     error
}

type lookMsg struct {
	key string
	look
	take *answer // the answer that was looked at to be taken, nil for a preview
}

func newDialog(ctx context.Context, cfg MappingConfig, theme *chart.Theme, end *ending) *dialog {
	cfg.Title = record.CleanText(cfg.Title)
	return &dialog{cfg: cfg, theme: theme, ctx: ctx, end: end, looks: map[string]look{}, err: errUnanswered}
}

// Init looks at the reading without an answer.
func (d *dialog) Init() tea.Cmd { return d.look(d.flags(""), nil) }

// flags returns the answers so far and one more, "" for none.
func (d *dialog) flags(more string) []string {
	var out []string
	for _, a := range d.given {
		out = append(out, a.flag)
	}
	if more != "" {
		out = append(out, more)
	}
	return out
}

// look asks in the background what some flags lead to.
func (d *dialog) look(flags []string, take *answer) tea.Cmd {
	key := strings.Join(flags, "\x00")
	if take == nil {
		d.wanted = key
	}
	if known, ok := d.looks[key]; ok {
		return func() tea.Msg { return lookMsg{key, known, take} }
	}
	ctx, see := d.ctx, d.cfg.Look
	return d.end.work(func() tea.Msg {
		p, err := see(ctx, flags)
		if err == nil && (p == nil || p.Reading == nil) {
			err = &record.Error{Kind: record.KindInternal, What: "the input was looked at without a result"}
		}
		return lookMsg{key, look{p, err}, take}
	})
}

// question returns the question to be answered, nil when there is none.
func (d *dialog) question() *quality.Question {
	if d.reading == nil {
		return nil
	}
	if q := d.reading.Questions(); len(q) > 0 {
		return &q[0]
	}
	return nil
}

// Update takes one message. A panic in it ends the program with a Crash.
func (d *dialog) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer d.end.recovered()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		d.w, d.h = msg.Width, msg.Height
	case lookMsg:
		return d, d.looked(msg)
	case suspendMsg:
		return d, d.suspend()
	case tea.KeyMsg:
		return d, d.key(msg)
	}
	return d, nil
}

func (d *dialog) looked(msg lookMsg) tea.Cmd {
	d.looks[msg.key] = msg.look
	switch {
	case d.reading == nil && msg.err != nil: // nothing can be asked at all
		d.err = msg.err
		return d.quit()
	case d.reading == nil:
		return d.begin(msg.preview)
	case msg.take == nil || strings.Join(d.flags(msg.take.flag), "\x00") != msg.key:
		return nil
	case msg.err != nil:
		d.message, d.editing = record.CleanText(msg.err.Error()), true
		return nil
	}
	if q := msg.preview.Reading.Questions(); len(q) > 0 && same(q[0], msg.take.question) {
		d.message, d.editing = "this answer leaves the question open", true
		return nil
	}
	d.given = append(d.given, *msg.take)
	return d.begin(msg.preview)
}

func same(a, b quality.Question) bool {
	return a.Text == b.Text && a.Column == b.Column && a.Field == b.Field
}

// begin puts the next question, or ends when there is none.
func (d *dialog) begin(p *Preview) tea.Cmd {
	d.basis, d.reading = p, p.Reading
	d.cursor, d.first, d.editing, d.message = 0, 0, false, ""
	if d.question() == nil {
		d.err, d.taken = nil, d.flags("")
		return d.quit()
	}
	return d.choose(0)
}

func (d *dialog) quit() tea.Cmd { return d.end.guard(tea.Quit) }

// suspend gives the terminal back to the shell, where there is one.
func (d *dialog) suspend() tea.Cmd {
	if !canSuspend() {
		return nil
	}
	return d.end.guard(suspend())
}

// choose moves to an option and looks at what it leads to.
func (d *dialog) choose(i int) tea.Cmd {
	q := d.question()
	d.cursor = max(0, min(i, len(q.Options)-1))
	d.editing, d.message, d.text = false, "", ""
	if len(q.Options) == 0 {
		d.editing = true
		return nil
	}
	d.text = q.Options[d.cursor].Flag
	return d.look(d.flags(d.text), nil)
}

// key takes a key press. Pasted text counts only while a flag is edited.
func (d *dialog) key(k tea.KeyMsg) tea.Cmd {
	name := k.String()
	if k.Paste {
		name = ""
	}
	switch name {
	case "ctrl+c":
		d.err = Interrupted{interruptSignal}
		return d.quit()
	case "ctrl+z":
		return d.suspend()
	case "ctrl+l":
		return tea.ClearScreen
	}
	q := d.question()
	if q == nil { // still looking
		if name == "esc" || name == "q" {
			return d.quit()
		}
		return nil
	}
	switch {
	case name == "enter":
		if strings.TrimSpace(d.text) == "" {
			return nil
		}
		return d.look(d.flags(d.text), &answer{*q, d.text})
	case name == "up" || name == "k" && !d.editing:
		return d.choose(d.cursor - 1)
	case name == "down" || name == "j" && !d.editing:
		return d.choose(d.cursor + 1)
	case d.editing && name == "esc" && len(q.Options) > 0:
		return d.choose(d.cursor)
	case name == "esc" || name == "q" && !d.editing:
		return d.quit()
	case d.editing:
		act := actNone
		switch name {
		case "backspace", "ctrl+h":
			act = actErase
		case "ctrl+w":
			act = actEraseWord
		case "ctrl+u":
			act = actEraseAll
		}
		var typed line
		typed.set(d.text)
		typed.edit(k, act)
		d.text, d.message = typed.String(), ""
	case name == "e":
		d.editing = true
	case name == "backspace" && len(d.given) > 0:
		return d.back()
	}
	return nil
}

// back takes the last answer back.
func (d *dialog) back() tea.Cmd {
	d.given = d.given[:len(d.given)-1]
	if known, ok := d.looks[strings.Join(d.flags(""), "\x00")]; ok && known.err == nil {
		return d.begin(known.preview)
	}
	d.reading = nil
	return d.look(d.flags(""), nil)
}

// asking returns which input asks.
func (d *dialog) asking() int {
	for i := range d.reading.Inputs {
		if len(d.reading.Inputs[i].Questions) > 0 {
			return i
		}
	}
	return 0
}

// columnsNow returns the columns of the input that asks, as the option under
// the cursor has them read, and which of them the question is about. fresh is
// false when they are those without an answer.
func (d *dialog) columnsNow() (list []quality.Column, asked []bool, fresh bool) {
	at, q := d.asking(), d.question()
	if at >= len(d.reading.Inputs) {
		return nil, nil, false
	}
	before := d.reading.Inputs[at].Columns
	list = before
	if seen, ok := d.previewNow(); ok && !d.editing && seen.err == nil && at < len(seen.preview.Reading.Inputs) {
		list, fresh = seen.preview.Reading.Inputs[at].Columns, true
	}
	names := map[string]bool{}
	for _, c := range before {
		names[c.Name] = about(&c, q)
	}
	asked = make([]bool, len(list))
	for i := range list {
		asked[i] = names[list[i].Name] || about(&list[i], q)
	}
	return list, asked, fresh
}

// about reports whether a question is about a column: it names it, also in an
// option, or the column is read as the field in question.
func about(c *quality.Column, q *quality.Question) bool {
	if q.Column != "" && c.Name == q.Column || q.Field != "" && c.Field == q.Field {
		return true
	}
	for _, o := range q.Options {
		if _, value, ok := strings.Cut(o.Flag, "="); ok && c.Name != "" && strings.Trim(value, `'"`) == c.Name {
			return true
		}
	}
	return false
}

// previewNow returns what is known of the option under the cursor.
func (d *dialog) previewNow() (look, bool) {
	l, ok := d.looks[d.wanted]
	return l, ok
}

// source names the input that asks.
func (d *dialog) source() string {
	if at := d.asking(); at < len(d.reading.Inputs) && len(d.reading.Inputs[at].Questions) > 0 {
		return record.Clean(d.reading.Inputs[at].Path)
	}
	return d.cfg.Title
}
