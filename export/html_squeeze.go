package export

import (
	"fmt"
	"regexp"
	"strings"
)

// squeezeJS takes comments and needless blanks out of the page's script and gives
// short names to its functions. It knows strings and regular expressions, but not
// template literals, which the script does not use. A line end stays where a
// statement could end without a semicolon.
func squeezeJS(s string) string {
	q := squeezer{s: s, last: '\n', other: map[string]bool{}}
	q.run()
	// A function may be renamed when its name is nothing but declared and called.
	q.short = map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^(?:async )?function (\w{4,})\(`).FindAllStringSubmatch(s, -1) {
		if n := len(q.short); !q.other[m[1]] && q.short[m[1]] == "" {
			q.short[m[1]] = fmt.Sprintf("%c%c", 'a'+n%26, 'A'+n/26) // as no other name is
		}
	}
	q.b.Reset()
	q.last = '\n'
	q.run()
	return q.b.String()
}

type squeezer struct {
	s     string
	b     strings.Builder
	last  byte              // written
	other map[string]bool   // names that are used other than by a call
	short map[string]string // new names
}

func (q *squeezer) put(text string) {
	if text != "" {
		q.b.WriteString(text)
		q.last = text[len(text)-1]
	}
}

func (q *squeezer) run() {
	s := q.s
	for i := 0; i < len(s); {
		c, n := s[i], 1
		switch {
		case c == '\'' || c == '"':
			n = literal(s[i:], c)
			q.put(s[i : i+n])
		case strings.HasPrefix(s[i:], "//"):
			if n = strings.IndexByte(s[i:], '\n'); n < 0 {
				n = len(s) - i
			}
		case strings.HasPrefix(s[i:], "/*"):
			if n = strings.Index(s[i:], "*/") + 2; n < 2 {
				n = len(s) - i
			}
		case c == '/' && (strings.IndexByte("(,=:[!&|?{};>\n", q.last) >= 0 || strings.HasSuffix(q.b.String(), "return ")):
			n = literal(s[i:], '/')
			q.put(s[i : i+n])
		case blank(c):
			n = q.blanks(i)
		case word(c):
			for i+n < len(s) && word(s[i+n]) {
				n++
			}
			q.name(s[i:i+n], i+n < len(s) && s[i+n] == '(')
		default:
			q.put(s[i : i+1])
		}
		i += n
	}
}

// name writes a name or a number.
func (q *squeezer) name(name string, called bool) {
	property := q.last == '.' && !strings.HasSuffix(q.b.String(), "...")
	switch {
	case property:
	case !called:
		q.other[name] = true
	case q.short[name] != "":
		name = q.short[name]
	}
	q.put(name)
}

// blanks writes what must stay of the blanks at i and returns how many there are.
func (q *squeezer) blanks(i int) int {
	n := 1
	for i+n < len(q.s) && blank(q.s[i+n]) {
		n++
	}
	if strings.HasPrefix(q.s[i+n:], "//") {
		return n // what follows the comment decides
	}
	next := byte(0)
	if i+n < len(q.s) {
		next = q.s[i+n]
	}
	last := q.last
	switch {
	case strings.Contains(q.s[i:i+n], "\n") && strings.IndexByte(";{},([=:&|?>\n", last) < 0 && strings.IndexByte("?:.&|)]}+", next) < 0:
		q.put("\n")
	case word(last) && (word(next) || next == '/') || last == next && (last == '+' || last == '-'):
		q.put(" ")
	}
	return n
}

// literal returns the length of a string or a regular expression, its flags left out.
func literal(s string, end byte) int {
	class := false // inside [...] a slash does not end an expression
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case end == '/' && s[i] == '[':
			class = true
		case end == '/' && s[i] == ']':
			class = false
		case s[i] == end && !class:
			return i + 1
		}
	}
	return len(s)
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func word(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// squeezeCSS takes comments and needless blanks out of the page's style.
func squeezeCSS(s string) string {
	var b strings.Builder
	last := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			n := literal(s[i:], c)
			b.WriteString(s[i : i+n])
			i += n - 1
			last = c
		case strings.HasPrefix(s[i:], "/*"):
			i += strings.Index(s[i:], "*/") + 1
		case blank(c):
			next := strings.TrimLeft(s[i:], " \n\t\r")
			if next != "" && !strings.ContainsRune("{};:,", rune(last)) && !strings.ContainsRune("{};", rune(next[0])) && !strings.HasPrefix(next, "/*") && !blank(last) {
				b.WriteByte(' ')
				last = ' '
			}
		default:
			b.WriteByte(c)
			last = c
		}
	}
	return strings.ReplaceAll(b.String(), ";}", "}")
}
