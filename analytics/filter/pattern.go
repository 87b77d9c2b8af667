package filter

import (
	"strings"
	"unicode/utf8"
)

// pattern is a text with wildcards. It keeps what was written, for printing,
// and a form without case, for matching.
type pattern struct {
	parts []part
	fold  []part // with literals in lower case
}

// part is one character of a pattern.
type part struct {
	wild byte // '*', '?' or 0 for a literal
	r    rune
}

// newPattern reads a pattern; a backslash makes the next character a literal.
// One at the very end stands for itself.
func newPattern(s string) pattern {
	var p pattern
	escaped := false
	for _, r := range s {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '*':
			if n := len(p.parts); n == 0 || p.parts[n-1].wild != '*' { // ** is *
				p.parts = append(p.parts, part{wild: '*'})
			}
		case !escaped && r == '?':
			p.parts = append(p.parts, part{wild: '?'})
		default:
			p.parts = append(p.parts, part{r: r})
		}
		escaped = false
	}
	if escaped {
		p.parts = append(p.parts, part{r: '\\'})
	}
	p.fold = make([]part, len(p.parts))
	for i, q := range p.parts {
		if q.wild == 0 {
			q.r = foldRune(q.r)
		}
		p.fold[i] = q
	}
	return p
}

// foldRune takes the case off a character the way strings.ToLower does.
func foldRune(r rune) rune {
	s := strings.ToLower(string(r))
	f, _ := utf8.DecodeRuneInString(s)
	return f
}

// String returns the pattern as an expression spells it, in quotes where they
// are needed.
func (p pattern) String() string {
	var b strings.Builder
	bare := len(p.parts) > 0
	for _, q := range p.parts {
		switch {
		case q.wild != 0:
			b.WriteByte(q.wild)
		case q.r == '*' || q.r == '?' || q.r == '\\':
			b.WriteByte('\\')
			b.WriteRune(q.r)
		case q.r == '\'':
			b.WriteString(`\'`)
			bare = false
		default:
			bare = bare && bareRune(q.r)
			b.WriteRune(q.r)
		}
	}
	s := b.String()
	if bare && !isWord(s) && !isClause(s) {
		return s
	}
	return "'" + s + "'"
}

// matches reports whether the whole name fits, whatever its case.
func (p pattern) matches(name string) bool {
	i, star, back := 0, -1, 0 // star: part after the last *, back: where its run ends
	for at := 0; at < len(name); {
		r, size := utf8.DecodeRuneInString(name[at:])
		if i < len(p.fold) && p.fold[i].wild == '*' {
			star, back = i+1, at
			i++
			continue
		}
		if i < len(p.fold) && (p.fold[i].wild == '?' || p.fold[i].wild == 0 && p.fold[i].r == foldRune(r)) {
			i++
			at += size
			continue
		}
		if star < 0 {
			return false
		}
		_, size = utf8.DecodeRuneInString(name[back:])
		back += size
		i, at = star, back
	}
	for i < len(p.fold) && p.fold[i].wild == '*' {
		i++
	}
	return i == len(p.fold)
}
