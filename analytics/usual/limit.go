package usual

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// Limit is a limit that the user stated, such as "latency > 80 where region = ap-*"
// or "loss > 3x usual".
type Limit struct {
	Metric   record.Metric
	Below    bool    // a value under the limit breaks it
	Value    float64 // absolute limit; factor of the usual when Relative
	Relative bool
	Text     string // canonical form; ParseLimit reads it again

	where *filter.Expr // which devices it is for, by names; nil: all
}

// String returns the canonical form.
func (l Limit) String() string { return l.Text }

// ParseLimit reads a limit:
//
//	limit = metric ( ">" | "<" ) ( number [ unit ] | number "x usual" ) [ "where" expression ] .
//
// Metrics, units and the expression are those of package filter; the expression
// may look at device and region only. Its error is a *filter.SyntaxError.
func ParseLimit(text string) (Limit, error) {
	head, where, at := cutWhere(text)
	l, err := parseHead(text, head)
	if err != nil || at < 0 {
		return l, err
	}
	fail := func(offset int, what string) (Limit, error) {
		return Limit{}, &filter.SyntaxError{Text: text, Offset: offset, What: what}
	}
	l.where, err = filter.Parse(where)
	if wrong := new(filter.SyntaxError); errors.As(err, &wrong) {
		return fail(at+wrong.Offset, wrong.What)
	}
	if !l.where.Names() {
		return fail(at+len(where)-len(strings.TrimLeft(where, " ")), "a limit is for devices: its where can look at device and region only")
	}
	l.Text += " where " + l.where.String()
	return l, nil
}

// For reports whether the limit is for a device in a region.
func (l *Limit) For(region, device record.Name) bool {
	if l.where == nil {
		return true
	}
	var names record.Names
	row := record.Row{Device: names.Devices.ID(device.Raw), Region: names.Regions.ID(region.Raw)}
	return l.where.Match(&row, &names)
}

// cutWhere cuts a text at the word "where" outside quotes. at is where the
// expression begins, -1 when there is none.
func cutWhere(text string) (head, where string, at int) {
	const word = "where"
	quote, before := rune(0), ' '
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case unicode.IsSpace(before) && len(text)-i >= len(word) && strings.EqualFold(text[i:i+len(word)], word):
			after, _ := utf8.DecodeRuneInString(text[i+len(word):])
			if i+len(word) == len(text) || unicode.IsSpace(after) || after == '(' {
				return text[:i], text[i+len(word):], i + len(word)
			}
		}
		before = r
	}
	return text, "", -1
}

// parseHead reads what stands before "where".
func parseHead(text, head string) (Limit, error) {
	// The relative form is read as a number of the unit that the metric has anyway.
	plain, relative := strings.TrimRightFunc(head, unicode.IsSpace), false
	if rest, ok := cutSuffixFold(plain, "usual"); ok {
		rest = strings.TrimRightFunc(rest, unicode.IsSpace)
		if rest, ok = cutSuffixFold(rest, "x"); !ok {
			if rest, ok = strings.CutSuffix(rest, "×"); !ok {
				rest, ok = strings.CutSuffix(rest, "*")
			}
		}
		if !ok {
			return Limit{}, &filter.SyntaxError{Text: text, Offset: len(plain) - len("usual"), What: `write how many times the usual, as in "3x usual"`}
		}
		plain, relative = rest, true
	}
	e, err := filter.Parse(plain)
	if wrong := new(filter.SyntaxError); errors.As(err, &wrong) {
		return Limit{}, &filter.SyntaxError{Text: text, Offset: min(wrong.Offset, len(plain)), What: wrong.What}
	}
	canonical := e.String()
	fail := func(what string) (Limit, error) {
		return Limit{}, &filter.SyntaxError{Text: text, Offset: len(plain) - len(strings.TrimLeftFunc(plain, unicode.IsSpace)), What: what}
	}
	words := strings.Fields(canonical)
	if len(words) < 3 {
		return fail("a limit is a metric, > or <, and a value")
	}
	l := Limit{Relative: relative, Below: words[1] == "<"}
	for l.Metric = 0; l.Metric < record.NumMetrics && l.Metric.String() != words[0]; l.Metric++ {
	}
	switch {
	case l.Metric == record.NumMetrics:
		return fail("a limit is for latency, loss, cpu or traffic; say after where which devices it is for")
	case words[1] != ">" && words[1] != "<" || len(words) > 4:
		return fail("a limit is one comparison, > or <, such as latency > 80")
	}
	l.Value, err = strconv.ParseFloat(words[2], 64)
	if err != nil {
		return fail("a limit is a metric, > or <, and a number")
	}
	if relative {
		if !(l.Value > 0) {
			return fail("the usual is taken a positive number of times")
		}
		if strings.ContainsFunc(strings.TrimSpace(plain[strings.IndexAny(plain, "<>")+1:]), func(r rune) bool {
			return unicode.IsLetter(r) && r != 'e' && r != 'E' || r == '%' || r == '/'
		}) {
			return fail("a number of times the usual has no unit")
		}
		l.Text = words[0] + " " + words[1] + " " + words[2] + "x usual"
		return l, nil
	}
	l.Text = canonical
	return l, nil
}

// cutSuffixFold is strings.CutSuffix for any case.
func cutSuffixFold(s, suffix string) (string, bool) {
	if n := len(s) - len(suffix); n >= 0 && strings.EqualFold(s[n:], suffix) {
		return s[:n], true
	}
	return s, false
}
