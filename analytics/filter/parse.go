package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of an expression: what people write is far below them, and what they
// let through cannot exhaust the stack.
const (
	maxText  = 64 << 10 // bytes
	maxDepth = 100      // parentheses and nots in each other
)

// Parse reads an expression. Its error is a *SyntaxError.
func Parse(text string) (*Expr, error) {
	p := parser{text: text}
	if i := firstInvalid(text); i >= 0 {
		return nil, p.fail(i, "not valid UTF-8")
	}
	if len(text) > maxText {
		return nil, p.fail(maxText, "the expression is longer than %d bytes", maxText)
	}
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	p.blanks()
	if p.at < len(p.text) {
		p.want(wordAnd, wordOr)
		return nil, p.unexpected(`"and" or "or"`)
	}
	return &Expr{n}, nil
}

func firstInvalid(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// The words of the language.
const (
	wordAnd  = "and"
	wordOr   = "or"
	wordNot  = "not"
	wordIn   = "in"
	wordNone = "none"
)

// isWord reports whether s cannot be a bare text.
func isWord(s string) bool {
	return slices.Contains([]string{wordAnd, wordOr, wordNot, wordIn, wordNone}, strings.ToLower(s))
}

// isClause reports whether s is a word that ends an expression where one is a
// part of a longer text, such as a limit or an objective. It is printed in quotes.
func isClause(s string) bool {
	return slices.Contains([]string{"where", "over"}, strings.ToLower(s))
}

// parser goes through a text once; at is where it is.
type parser struct {
	text  string
	at    int
	depth int

	// wanted lists words that could have stood at wantedAt, the last place where
	// any could, for Complete.
	wanted   []string
	wantedAt int
}

func (p *parser) fail(at int, format string, args ...any) error {
	return &SyntaxError{Text: p.text, Offset: at, What: fmt.Sprintf(format, args...)}
}

// unexpected says that something else should stand here.
func (p *parser) unexpected(want string) error {
	rest := p.text[p.at:]
	switch {
	case rest == "":
		return p.fail(p.at, "the expression ends here; expected %s", want)
	case strings.HasPrefix(rest, "&"):
		return p.fail(p.at, `write "and" for &`)
	case strings.HasPrefix(rest, "|"):
		return p.fail(p.at, `write "or" for |`)
	case strings.HasPrefix(rest, "!") && !strings.HasPrefix(rest, "!="):
		return p.fail(p.at, `write "not" for !`)
	}
	return p.fail(p.at, "expected %s, found %s", want, quoteFound(rest))
}

// quoteFound shows what stands at the begin of s: a word or one character.
func quoteFound(s string) string {
	n := bareLength(s)
	if n == 0 {
		_, n = utf8.DecodeRuneInString(s)
	}
	const most = 24
	word := []rune(s[:n])
	if len(word) > most {
		word = append(word[:most], '…')
	}
	return fmt.Sprintf("%q", string(word))
}

// want notes what could stand here.
func (p *parser) want(words ...string) {
	if p.at != p.wantedAt {
		p.wanted, p.wantedAt = nil, p.at
	}
	p.wanted = append(p.wanted, words...)
}

func (p *parser) blanks() {
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if !unicode.IsSpace(r) {
			return
		}
		p.at += size
	}
}

// bareRune reports whether r may stand in a bare text.
func bareRune(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune(`(),'"=<>!&|`, r)
}

// bareLength returns the length of the bare word at the begin of s. What follows
// a backslash belongs to it.
func bareLength(s string) int {
	escaped := false
	for i, r := range s {
		if !escaped && !bareRune(r) {
			return i
		}
		escaped = !escaped && r == '\\'
	}
	return len(s)
}

// word takes one of the language's words if it stands here.
func (p *parser) word(w string) bool {
	p.blanks()
	p.want(w)
	rest := p.text[p.at:]
	if n := nameLength(rest); strings.EqualFold(rest[:n], w) {
		p.at += n
		return true
	}
	return false
}

