package source

import (
	"bytes"
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

const (
	maxJSONColumns = 4096     // more different names are no telemetry: further ones are left out
	maxJSONNames   = 4 * 4096 // names of objects included
	maxJSONPath    = 1024     // bytes of a column's name
)

// jsonFlat turns objects into rows: nested members become columns named by
// their path, "net.rtt", in the order in which they are first met. Numbers keep
// their text, strings lose their escapes, arrays are kept as they are written.
// Of members with the same name in one object the last counts.
//
// Objects of a stream look alike, so every name is first compared with the one
// that stood there before; only a surprise is looked up.
type jsonFlat struct {
	cols  []mapping.Candidate
	names []flatName
	text  []byte // unescaped strings of the row
	cells [][]byte
	// settle fills in what is known of a new column.
	settle func(f *jsonFlat, c *mapping.Candidate)
	// dropped tells that names were left out because there were too many.
	dropped bool
}

// flatName is a member name below another.
type flatName struct {
	key   []byte // as it is written between the quotes
	kids  map[string]int32
	path  string
	col   int32 // -1 while it was only met as an object, dropName without a column
	child int32 // the name that came first inside it last time
	next  int32 // the name that came behind it last time
}

func newJSONFlat(settle func(*jsonFlat, *mapping.Candidate)) *jsonFlat {
	return &jsonFlat{settle: settle, names: []flatName{{col: -1, child: -1, next: -1}}}
}

// object reads the object at b[i] into cells and returns the position behind it.
func (f *jsonFlat) object(b []byte, i int) (int, error) {
	clear(f.cells)
	f.text = f.text[:0]
	if i >= len(b) || b[i] != '{' {
		return 0, fmt.Errorf("not a JSON object")
	}
	var open [maxJSONDepth]int32
	depth, parent := 0, int32(0)
	last := int32(-1) // the member before, -1 at the begin of an object
	i++
	for {
		i = skipBlank(b, i)
		if i >= len(b) {
			return 0, jsonFault(b, i)
		}
		if b[i] == '}' && last < 0 {
			goto closed
		}
		if b[i] != '"' {
			return 0, jsonFault(b, i)
		}
		{
			name, at := f.member(b, i, parent, last)
			if at < 0 {
				return 0, jsonFault(b, -at-1)
			}
			i = skipBlank(b, at)
			if i >= len(b) || b[i] != ':' {
				return 0, jsonFault(b, i)
			}
			i = skipBlank(b, i+1)
			if i >= len(b) {
				return 0, jsonFault(b, i)
			}
			last = name
			if b[i] == '{' {
				if depth == maxJSONDepth {
					return 0, fmt.Errorf("nested deeper than %d levels", maxJSONDepth)
				}
				open[depth] = parent
				depth++
				parent, last = name, -1
				i++
				continue
			}
			end, err := f.value(b, i, name)
			if err != nil {
				return 0, err
			}
			i = end
		}
	behind:
		i = skipBlank(b, i)
		if i >= len(b) {
			return 0, jsonFault(b, i)
		}
		if b[i] == ',' {
			if i = skipBlank(b, i+1); i < len(b) && b[i] != '"' {
				return 0, jsonFault(b, i)
			}
			continue
		}
		if b[i] != '}' {
			return 0, jsonFault(b, i)
		}
	closed:
		i++
		if depth == 0 {
			return i, nil
		}
		depth--
		last, parent = parent, open[depth]
		goto behind
	}
}

// member reads the name that begins at b[i] with its quote. It returns its
// number, dropName for one that is left out, and the position behind it,
// -1-p for a mistake at p.
func (f *jsonFlat) member(b []byte, i int, parent, last int32) (int32, int) {
	guess := int32(-1)
	switch {
	case last >= 0:
		guess = f.names[last].next
	case last == -1 && parent >= 0:
		guess = f.names[parent].child
	}
	if guess >= 0 {
		key := f.names[guess].key
		if end := i + 1 + len(key); end < len(b) && b[end] == '"' && bytes.Equal(b[i+1:end], key) {
			return guess, end + 1
		}
	}
	end, escaped := jsonString(b, i)
	if end < 0 {
		return 0, -1 - len(b)
	}
	if parent < 0 {
		return dropName, end
	}
	name := f.lookUp(b[i+1:end-1], escaped, parent)
	if name >= 0 {
		if last >= 0 {
			f.names[last].next = name
		} else if last == -1 {
			f.names[parent].child = name
		}
	}
	return name, end
}

// dropName stands for names that are left out. It differs from the -1 of "no
// member before".
const dropName = -2

// lookUp returns the number of a name below parent.
func (f *jsonFlat) lookUp(key []byte, escaped bool, parent int32) int32 {
	p := &f.names[parent]
	if n, ok := p.kids[string(key)]; ok {
		return n
	}
	if len(f.names) >= maxJSONNames || len(p.path)+1+len(key) > maxJSONPath {
		f.dropped = true
		return dropName
	}
	plain := string(key)
	if escaped {
		text, ok := jsonUnescape(nil, key)
		if !ok {
			return dropName
		}
		plain = string(text)
	}
	n := int32(len(f.names))
	name := flatName{key: bytes.Clone(key), path: plain, col: -1, child: -1, next: -1}
	if parent > 0 {
		name.path = p.path + "." + plain
	}
	if p.kids == nil {
		p.kids = map[string]int32{}
	}
	p.kids[string(key)] = n
	f.names = append(f.names, name)
	return n
}

// value reads the value at b[i], which is no object, into the cell of a name.
func (f *jsonFlat) value(b []byte, i int, name int32) (int, error) {
	var cell []byte
	end := 0
	switch b[i] {
	case '"':
		var escaped bool
		if end, escaped = jsonString(b, i); end < 0 {
			return 0, jsonFault(b, len(b))
		}
		cell = b[i+1 : end-1]
		if escaped {
			from := len(f.text)
			var ok bool
			if f.text, ok = jsonUnescape(f.text, cell); !ok {
				return 0, fmt.Errorf("not valid JSON: an escape in %s that is none", quote(string(cell[:min(len(cell), maxValueBytes)])))
			}
			cell = f.text[from:len(f.text):len(f.text)]
		}
	case '[':
		var err error
		if end, err = skipArray(b, i); err != nil {
			return 0, err
		}
		cell = b[i:end]
	default:
		if end = jsonScalar(b, i); end < 0 {
			return 0, jsonFault(b, i)
		}
		cell = b[i:end]
	}
	if name < 0 {
		return end, nil
	}
	col := f.names[name].col
	if col == -1 {
		if col = f.addColumn(f.names[name].path); col < 0 {
			col = dropName
		}
		f.names[name].col = col
	}
	if col >= 0 {
		f.cells[col] = cell
	}
	return end, nil
}

// addColumn returns the position of a new column, -1 when there are too many.
// Two names that are spelt alike (by escapes, or by a dot) share one.
func (f *jsonFlat) addColumn(path string) int32 {
	if i := f.find(path); i >= 0 {
		return int32(i)
	}
	if len(f.cols) >= maxJSONColumns {
		f.dropped = true
		return -1
	}
	c := mapping.Candidate{Name: strings.ToValidUTF8(path, "\uFFFD")}
	if f.settle != nil {
		f.settle(f, &c)
	}
	f.cols = append(f.cols, c)
	f.cells = append(f.cells, nil)
	return int32(len(f.cols) - 1)
}

// find returns the position of a column, -1 when there is none of that name.
func (f *jsonFlat) find(path string) int {
	for i := range f.cols {
		if f.cols[i].Name == path {
			return i
		}
	}
	return -1
}

// skipArray returns the position behind the array at b[i]. It checks that the
// brackets fit and that what stands between them are values.
func skipArray(b []byte, i int) (int, error) {
	var closing [maxJSONDepth]byte
	depth := 0
	value := true // a value or, behind an opening bracket, a closing one may come
	first := false
	for {
		i = skipBlank(b, i)
		if i >= len(b) {
			return 0, jsonFault(b, i)
		}
		c := b[i]
		if (!value || first) && depth > 0 && c == closing[depth-1] {
			depth--
			i++
			value, first = false, false
			if depth == 0 {
				return i, nil
			}
			continue
		}
		if !value {
			if c != ',' {
				return 0, jsonFault(b, i)
			}
			i++
			value = true
			if closing[depth-1] != '}' {
				continue
			}
			i = skipBlank(b, i)
		}
		if value && depth > 0 && closing[depth-1] == '}' { // a name comes first
			if i >= len(b) || b[i] != '"' {
				return 0, jsonFault(b, i)
			}
			end, _ := jsonString(b, i)
			if end < 0 {
				return 0, jsonFault(b, len(b))
			}
			if i = skipBlank(b, end); i >= len(b) || b[i] != ':' {
				return 0, jsonFault(b, i)
			}
			if i = skipBlank(b, i+1); i >= len(b) {
				return 0, jsonFault(b, i)
			}
		}
		first = false
		switch c = b[i]; c {
		case '{', '[':
			if depth == maxJSONDepth {
				return 0, fmt.Errorf("nested deeper than %d levels", maxJSONDepth)
			}
			closing[depth] = c + 2
			depth++
			i++
			first = true
		case '"':
			if i, _ = jsonString(b, i); i < 0 {
				return 0, jsonFault(b, len(b))
			}
			value = false
		default:
			end := jsonScalar(b, i)
			if end < 0 {
				return 0, jsonFault(b, i)
			}
			i = end
			value = false
		}
	}
}
