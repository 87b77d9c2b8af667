package source

import (
	"bytes"
	"strconv"
	"strings"

	"network-analytics/analytics/source/mapping"
)

const (
	jsonHead     = 64 << 10 // bytes that are looked at to find out the shape
	maxListDepth = 4        // objects around an array of records
)

// jsonShape says where the records are in JSON text.
type jsonShape struct {
	lines   bool     // a value a line
	path    []string // members that lead to the array of records
	columns bool     // the value at path is an object of arrays of equal length
	rows    bool     // the value at path holds arrays, one a row
	loose   bool     // the whole is an array of arrays
	keyed   bool     // the whole is one object of records, named by their members
}

// firstJSON parses the first value in the head of an input, which may be cut
// anywhere. It returns the value and what follows it.
func firstJSON(t *jsonTape, head []byte) (v jsonNode, rest []byte) {
	i := 0
	for i < len(head) && (isJSONBlank(head[i]) || head[i] == 0) {
		i++
	}
	if i == len(head) || head[i] != '{' && head[i] != '[' {
		// A line of log text may stand in front of the first record.
		at := bytes.Index(head, []byte("\n{"))
		if at < 0 {
			return jsonNode{}, nil
		}
		i = at + 1
	}
	var scan jsonScan
	scan.begin(head[i])
	if n := scan.feed(head[i:]); n >= 0 {
		v, _, err := t.parse(head[i:i+n], false)
		if err != nil && head[i] == '[' { // the elements in front of a mistake will do
			v, _, err = t.parse(head[i:i+t.wrong], true)
		}
		if err != nil {
			return jsonNode{}, nil
		}
		return v, head[i+n:]
	}
	v, _, err := t.parse(head[i:], true)
	if err != nil && head[i] == '[' {
		v, _, err = t.parse(head[i:i+t.wrong], true)
	}
	if err == nil {
		return v, nil
	}
	// A broken first line ends at its line end at the latest.
	if nl := bytes.Index(head[i:], []byte("\n{")); nl >= 0 {
		return firstJSON(t, head[i+nl+1:])
	}
	return jsonNode{}, nil
}

// firstRecord returns the first value of a head or, when that is an array, its
// first element.
func firstRecord(t *jsonTape, head []byte) jsonNode {
	v, _ := firstJSON(t, head)
	if v.isArray() {
		v = v.first()
	}
	return v
}

// shapeOf finds out where the records of an input are.
func shapeOf(head []byte) jsonShape {
	var t jsonTape
	v, rest := firstJSON(&t, head)
	if !v.ok() {
		return jsonShape{lines: true}
	}
	shape := jsonShape{}
	several := len(bytes.Trim(rest, ", \r\n\t")) > 0
	if v.isObject() {
		line := bytes.IndexByte(v.raw(), '\n') < 0
		shape.lines = line && (several && startsLine(bytes.TrimLeft(rest, ", ")) || !several && !t.cut)
	}
	record := v
	if v.isArray() {
		if record = v.first(); record.isArray() {
			shape.loose = true
			return shape
		}
	}
	if path := listIn(record, several || v.isArray()); path != nil {
		shape.path = path
		return shape
	}
	if path, ok := columnsIn(record, nil, t.cut); ok {
		return jsonShape{path: path, columns: true, lines: shape.lines && several}
	}
	if !several && keyedRecords(record) {
		shape.keyed = true
		return shape
	}
	if path, ok := tableIn(record, nil); ok {
		return jsonShape{path: path, rows: true, lines: shape.lines && several}
	}
	return shape
}

// startsLine reports whether the next value in rest begins on a line of its own.
func startsLine(rest []byte) bool {
	nl := bytes.IndexByte(rest, '\n')
	return nl >= 0 && len(bytes.TrimSpace(rest[:nl])) == 0
}

// listNames are members that hold the records of an answer, likeliest first.
var listNames = []string{
	"data", "results", "records", "datapoints", "result", "items", "values", "rows", "measurements",
	"samples", "points", "metrics", "series", "entries", "hits", "events", "rowset", "observations",
	"response", "list", "logs", "value",
}

// listIn returns the path to the one array of objects in v that holds its
// records, nil when v is a record itself. several tells that more such values
// follow, so that v is no single answer around everything.
func listIn(v jsonNode, several bool) []string {
	var best []string
	score := 0
	var walk func(n jsonNode, path []string)
	walk = func(n jsonNode, path []string) {
		for m := n.first(); m.ok(); m = m.after(n) {
			here := append(path[:len(path):len(path)], m.key())
			switch {
			case m.isObject() && len(here) < maxListDepth:
				walk(m, here)
			case m.isArray() && m.first().isObject() && scalars(m.first()) > 0:
				s := 1
				for i, name := range listNames {
					if strings.EqualFold(here[len(here)-1], name) {
						s = 1 + len(listNames) - i
					}
				}
				if s > score {
					best, score = here, s
				}
			}
		}
	}
	walk(v, nil)
	if best == nil {
		return nil
	}
	// A value with measurements of its own is a record with details.
	if measures(v) && (score == 1 || several) {
		return nil
	}
	if list := v.get(best...); score == 1 && list.len() < 2 {
		return nil
	}
	return best
}

