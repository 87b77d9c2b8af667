package tui

import (
	"cmp"
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
	drop  int  // 0 stays always; of the others, the lowest is wanted first
	text  func(row int) string
	role  func(row int) chart.Role // nil for plain text
	key   func(row int) float64    // what is sorted by; NaN comes last
	desc  bool                     // first sorted with the highest on top
	field string                   // of an expression that can ask for the value, "" for none
}

// inline is up to how many rows a table is sorted and filtered at once; more
// are arranged in the background so that no key waits.
const inline = 20_000

// gap is the number of blanks before each column. The marks of the column
// cursor are set into it.
const gap = 2

// table shows rows by an order. Only the rows in sight are formatted, so its
// cost does not grow with their number. The cursor stays on its row, not on its
// place, when the order changes.
type table struct {
	columns []column
	rows    int

	order   arrangement
	cursor  int // place in order.shown
	top     int // first place in sight
	col     int // column cursor
	sortCol int // -1 for the natural order
	desc    bool
	only    func(row int) bool // nil, or what a row must pass
	onlyOf  string             // in words

	seq  int  // number of the newest job; older results are dropped
	busy bool // a job runs in the background
}

// newTable returns a table in the order of a column, arranged at once.
func newTable(columns []column, rows, sortCol int, desc bool) *table {
	t := &table{columns: columns, rows: rows, sortCol: sortCol, col: max(0, sortCol), desc: desc}
	t.order = t.job(false).do()
	return t
}

// adopt takes the place of rows by those of another report: next is a new table
// of them in its first order, find tells where a row is in it, -1 for nowhere.
// Column cursor and order stay, and the cursor on its row or, when that
// is gone, on its place.
func (t *table) adopt(next *table, find func(row int) int) tea.Cmd {
	row, ok := t.current()
	was, first := *t, next.order
	*t = *next
	t.seq, t.only, t.onlyOf = was.seq+1, was.only, was.onlyOf
	t.col = min(was.col, len(t.columns)-1)
	if was.sortCol < len(t.columns) {
		t.sortCol, t.desc = was.sortCol, was.desc
	}
	t.cursor = was.cursor
	if ok {
		if at := slices.Index(first.shown, int32(find(row))); at >= 0 {
			t.cursor = at
		}
	}
	t.clamp()
	t.top = max(0, t.cursor-(was.cursor-was.top))
	if t.sortCol == next.sortCol && t.desc == next.desc && t.only == nil {
		return nil
	}
	return t.arrange(false)
}

// arrangedMsg carries the result of a background job to its table.
type arrangedMsg struct {
	table *table
	seq   int
	order arrangement
}

func (t *table) job(keepSorted bool) job {
	j := job{rows: t.rows, desc: t.desc}
	if t.sortCol >= 0 {
		j.key = t.columns[t.sortCol].key
	}
	if keepSorted {
		j.sorted = t.order.sorted
	}
	j.pass = t.only
	return j
}

