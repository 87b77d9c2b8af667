package tui

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// parseFilter reads what was typed as a filter: an expression, nothing, or plain
// words. Each word must be part of the device's or the region's name; "!" before
// it turns that round. The error is that of the expression.
func parseFilter(text string) (*filter.Expr, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	e, err := filter.Parse(text)
	if err == nil {
		return e, nil
	}
	if words := strings.Fields(text); plainWords(words) {
		var all []*filter.Expr
		for _, w := range words {
			word, not := strings.CutPrefix(w, "!")
			test := "(device = *" + word + "* or region = *" + word + "*)"
			if not {
				test = "not " + test
			}
			part, err := filter.Parse(test)
			if err != nil {
				return nil, err
			}
			all = append(all, part)
		}
		return filter.And(all...), nil
	}
	return nil, err
}

// plainWords reports whether none of the words can be the begin of an expression.
func plainWords(words []string) bool {
	language := append([]string{"and", "or", "not", "in", "none"}, filterFields...)
	for i, w := range words {
		w = strings.TrimPrefix(w, "!")
		if w == "" || strings.ContainsAny(w, `(),'"=<>!&|\`) || i == 0 && slices.Contains(language, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

// filterFields are the fields of an expression.
var filterFields = []string{"device", "region", "latency", "loss", "traffic", "cpu", "time", "hour"}

// judgeFilter says what is wrong with a filter and before which character, or
// what it is waiting for.
func judgeFilter(text string) (wrong string, at int, hint string) {
	lower := strings.ToLower(strings.TrimSpace(text))
	begun := func(field string) bool { return strings.HasPrefix(field, lower) }
	if lower != "" && slices.ContainsFunc(filterFields, begun) {
		return "", 0, "a field to compare, or enter: names with " + lower
	}
	_, err := parseFilter(text)
	if err == nil {
		return "", 0, ""
	}
	fault, ok := errors.AsType[*filter.SyntaxError](err)
	if !ok {
		return err.Error(), 0, ""
	}
	what := record.CleanText(fault.What)
	if fault.Offset >= len(strings.TrimRight(fault.Text, " ")) {
		_, want, found := strings.Cut(what, "; ")
		if !found {
			want = what
		}
		return "", 0, want
	}
	lead := len(text) - len(strings.TrimLeft(text, " "))
	return what, utf8.RuneCountInString(text[:lead]) + fault.Position() - 1, ""
}

// filterBy looks at the rows of a filter. A relative time counts from the last row
// of the input.
func (m *Model) filterBy(text string) tea.Cmd {
	e, err := parseFilter(text)
	if err != nil {
		m.say(chart.Warn, "no filter: "+record.CleanText(err.Error()))
		return m.tick()
	}
	if e != nil && e.Relative() {
		e = e.At(m.whole.last)
	}
	v := m.looks.view
	v.Where = e
	return m.setView(v)
}

// filterText is the filter of a view as it can be typed, "" for none.
func filterText(e *filter.Expr) string {
	if e == nil {
		return ""
	}
	return record.CleanText(e.String())
}

// nameTest finds a test of a name that is being typed: the field, the quote that
// was opened, and the begin of the name.
var nameTest = regexp.MustCompile(`(?is)\b(device|device_id|region)\s*(?:=|!=|==|<>|(?:not\s+)?in\s*\((?:[^()]*,)?)\s*(['"]?)([^\s(),'"=<>!&|]*)$`)

// maxChoices is how many names are offered at most.
const maxChoices = 200

// completeFilter returns what could stand in place of the word begun at the end
// of head, and how many characters are before that word.
func (m *Model) completeFilter(head string) (words []string, from int) {
	if at := nameTest.FindStringSubmatchIndex(head); at != nil {
		begun := strings.ToLower(head[at[6]:at[7]])
		names := m.data.RegionNames
		if strings.HasPrefix(strings.ToLower(head[at[2]:at[3]]), "device") {
			names = m.data.DeviceNames
		}
		for _, n := range names {
			if strings.HasPrefix(strings.ToLower(n.Text), begun) && n.Raw != "" {
				words = append(words, quoted(n.Text))
			}
		}
		slices.Sort(words)
		words = slices.Compact(words)
		return words[:min(len(words), maxChoices)], utf8.RuneCountInString(head[:at[4]])
	}
	words, at := filter.Complete(head, len(head))
	begun := strings.ToLower(head[at:])
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == begun })
	return words, utf8.RuneCountInString(head[:at])
}

// quoted spells a name for an expression, in quotes where it needs them. It fits
// that name only.
func quoted(name string) string {
	plain := name != ""
	for _, r := range name {
		plain = plain && (r == '-' || r == '_' || r == '.' || r == ':' || r == '/' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	if plain && !slices.Contains([]string{"and", "or", "not", "in", "none"}, strings.ToLower(name)) {
		return name
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, `*`, `\*`, `?`, `\?`).Replace(name) + "'"
}

// likeCell keeps, or leaves out, the rows that are like the cell under the cursor.
func (m *Model) likeCell(keep bool) tea.Cmd {
	p, ok := m.pane().(celled)
	if !ok {
		return nil
	}
	field, value, ok := p.cell()
	if !ok {
		m.say(chart.Text, "no filter can ask for this column; < and > go to another")
		return m.tick()
	}
	text := cellTest(field, value, keep)
	e, err := filter.Parse(text)
	if err != nil {
		m.say(chart.Warn, "no filter for "+record.CleanText(value))
		return m.tick()
	}
	v := m.looks.view
	for part := range strings.SplitSeq(filterText(v.Where), " and ") {
		if part == e.String() {
			return nil
		}
	}
	v.Where = filter.And(v.Where, e)
	return m.setView(v)
}

// cellTest is the expression for rows like a cell: the same name, the same time,
// a number that is as high or higher.
func cellTest(field, value string, keep bool) string {
	op := map[bool]string{true: "=", false: "!="}[keep]
	switch field {
	case "device", "region":
		if value == "" {
			value = "none"
		} else {
			value = quoted(value)
		}
		return field + " " + op + " " + value
	case "time":
		return field + " " + op + " " + value
	}
	value = strings.ReplaceAll(value, ",", "")
	if keep {
		return field + " >= " + value
	}
	return field + " < " + value
}
