package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// grafana reads what Grafana's panels and data sources answer: frames of
// columns, tables, and series of [value, epoch ms] points, as Graphite renders
// them in seconds too.
type grafana struct {
	cursors []columnCursor
	col     int
	rows    rowArrays
	frames  []grafanaFrame
	frame   int
}

// grafanaFrame is a list of names and of their columns of values.
type grafanaFrame struct{ fields, values jsonNode }

func newGrafana() docFormat { return &grafana{frame: -1} }

func isGrafana(v jsonNode) bool {
	if v.get("target").isScalar() && v.get("datapoints").isArray() {
		return true
	}
	if v.get("type").str() == "table" && v.get("columns").isArray() && v.get("rows").isArray() {
		return true
	}
	if v.get("schema", "fields").isArray() && v.get("data", "values").isArray() {
		return true
	}
	return len(framesIn(v)) > 0
}

// framesIn returns the frames in the answer to a query.
func framesIn(v jsonNode) (frames []grafanaFrame) {
	add := func(f jsonNode) {
		if fields, values := f.get("schema", "fields"), f.get("data", "values"); fields.isArray() && values.isArray() {
			frames = append(frames, grafanaFrame{fields, values})
		}
	}
	add(v)
	results := v.get("results")
	for m := results.first(); m.ok(); m = m.after(results) {
		list := m.get("frames")
		for f := list.first(); f.ok(); f = f.after(list) {
			add(f)
		}
	}
	return frames
}

const grafanaSeries, grafanaTable, grafanaFrames = -1, -2, 0

func (f *grafana) begin(d *docTable, doc jsonNode) error {
	switch {
	case doc.get("datapoints").isArray():
		d.column(constant("time", mapping.Time, ""))
		f.col = d.column(mapping.Candidate{Name: doc.get("target").str()})
		d.addAll(doc.get("datapoints"), grafanaSeries)
		return nil
	case doc.get("rows").isArray():
		if err := f.rows.begin(d, doc); err != nil {
			return err
		}
		for i := range d.items {
			d.items[i].num = grafanaTable
		}
		return nil
	}
	if f.frames, f.frame = framesIn(doc), -1; len(f.frames) == 0 {
		return fmt.Errorf("neither points nor frames in this answer")
	}
	for i, frame := range f.frames {
		d.addAll(frame.values.first(), grafanaFrames+i)
	}
	return nil
}

func (f *grafana) row(d *docTable, it docItem) bool {
	switch it.num {
	case grafanaTable:
		return f.rows.row(d, it)
	case grafanaSeries:
		value := it.node.first()
		if !value.ok() || !value.after(it.node).ok() {
			return false
		}
		d.set(0, value.after(it.node).value())
		d.set(f.col, value.value())
		return true
	}
	if it.num != f.frame {
		f.open(d, it.num)
	}
	d.tape.text = d.tape.text[:0]
	for i := range f.cursors {
		if c := &f.cursors[i]; c.here.ok() {
			d.set(c.col, c.here.value())
			c.here = c.here.after(c.list)
		}
	}
	return true
}

// grafanaUnits are units of panels as we call them.
var grafanaUnits = map[string]string{
	"ms": unitMillis, "s": unitSeconds, "µs": "us", "ns": "ns", "percent": unitPercent, "percentunit": unitFraction,
	"bps": unitBits, "Kbits": "kbit/s", "Mbits": unitMegabits, "Gbits": "Gbit/s", "Bps": unitBytesPerSecond,
	"KBs": "kB/s", "MBs": "MB/s",
}

// open goes to the columns of a frame.
func (f *grafana) open(d *docTable, frame int) {
	f.frame, f.cursors = frame, f.cursors[:0]
	fr := f.frames[frame]
	list := fr.values.first()
	for m := fr.fields.first(); m.ok() && list.ok(); m = m.after(fr.fields) {
		c := mapping.Candidate{Name: m.get("config", "displayNameFromDS").str()}
		if c.Name == "" {
			c.Name = m.get("name").str()
			if text := labelText(m.get("labels")); text != "" {
				c.Name += " " + text
			}
		}
		c.Unit = grafanaUnits[m.get("config", "unit").str()]
		if m.get("type").str() == "time" {
			c.Field, c.Unit = mapping.Time, unitMillis
		}
		f.cursors = append(f.cursors, columnCursor{list: list, here: list.first(), col: d.column(c)})
		list = list.after(fr.values)
	}
}

// labelText spells labels as Prometheus does: {host="a"}.
func labelText(labels jsonNode) string {
	text := ""
	for m := labels.first(); m.ok(); m = m.after(labels) {
		text += fmt.Sprintf(",%s=%q", m.key(), m.str())
	}
	if text == "" {
		return ""
	}
	return "{" + text[1:] + "}"
}

// influxJSON reads answers of InfluxDB 1.x: series of rows below the names of
// their columns, with tags that hold for all.
type influxJSON struct {
	series []jsonNode
	at     int
	cols   []int
	tags   []columnCursor
}

func newInfluxJSON() docFormat { return &influxJSON{} }

func isInfluxJSON(v jsonNode) bool {
	s := v.get("results").first().get("series").first()
	return s.get("columns").isArray()
}

func (f *influxJSON) begin(d *docTable, doc jsonNode) error {
	f.series, f.at = f.series[:0], -1
	results := doc.get("results")
	if !results.isArray() {
		return fmt.Errorf("no results in this answer")
	}
	for r := results.first(); r.ok(); r = r.after(results) {
		list := r.get("series")
		for s := list.first(); s.ok(); s = s.after(list) {
			f.series = append(f.series, s)
			d.addAll(s.get("values"), len(f.series)-1)
		}
	}
	return nil
}

func (f *influxJSON) row(d *docTable, it docItem) bool {
	if it.num != f.at {
		f.at = it.num
		s := f.series[f.at]
		f.cols, f.tags = f.cols[:0], f.tags[:0]
		names := s.get("columns")
		for m := names.first(); m.ok(); m = m.after(names) {
			c := mapping.Candidate{Name: m.str()}
			if c.Name == "time" {
				c.Field = mapping.Time
			}
			f.cols = append(f.cols, d.column(c))
		}
		tags := s.get("tags")
		for m := tags.first(); m.ok(); m = m.after(tags) {
			f.tags = append(f.tags, columnCursor{here: m, col: d.column(mapping.Candidate{Name: m.key()})})
		}
	}
	arrayCells(d, it.node, f.cols)
	for _, t := range f.tags {
		d.set(t.col, t.here.value())
	}
	return true
}
