package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/tui/chart"
)

// columnChooser hides, shows and moves the columns of a table, which stays in
// sight below it.
type columnChooser struct {
	t     *table
	under pane
	at    int // place in t.set
	top   int
}

func newColumnChooser(t *table, under pane) *columnChooser {
	return &columnChooser{t: t, under: under, at: max(0, slices.Index(t.set, t.col))}
}

func (p *columnChooser) trail() []string { return []string{"columns"} }
func (p *columnChooser) scopes() scope   { return inColumns }

// adopt has little to do: the pane below has adopted the table.
func (p *columnChooser) adopt(*dataset) tea.Cmd {
	p.at = min(p.at, len(p.t.set)-1)
	return nil
}

func (p *columnChooser) status() string {
	return number(float64(len(p.t.shown())), 0) + " of " + plural(int64(len(p.t.columns)), "column") + " shown"
}

func (p *columnChooser) do(m *Model, a action) tea.Cmd {
	t := p.t
	if to, ok := move(a, p.at, len(t.set), len(t.set)); ok {
		p.at = to
		return nil
	}
	i := t.set[p.at]
	switch a {
	case actToggle:
		if !t.off[i] && len(t.shown()) == 1 {
			m.say(chart.Text, "one column has to stay")
			return m.tick()
		}
		t.off[i] = !t.off[i]
	case actMoveUp, actMoveDown:
		to := p.at + 1
		if a == actMoveUp {
			to = p.at - 1
		}
		if to >= 0 && to < len(t.set) {
			t.set[p.at], t.set[to] = t.set[to], i
			p.at = to
		}
	case actDefault:
		t.defaultColumns()
	case actOpen:
		m.shut()
	}
	if shown := t.shown(); t.col >= 0 && !slices.Contains(shown, t.col) {
		t.col = shown[0]
	}
	return nil
}

func (p *columnChooser) lines(th *chart.Theme, w, h int) []string {
	o := &overlay{title: "Columns", width: 44, text: func(th *chart.Theme, w int) []string {
		var out []string
		for at, i := range p.t.set {
			mark := "[x] "
			if p.t.off[i] {
				mark = "[ ] "
			}
			line := "  " + mark + th.Fit(p.t.columns[i].title, w-6)
			switch {
			case at == p.at:
				line = th.Paint(chart.Selected, "> "+strings.TrimPrefix(line, "  "))
			case p.t.off[i]:
				line = th.Paint(chart.Dim, line)
			}
			out = append(out, line)
		}
		return out
	}}
	p.top = scroll(p.top, p.at, len(p.t.set), max(1, h-2))
	o.top = p.top
	return o.lines(th, w, h, p.under.lines(th, w, h))
}
