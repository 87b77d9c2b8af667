package source

import (
	"bufio"
	"bytes"
	"strings"

	"network-analytics/analytics/source/mapping"
)

var openMetricsFormat = format{name: "openmetrics", sniff: sniffOpenMetrics, open: openOpenMetrics, measures: true}

// omTable reads the text exposition of Prometheus and OpenMetrics: one row per
// sample, with a column per metric and per label.
//
//	# TYPE probe_icmp_duration_seconds gauge
//	probe_icmp_duration_seconds{phase="rtt",instance="a"} 0.0205 1740787200000
type omTable struct {
	lines   lineReader
	set     columnSet
	types   map[string]string // metric family -> type
	units   map[string]string // metric family -> unit
	cells   [][]byte
	sample  omSample
	name    []byte
	device  deviceName
	skipped int64 // lines of histograms
	rows    int64
	timed   int64
}

// splitLabels tell different figures of one thing apart, so they belong to the
// name of the column.
var splitLabels = ranksOf("quantile", "type", "phase", "mode", "direction", "stat", "percentile", "aggregation", "code")

// maxFamilies is how many metric families are remembered.
const maxFamilies = 1 << 14

// knownMetrics are figures of well-known exporters, by column name.
var knownMetrics = map[string]known{
	"node_network_receive_bytes_total":         {field: mapping.Traffic, unit: unitBytes, counter: true},
	"node_network_transmit_bytes_total":        {unit: unitBytes, counter: true},
	"ifHCInOctets":                             {field: mapping.Traffic, unit: unitBytes, counter: true},
	"ifHCOutOctets":                            {unit: unitBytes, counter: true},
	"ifInOctets":                               {unit: unitBytes, counter: true},
	"ifOutOctets":                              {unit: unitBytes, counter: true},
	`probe_icmp_duration_seconds{phase="rtt"}`: {field: mapping.Latency, unit: unitSeconds},
	"ping_rtt_mean_seconds":                    {field: mapping.Latency, unit: unitSeconds},
	`ping_rtt_seconds{type="mean"}`:            {field: mapping.Latency, unit: unitSeconds},
	"ping_loss_ratio":                          {field: mapping.Loss, unit: unitFraction},
	"ping_loss_percent":                        {field: mapping.Loss, unit: unitPercent},
	"speedtest_download_bits_per_second":       {field: mapping.Traffic, unit: unitBits},
	"speedtest_upload_bits_per_second":         {unit: unitBits},
	"speedtest_ping_latency_milliseconds":      {field: mapping.Latency, unit: unitMillis},
}

func sniffOpenMetrics(head []byte, _ string) int {
	comments, good, bad := 0, 0, 0
	var s omSample
	whole := bytes.LastIndexByte(head, '\n')
	if whole < 0 {
		whole = len(head)
	}
	headLines(head[:whole], func(line []byte) bool {
		line = trim(line)
		switch {
		case len(line) == 0:
		case bytes.HasPrefix(line, []byte("# TYPE ")), bytes.HasPrefix(line, []byte("# HELP ")),
			bytes.HasPrefix(line, []byte("# UNIT ")), string(line) == "# EOF":
			comments++
		case line[0] == '#':
		case s.parse(line) == "":
			good++
		default:
			bad++
		}
		return comments+good+bad < 200
	})
	switch {
	case comments > 0 && bad <= good:
		return 97
	case good > 0 && bad == 0 && bytes.IndexByte(head, '{') > 0:
		return 80
	}
	return 0
}

func openOpenMetrics(r *bufio.Reader, in tableInput) (table, error) {
	t := &omTable{lines: newLineReader(r, in), types: map[string]string{}, units: map[string]string{}}
	return t, nil
}

func (t *omTable) columns() []mapping.Candidate { return t.set.list }

func (t *omTable) next(row *tableRow) error {
	for {
		line, err := t.lines.next()
		if err != nil {
			return err
		}
		line = trim(line)
		if len(line) == 0 {
			continue
		}
		if line[0] == '#' {
			t.comment(line)
			continue
		}
		n := t.lines.line
		if what := t.sample.parse(line); what != "" {
			return &rowError{line: n, what: what}
		}
		used, err := t.fill(n)
		if err != nil {
			return err
		}
		if !used {
			t.skipped++
			continue
		}
		row.line, row.cells = n, t.cells
		return nil
	}
}

