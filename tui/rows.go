package tui

import (
	"math"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// maxRows is how many raw rows a page holds; more are asked for by another
// stretch of time.
const maxRows = 200_000

// rowsPage is the table of the raw rows of a device.
type rowsPage struct {
	d              *dataset
	device, region record.Name
	from, to       int64  // stretch of time, from included, to not; both 0 for all of the view
	first, last    int64  // the stretch inside of it that is asked for, both included; last 0 for none
	what           string // that is

	loading bool
	err     error
	rows    []record.Row
	all     int64 // rows there are
	tabled
}

// rowsMsg brings the rows of a page.
type rowsMsg struct {
	page *rowsPage
	rows []record.Row
	all  int64
	err  error
}

// load asks for the rows in the background.
func (p *rowsPage) load(m *Model) tea.Cmd {
	if m.cfg.Rows == nil {
		return nil
	}
	p.loading = true
	ctx, rows, v := m.ctx, m.cfg.Rows, m.looks.shown
	if p.from != 0 || p.to != 0 {
		// Rows around an incident are shown even where the view ends before them.
		v.From, v.To = p.from, p.to
	}
	return m.end.work(func() tea.Msg {
		list, all, err := rows(ctx, v, p.device, p.region, maxRows)
		return rowsMsg{p, list, all, err}
	})
}

func (msg rowsMsg) deliver(*Model) tea.Cmd {
	p := msg.page
	p.loading, p.err, p.rows, p.all = false, msg.err, msg.rows, msg.all
	p.t = orderedTable(p.columns(), job{rows: len(p.rows)}.do())
	if p.last != 0 {
		p.t.cursor = min(max(0, len(p.rows)-1), slices.IndexFunc(p.rows, func(r record.Row) bool { return r.Time >= p.first }))
		p.t.clamp()
		p.t.top = max(0, p.t.cursor-5)
	}
	return nil
}

// columns are the columns of a table over the rows.
func (p *rowsPage) columns() []column {
	rows, l := p.rows, p.d.Limits
	inside := func(i int) bool { return p.last != 0 && rows[i].Time >= p.first && rows[i].Time <= p.last }
	out := []column{{title: "time (UTC)", width: len("2006-01-02 15:04:05"), field: "time",
		text: func(i int) string { return stamp(rows[i].Time) },
		key:  func(i int) float64 { return float64(rows[i].Time) },
		role: func(i int) chart.Role {
			if inside(i) {
				return chart.Accent
			}
			return chart.Text
		}}}
	for _, c := range []struct {
		m     record.Metric
		unit  string
		limit float64
	}{{record.Latency, "latency ms", l.Latency}, {record.Loss, "loss %", l.Loss}, {record.CPU, "cpu %", l.CPU}, {record.Traffic, "traffic Mbps", math.Inf(1)}} {
		out = append(out, column{title: c.unit, width: len(c.unit) + 1, right: true, desc: true, field: c.m.String(),
			text: func(i int) string { return cellNumber(rows[i].Value[c.m], 2) },
			key:  func(i int) float64 { return rows[i].Value[c.m] },
			role: func(i int) chart.Role {
				switch v := rows[i].Value[c.m]; {
				case v > c.limit:
					return chart.Bad
				case math.IsNaN(v):
					return chart.Dim
				}
				return chart.Text
			}})
	}
	return append(out, column{title: "note", width: 10, most: 40,
		text: func(i int) string {
			var s string
			if inside(i) {
				s = "in " + p.what
			}
			for _, c := range []struct {
				m     record.Metric
				limit float64
			}{{record.Latency, l.Latency}, {record.Loss, l.Loss}, {record.CPU, l.CPU}} {
				if rows[i].Value[c.m] > c.limit {
					if s != "" {
						s += ", "
					}
					s += c.m.String() + " over " + trimZeros(c.limit)
				}
			}
			return s
		},
		key: func(i int) float64 {
			if inside(i) {
				return 1
			}
			return 0
		}})
}

func (p *rowsPage) trail() []string { return []string{"rows"} }
func (p *rowsPage) scopes() scope   { return inMove | inTable }

func (p *rowsPage) adopt(d *dataset) tea.Cmd {
	p.d = d
	return nil
}

func (p *rowsPage) status() string {
	switch {
	case p.t == nil || len(p.rows) == 0:
		return "rows of " + p.device.Text
	case p.all > int64(len(p.rows)):
		return tableStatus(p.t, "row") + ", the first of " + record.Count(p.all) + ": choose a shorter time to see the others"
	}
	s := tableStatus(p.t, "row")
	if p.last != 0 {
		s += " around " + p.what
	}
	return s
}

func (p *rowsPage) do(m *Model, a action) tea.Cmd {
	if p.t == nil {
		return nil
	}
	cmd, _ := p.t.do(m, a, m.bodyHeight())
	return cmd
}

func (p *rowsPage) lines(th *chart.Theme, w, h int) []string {
	say := func(role chart.Role, text string) []string {
		return centred([]string{th.Paint(role, text)}, cells(text), w, h)
	}
	switch {
	case p.loading:
		return say(chart.Dim, "getting the rows of "+p.device.Text)
	case p.err != nil:
		return say(chart.Bad, "no rows: "+record.CleanText(p.err.Error()))
	case p.t == nil:
		return say(chart.Dim, "the rows are not kept, so they cannot be shown")
	case len(p.rows) == 0:
		return say(chart.Dim, "no row of "+p.device.Text+" is in this time")
	}
	return p.t.lines(th, w, h)
}

// rowTime returns the time of the row under the cursor.
func (p *rowsPage) rowTime() (int64, bool) {
	if p.t == nil {
		return 0, false
	}
	row, ok := p.t.current()
	if !ok {
		return 0, false
	}
	return p.rows[row].Time, true
}

// find goes to the next row of the incident or beyond a limit.
func (p *rowsPage) find(n int) bool {
	if p.t == nil {
		return false
	}
	note := p.t.columns[len(p.t.columns)-1].text
	return p.nextWhere(n, func(row int) bool { return note(row) != "" })
}

// rowsAround are the rows of a device around a stretch of time, what happened in
// which is named. It is shown with as much before and after it, but at least an hour.
func rowsAround(d *dataset, device, region record.Name, first, last int64, what string) *rowsPage {
	const least = int64(3600e9)
	pad := max(least, (last-first)/2)
	return &rowsPage{d: d, device: device, region: region, from: first - pad, to: last + pad + 1, first: first, last: last, what: what}
}

// allRows are the rows of a device in the view.
func allRows(d *dataset, device, region record.Name) *rowsPage {
	return &rowsPage{d: d, device: device, region: region}
}
