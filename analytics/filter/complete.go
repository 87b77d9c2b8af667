package filter

import "strings"

// Complete returns the words that could stand at offset at of a text, in place
// of the word begun there, and where that word begins. It knows the words of
// the language, fields and operators; names come from who has the data.
func Complete(text string, at int) (words []string, from int) {
	at = min(max(at, 0), len(text))
	head := text[:at]
	from = at - begunLength(head)
	p := parser{text: head[:from], wantedAt: -1}
	if _, err := p.expression(); err == nil {
		p.word(wordAnd) // they are offered after a whole expression
		p.word(wordOr)
	}
	p.blanks()
	if p.wantedAt != p.at || p.at != from {
		return nil, from
	}
	seen := map[string]bool{}
	for _, w := range p.wanted {
		if !seen[w] && strings.HasPrefix(w, strings.ToLower(head[from:])) {
			words = append(words, w)
		}
		seen[w] = true
	}
	return words, from
}

// begunLength returns the length of the word at the end of s.
func begunLength(s string) int {
	n := 0
	for n < len(s) {
		c := s[len(s)-1-n] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		n++
	}
	return n
}