// nameLength is the length of letters, digits and _ at the begin of s.
func nameLength(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

// sign takes a text of signs if it stands here.
func (p *parser) sign(s string) bool {
	p.blanks()
	if strings.HasPrefix(p.text[p.at:], s) {
		p.at += len(s)
		return true
	}
	return false
}

func (p *parser) expression() (*node, error) {
	return p.list(isOr, wordOr, func() (*node, error) {
		return p.list(isAnd, wordAnd, p.factor)
	})
}

// list reads parts with a word between them. Parts of the same kind, which can
// only come from parentheses, are taken in.
func (p *parser) list(kind nodeKind, word string, read func() (*node, error)) (*node, error) {
	n := &node{kind: kind}
	for {
		kid, err := read()
		if err != nil {
			return nil, err
		}
		if kid.kind == kind {
			n.kids = append(n.kids, kid.kids...)
		} else {
			n.kids = append(n.kids, kid)
		}
		if !p.word(word) {
			break
		}
	}
	if len(n.kids) == 1 {
		return n.kids[0], nil
	}
	return n, nil
}

func (p *parser) factor() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.at, "more than %d parentheses in each other", maxDepth)
	}
	defer func() { p.depth-- }()
	if p.word(wordNot) {
		kid, err := p.factor()
		if err != nil {
			return nil, err
		}
		return &node{kind: isNot, kids: []*node{kid}}, nil
	}
	if p.sign("(") {
		open := p.at - 1
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		if p.blanks(); p.at == len(p.text) {
			return nil, p.fail(open, "this parenthesis is never closed")
		}
		if !p.sign(")") {
			return nil, p.unexpected(`"and", "or" or ")"`)
		}
		return n, nil
	}
	t, err := p.test()
	return &node{kind: isTest, test: t}, err
}

func (p *parser) test() (*test, error) {
	p.blanks()
	p.want(fieldNames...)
	n := nameLength(p.text[p.at:])
	f, ok := findField(p.text[p.at : p.at+n])
	if !ok {
		what := "a field (" + strings.Join(fieldNames, ", ") + ")"
		if n == 0 || isWord(p.text[p.at:p.at+n]) {
			return nil, p.unexpected(what)
		}
		if near := nearest(strings.ToLower(p.text[p.at:p.at+n]), fieldNames); near != "" {
			what = `"` + near + `"?`
			return nil, p.fail(p.at, "no field %s; did you mean %s", quoteFound(p.text[p.at:]), what)
		}
		return nil, p.fail(p.at, "no field %s; the fields are %s", quoteFound(p.text[p.at:]), strings.Join(fieldNames, ", "))
	}
	p.at += n
	t := &test{field: f}
	if err := p.operator(t); err != nil {
		return nil, err
	}
	if t.op >= opIn {
		return t, p.set(t)
	}
	p.blanks()
	value := p.at
	it, err := p.item(f)
	if err != nil {
		return nil, err
	}
	switch {
	case it.isRange:
		return nil, p.fail(value, `a range needs "in": %s in %s`, f, strings.TrimSpace(p.text[value:p.at]))
	case t.op != opEq && t.op != opNe && it.none:
		return nil, p.fail(value, "none can be compared with = and != only")
	}
	t.items = []item{it}
	return t, nil
}

// operators by their spelling, longer ones before their begins.
var operators = []struct {
	sign string
	op   operator
}{{"!=", opNe}, {"<>", opNe}, {"<=", opLe}, {">=", opGe}, {"==", opEq}, {"=", opEq}, {"<", opLt}, {">", opGt}}

func (p *parser) operator(t *test) error {
	p.blanks()
	from := p.at
	p.want("=", "!=")
	if !t.field.isText() {
		p.want("<", "<=", ">", ">=")
	}
	switch {
	case p.word(wordIn):
		t.op = opIn
		return nil
	case p.word(wordNot):
		if !p.word(wordIn) {
			return p.unexpected(`"in"`)
		}
		t.op = opNotIn
		return nil
	}
	for _, o := range operators {
		if p.sign(o.sign) {
			t.op = o.op
			if t.field.isText() && o.op != opEq && o.op != opNe {
				return p.fail(from, "%s is a text and knows =, != and in only", t.field)
			}
			return nil
		}
	}
	if t.field.isText() {
		return p.unexpected("=, != or in")
	}
	return p.unexpected("=, !=, <, <=, >, >= or in")
}

// set reads what follows "in".
func (p *parser) set(t *test) error {
	if !p.sign("(") {
		p.blanks()
		from := p.at
		if p.at == len(p.text) || t.field.isText() {
			return p.unexpected(`"("`)
		}
		it, err := p.item(t.field)
		if err != nil {
			return err
		}
		if !it.isRange {
			p.at = from
			return p.fail(from, `expected "(" or a range such as 9..17`)
		}
		t.items = []item{it}
		return nil
	}
	open := p.at - 1
	for {
		it, err := p.item(t.field)
		if err != nil {
			return err
		}
		t.items = append(t.items, it)
		switch {
		case p.sign(","):
		case p.sign(")"):
			return nil
		case p.at == len(p.text):
			return p.fail(open, "this parenthesis is never closed")
		default:
			return p.unexpected(`"," or ")"`)
		}
	}
}
