package tui

import tea "github.com/charmbracelet/bubbletea"

// tabled gives a pane what every table can do; without a table it can nothing.
type tabled struct{ t *table }

func (p *tabled) cell() (field, value string, ok bool) {
	if p.t == nil {
		return "", "", false
	}
	return p.t.cell()
}

func (p *tabled) copyText() string {
	if p.t == nil {
		return ""
	}
	return p.t.copyText()
}

func (p *tabled) sortTitles() []string {
	if p.t == nil {
		return nil
	}
	return p.t.sortTitles()
}

func (p *tabled) sortBy(title string) (tea.Cmd, bool) {
	if p.t == nil {
		return nil, false
	}
	return p.t.sortBy(title)
}

func (p *tabled) sortedBy() string {
	if p.t == nil {
		return ""
	}
	return p.t.sortedBy()
}

func (p *tabled) click(m *Model, x, y int) tea.Cmd {
	if p.t == nil {
		return nil
	}
	return p.t.click(x, y)
}

// nextWhere goes to the next (1) or previous (-1) row that is wanted.
func (p *tabled) nextWhere(n int, wanted func(row int) bool) bool {
	if p.t == nil {
		return false
	}
	for at := p.t.cursor + n; at >= 0 && at < len(p.t.order); at += n {
		if wanted(int(p.t.order[at])) {
			p.t.cursor = at
			return true
		}
	}
	return false
}
