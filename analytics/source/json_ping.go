package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// Reports of ping-like programs as JSON. Round trips are milliseconds and losses
// percent in all of them.

// Columns that all of them have.
const (
	pingJSONHost = iota
	pingJSONRTT
	pingJSONLoss
)

// pingJSONTime is a column only where times are: most of these programs write
// none unless asked to.
var pingJSONTime = constant("time", mapping.Time, "")

func pingColumns(d *docTable) {
	d.column(constant("host", mapping.Device, ""))
	d.column(constant("rtt", mapping.Latency, unitMillis))
	d.column(constant("loss", mapping.Loss, unitPercent))
}

// mtrReport reads mtr --json: each hop is a device of its own. mtr writes no
// time; one that was put beside the report is taken.
type mtrReport struct{ time jsonNode }

func newMTR() docFormat { return &mtrReport{} }

func isMTR(v jsonNode) bool { return v.get("report", "hubs").isArray() }

// besideTime are members that programs around others put their time into.
var besideTime = []string{"timestamp", "time", "@timestamp", "ts", "date", "datetime", "start_time", "start", "created_at"}

func (f *mtrReport) begin(d *docTable, doc jsonNode) error {
	pingColumns(d)
	report := doc.get("report")
	if !report.get("hubs").isArray() {
		return fmt.Errorf("a report without hubs")
	}
	if f.time = bestMember(doc, besideTime); !f.time.ok() {
		if f.time = bestMember(report.get("mtr"), besideTime); !f.time.ok() {
			d.note("mtr writes no time into its JSON reports")
		}
	}
	d.addAll(report.get("hubs"), 0)
	return nil
}

func (f *mtrReport) row(d *docTable, it docItem) bool {
	d.put(pingJSONTime, f.time.value())
	d.set(pingJSONHost, it.node.get("host").value())
	d.set(pingJSONLoss, it.node.get("Loss%").value())
	if loss, ok := it.node.get("Loss%").number(); !ok || loss < 100 { // 0.0 stands for no answer
		d.set(pingJSONRTT, it.node.get("Avg").value())
	}
	d.put(mapping.Candidate{Name: "hop"}, it.node.get("count").value())
	return true
}

// fpingJSON reads fping --json: replies and timeouts, or summaries where those
// are all there is.
type fpingJSON struct {
	probes bool // replies or timeouts were seen: summaries repeat them
}

func newFpingJSON() docFormat { return &fpingJSON{} }

func isFping(v jsonNode) bool {
	for _, kind := range []string{"resp", "timeout", "summary", "intSum", "vSum"} {
		if b := v.get(kind); b.isObject() && b.get("host").ok() && v.len() == 1 {
			return b.get("seq").ok() || b.get("xmt").ok() || b.get("values").ok()
		}
	}
	return false
}

func (f *fpingJSON) begin(d *docTable, doc jsonNode) error {
	pingColumns(d)
	kind := doc.first()
	switch kind.keyOr("") {
	case "resp", "timeout":
		f.probes = true
		d.add(kind)
	case "summary", "intSum":
		if !f.probes {
			d.add(kind)
		}
	case "vSum":
		if !f.probes {
			d.addAll(kind.get("values"), 0)
		}
	case "":
		return fmt.Errorf("an empty object")
	}
	return nil
}

func (f *fpingJSON) row(d *docTable, it docItem) bool {
	v := it.node
	top := jsonNode{v.t, 0}.first()
	d.set(pingJSONHost, top.get("host").value())
	if t := bestMember(top, besideTime); t.ok() {
		d.put(pingJSONTime, t.value())
	}
	switch top.key() {
	case "vSum":
		if v.isNumber() {
			d.set(pingJSONRTT, v.value())
			d.set(pingJSONLoss, []byte("0"))
		} else {
			d.set(pingJSONLoss, []byte("100"))
		}
	case "resp":
		d.set(pingJSONRTT, v.get("rtt").value())
		d.set(pingJSONLoss, []byte("0"))
	case "timeout":
		d.set(pingJSONLoss, []byte("100"))
	default:
		d.set(pingJSONRTT, v.get("rttAvg").value())
		d.set(pingJSONLoss, v.get("loss").value())
	}
	return true
}

// pingJSON reads the output of ping as jc turns it into JSON: a report with its
// responses, or a response a line.
type pingJSON struct{ top jsonNode }

func newPingJSON() docFormat { return &pingJSON{} }

func isPingJSON(v jsonNode) bool {
	return v.get("destination_ip").ok() && (v.get("responses").isArray() || v.get("type").ok() && v.get("icmp_seq").ok())
}

func (f *pingJSON) begin(d *docTable, doc jsonNode) error {
	pingColumns(d)
	f.top = doc
	switch {
	case doc.get("responses").isArray():
		d.addAll(doc.get("responses"), 0)
	case doc.get("type").ok():
		d.add(doc)
	default:
		return fmt.Errorf("no responses in this report")
	}
	return nil
}

func (f *pingJSON) row(d *docTable, it docItem) bool {
	v := it.node
	if v.get("duplicate").str() == "true" {
		return false
	}
	d.put(pingJSONTime, v.get("timestamp").value())
	host := f.top.get("destination")
	if !host.ok() {
		host = f.top.get("destination_ip")
	}
	d.set(pingJSONHost, host.value())
	switch v.get("type").str() {
	case "reply":
		d.set(pingJSONRTT, v.get("time_ms").value())
		d.set(pingJSONLoss, []byte("0"))
	case "timeout":
		d.set(pingJSONLoss, []byte("100"))
	default:
		return false // a summary, or something that cannot be parsed
	}
	return true
}
