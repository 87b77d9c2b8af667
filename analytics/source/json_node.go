package source

import (
	"bytes"

	"network-analytics/analytics/source/mapping"
)

// ok reports whether the value is there.
func (n jsonNode) ok() bool { return n.t != nil }

// kind returns the first byte of the value: '{', '[', '"', a digit, '-' or the
// first letter of a word; 0 for an absent value.
func (n jsonNode) kind() byte {
	if n.t == nil {
		return 0
	}
	return n.t.src[n.t.nodes[n.i].start]
}

func (n jsonNode) isObject() bool { return n.kind() == '{' }
func (n jsonNode) isArray() bool  { return n.kind() == '[' }

// isNumber reports whether the value is written as a number.
func (n jsonNode) isNumber() bool { c := n.kind(); return c == '-' || c-'0' <= 9 }

// isScalar reports whether the value is there and neither object nor array.
func (n jsonNode) isScalar() bool { c := n.kind(); return c != 0 && c != '{' && c != '[' }

// first returns the first member or element; absent when there is none.
func (n jsonNode) first() jsonNode {
	if c := n.kind(); c != '{' && c != '[' || n.i+1 == n.t.nodes[n.i].next {
		return jsonNode{}
	}
	return jsonNode{n.t, n.i + 1}
}

// after returns the member or element behind n in parent; absent when n is the last.
func (n jsonNode) after(parent jsonNode) jsonNode {
	next := n.t.nodes[n.i].next
	if next >= n.t.nodes[parent.i].next {
		return jsonNode{}
	}
	return jsonNode{n.t, next}
}

// get follows member names. Of members with the same name it takes the last.
func (n jsonNode) get(path ...string) jsonNode {
	for _, name := range path {
		if !n.isObject() {
			return jsonNode{}
		}
		found := jsonNode{}
		for m := n.first(); m.ok(); m = m.after(n) {
			if m.named(name) {
				found = m
			}
		}
		n = found
	}
	return n
}

// named reports whether the member has that name.
func (n jsonNode) named(name string) bool {
	key := n.rawKey()
	if string(key) == name {
		return true
	}
	if bytes.IndexByte(key, '\\') < 0 {
		return false
	}
	plain, ok := jsonUnescape(nil, key)
	return ok && string(plain) == name
}

// rawKey returns the member's name as it is written; nil for elements.
func (n jsonNode) rawKey() []byte {
	k := int(n.t.nodes[n.i].key)
	if k == 0 {
		return nil
	}
	i := k
	for n.t.src[i] != '"' {
		if n.t.src[i] == '\\' {
			i++
		}
		i++
	}
	return n.t.src[k:i]
}

// key returns the member's name.
func (n jsonNode) key() string {
	b, _ := jsonUnescape(nil, n.rawKey())
	return string(b)
}

// raw returns the value as it is written.
func (n jsonNode) raw() []byte {
	if n.t == nil {
		return nil
	}
	return n.t.src[n.t.nodes[n.i].start:n.t.nodes[n.i].end]
}

// value returns the text of a scalar, of a string without quotes and escapes;
// nil for an absent value and for objects and arrays. It is valid until the
// next value is parsed.
func (n jsonNode) value() []byte {
	if !n.isScalar() {
		return nil
	}
	b := n.raw()
	if b[0] != '"' {
		return b
	}
	b = b[1 : len(b)-1]
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	from := len(n.t.text)
	n.t.text, _ = jsonUnescape(n.t.text, b)
	return n.t.text[from:len(n.t.text):len(n.t.text)]
}

// str returns the text of a scalar as a string.
func (n jsonNode) str() string { return string(n.value()) }

// number reads a number, also one written as text.
func (n jsonNode) number() (float64, bool) { return mapping.ParseDecimal(n.value(), 0) }

// len returns the number of members or elements.
func (n jsonNode) len() int {
	count := 0
	for m := n.first(); m.ok(); m = m.after(n) {
		count++
	}
	return count
}