// scalars counts the members of an object that are no objects or arrays, those
// of objects in it included.
func scalars(v jsonNode) int {
	n := 0
	for m := v.first(); m.ok(); m = m.after(v) {
		if m.isScalar() {
			n++
		} else if m.isObject() {
			n += scalars(m)
		}
	}
	return n
}

// bookkeeping are numbers that stand beside records and measure nothing.
var bookkeeping = map[string]bool{
	"count": true, "total": true, "page": true, "pages": true, "size": true, "limit": true, "offset": true,
	"status": true, "code": true, "took": true, "id": true, "version": true, "start": true, "end": true,
	"time": true, "timestamp": true, "ts": true, "date": true, "from": true, "to": true, "step": true,
	"interval": true, "period": true, "length": true, "per_page": true, "since": true, "until": true, "next": true,
}

// measures reports whether an object has a number of its own that may be a
// measurement.
func measures(v jsonNode) bool {
	for m := v.first(); m.ok(); m = m.after(v) {
		if m.isNumber() && !bookkeeping[strings.ToLower(m.key())] {
			return true
		}
	}
	return false
}

// columnsIn returns the path to an object of at least two arrays of scalars of
// about equal length. The last of a cut object may be shorter.
func columnsIn(v jsonNode, path []string, cut bool) ([]string, bool) {
	if !v.isObject() || len(path) == maxListDepth {
		return nil, false
	}
	arrays, shortest, longest, last := 0, 0, 0, 0
	for m := v.first(); m.ok(); m = m.after(v) {
		if !flatArray(m) {
			continue
		}
		if arrays > 0 {
			shortest, longest = min(shortest, last), max(longest, last)
		}
		if last = m.len(); arrays == 0 {
			shortest, longest = last, last
		}
		arrays++
	}
	if !cut {
		shortest, longest = min(shortest, last), max(longest, last)
	}
	// Where the lengths differ by one, a value was being added.
	fits := shortest == longest || longest >= 3 && longest-shortest == 1
	if arrays >= 2 && fits && longest >= 1 && (!cut || last <= longest) || cut && arrays == 1 && longest >= 100 {
		return path, true
	}
	for m := v.first(); m.ok(); m = m.after(v) {
		if p, ok := columnsIn(m, append(path[:len(path):len(path)], m.key()), cut); ok {
			return p, true
		}
	}
	return nil, false
}

// flatArray reports whether v is an array that has elements and all are scalars,
// or an object that stands for one: {"0":20.5,"1":21}.
func flatArray(v jsonNode) bool {
	if !v.isArray() && !v.isObject() {
		return false
	}
	n := v.first()
	if !n.ok() {
		return false
	}
	for i := 0; n.ok(); n = n.after(v) {
		if !n.isScalar() || v.isObject() && i <= maxCheckedKeys && n.key() != strconv.Itoa(i) {
			return false
		}
		i++
	}
	return true
}

// maxCheckedKeys is how many names of an object that stands for an array are
// compared with the numbers they should be.
const maxCheckedKeys = 100

// timeNames are members that a record has its time in.
var timeNames = map[string]bool{
	"time": true, "timestamp": true, "ts": true, "date": true, "datetime": true, "@timestamp": true, "_time": true,
	"created_at": true, "start_time": true, "starttime": true, "epoch": true, "t": true,
}

// keyedRecords reports whether v is an object of records, named by what they are
// of: {"sw1":{"time":1,"rtt":20},"sw2":{"time":1,"rtt":21}}, or by their time.
func keyedRecords(v jsonNode) bool {
	count, width := 0, 0
	timed, times := true, true
	for m := v.first(); m.ok(); m = m.after(v) {
		if !m.isObject() || scalars(m) == 0 {
			return false
		}
		has := false
		for k := m.first(); k.ok(); k = k.after(m) {
			has = has || timeNames[strings.ToLower(k.key())]
		}
		key := []byte(m.key())
		_, number := mapping.ParseDecimal(key, 0)
		timed, times = timed && has, times && (number || looksLikeDate(key))
		count++
		width = max(width, scalars(m))
	}
	return count >= 2 && (timed && width >= 2 || times)
}

// headerNames and bodyNames are the members of a table: names of the columns,
// and arrays of cells.
var (
	headerNames = []string{"columns", "labels", "fields", "header", "headers", "names"}
	bodyNames   = []string{"rows", "values", "data"}
)

// tableIn returns the path to an object that holds names of columns and arrays
// of cells.
func tableIn(v jsonNode, path []string) ([]string, bool) {
	if !v.isObject() || len(path) == maxListDepth {
		return nil, false
	}
	if h, b := tableParts(v); h.ok() && b.ok() {
		return path, true
	}
	for m := v.first(); m.ok(); m = m.after(v) {
		if p, ok := tableIn(m, append(path[:len(path):len(path)], m.key())); ok {
			return p, true
		}
	}
	return nil, false
}

// tableParts returns the names and the rows of a table.
func tableParts(v jsonNode) (header, body jsonNode) {
	for _, name := range headerNames {
		if h := v.get(name); h.isArray() && h.first().ok() && !h.first().isArray() {
			header = h
			break
		}
	}
	for _, name := range bodyNames {
		if b := v.get(name); b.isArray() && b.first().isArray() {
			body = b
			break
		}
	}
	return header, body
}
