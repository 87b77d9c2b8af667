package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// column is one column of a table. Its functions are pure and may be called
// from any goroutine.
type column struct {
	title string
	width int  // cells
	most  int  // cells it may grow to where there is room
	right bool // align right
	// field is what a filter expression calls it, "" for nothing to filter by.
	field string
	text  func(row int) string
	// draw paints exactly w cells in place of text; here says that the cursor is on
	// the row. Nil for a column of text.
	draw   func(th *chart.Theme, row, w int, here bool) string
	role   func(row int) chart.Role // nil for plain text
	key    func(row int) float64    // what is sorted by; NaN comes last
	desc   bool                     // first sorted with the highest on top
	hidden bool                     // until it is asked for
}

// inline is up to how many rows a table is sorted at once; more are arranged in
// the background so that no key waits.
const inline = 20_000

// gap is the number of blanks before each column. The marks of the column
// cursor are set into it.
const gap = 2

// leastCut is the least room, in cells, in which a text is shown in part.
const leastCut = 9

// table shows rows by an order. Only the rows in sight are formatted, so its
// cost does not grow with their number. The cursor stays on its row, not on its
// place, when the order changes. The first column always stays in sight; the
// others scroll sideways below it.
type table struct {
	columns []column
	rows    int

	order   []int32 // rows as they are shown
	cursor  int     // place in order
	top     int     // first place in sight
	set     []int   // columns as the reader has arranged them; those in off are hidden
	off     []bool  // by column
	col     int     // column cursor, -1 for none
	left    int     // first place, among the columns that are not hidden, right of the first column
	sortCol int     // -1 for the natural order
	desc    bool

	quiet bool // the cursor is not shown

	seq  int  // number of the newest job; older results are dropped
	busy bool // a job runs in the background

	drawn []placed // columns as last drawn, for the mouse
}

// placed is a column on the screen.
type placed struct{ col, x, width int }

// newTable returns a table in the order of a column, arranged at once.
func newTable(columns []column, rows, sortCol int, desc bool) *table {
	t := orderedTable(columns, nil)
	t.rows, t.sortCol, t.desc, t.col = rows, sortCol, desc, max(0, sortCol)
	t.order = t.job().do()
	return t
}

// orderedTable returns a table of rows that are in order already.
func orderedTable(columns []column, order []int32) *table {
	t := &table{columns: columns, rows: len(order), order: order, sortCol: -1, left: 1}
	t.defaultColumns()
	return t
}

// defaultColumns shows the columns as the table came with them.
func (t *table) defaultColumns() {
	t.set, t.off = make([]int, len(t.columns)), make([]bool, len(t.columns))
	for i := range t.columns {
		t.set[i], t.off[i] = i, t.columns[i].hidden
	}
}

// only shows the columns of some titles, in their order, and hides the others.
func (t *table) only(titles ...string) {
	place := func(i int) int {
		if at := slices.Index(titles, t.columns[i].title); at >= 0 {
			return at
		}
		return len(titles)
	}
	slices.SortStableFunc(t.set, func(a, b int) int { return place(a) - place(b) })
	for i := range t.columns {
		t.off[i] = place(i) == len(titles)
	}
}

// adopt takes the place of rows by those of another report: next is a new table
// of them in its first order, find tells where a row is in it, -1 for nowhere.
// Columns and order stay, and the cursor on its row or, when that is gone, on its
// place.
func (t *table) adopt(next *table, find func(row int) int) tea.Cmd {
	row, ok := t.current()
	was, first := *t, next.order
	*t = *next
	t.quiet = was.quiet
	t.seq = was.seq + 1
	if len(was.columns) == len(t.columns) {
		t.set, t.off, t.left = was.set, was.off, was.left
	}
	t.col = min(was.col, len(t.columns)-1)
	if was.sortCol < len(t.columns) {
		t.sortCol, t.desc = was.sortCol, was.desc
	}
	t.cursor = was.cursor
	if ok {
		if at := slices.Index(first, int32(find(row))); at >= 0 {
			t.cursor = at
		}
	}
	t.clamp()
	t.top = max(0, t.cursor-(was.cursor-was.top))
	if t.sortCol == next.sortCol && t.desc == next.desc {
		return nil
	}
	return t.arrange()
}

// arrangedMsg carries the result of a background job to its table.
type arrangedMsg struct {
	table *table
	seq   int
	order []int32
}

func (t *table) job() job {
	j := job{rows: t.rows, desc: t.desc}
	if t.sortCol >= 0 {
		j.key = t.columns[t.sortCol].key
	}
	return j
}

// arrange brings the rows into the order that is now asked for.
func (t *table) arrange() tea.Cmd {
	t.seq++
	j := t.job()
	if t.rows <= inline {
		t.take(j.do())
		return nil
	}
	t.busy = true
	seq := t.seq
	return func() tea.Msg { return arrangedMsg{t, seq, j.do()} }
}

