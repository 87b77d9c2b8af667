package source

import "bytes"

// lpOpenString is the fault of a line that ends inside a string, which may go on
// in the next one.
const lpOpenString = "a quoted string that is not closed"

// parse reads one line of line protocol, unescaping in place, and returns what
// is wrong with it, "" when it is right.
func (p *lpPoint) parse(line []byte) string {
	p.tags, p.fields, p.time = p.tags[:0], p.fields[:0], nil
	var end byte
	p.measurement, line, end = lpToken(line, lpEndName, lpInName)
	if len(p.measurement) == 0 {
		return "no measurement name"
	}
	for end == ',' {
		var tag lpPair
		tag.key, line, end = lpToken(line, lpEndKey, lpInOthers)
		if end != '=' || len(tag.key) == 0 {
			return "a tag without value"
		}
		tag.value, line, end = lpToken(line, lpEndName, lpInOthers)
		if len(tag.value) == 0 {
			return "a tag without value"
		}
		p.tags = append(p.tags, tag)
	}
	if end != ' ' {
		return "no field"
	}
	line = bytes.TrimLeft(line, " ")
	for {
		var f lpPair
		f.key, line, end = lpToken(line, lpEndKey, lpInOthers)
		if end != '=' || len(f.key) == 0 {
			return "a field without value"
		}
		if len(line) > 0 && line[0] == '"' {
			var ok bool
			if f.value, line, ok = lpString(line[1:]); !ok {
				return lpOpenString
			}
			f.text = true
			end = 0
			if len(line) > 0 {
				end = line[0]
				line = line[1:]
			}
			if end != 0 && end != ',' && end != ' ' {
				return "something behind a quoted string"
			}
		} else {
			f.value, line, end = lpToken(line, lpEndName, lpInOthers)
			if !lpValue(f.value) {
				return "a field value that is neither number, truth value nor quoted text"
			}
		}
		p.fields = append(p.fields, f)
		if end == ',' {
			continue
		}
		break
	}
	p.time = bytes.Trim(line, " \t")
	if len(p.time) == 0 {
		p.time = nil
		return ""
	}
	if !isInteger(p.time) {
		p.time = nil
		return "the time at the end is no whole number"
	}
	return ""
}

// byteSet is a set of bytes.
type byteSet [256]bool

func bytesOf(s string) *byteSet {
	var set byteSet
	for i := range len(s) {
		set[s[i]] = true
	}
	return &set
}

// The bytes that end a token, and the backslash, which may keep them from it.
var (
	lpEndName  = bytesOf(`, \`)  // of a measurement or a value
	lpEndKey   = bytesOf(`=, \`) // of a key
	lpInName   = bytesOf(", ")   // what a backslash keeps in a measurement
	lpInOthers = bytesOf(",= ")  // and in keys and values
)

// lpToken reads up to the first unescaped byte of ends, which is returned (0 at
// the end of the line), and takes the backslash off escaped bytes of special.
func lpToken(line []byte, ends, special *byteSet) (token, rest []byte, end byte) {
	i := 0
	for i < len(line) && !ends[line[i]] {
		i++
	}
	w := i
	for i < len(line) {
		c := line[i]
		switch {
		case c == '\\' && i+1 < len(line) && special[line[i+1]]:
			i++
			c = line[i]
		case c != '\\' && ends[c]:
			return line[:w], line[i+1:], c
		}
		line[w] = c
		w++
		i++
	}
	return line[:w], nil, 0
}

// lpString reads a string up to its closing quote.
func lpString(line []byte) (value, rest []byte, ok bool) {
	w := 0
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == '\\' && i+1 < len(line) && (line[i+1] == '"' || line[i+1] == '\\') {
			i++
			c = line[i]
		} else if c == '"' {
			return line[:w], line[i+1:], true
		}
		line[w] = c
		w++
	}
	return nil, nil, false
}

// lpValue reports whether b is a number, with i or u behind it or not, or a
// truth value.
func lpValue(b []byte) bool {
	switch string(b) {
	case "":
		return false
	case "t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE", "NaN", "+Inf", "-Inf", "Inf":
		return true
	}
	last := b[len(b)-1]
	if last == 'i' || last == 'u' {
		return isInteger(b[:len(b)-1])
	}
	digits := false
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.':
		case c == '-' || c == '+':
			if i > 0 && b[i-1] != 'e' && b[i-1] != 'E' {
				return false
			}
		case (c == 'e' || c == 'E') && digits:
		default:
			return false
		}
	}
	return digits
}

// isInteger reports whether b is a whole number, with a minus or not.
func isInteger(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte{'-'})
	if len(b) == 0 || len(b) > 20 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
