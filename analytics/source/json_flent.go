package source

import (
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// flent reads data files of flent: series of equal length over x_values, which
// count seconds from the time in the metadata.
type flent struct {
	start   int64
	zone    bool // the start names its zone
	known   bool
	host    jsonNode
	x       jsonNode
	cursors []columnCursor
}

var flentTime = constant("time", mapping.Time, "")

func newFlent() docFormat { return &flent{} }

func isFlent(v jsonNode) bool {
	return v.get("x_values").isArray() && (v.get("results").isObject() || v.get("metadata").isObject())
}

func (f *flent) begin(d *docTable, doc jsonNode) error {
	x, results, meta := doc.get("x_values"), doc.get("results"), doc.get("metadata")
	if !x.isArray() || !results.isObject() {
		return fmt.Errorf("no x_values or no results in this data file")
	}
	f.known = false
	for _, name := range []string{"T0", "TIME"} {
		text := meta.get(name).value()
		if ns, fault := parseTime(text); fault == timeOK {
			f.start, f.known, f.zone = ns, true, len(text) > 11 && strings.ContainsAny(string(text[11:]), "Zz+-")
			break
		}
	}
	f.host = meta.get("HOST")
	if !f.host.ok() {
		f.host = meta.get("HOSTS").first()
	}
	d.column(constant("host", mapping.Device, ""))
	if !f.known {
		d.note("the metadata do not tell when the test began")
	}
	f.cursors = f.cursors[:0]
	var names []string
	for m := results.first(); m.ok(); m = m.after(results) {
		if m.isArray() {
			names = append(names, m.key())
		}
	}
	latency := pick(names, "Ping (ms) avg", "Ping (ms) ICMP", "Ping (ms)*")
	traffic := pick(names, "TCP download sum", "TCP download", "TCP download avg", "TCP totals", "TCP download*", "TCP upload sum", "TCP upload", "TCP upload avg", "TCP upload*")
	i := 0
	for m := results.first(); m.ok(); m = m.after(results) {
		if !m.isArray() {
			continue
		}
		c := mapping.Candidate{Name: names[i]}
		i++
		switch {
		case strings.HasPrefix(c.Name, "Ping (ms)"):
			c.Unit = unitMillis
		case strings.HasPrefix(c.Name, "TCP ") && !strings.Contains(c.Name, "::"):
			c.Unit = unitMegabits
		}
		switch c.Name {
		case latency:
			c.Field = mapping.Latency
		case traffic:
			c.Field = mapping.Traffic
		}
		f.cursors = append(f.cursors, columnCursor{list: m, here: m.first(), col: d.column(c)})
	}
	d.addAll(x, 0)
	return nil
}

// pick returns the first wanted name that is there; "x*" takes any that begins
// so. "" when there is none.
func pick(names []string, wanted ...string) string {
	for _, w := range wanted {
		prefix, any := strings.CutSuffix(w, "*")
		for _, n := range names {
			if n == w || any && strings.HasPrefix(n, prefix) && !strings.Contains(n, "::") {
				return n
			}
		}
	}
	return ""
}

func (f *flent) row(d *docTable, it docItem) bool {
	if v, ok := it.node.number(); ok && f.known && v >= 0 && v < 1e9 {
		at := d.instant(f.start + int64(v*1e9+0.5))
		if !f.zone {
			at = at[:len(at)-1] // as naive as it was written
		}
		d.put(flentTime, at)
	}
	d.set(0, f.host.value())
	for i := range f.cursors {
		if c := &f.cursors[i]; c.here.ok() {
			d.set(c.col, c.here.value())
			c.here = c.here.after(c.list)
		}
	}
	return true
}
