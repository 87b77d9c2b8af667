package tui

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// zoneQuestion needs an answer that must be written.
var zoneQuestion = quality.Question{Field: "timestamp", Text: `Which zone is "BST"?`, Options: []quality.Option{
	{Label: "a zone of the IANA list", Flag: "--tz Area/City"}, {Label: "UTC all the same", Flag: "--tz UTC"}}}

// lookAt answers like a source with two questions.
func lookAt(_ context.Context, flags []string) (*Preview, error) {
	r := howRead()
	in := &r.Inputs[0]
	open := map[string]bool{"--tz": true, "--loss-unit": true}
	loss := "?"
	for _, f := range flags {
		name, value, _ := strings.Cut(f, " ")
		switch {
		case name == "--tz" && value == "Area/City", name != "--tz" && name != "--loss-unit":
			return nil, &record.Error{Kind: record.KindUsage, What: f + " cannot be used"}
		case name == "--loss-unit":
			loss = map[string]string{"percent": "0.5 %", "fraction": "50 %"}[value]
		}
		delete(open, name)
	}
	if open["--loss-unit"] {
		in.Questions = append(in.Questions, lossQuestion)
	}
	if open["--tz"] {
		in.Questions = append(in.Questions, zoneQuestion)
	}
	p := &Preview{Reading: r, Names: []string{"Date", "Time", "host", "RTT (avg)", "loss", "jitter", "comment"}, Cells: [][]string{
		{"13/03/2024", "10:00:00", "edge-01", "12,5", "0%", "", "no \x1b[2Jharm"}, {"13/03/2024", "10:01:00", "edge-02", "1.234,56", "0.5%", ""}}, Head: []string{"time (UTC)", "device", "loss"}}
	if !open["--loss-unit"] {
		p.Rows = [][]string{{"2024-03-13 10:00:00", "edge-01", loss}, {"2024-03-13 10:01:00", "edge-02", "0 %"}}
	}
	return p, nil
}

func testDialog(w, h int, see func(context.Context, []string) (*Preview, error)) *dialog {
	d := newDialog(context.Background(), MappingConfig{Title: "network.csv", Look: see}, plainTheme(), &ending{})
	d.Update(tea.WindowSizeMsg{Width: w, Height: h})
	answerAll(d, d.Init())
	return d
}

// answerAll runs commands to the end and reports whether one quits.
func answerAll(d *dialog, cmd tea.Cmd) (quit bool) {
	for cmd != nil {
		msg := cmd()
		if _, ok := msg.(tea.QuitMsg); ok {
			return true
		}
		if msg == nil {
			return false
		}
		_, cmd = d.Update(msg)
	}
	return false
}

func ask(d *dialog, keys ...string) (quit bool) {
	for _, k := range keys {
		_, cmd := d.Update(keyMsg(k))
		quit = answerAll(d, cmd)
	}
	return quit
}

func TestGoldenMappingDialog(t *testing.T) {
	states := map[string][]string{"first": nil, "second option": {"down"}, "next question": {"down", "enter"}, "editing": {"down", "enter", "enter"}}
	for name, keys := range states {
		for _, s := range [][2]int{{80, 24}, {120, 40}} {
			t.Run(name+"/"+sizeName(s[0], s[1]), func(t *testing.T) {
				d := testDialog(s[0], s[1], lookAt)
				ask(d, keys...)
				checkFrame(t, d.View(), s[0], s[1])
				golden.RequireEqual(t, []byte(d.View()))
			})
		}
	}
}

// manyColumns is an input of 30 columns that asks about one of the last.
func manyColumns(_ context.Context, flags []string) (*Preview, error) {
	q := quality.Question{Field: "latency_ms", Column: "probe_27", Text: `In which unit is column "probe_27" (latency_ms)?`, Options: []quality.Option{
		{Label: "ms", Flag: "--unit latency_ms=ms"}, {Label: "s", Flag: "--unit latency_ms=s"}}}
	in := quality.Input{Path: "wide.csv", Format: "csv", Questions: []quality.Question{q, lossQuestion}[min(len(flags), 2):]}
	p := &Preview{Cells: make([][]string, 12)}
	for k := range 30 {
		c := quality.Column{Name: "probe_" + string(rune('0'+k/10)) + string(rune('0'+k%10)), Samples: []string{"1.25", "2.5"}}
		switch k {
		case 0:
			c.Field, c.How = "timestamp", "name"
		case 27:
			c.Field, c.How = "latency_ms", "not settled"
			if len(flags) > 0 {
				c.Unit, c.How = strings.TrimPrefix(flags[0], "--unit latency_ms="), "flag"
			}
		}
		in.Columns = append(in.Columns, c)
		p.Names = append(p.Names, c.Name)
		for r := range p.Cells {
			p.Cells[r] = append(p.Cells[r], []string{"1.25", "2.5"}[r%2])
		}
	}
	p.Reading = &quality.Reading{Inputs: []quality.Input{in}}
	return p, nil
}

