package tui

import (
	"slices"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

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

// layout places columns in w cells: the first one, and from a place on as many of
// the others as fit, the marked one among them. Where the next would not fit it
// is shown in part, if that is worth it. before and after tell that columns are
// out of sight.
func (t *table) layout(w int) (cols []placed, before, after bool) {
	shown := t.shown()
	if len(shown) == 0 {
		return nil, false, false
	}
	need := func(i int) int { return gap + t.columns[shown[i]].width }
	room := w - need(0)
	marked := slices.Index(shown, t.col)
	t.left = max(1, min(t.left, len(shown)-1))
	if marked > 0 {
		t.left = min(t.left, marked)
		for t.left < marked {
			used := 0
			for i := t.left; i <= marked; i++ {
				used += need(i)
			}
			if used <= room {
				break
			}
			t.left++
		}
	}
	// Nothing is out of sight on the left while there is room on the right.
	for t.left > 1 {
		used := 0
		for i := t.left - 1; i < len(shown); i++ {
			used += need(i)
		}
		if used > room {
			break
		}
		t.left--
	}
	cols = append(cols, placed{col: shown[0], width: min(t.columns[shown[0]].width, max(1, w-gap))})
	i := t.left
	for ; i < len(shown); i++ {
		c := &t.columns[shown[i]]
		width := c.width
		if need(i) > room {
			if c.right || room-gap < max(leastCut, width/3) {
				break
			}
			width = room - gap
		}
		cols = append(cols, placed{col: shown[i], width: width})
		room -= gap + width
	}
	before, after = t.left > 1, i < len(shown)
	x := 0
	for k := range cols {
		c := &t.columns[cols[k].col]
		if more := min(room, c.most-cols[k].width); more > 0 {
			cols[k].width += more
			room -= more
		}
		cols[k].x = x
		x += gap + cols[k].width
	}
	return cols, before, after
}

// lines draws the table in w x h cells, the header first.
func (t *table) lines(th *chart.Theme, w, h int) []string {
	cols, before, after := t.layout(w)
	if t.col < 0 { // nothing can be scrolled
		before, after = false, false
	}
	if after { // a cell for the mark
		cols, before, after = t.layout(w - 1)
	}
	t.drawn = cols
	out := make([]string, 0, h)
	out = append(out, t.header(th, cols, before, after, w))
	page := h - 1
	t.top = scroll(t.top, t.cursor, len(t.order), page)
	for place := t.top; place < min(len(t.order), t.top+page); place++ {
		out = append(out, t.line(th, cols, place, w))
	}
	if len(t.order) == 0 && h > 2 {
		out = append(out, "", "  "+th.Paint(chart.Dim, "nothing to show"))
	}
	return out
}

// header names the columns; the marked one stands in brackets, the sorted one
// has an arrow. Arrows at the edges tell of columns out of sight.
func (t *table) header(th *chart.Theme, cols []placed, before, after bool, w int) string {
	up, down, left, right := "▲", "▼", "‹", "›"
	if th.ASCII() {
		up, down, left, right = "^", "v", "<", ">"
	}
	var b strings.Builder
	marked := false
	for n, p := range cols {
		c := &t.columns[p.col]
		title := c.title
		if p.col == t.sortCol {
			if t.desc {
				title += down
			} else {
				title += up
			}
		}
		text := fitColumn(th, c, title, p.width)
		open := " "
		if n == 1 && before {
			open = th.Paint(chart.Key, left)
		}
		switch {
		case p.col == t.col:
			if marked {
				b.WriteString(th.Paint(chart.Accent, "]") + th.Paint(chart.Accent, "["+text))
			} else {
				b.WriteString(open + th.Paint(chart.Accent, "["+text))
			}
			marked = true
			continue
		case marked:
			b.WriteString(th.Paint(chart.Accent, "]") + " ")
		default:
			b.WriteString(open + " ")
		}
		marked = false
		role := chart.Header
		if p.col == t.sortCol {
			role = chart.Accent
		}
		b.WriteString(th.Paint(role, text))
	}
	if marked {
		b.WriteString(th.Paint(chart.Accent, "]"))
	}
	if s := b.String(); after {
		return th.Fit(s, w-1) + th.Paint(chart.Key, right)
	} else {
		return s
	}
}

func (t *table) line(th *chart.Theme, cols []placed, place, w int) string {
	row, here := int(t.order[place]), place == t.cursor && !t.quiet
	var b strings.Builder
	for n, p := range cols {
		c := &t.columns[p.col]
		if here && n == 0 {
			b.WriteString("> ")
		} else {
			b.WriteString("  ")
		}
		if c.draw != nil {
			b.WriteString(c.draw(th, row, p.width, here))
			continue
		}
		text := fitColumn(th, c, c.text(row), p.width)
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

// tableStatus tells where the cursor is among the rows.
func tableStatus(t *table, noun string) string {
	if len(t.order) == 0 {
		return "no " + noun + "s"
	}
	s := record.Count(int64(t.cursor+1)) + " of " + plural(int64(len(t.order)), noun)
	if t.busy {
		s += ", sorting"
	}
	return s
}
