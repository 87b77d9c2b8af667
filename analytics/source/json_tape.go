package source

import (
	"bytes"
	"fmt"
)

// jsonTape is a parsed value as a flat list of nodes that point into its text:
// the records of known formats are looked into through it. It is used again for
// the next value, so that reading on does not allocate.
type jsonTape struct {
	src   []byte
	nodes []tapeNode
	text  []byte // unescaped strings handed out since parse
	cut   bool   // the text broke off
	wrong int    // where the mistake is that parse found
}

// tapeNode is one value. Its kind is told by the first byte of its text.
type tapeNode struct {
	key   uint32 // position of its name behind the quote; 0 in arrays and at the top
	start uint32 // position of the value, of strings with the quote
	end   uint32 // position behind the value
	next  uint32 // number of the node behind its last descendant
}

// jsonNode is a node of a tape; the zero jsonNode is an absent value.
type jsonNode struct {
	t *jsonTape
	i uint32
}

// parse reads one value and returns the position behind it. cut says that the text breaks off: what is whole is
// kept, unfinished members and elements are left out, open objects and arrays
// that hold something whole are closed.
func (t *jsonTape) parse(src []byte, cut bool) (v jsonNode, end int, err error) {
	t.src, t.nodes, t.text, t.cut = src, t.nodes[:0], t.text[:0], false
	// No value has more nodes than this; growing by doubling would need more memory.
	bound := 1 + bytes.Count(src, []byte{','}) + bytes.Count(src, []byte{'{'}) + bytes.Count(src, []byte{'['})
	if cap(t.nodes) < bound {
		t.nodes = make([]tapeNode, 0, bound)
	}
	end, err = t.build(cut)
	if err != nil {
		return jsonNode{}, 0, err
	}
	return jsonNode{t, 0}, end, nil
}

// jsonFault says what is wrong at src[i].
func jsonFault(src []byte, i int) error {
	if i >= len(src) {
		return fmt.Errorf("not valid JSON: it breaks off")
	}
	return fmt.Errorf("not valid JSON at %s", quote(string(src[i:min(len(src), i+maxValueBytes)])))
}

// build appends the nodes of the value and returns the position behind it.
func (t *jsonTape) build(cut bool) (int, error) {
	var open [maxJSONDepth]uint32 // nodes of the objects and arrays around
	depth := 0
	src := t.src
	i := skipBlank(src, 0)
	key := 0
	for {
		// A value begins at i.
		if i >= len(src) {
			return t.breakOff(open[:depth], cut, i)
		}
		node := tapeNode{key: uint32(key), start: uint32(i)}
		switch src[i] {
		case '{', '[':
			if depth == maxJSONDepth {
				return 0, fmt.Errorf("nested deeper than %d levels", maxJSONDepth)
			}
			open[depth] = uint32(len(t.nodes))
			depth++
			t.nodes = append(t.nodes, node)
			first := src[i]
			i = skipBlank(src, i+1)
			if i >= len(src) {
				return t.breakOff(open[:depth], cut, i)
			}
			if src[i] != first+2 { // '}' and ']' stand two behind
				if key, i = t.member(open[depth-1], i); i < 0 {
					return t.breakOff(open[:depth], cut, -i-1)
				}
				continue
			}
		case '"':
			end, _ := jsonString(src, i)
			if end < 0 {
				return t.breakOff(open[:depth], cut, len(src))
			}
			i = end
		default:
			end := jsonScalar(src, i)
			if end < 0 {
				if cut && depth > 0 && bytes.IndexAny(src[i:], ",]}\n ") < 0 {
					return t.breakOff(open[:depth], cut, len(src))
				}
				return 0, t.fault(i)
			}
			if cut && end == len(src) && depth > 0 {
				return t.breakOff(open[:depth], cut, end) // a number may go on
			}
			i = end
		}
		if c := src[node.start]; c != '{' && c != '[' {
			node.end, node.next = uint32(i), uint32(len(t.nodes)+1)
			t.nodes = append(t.nodes, node)
		} else {
			depth--
			i++
			t.close(open[depth], i)
		}
		// Behind a value: what closes, or the next member.
		for {
			if depth == 0 {
				return i, nil
			}
			i = skipBlank(src, i)
			if i >= len(src) {
				return t.breakOff(open[:depth], cut, i)
			}
			if src[i] == ',' {
				if key, i = t.member(open[depth-1], skipBlank(src, i+1)); i < 0 {
					return t.breakOff(open[:depth], cut, -i-1)
				}
				break
			}
			if src[i] != src[t.nodes[open[depth-1]].start]+2 {
				return 0, t.fault(i)
			}
			depth--
			i++
			t.close(open[depth], i)
		}
	}
}

// fault is the error of a mistake at a position.
func (t *jsonTape) fault(at int) error {
	t.wrong = at
	return jsonFault(t.src, at)
}

// member reads the name of a member of an object and the colon; in an array it
// reads nothing. It returns the position of the name and of the value; the
// latter is -1-p for a mistake at p.
func (t *jsonTape) member(parent uint32, i int) (key, value int) {
	if t.src[t.nodes[parent].start] == '[' {
		return 0, i
	}
	if i >= len(t.src) || t.src[i] != '"' {
		return 0, -1 - i
	}
	end, _ := jsonString(t.src, i)
	if end < 0 {
		return 0, -1 - len(t.src)
	}
	colon := skipBlank(t.src, end)
	if colon >= len(t.src) || t.src[colon] != ':' {
		return 0, -1 - colon
	}
	return i + 1, skipBlank(t.src, colon+1)
}

func (t *jsonTape) close(node uint32, end int) {
	t.nodes[node].end, t.nodes[node].next = uint32(end), uint32(len(t.nodes))
}

// breakOff ends the building at a mistake. At the end of a cut text the values
// around it are closed; a record that is unfinished is taken out.
func (t *jsonTape) breakOff(open []uint32, cut bool, at int) (int, error) {
	if !cut || at < len(t.src) || len(open) == 0 {
		return 0, t.fault(at)
	}
	t.cut = true
	// An unfinished object in an array is a record that is not whole.
	for k := 1; k < len(open); k++ {
		if t.src[t.nodes[open[k-1]].start] == '[' {
			inList := false // whether it holds a list of records itself
			for _, n := range open[k:] {
				inList = inList || t.src[t.nodes[n].start] == '['
			}
			if !inList {
				t.nodes = t.nodes[:open[k]]
				open = open[:k]
				break
			}
		}
	}
	for k := len(open) - 1; k >= 0; k-- {
		t.close(open[k], len(t.src))
	}
	return len(t.src), nil
}
