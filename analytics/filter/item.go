package filter

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// item reads a value of a field, a range, or none.
func (p *parser) item(f field) (item, error) {
	p.blanks()
	from := p.at
	if n := bareLength(p.text[p.at:]); strings.EqualFold(p.text[p.at:p.at+n], wordNone) {
		if f == fieldTime || f == fieldHour {
			return item{}, p.fail(p.at, "a record always has a time")
		}
		p.at += n
		return item{none: true}, nil
	}
	if f != fieldTime && f != fieldHour {
		p.want(wordNone)
	}
	v, err := p.value(f)
	if err != nil || f.isText() || !p.sign("..") {
		return item{from: v, to: v}, err
	}
	to, err := p.value(f)
	if err != nil {
		return item{}, err
	}
	it := item{isRange: true, from: v, to: to}
	backwards := v.number > to.number && f != fieldHour
	if f == fieldTime {
		a, b := v.time.at(0), to.time.at(0) // relative ones by their distance
		backwards = v.time.relative == to.time.relative && a.start > b.end()
	}
	if backwards {
		return item{}, p.fail(from, "the range ends before it begins")
	}
	return it, nil
}

func (p *parser) value(f field) (value, error) {
	p.blanks()
	rest := p.text[p.at:]
	switch {
	case f.isText():
		return p.textValue(f)
	case f == fieldTime:
		m, n, wrong := readMoment(rest)
		if wrong != "" {
			if rest == "" {
				return value{}, p.unexpected(strings.TrimPrefix(wrong, "expected "))
			}
			return value{}, p.fail(p.at, "%s", wrong)
		}
		p.at += n
		if k := nameLength(p.text[p.at:]); k > 0 && !p.atBreak() {
			return value{}, p.fail(p.at, "%s does not belong to a time", quoteFound(p.text[p.at:]))
		}
		return value{time: m}, nil
	}
	return p.numberValue(f)
}

// atBreak reports whether there is a blank before this place.
func (p *parser) atBreak() bool {
	r, _ := utf8.DecodeLastRuneInString(p.text[:p.at])
	return unicode.IsSpace(r)
}

func (p *parser) numberValue(f field) (value, error) {
	from := p.at
	num, n := readNumber(p.text[p.at:])
	if n == 0 {
		want := "a number"
		if f == fieldHour {
			want = "an hour from 0 to 23"
		}
		return value{}, p.unexpected(want)
	}
	p.at += n
	u := unit{factor: 1}
	m, isMetric := f.metric()
	if isMetric {
		name, at := p.unitHere()
		if name != "" {
			var wrong string
			if u, wrong = findUnit(m, name); wrong != "" {
				return value{}, p.fail(at, "no unit %s here: %s", quoteFound(name), wrong)
			}
			p.at = at + len(name)
		}
	} else if k := nameLength(p.text[p.at:]); k > 0 {
		return value{}, p.fail(p.at, "%s does not belong to an hour", quoteFound(p.text[p.at:]))
	}
	v, ok := num.in(u)
	if !ok {
		return value{}, p.fail(from, "the number is too large")
	}
	if f == fieldHour && (v < 0 || v > 23 || v != math.Trunc(v)) {
		return value{}, p.fail(from, "an hour is a whole number from 0 to 23")
	}
	return value{number: v}, nil
}

// unitHere returns the unit that follows, with or without blanks, and where it
// stands. A word of the language or a field is no unit.
func (p *parser) unitHere() (name string, at int) {
	at = p.at
	for at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += size
	}
	rest := p.text[at:]
	end := len(rest)
	for i, r := range rest {
		if r != '%' && r != '/' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end = i
			break
		}
	}
	name = rest[:end]
	if _, isField := findField(name); at > p.at && (isWord(name) || isField) {
		return "", p.at
	}
	return name, at
}

func (p *parser) textValue(f field) (value, error) {
	rest := p.text[p.at:]
	if rest != "" && (rest[0] == '\'' || rest[0] == '"') {
		quote, escaped := rune(rest[0]), false
		for i, r := range rest[1:] {
			if r == quote && !escaped {
				text := newPattern(rest[1 : 1+i])
				if len(text.parts) == 0 {
					return value{}, p.fail(p.at, "an empty text fits no name; write none for records without one")
				}
				p.at += 1 + i + 1
				return value{text: text}, nil
			}
			escaped = !escaped && r == '\\'
		}
		return value{}, p.fail(p.at, "this quote is never closed")
	}
	n := bareLength(rest)
	if n == 0 {
		return value{}, p.unexpected("a name for " + f.String())
	}
	if isWord(rest[:n]) {
		return value{}, p.fail(p.at, "expected a name for %s; %s must be quoted to be one", f, quoteFound(rest))
	}
	p.at += n
	return value{text: newPattern(rest[:n])}, nil
}