func TestGoldenDialogBeforeRecords(t *testing.T) {
	for _, s := range [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}} {
		t.Run(sizeName(s[0], s[1]), func(t *testing.T) {
			d := testDialog(s[0], s[1], manyColumns)
			frame := d.View()
			checkFrame(t, frame, s[0], s[1])
			golden.RequireEqual(t, []byte(frame))
		})
	}
}

// What the answer under the cursor makes of the columns is seen at once, and
// the column asked about is in sight among many, with its cells.
func TestDialogShowsColumnsAndRows(t *testing.T) {
	for _, s := range [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}} {
		d := testDialog(s[0], s[1], manyColumns)
		line := func() string {
			for _, l := range strings.Split(d.View(), "\n") {
				if strings.HasPrefix(l, " * probe_27") {
					return strings.Join(strings.Fields(l), " ")
				}
			}
			t.Fatalf("column not marked in\n%s", d.View())
			return ""
		}
		if got := line(); !strings.HasPrefix(got, "* probe_27 latency_ms ms flag 1.25") {
			t.Errorf("%v: %q", s, got)
		}
		wantIn(t, d.View(), "The first rows of the input; records after 1 more answer")
		if n := strings.Count(d.View(), "probe_27"); n < 3 { // question, table, rows
			t.Errorf("%v: %d times probe_27 in\n%s", s, n, d.View())
		}
		ask(d, "down")
		if got := line(); !strings.HasPrefix(got, "* probe_27 latency_ms s flag 1.25") {
			t.Errorf("%v: %q", s, got)
		}
		ask(d, "e")
		if got := line(); !strings.HasPrefix(got, "* probe_27 latency_ms not settled") {
			t.Errorf("%v: %q", s, got)
		}
	}
}

func TestCellTableFits(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 6))
	for n := range 3000 {
		head := make([]string, rng.IntN(12))
		rows := make([][]string, rng.IntN(4))
		for k := range head {
			head[k] = strings.Repeat("h", rng.IntN(30))
			for r := range rows {
				if rng.IntN(9) > 0 {
					rows[r] = append(rows[r], strings.Repeat("東", rng.IntN(6))+"\x1b[2J"[:rng.IntN(5)])
				}
			}
		}
		th := chart.NewTheme(chart.ThemeOptions{Profile: chart.Mono, ASCII: n%2 == 0})
		w := 1 + rng.IntN(100)
		lines := cellTable(th, head, rows, func(k int) bool { return k == len(head)-1 }, w)
		if len(lines) != len(rows)+1 {
			t.Fatalf("%d lines for %d rows", len(lines), len(rows))
		}
		for _, l := range lines {
			if w > 30 && cells(l) > w {
				t.Fatalf("%d cells of %d: %q", cells(l), w, l)
			}
		}
	}
}

func TestDialogSuspends(t *testing.T) {
	d := testDialog(80, 24, lookAt)
	before := d.View()
	for _, msg := range []tea.Msg{keyMsg("ctrl+z"), suspendMsg{}} {
		_, cmd := d.Update(msg)
		if (cmd != nil) != canSuspend() {
			t.Errorf("%T: a command: %v, can suspend: %v", msg, cmd != nil, canSuspend())
		}
	}
	d.Update(tea.ResumeMsg{})
	if d.View() != before {
		t.Error("another frame after coming back")
	}
}

func TestDialogGivesTheFlags(t *testing.T) {
	d := testDialog(80, 24, lookAt)
	wantIn(t, d.View(), "Question 1, 1 more")
	wantIn(t, d.View(), "0.5 %") // what the first option makes of the cells
	ask(d, "down")
	wantIn(t, d.View(), "50 %")
	if ask(d, "enter") {
		t.Fatal("it ends with a question open")
	}
	wantIn(t, d.View(), "Question 2")
	ask(d, "enter")
	wantIn(t, d.View(), "--tz Area/City cannot be used")
	ask(d, "ctrl+u")
	for _, c := range "--tz Europe/Berlin" {
		ask(d, string(c))
	}
	if d.text != "--tz Europe/Berlin" {
		t.Fatalf("edited to %q", d.text)
	}
	if !ask(d, "enter") || d.err != nil || !slices.Equal(d.taken, []string{"--loss-unit fraction", "--tz Europe/Berlin"}) {
		t.Errorf("%q, %v", d.taken, d.err)
	}
}