// comment reads "# TYPE name type" and "# UNIT name unit".
func (t *omTable) comment(line []byte) {
	f := bytes.Fields(line)
	if len(f) < 4 || len(t.types)+len(t.units) > maxFamilies {
		return
	}
	switch string(f[1]) {
	case "TYPE":
		t.types[string(f[2])] = string(f[3])
	case "UNIT":
		t.units[string(f[2])] = string(f[3])
	}
}

// fill makes the cells of the sample in hand; false means it is no row.
func (t *omTable) fill(line int64) (bool, error) {
	s := &t.sample
	if t.ofHistogram(s.name) {
		return false, nil
	}
	t.cells = clearCells(t.cells, len(t.set.list))
	t.name = append(t.name[:0], s.name...)
	t.rows++
	if len(s.time) > 0 {
		t.timed++
		t.put(lpTimeName, s.time, mapping.Candidate{Field: mapping.Time})
	}
	t.device.reset()
	for i, l := range s.labels {
		// The device of the node exporter is an interface of the instance.
		if string(l.key) == "device" && bytes.HasPrefix(s.name, []byte("node_")) {
			t.device.part, t.device.partRank = i, -1
		} else {
			t.device.consider(i, l.key)
		}
	}
	if device := t.device.compose(func(i int) []byte { return s.labels[i].value }); device != nil {
		t.put(lpDeviceName, device, mapping.Candidate{Field: mapping.Device})
	}
	for _, l := range s.labels {
		if splitLabels.of(l.key) >= 0 {
			t.name = append(append(append(t.name, '{'), l.key...), `="`...)
			t.name = append(append(t.name, l.value...), `"}`...)
		} else if !t.put(l.key, l.value, mapping.Candidate{}) {
			return false, tooWide(line)
		}
	}
	c := mapping.Candidate{}
	if t.set.find(t.name) < 0 {
		c = t.metric()
	}
	if !t.put(t.name, s.value, c) {
		return false, tooWide(line)
	}
	return true, nil
}

func (t *omTable) put(name, value []byte, c mapping.Candidate) bool {
	i := t.set.find(name)
	if i < 0 {
		c.Name = string(name)
		if i = t.set.add(c); i < 0 {
			return false
		}
	}
	for len(t.cells) <= i {
		t.cells = append(t.cells, nil)
	}
	t.cells[i] = value
	return true
}

// ofHistogram reports whether a sample is a bucket, a sum or a count.
func (t *omTable) ofHistogram(name []byte) bool {
	for _, end := range []string{"_bucket", "_sum", "_count", "_created", "_gcount", "_gsum"} {
		if base, ok := bytes.CutSuffix(name, []byte(end)); ok {
			switch t.types[string(base)] {
			case "histogram", "summary", "gaugehistogram":
				return true
			}
			return end == "_created" && t.types[string(base)] == "counter"
		}
	}
	return false
}

// metric returns the column of a metric that is met for the first time: what its
// exporter, its unit and its type promise.
func (t *omTable) metric() mapping.Candidate {
	c := mapping.Candidate{}
	if k, ok := knownMetrics[string(t.name)]; ok {
		c.Field, c.Unit, c.Counter = k.field, k.unit, k.counter
		return c
	}
	family := string(t.sample.name)
	base := strings.TrimSuffix(family, "_total")
	unit := t.units[family]
	if unit == "" {
		unit = t.units[base]
	}
	if unit == "" {
		unit = base[strings.LastIndexByte(base, '_')+1:]
	}
	switch unit {
	case "seconds":
		c.Unit = unitSeconds
	case "milliseconds":
		c.Unit = unitMillis
	case "bytes", "octets":
		c.Unit = unitBytes
	case "ratio", "ratios":
		c.Unit = unitFraction
	case "percent":
		c.Unit = unitPercent
	}
	typ := t.types[family]
	if typ == "" {
		typ = t.types[base]
	}
	c.Counter = typ == "counter"
	return c
}

func (t *omTable) notes() []string {
	var notes []string
	if t.skipped > 0 {
		notes = append(notes, plural(t.skipped, "line")+" of histograms and sums skipped")
	}
	if t.rows > 0 && t.timed == 0 {
		notes = append(notes, "no sample has a time: a scrape holds them only where the exporter adds them")
	}
	return notes
}