// arrange brings the rows into the order that is now asked for. keepSorted says
// that only the kind of rows has changed.
func (t *table) arrange(keepSorted bool) tea.Cmd {
	t.seq++
	// While a sort is under way the order of all rows is that of before.
	j := t.job(keepSorted && !t.busy)
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

func (t *table) take(a arrangement) {
	row, ok := t.current()
	t.order, t.busy = a, false
	if ok {
		if at := slices.Index(a.shown, int32(row)); at >= 0 {
			t.cursor = at
		}
	}
	t.clamp()
}

// current returns the row under the cursor, and false when no row is shown.
func (t *table) current() (row int, ok bool) {
	if t.cursor >= len(t.order.shown) {
		return 0, false
	}
	return int(t.order.shown[t.cursor]), true
}

func (t *table) clamp() { t.cursor = max(0, min(t.cursor, len(t.order.shown)-1)) }

// setOnly keeps but the rows of one kind, named by of; nil lifts it.
func (t *table) setOnly(of string, only func(row int) bool) tea.Cmd {
	t.only, t.onlyOf = only, of
	return t.arrange(true)
}

// do carries out an action for a table of which h lines are in sight. It
// reports false for an action that is not the table's.
func (t *table) do(a action, h int) (cmd tea.Cmd, ok bool) {
	if to, moved := move(a, t.cursor, len(t.order.shown), h-1); moved {
		t.cursor = to
		return nil, true
	}
	switch a {
	case actLeft:
		t.col = max(0, t.col-1)
	case actRight:
		t.col = min(len(t.columns)-1, t.col+1)
	case actSort:
		if t.sortCol == t.col {
			t.desc = !t.desc
		} else {
			t.sortCol, t.desc = t.col, t.columns[t.col].desc
		}
		return t.arrange(false), true
	default:
		return nil, false
	}
	return nil, true
}

// move returns where an action takes a cursor among n places, page of which are
// in sight.
func move(a action, at, n, page int) (to int, ok bool) {
	page = max(1, page)
	switch a {
	case actUp:
		at--
	case actDown:
		at++
	case actTop:
		at = 0
	case actBottom:
		at = n - 1
	case actPageUp:
		at -= page
	case actPageDown:
		at += page
	case actHalfUp:
		at -= max(1, page/2)
	case actHalfDown:
		at += max(1, page/2)
	default:
		return at, false
	}
	return max(0, min(at, n-1)), true
}

// scroll returns the first place in sight so that the cursor is in sight and no
// line stays empty without need.
func scroll(top, cursor, n, page int) int {
	page = max(1, page)
	top = min(top, cursor)
	top = max(top, cursor-page+1)
	return max(0, min(top, n-page))
}

// layout picks the columns that fit into w cells and their widths: those that
// always stay, the marked one, then the others by their drop number.
func (t *table) layout(w int) (cols, widths []int) {
	byNeed := make([]int, len(t.columns))
	for i := range byNeed {
		byNeed[i] = i
	}
	slices.SortStableFunc(byNeed, func(a, b int) int { return cmp.Compare(t.dropOrder(a), t.dropOrder(b)) })
	room := w
	for _, i := range byNeed {
		if need := gap + t.columns[i].width; need <= room || t.columns[i].drop == 0 {
			room -= need
			cols = append(cols, i)
		}
	}
	slices.Sort(cols)
	for _, i := range cols {
		c := &t.columns[i]
		width := c.width
		if c.most > width && room > 0 {
			more := min(room, c.most-width)
			width += more
			room -= more
		}
		widths = append(widths, width)
	}
	return cols, widths
}

func (t *table) dropOrder(i int) int {
	if i == t.col {
		return 0
	}
	return t.columns[i].drop
}

// lines draws the table in w x h cells, the header first.
func (t *table) lines(th *chart.Theme, w, h int) []string {
	cols, widths := t.layout(w)
	out := make([]string, 0, h)
	out = append(out, t.header(th, cols, widths))
	page := h - 1
	t.top = scroll(t.top, t.cursor, len(t.order.shown), page)
	for place := t.top; place < min(len(t.order.shown), t.top+page); place++ {
		out = append(out, t.line(th, cols, widths, place, w))
	}
	if len(t.order.shown) == 0 && h > 2 {
		out = append(out, "", "  "+th.Paint(chart.Dim, "nothing to show"))
	}
	return out
}

// header names the columns; the marked one stands in brackets, the sorted one
// has an arrow.
func (t *table) header(th *chart.Theme, cols, widths []int) string {
	up, down := "▲", "▼"
	if th.ASCII() {
		up, down = "^", "v"
	}
	var b strings.Builder
	marked := false
	for n, i := range cols {
		c := &t.columns[i]
		title := c.title
		if i == t.sortCol {
			if t.desc {
				title += down
			} else {
				title += up
			}
		}
		text := fitColumn(th, c, title, widths[n])
		switch {
		case i == t.col:
			b.WriteString(" " + th.Paint(chart.Accent, "["+text))
			marked = true
			continue
		case marked:
			b.WriteString(th.Paint(chart.Accent, "]") + " ")
		default:
			b.WriteString("  ")
		}
		marked = false
		role := chart.Header
		if i == t.sortCol {
			role = chart.Accent
		}
		b.WriteString(th.Paint(role, text))
	}
	if marked {
		b.WriteString(th.Paint(chart.Accent, "]"))
	}
	return b.String()
}

func (t *table) line(th *chart.Theme, cols, widths []int, place, w int) string {
	row, here := int(t.order.shown[place]), place == t.cursor
	var b strings.Builder
	for n, i := range cols {
		c := &t.columns[i]
		if here && n == 0 {
			b.WriteString("> ")
		} else {
			b.WriteString("  ")
		}
		text := fitColumn(th, c, c.text(row), widths[n])
		if !here && c.role != nil {
			text = th.Paint(c.role(row), text)
		}
		b.WriteString(text)
	}
	if here {
		return th.Paint(chart.Selected, th.Fit(b.String(), w))
	}
	return b.String()
}

func fitColumn(th *chart.Theme, c *column, s string, w int) string {
	if c.right {
		return th.FitLeft(s, w)
	}
	return th.Fit(s, w)
}

// sortTitles lists what the table can be sorted by.
func (t *table) sortTitles() []string {
	var out []string
	for i := range t.columns {
		out = append(out, t.columns[i].title)
	}
	return out
}

// sortBy sorts by the column of a title: see sortable.
func (t *table) sortBy(title string) (tea.Cmd, bool) {
	name := strings.TrimLeft(title, "+-")
	i := slices.IndexFunc(t.columns, func(c column) bool { return strings.EqualFold(c.title, name) })
	if i < 0 { // the begin of one is enough
		i = slices.IndexFunc(t.columns, func(c column) bool {
			return name != "" && strings.HasPrefix(strings.ToLower(c.title), strings.ToLower(name))
		})
	}
	if i < 0 {
		return nil, false
	}
	t.col = i
	if name == title {
		cmd, _ := t.do(actSort, 0)
		return cmd, true
	}
	t.sortCol, t.desc = i, title[0] == '-'
	return t.arrange(false), true
}

// sortedBy is the column the table is sorted by, with its sign.
func (t *table) sortedBy() string {
	switch {
	case t.sortCol < 0:
		return ""
	case t.desc:
		return "-" + t.columns[t.sortCol].title
	}
	return "+" + t.columns[t.sortCol].title
}

// copyText is the row under the cursor with all its columns, separated by tabs.
func (t *table) copyText() string {
	row, ok := t.current()
	if !ok {
		return ""
	}
	cells := make([]string, len(t.columns))
	for i := range t.columns {
		cells[i] = t.columns[i].text(row)
	}
	return strings.Join(cells, "\t")
}

// cell is the cell under the cursor: see celled.
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

// click goes to a row, or by the title of a column to its order; x and y count
// from the top left of the table.
func (t *table) click(w, x, y int) tea.Cmd {
	if y > 0 {
		if at := t.top + y - 1; at < len(t.order.shown) {
			t.cursor = at
		}
		return nil
	}
	cols, widths := t.layout(w)
	for n, i := range cols {
		if x -= gap + widths[n]; x < 0 {
			t.col = i
			cmd, _ := t.do(actSort, 0)
			return cmd
		}
	}
	return nil
}

// widest returns the width of the widest text, at least that of the title with
// its arrow and at most limit.
func widest(title string, texts []string, limit int) int {
	w := cells(title) + 1
	for _, s := range texts {
		if w >= limit {
			return limit
		}
		w = max(w, cells(s))
	}
	return min(w, limit)
}
