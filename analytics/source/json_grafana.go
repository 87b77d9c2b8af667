package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// grafana reads what Grafana's panels and data sources answer: frames of
// columns, tables, and series of [value, epoch ms] points, as Graphite renders
// them in seconds too. Columns of a frame that have labels are series of what
// the labels tell, each with the times of the frame.
type grafana struct {
	cursors []columnCursor
	col     int
	rows    rowArrays
	parts   []framePart
	part    int
	name    []byte // device of the part
}

// grafanaFrame is a list of names and of their columns of values.
type grafanaFrame struct{ fields, values jsonNode }

// framePart is a frame, or one of its columns together with its times.
type framePart struct {
	grafanaFrame
	field jsonNode // absent: all columns
}

func newGrafana() docFormat { return &grafana{part: -1} }

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

// What a row is made of, where it is no part of a frame.
const grafanaSeries, grafanaTable = -1, -2

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
	frames := framesIn(doc)
	if len(frames) == 0 {
		return fmt.Errorf("neither points nor frames in this answer")
	}
	f.parts, f.part = f.parts[:0], -1
	for _, frame := range frames {
		labelled := false
		for m := frame.fields.first(); m.ok(); m = m.after(frame.fields) {
			if bestMember(m.get("labels"), deviceLabels).ok() {
				labelled = true
				f.add(d, framePart{frame, m})
			}
		}
		if !labelled {
			f.add(d, framePart{frame, jsonNode{}})
		}
	}
	return nil
}

func (f *grafana) add(d *docTable, p framePart) {
	f.parts = append(f.parts, p)
	d.addAll(p.values.first(), len(f.parts)-1)
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
	if it.num != f.part {
		f.open(d, it.num)
	}
	d.tape.text = d.tape.text[:0]
	if labels := f.parts[f.part].field.get("labels"); labels.ok() {
		d.put(constant(composedDevice, mapping.Device, ""), f.name)
		d.put(constant("(region)", mapping.Region, ""), bestMember(labels, regionLabels).value())
	}
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

// open goes to the columns of a part.
func (f *grafana) open(d *docTable, num int) {
	f.part, f.cursors = num, f.cursors[:0]
	p := &f.parts[num]
	f.name = appendDevice(f.name[:0], p.field.get("labels"))
	list := p.values.first()
	for m := p.fields.first(); m.ok() && list.ok(); m = m.after(p.fields) {
		timed := m.get("type").str() == "time"
		if !p.field.ok() || timed || m.i == p.field.i {
			c := mapping.Candidate{Name: m.get("config", "displayNameFromDS").str()}
			if c.Name == "" || p.field.ok() {
				c.Name = m.get("name").str() + variantsOf(m.get("labels"))
			}
			c.Unit = grafanaUnits[m.get("config", "unit").str()]
			if timed {
				c.Field, c.Unit = mapping.Time, unitMillis
			}
			f.cursors = append(f.cursors, columnCursor{list: list, here: list.first(), col: d.column(c)})
		}
		list = list.after(p.values)
	}
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
			f.tags = append(f.tags, columnCursor{here: m, col: d.column(mapping.Candidate{Name: m.key(), Tag: true})})
		}
	}
	arrayCells(d, it.node, f.cols)
	for _, t := range f.tags {
		d.set(t.col, t.here.value())
	}
	return true
}
