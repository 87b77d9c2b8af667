package source

import (
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// prometheus reads what /api/v1/query and query_range answer (vector, matrix),
// a series at a time, and the lines that VictoriaMetrics exports. Every metric
// name is a column; its labels tell the device and the region.
type prometheus struct {
	time, device, region, value int
	name                        []byte // the device of the series
	place                       jsonNode
	labels                      []columnCursor
	times                       jsonNode // of an exported line: the next time
	timeList                    jsonNode
}

func newPrometheus() docFormat { return &prometheus{} }

func isPrometheus(v jsonNode) bool {
	list := v.get("data", "result")
	if first := list.first(); first.ok() {
		return isSeries(first) || first.get("metric").isObject() && v.get("data", "resultType").ok()
	} else if list.isArray() {
		return v.get("data", "resultType").ok()
	}
	return isSeries(v)
}

// isSeries reports whether v is a series by itself.
func isSeries(v jsonNode) bool {
	return v.get("metric").isObject() && (v.get("values").isArray() || v.get("value").isArray())
}

func prometheusPath(first jsonNode) []string {
	if isSeries(first) {
		return nil
	}
	return []string{"data", "result"}
}

// Labels that tell the device, the part of it that is counted by itself, and
// the region; best first.
var (
	deviceLabels    = []string{"instance", "target", "host", "hostname", "node", "nodename", "device_name", "device", "router", "switch", "sysName", "agent_host", "server", "exported_instance", "pod"}
	interfaceLabels = []string{"ifName", "ifDescr", "interface", "ifIndex", "device", "nic", "port"}
	regionLabels    = []string{"region", "zone", "availability_zone", "datacenter", "dc", "site", "pop", "location", "country", "city", "area"}
	// variantLabels tell statistics of one thing apart: as series of one column
	// they would be mixed.
	variantLabels = map[string]bool{
		"quantile": true, "percentile": true, "le": true, "type": true, "phase": true, "stat": true, "statistic": true,
		"aggregation": true, "direction": true, "mode": true, "state": true, "code": true, "ip_version": true,
	}
)

// prometheusFields are metrics of exporters and recording rules beside knownMetrics.
var prometheusFields = map[string]known{
	"ping_average_response_ms":               {field: mapping.Latency, unit: unitMillis},
	"ping_percent_packet_loss":               {field: mapping.Loss, unit: unitPercent},
	"container_network_receive_bytes_total":  {field: mapping.Traffic, unit: unitBytes, counter: true},
	"container_network_transmit_bytes_total": {unit: unitBytes, counter: true},
	"windows_net_bytes_received_total":       {field: mapping.Traffic, unit: unitBytes, counter: true},
	"windows_net_bytes_sent_total":           {unit: unitBytes, counter: true},
	"instance:node_cpu_utilisation:rate5m":   {field: mapping.CPU, unit: unitFraction},
	"instance:node_cpu_utilisation:rate1m":   {field: mapping.CPU, unit: unitFraction},
	"instance:node_cpu:ratio":                {field: mapping.CPU, unit: unitFraction},
}

// metricUnits are the base units that the names of metrics end in.
var metricUnits = []struct{ suffix, unit string }{
	{"_milliseconds", unitMillis}, {"_ms", unitMillis}, {"_microseconds", "us"}, {"_nanoseconds", "ns"}, {"_seconds", unitSeconds},
	{"_bytes_per_second", "byte/s"}, {"_bits_per_second", unitBits}, {"_bytes", unitBytes}, {"_ratio", unitFraction},
	{"_percent", unitPercent}, {"_bps", unitBits},
}

// metricColumn returns the column of a metric: what it is known for, else the
// unit that its name ends in.
func metricColumn(name, variants string) mapping.Candidate {
	c := mapping.Candidate{Name: name + variants}
	k, ok := knownMetrics[c.Name]
	if !ok {
		k, ok = prometheusFields[c.Name]
	}
	if ok {
		c.Field, c.Unit, c.Counter = k.field, k.unit, k.counter
		return c
	}
	base, total := strings.CutSuffix(name, "_total")
	for _, u := range metricUnits {
		if strings.HasSuffix(base, u.suffix) {
			c.Unit, c.Counter = u.unit, total && u.unit == unitBytes
			break
		}
	}
	return c
}

func (f *prometheus) begin(d *docTable, doc jsonNode) error {
	metric := doc.get("metric")
	if !metric.isObject() {
		return fmt.Errorf("a series without labels")
	}
	f.time = d.column(constant("(time)", mapping.Time, unitSeconds))
	f.device = d.column(constant(composedDevice, mapping.Device, ""))
	f.region = d.column(constant("(region)", mapping.Region, ""))
	f.labels = f.labels[:0]
	for m := metric.first(); m.ok(); m = m.after(metric) {
		if key := m.key(); key != "__name__" {
			f.labels = append(f.labels, columnCursor{here: m, col: d.column(mapping.Candidate{Name: "metric." + key, Tag: true})})
		}
	}
	name := metric.get("__name__").str()
	if name == "" {
		name = "value"
	}
	f.value = d.column(metricColumn(name, variantsOf(metric)))
	f.name = appendDevice(f.name[:0], metric)
	f.place = bestMember(metric, regionLabels)
	f.timeList = doc.get("timestamps")
	f.times = f.timeList.first()
	values, value := doc.get("values"), doc.get("value")
	switch {
	case f.timeList.isArray():
		d.cols[f.time].Unit = unitMillis
		d.addAll(values, 0)
	case values.isArray():
		d.addAll(values, 0)
	case value.isArray():
		d.add(value)
	case doc.get("histograms").ok(), doc.get("histogram").ok():
		d.note("native histograms are not read")
	default:
		return fmt.Errorf("a series without values")
	}
	return nil
}

// variantsOf spells the labels that tell statistics of one thing apart:
// {quantile="0.9"}; "" when there are none.
func variantsOf(labels jsonNode) string {
	text := ""
	for m := labels.first(); m.ok(); m = m.after(labels) {
		if key := m.key(); variantLabels[key] {
			text += fmt.Sprintf(",%s=%q", key, m.str())
		}
	}
	if text == "" {
		return ""
	}
	return "{" + text[1:] + "}"
}

// appendDevice appends the device that labels tell, and the part of it that is
// counted by itself: "sw1/eth0".
func appendDevice(dst []byte, labels jsonNode) []byte {
	device := bestMember(labels, deviceLabels)
	if !device.ok() {
		// Series of different labels are of different things, whatever they are.
		from, place := len(dst), bestMember(labels, regionLabels)
		for m := labels.first(); m.ok(); m = m.after(labels) {
			if key := m.key(); key == "__name__" || key == "job" || variantLabels[key] || place.ok() && m.i == place.i || len(m.value()) == 0 {
				continue
			}
			if len(dst) > from {
				dst = append(dst, '/')
			}
			dst = append(dst, m.value()...)
		}
		return dst
	}
	dst = append(dst, device.value()...)
	if part := bestMember(labels, interfaceLabels); part.ok() && part.i != device.i {
		dst = append(append(dst, '/'), part.value()...)
	}
	return dst
}

// bestMember returns the first of the named members that is there and not empty.
func bestMember(v jsonNode, names []string) jsonNode {
	for _, name := range names {
		if m := v.get(name); len(m.value()) > 0 {
			return m
		}
	}
	return jsonNode{}
}

func (f *prometheus) row(d *docTable, it docItem) bool {
	d.tape.text = d.tape.text[:0]
	time, value := it.node.first(), jsonNode{}
	if f.timeList.isArray() {
		time, value = f.times, it.node
		if time.ok() {
			f.times = time.after(f.timeList)
		}
	} else if time.ok() {
		value = time.after(it.node)
	}
	if !time.ok() || !value.ok() {
		return false // cut off here
	}
	d.set(f.time, time.value())
	d.set(f.value, value.value())
	if len(f.name) > 0 {
		d.set(f.device, f.name)
	}
	d.set(f.region, f.place.value())
	for _, l := range f.labels {
		d.set(l.col, l.here.value())
	}
	return true
}
