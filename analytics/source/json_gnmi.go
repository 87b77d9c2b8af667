package source

import (
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// gnmi reads notifications of gNMI: as the protocol's JSON has them, and as
// gnmic prints them, in updates or in events. Times are epoch nanoseconds. Every
// leaf is a column named by its path; the target and the keys in the path are
// the device. Updates of a notification that have the same keys are one row.
type gnmi struct {
	names   []string // of the row: target and keys
	keys    []string // of the update before
	parents []jsonNode
}

func newGNMI() docFormat { return &gnmi{} }

func isGNMI(v jsonNode) bool {
	u := notification(v)
	if u.get("timestamp").ok() && u.get("update").isArray() && u.get("update").first().get("path").ok() {
		return true
	}
	if v.get("updates").first().get("Path").ok() {
		return true
	}
	return v.get("values").isObject() && v.get("tags").isObject() && v.get("timestamp").isScalar() &&
		strings.HasPrefix(v.get("values").first().keyOr(""), "/")
}

// keyOr returns the member's name, or what is given for an absent one.
func (n jsonNode) keyOr(none string) string {
	if !n.ok() {
		return none
	}
	return n.key()
}

// notification returns the notification in an answer of Subscribe or Get.
func notification(v jsonNode) jsonNode {
	if u := v.get("update"); u.isObject() {
		return u
	}
	return v
}

func (f *gnmi) begin(d *docTable, doc jsonNode) error {
	d.column(constant("timestamp", mapping.Time, "ns"))
	d.column(constant(composedDevice, mapping.Device, ""))
	f.parents = f.parents[:0]
	if list := doc.get("notification"); list.isArray() {
		for m := list.first(); m.ok(); m = m.after(list) {
			f.add(d, m)
		}
		return nil
	}
	u := notification(doc)
	switch {
	case u.get("timestamp").ok():
		f.add(d, u)
	case doc.get("sync_response").ok() || doc.get("syncResponse").ok() || doc.get("sync-response").ok():
	default:
		return fmt.Errorf("a notification without timestamp")
	}
	return nil
}

// add adds the rows of a notification.
func (f *gnmi) add(d *docTable, v jsonNode) {
	if v.get("tags").isObject() {
		d.add(v)
		f.parents = append(f.parents, v)
		return
	}
	list := updates(v)
	first := true
	for m := list.first(); m.ok(); m = m.after(list) {
		f.names = f.names[:0]
		f.leaves(m, "", nil)
		if !first && slices.Equal(f.names, f.keys) {
			d.items[len(d.items)-1].num++
			continue
		}
		first = false
		f.keys = append(f.keys[:0], f.names...)
		d.items = append(d.items, docItem{node: m, num: 1})
		f.parents = append(f.parents, v)
	}
}

func updates(v jsonNode) jsonNode {
	if list := v.get("update"); list.isArray() {
		return list
	}
	return v.get("updates")
}

// gnmiLeaves are leaves of the OpenConfig models, by the last parts of the path.
var gnmiLeaves = map[string]known{
	"counters/in-octets":            {field: mapping.Traffic, unit: unitBytes, counter: true},
	"counters/out-octets":           {unit: unitBytes, counter: true},
	"cpu/utilization/state/instant": {field: mapping.CPU, unit: unitPercent},
	"total/instant":                 {field: mapping.CPU, unit: unitPercent}, // system/cpus/cpu/state/total
	"total/avg":                     {unit: unitPercent},
}

func leafColumn(path string) mapping.Candidate {
	c := mapping.Candidate{Name: path}
	for end, k := range gnmiLeaves {
		if path == end || strings.HasSuffix(path, "/"+end) {
			c.Field, c.Unit, c.Counter = k.field, k.unit, k.counter
		}
	}
	return c
}

func (f *gnmi) row(d *docTable, it docItem) bool {
	v := f.parents[d.at-1]
	d.set(0, v.get("timestamp").value())
	f.names = f.names[:0]
	found := false
	take := func(path string, leaf jsonNode) {
		if b := leaf.value(); b != nil {
			d.put(leafColumn(path), b)
			found = true
		}
	}
	if tags := v.get("tags"); tags.isObject() {
		f.name(bestMember(tags, []string{"source", "target"}).str())
		for m := tags.first(); m.ok(); m = m.after(tags) {
			if key := m.key(); strings.HasSuffix(key, "_name") || strings.HasSuffix(key, "_index") {
				f.name(m.str())
			}
		}
		f.leaves(v, "", take)
	} else {
		prefix := v.get("prefix")
		for _, n := range []jsonNode{prefix.get("target"), v.get("source"), v.get("target")} {
			if len(f.names) == 0 {
				f.name(n.str())
			}
		}
		base := f.path(prefix.get("elem"), "")
		if prefix.kind() == '"' {
			base = f.text(prefix.str(), "")
		}
		list := updates(v)
		for m, n := it.node, it.num; m.ok() && n > 0; m, n = m.after(list), n-1 {
			f.leaves(m, base, take)
		}
	}
	from := len(d.text)
	d.text = append(d.text, strings.Join(f.names, "/")...)
	if len(d.text) > from {
		d.set(1, d.text[from:])
	}
	return found
}

// leaves calls take, unless it is nil, for the leaves of an update or event, and
// keeps the keys in its paths.
func (f *gnmi) leaves(m jsonNode, base string, take func(path string, leaf jsonNode)) {
	if values := m.get("values"); values.isObject() { // as gnmic prints it
		for leaf := values.first(); leaf.ok(); leaf = leaf.after(values) {
			f.leaf(f.text(leaf.key(), base), leaf, take)
		}
		f.text(m.get("Path").str(), "")
		return
	}
	val := m.get("val")
	if val.isObject() {
		val = val.first()
	}
	path := m.get("path")
	if path.isObject() {
		f.leaf(f.path(path.get("elem"), base), val, take)
	} else {
		f.leaf(f.text(path.str(), base), val, take)
	}
}

// leaf calls take for a value, or for the leaves of an object.
func (f *gnmi) leaf(path string, v jsonNode, take func(string, jsonNode)) {
	if v.isObject() {
		for m := v.first(); m.ok(); m = m.after(v) {
			f.leaf(path+"/"+m.key(), m, take)
		}
		return
	}
	if take != nil {
		take(path, v)
	}
}

// path joins the elements of a path behind base and keeps the keys in it.
func (f *gnmi) path(elems jsonNode, base string) string {
	for e := elems.first(); e.ok(); e = e.after(elems) {
		if base != "" {
			base += "/"
		}
		base += e.get("name").str()
		keys := e.get("key")
		for k := keys.first(); k.ok(); k = k.after(keys) {
			f.name(k.str())
		}
	}
	return base
}

// text does the same for a path in one string: "interfaces/interface[name=eth0]".
func (f *gnmi) text(path, base string) string {
	for i, part := range strings.Split(path, "[") {
		if i > 0 {
			key, rest, _ := strings.Cut(part, "]")
			if _, value, ok := strings.Cut(key, "="); ok {
				f.name(value)
			}
			part = rest
		}
		if i == 0 && base != "" && !strings.HasPrefix(part, "/") {
			base += "/"
		}
		base += part
	}
	return strings.TrimPrefix(base, "/")
}

// name adds a part of the device unless it is there.
func (f *gnmi) name(s string) {
	for _, n := range f.names {
		if n == s {
			return
		}
	}
	if len(f.names) < 8 && s != "" {
		f.names = append(f.names, s)
	}
}