// arranged takes the result of a background job unless a newer one is on its way.
func (t *table) arranged(m arrangedMsg) {
	if m.seq == t.seq {
		t.take(m.order)
	}
}

func (t *table) take(order []int32) {
	row, ok := t.current()
	t.order, t.busy = order, false
	if ok {
		t.goTo(row)
	}
	t.clamp()
}

// goTo sets the cursor on a row, if it is shown.
func (t *table) goTo(row int) {
	if at := slices.Index(t.order, int32(row)); at >= 0 {
		t.cursor = at
	}
}

// current returns the row under the cursor, and false when no row is shown.
func (t *table) current() (row int, ok bool) {
	if t.cursor >= len(t.order) {
		return 0, false
	}
	return int(t.order[t.cursor]), true
}

func (t *table) clamp() { t.cursor = max(0, min(t.cursor, len(t.order)-1)) }

// do carries out an action for a table of which h lines are in sight. It
// reports false for an action that is not the table's.
func (t *table) do(m *Model, a action, h int) (cmd tea.Cmd, ok bool) {
	if to, moved := move(a, t.cursor, len(t.order), h-1); moved {
		t.cursor = to
		return nil, true
	}
	switch a {
	case actLeft:
		t.stepColumn(-1)
	case actRight:
		t.stepColumn(1)
	case actSort:
		return t.sort(t.col), true
	case actColumns:
		m.open(newColumnChooser(t, m.pane()))
	default:
		return nil, false
	}
	return nil, true
}

// sort sorts by a column; by the same again it turns the order round.
func (t *table) sort(col int) tea.Cmd {
	if col < 0 || t.columns[col].key == nil {
		return nil
	}
	if t.sortCol == col {
		t.desc = !t.desc
	} else {
		t.sortCol, t.desc = col, t.columns[col].desc
	}
	t.col = col
	return t.arrange()
}

// sortTitles names the columns.
func (t *table) sortTitles() []string {
	var out []string
	for i := range t.columns {
		if t.columns[i].key != nil {
			out = append(out, t.columns[i].title)
		}
	}
	return out
}

// sortBy sorts by the column of a title: with "+" before it the lowest on top,
// with "-" the highest, without either as sort does. It reports false for a title
// that is none.
func (t *table) sortBy(title string) (tea.Cmd, bool) {
	name := strings.TrimLeft(title, "+-")
	i := slices.IndexFunc(t.columns, func(c column) bool { return strings.EqualFold(c.title, name) })
	if i < 0 { // the begin of one is enough
		i = slices.IndexFunc(t.columns, func(c column) bool {
			return name != "" && strings.HasPrefix(strings.ToLower(c.title), strings.ToLower(name))
		})
	}
	if i < 0 || t.columns[i].key == nil {
		return nil, false
	}
	t.off[i] = false
	if title == name {
		return t.sort(i), true
	}
	t.sortCol, t.col, t.desc = i, i, title[0] == '-'
	return t.arrange(), true
}

// sortedBy names the column of the order with its sign, "" for the natural order.
func (t *table) sortedBy() string {
	switch {
	case t.sortCol < 0:
		return ""
	case t.desc:
		return "-" + t.columns[t.sortCol].title
	}
	return "+" + t.columns[t.sortCol].title
}

// shown returns the columns that are not hidden, in the reader's order.
func (t *table) shown() []int {
	out := make([]int, 0, len(t.set))
	for _, i := range t.set {
		if !t.off[i] {
			out = append(out, i)
		}
	}
	return out
}

// stepColumn moves the column cursor among the columns that are not hidden.
func (t *table) stepColumn(n int) {
	shown := t.shown()
	if len(shown) == 0 {
		return
	}
	at := max(0, slices.Index(shown, t.col))
	t.col = shown[max(0, min(at+n, len(shown)-1))]
}

// cell returns what a filter would compare with in the cell under the cursor.
func (t *table) cell() (field, value string, ok bool) {
	row, ok := t.current()
	if !ok || t.col < 0 || t.columns[t.col].field == "" {
		return "", "", false
	}
	c := &t.columns[t.col]
	value = c.text(row)
	if c.field == "device" || c.field == "region" {
		if value == record.NoName {
			value = ""
		}
		return c.field, value, true
	}
	return c.field, value, value != "-"
}

// copyText returns the row under the cursor, cells separated by tabs.
func (t *table) copyText() string {
	row, ok := t.current()
	if !ok {
		return ""
	}
	var texts []string
	for _, i := range t.shown() {
		if c := &t.columns[i]; c.text != nil {
			texts = append(texts, c.text(row))
		}
	}
	return strings.Join(texts, "\t")
}

// click goes to the row, or sorts by the title, at a place of the table as last
// drawn.
func (t *table) click(x, y int) tea.Cmd {
	switch {
	case y > 0 && t.top+y-1 < len(t.order):
		t.cursor = t.top + y - 1
	case y == 0:
		for _, p := range t.drawn {
			if x >= p.x && x < p.x+gap+p.width {
				return t.sort(p.col)
			}
		}
	}
	return nil
}
