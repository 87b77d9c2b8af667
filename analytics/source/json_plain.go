package source

import (
	"bufio"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// isZeek knows the logs that Zeek writes as JSON.
func isZeek(v jsonNode) bool {
	if !v.get("ts").isScalar() {
		return false
	}
	return v.get("_path").ok() || v.get("uid").ok() && v.get("id.orig_h").ok() ||
		v.get("percent_lost").ok() && v.get("peer").ok()
}

// zeekPromises: every time span of Zeek is in seconds, every epoch too.
var zeekPromises = map[string]known{
	"ts":           {field: mapping.Time},
	"rtt":          {field: mapping.Latency, unit: unitSeconds},
	"duration":     {unit: unitSeconds},
	"percent_lost": {field: mapping.Loss, unit: unitPercent},
	"id.orig_h":    {field: mapping.Device},
	"peer":         {field: mapping.Device},
}

// isPmacct knows flows that pmacct writes.
func isPmacct(v jsonNode) bool {
	return v.get("ip_src").ok() && v.get("ip_dst").ok() && v.get("bytes").isNumber() && v.get("packets").isNumber()
}

// pmacctPromises: bytes are those of a flow, no rate.
var pmacctPromises = map[string]known{
	"peer_ip_src":       {field: mapping.Device},
	"stamp_inserted":    {field: mapping.Time},
	"timestamp_arrival": {field: mapping.Time},
	"timestamp_start":   {field: mapping.Time},
	"bytes":             {unit: unitBytes},
}

// openPmacct opens flows that have a time; pmacct writes none unless it is told to.
func openPmacct(r *bufio.Reader, in tableInput) (table, error) {
	input := newJSONInput(r, in.maxLine)
	head := input.lookAhead(jsonHead)
	var t jsonTape
	first := firstRecord(&t, head)
	timed := false
	for name, k := range pmacctPromises {
		timed = timed || k.field == mapping.Time && first.get(name).ok()
	}
	if !timed {
		return nil, &record.Error{
			Kind: record.KindInput, What: "no usable time: these flows of pmacct tell bytes and packets but no time",
			Try: "let pmacct aggregate by timestamp_start or write stamp_inserted (sql_history)",
		}
	}
	table := newJSONTable(input, jsonShape{lines: shapeOf(head).lines}, promise(pmacctPromises))
	table.more = []string{"bytes and packets are those of whole flows, no rates"}
	return table, nil
}

// isStarlink knows the history of a Starlink dish.
func isStarlink(v jsonNode) bool {
	h := v
	if g := v.get("dishGetHistory"); g.isObject() {
		h = g
	}
	return h.get("popPingDropRate").isArray() || h.get("popPingLatencyMs").isArray()
}

// starlinkPromises: the throughputs are bits, whatever "Bps" looks like.
var starlinkPromises = map[string]known{
	"popPingDropRate":       {field: mapping.Loss, unit: unitFraction},
	"popPingLatencyMs":      {field: mapping.Latency, unit: unitMillis},
	"downlinkThroughputBps": {field: mapping.Traffic, unit: unitBits},
	"uplinkThroughputBps":   {unit: unitBits},
}

// starlink is the history of a dish: columns of a second a row, since a moment
// that it does not name.
type starlink struct {
	docTable
	started    bool
	time       int
	from, step int64
	rows       int64
}

func openStarlink(r *bufio.Reader, in tableInput) (table, error) {
	input := newJSONInput(r, in.maxLine)
	head := input.lookAhead(jsonHead)
	shape := jsonShape{lines: shapeOf(head).lines, path: []string{"dishGetHistory"}}
	var t jsonTape
	if !firstRecord(&t, head).get("dishGetHistory").ok() {
		shape.path = nil
	}
	f := &columnArrays{settle: func(c *mapping.Candidate) {
		if k, ok := starlinkPromises[c.Name]; ok {
			c.Field, c.Unit = k.field, k.unit
		}
	}}
	return &starlink{docTable: *newDocTable(input, shape, f)}, nil
}

func (s *starlink) next(row *tableRow) error {
	if err := s.docTable.next(row); err != nil {
		return err
	}
	if s.started {
		s.set(s.time, s.instant(s.from+s.rows*s.step))
		row.cells = s.cells
	}
	s.rows++
	return nil
}

// start implements tableStarter.
func (s *starlink) start(at time.Time, step time.Duration) {
	s.started, s.from, s.step = true, at.UnixNano(), int64(step)
	s.time = s.column(constant("(time)", mapping.Time, ""))
}

// questions implements tableAsker.
func (s *starlink) questions() []mapping.Question {
	if s.started {
		return nil
	}
	return []mapping.Question{askStart("", "the history of the dish counts seconds and names no date")}
}