func TestDialogGoesBack(t *testing.T) {
	d := testDialog(80, 24, lookAt)
	ask(d, "enter", "backspace")
	wantIn(t, d.View(), lossQuestion.Text)
	ask(d, "backspace") // nothing to go back to
	ask(d, "down", "enter", "down")
	if !ask(d, "enter") || !slices.Equal(d.taken, []string{"--loss-unit fraction", "--tz UTC"}) {
		t.Errorf("%q", d.taken)
	}
}

func TestDialogLeft(t *testing.T) {
	for _, key := range []string{"esc", "q"} {
		d := testDialog(80, 24, lookAt)
		if !ask(d, "enter", key) || !Unanswered(d.err) || d.taken != nil {
			t.Errorf("%s: %v, %q", key, d.err, d.taken)
		}
	}
	d := testDialog(80, 24, lookAt)
	if interrupted := (Interrupted{}); !ask(d, "ctrl+c") || !errors.As(d.err, &interrupted) {
		t.Errorf("ctrl+c: %v", d.err)
	}
	wrong := errors.New("gone")
	d = testDialog(80, 24, func(context.Context, []string) (*Preview, error) { return nil, wrong })
	if d.err != wrong {
		t.Errorf("%v, want the first look's error", d.err)
	}
}

func TestPastedKeysAreNoAnswer(t *testing.T) {
	d := testDialog(80, 24, lookAt)
	for _, text := range []string{"q", "e", "j\n"} {
		_, cmd := d.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(text)})
		if answerAll(d, cmd) || d.editing || d.cursor != 0 {
			t.Errorf("a pasted %q does something", text)
		}
	}
	ask(d, "e")
	d.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("x\x1b[2J\nrest")})
	if d.text != "--loss-unit percentx[2J" {
		t.Errorf("pasted to %q", d.text)
	}
}

func TestAnAnswerThatSettlesNothingIsNotTaken(t *testing.T) {
	d := testDialog(80, 24, func(context.Context, []string) (*Preview, error) {
		r := howRead()
		r.Inputs[0].Questions = []quality.Question{lossQuestion}
		return &Preview{Reading: r}, nil
	})
	if ask(d, "enter") || len(d.given) != 0 {
		t.Error("taken")
	}
	wantIn(t, d.View(), "leaves the question open")
}

func TestDialogRandomWalk(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	keys := []string{"up", "down", "j", "k", "e", "enter", "backspace", "x", "ctrl+u", "ctrl+w", "é", "tab", "f1", "esc"}
	see := func(_ context.Context, flags []string) (*Preview, error) {
		if len(flags) > 0 && rng.IntN(3) == 0 {
			return nil, errors.New("\x1b[2J\nno " + strings.Repeat("x", 300))
		}
		r := roughReading()
		qs := r.Inputs[0].Questions
		r.Inputs[0].Questions = qs[min(len(flags), len(qs)):]
		p := &Preview{Reading: r, Names: []string{"a\x1b[2J", "b", r.Inputs[0].Columns[0].Name}, Cells: [][]string{{"\a", strings.Repeat("y", 300), "x", "more"}, {}}}
		if rng.IntN(2) == 0 {
			p.Head, p.Rows = []string{"a\x1b[2J", "b"}, [][]string{{"\a", strings.Repeat("y", 300), "more"}, {}}
		}
		return p, nil
	}
	d := testDialog(80, 24, see)
	for n := range 2000 {
		if rng.IntN(6) == 0 {
			d.Update(tea.WindowSizeMsg{Width: rng.IntN(200), Height: rng.IntN(60)})
		}
		d.theme = chart.NewTheme(chart.ThemeOptions{Profile: []chart.Profile{chart.TrueColor, chart.Mono}[n%2], ASCII: n%3 == 0})
		if ask(d, keys[rng.IntN(len(keys))]) {
			d = testDialog(1+rng.IntN(200), 1+rng.IntN(60), see)
		}
		if err := d.end.reason(); err != nil {
			t.Fatalf("%v\n%s", err, err.(Crash).Stack)
		}
		if d.w > 0 && d.h > 0 {
			checkFrame(t, d.View(), d.w, d.h)
		}
	}
}
