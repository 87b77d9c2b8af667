package source

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// The grammar of JSON scalars. What is read here is what encoding/json takes,
// and more where programs are known to write more: NaN, Infinity and -Infinity
// stand for numbers, and control characters may stand in strings as they are.

// jsonPlain tells the bytes of a string that need no look: neither the end nor
// an escape.
var jsonPlain = func() (t [256]bool) {
	for i := range t {
		t[i] = i != '"' && i != '\\'
	}
	return t
}()

// isJSONBlank reports whether c is white space between tokens.
func isJSONBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// skipBlank returns the position of the first byte from i on that is no white
// space, len(b) for none.
func skipBlank(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && isJSONBlank(b[i]) {
		i++
	}
	return i
}

// jsonString returns the position behind the string that begins at b[i] with
// its quote, and whether it holds escapes; -1 when it does not end.
func jsonString(b []byte, i int) (end int, escaped bool) {
	i++
	for i < len(b) {
		if jsonPlain[b[i]] {
			i++
			continue
		}
		if b[i] == '"' {
			return i + 1, escaped
		}
		escaped = true
		i += 2
	}
	return -1, escaped
}

// jsonNumber returns the position behind the number that begins at b[i], -1
// when there is none.
func jsonNumber(b []byte, i int) int {
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i == len(b) {
		return -1
	}
	switch {
	case b[i] == '0':
		i++
	case b[i]-'1' <= 8:
		i = jsonDigits(b, i)
	default:
		return -1
	}
	if i < len(b) && b[i] == '.' {
		from := i + 1
		if i = jsonDigits(b, from); i == from {
			return -1
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		from := i
		if i = jsonDigits(b, from); i == from {
			return -1
		}
	}
	return i
}

func jsonDigits(b []byte, i int) int {
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i
}

// jsonWords are the scalars that are neither strings nor numbers.
var jsonWords = [...]string{"true", "false", "null", "NaN", "Infinity", "-Infinity"}

// jsonScalar returns the position behind the number or word that begins at
// b[i], -1 when there is none or it goes on in a way that no scalar does.
func jsonScalar(b []byte, i int) int {
	end := jsonNumber(b, i)
	if end < 0 {
		for _, w := range jsonWords {
			if len(b)-i >= len(w) && string(b[i:i+len(w)]) == w {
				end = i + len(w)
				break
			}
		}
	}
	if end >= 0 && end < len(b) {
		switch c := b[end]; {
		case isJSONBlank(c), c == ',', c == '}', c == ']', c == ':':
		default:
			return -1
		}
	}
	return end
}

// jsonUnescape appends the text of a string without its quotes to dst. It
// reports false when an escape is none; dst then holds the text before it.
func jsonUnescape(dst, s []byte) ([]byte, bool) {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(dst, s...), true
		}
		dst = append(dst, s[:i]...)
		if s = s[i+1:]; len(s) == 0 {
			return dst, false
		}
		c := s[0]
		s = s[1:]
		switch c {
		case '"', '\\', '/':
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r := jsonHex(s)
			if r < 0 {
				return dst, false
			}
			s = s[4:]
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
					pair = utf16.DecodeRune(r, jsonHex(s[2:]))
				}
				if r = pair; r != utf8.RuneError {
					s = s[6:]
				}
			}
			dst = utf8.AppendRune(dst, r)
			continue
		default:
			return dst, false
		}
		dst = append(dst, c)
	}
}

// jsonHex reads four hexadecimal digits, -1 when there are none.
func jsonHex(s []byte) rune {
	if len(s) < 4 {
		return -1
	}
	var r rune
	for _, c := range s[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
