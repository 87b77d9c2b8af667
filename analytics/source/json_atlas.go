package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// atlas reads results of RIPE Atlas: pings and traceroutes. Times are epoch
// seconds, round trips milliseconds. Old firmwares write numbers as text.
type atlas struct{}

func newAtlas() docFormat { return atlas{} }

func isAtlas(v jsonNode) bool {
	return v.get("prb_id").isScalar() && v.get("timestamp").isScalar() && (v.get("msm_id").ok() || v.get("type").ok() || v.get("fw").ok())
}

func (atlas) begin(d *docTable, doc jsonNode) error {
	d.column(constant("timestamp", mapping.Time, unitSeconds))
	d.column(constant("prb_id", mapping.Device, ""))
	d.column(constant("rtt", mapping.Latency, unitMillis))
	d.column(constant("loss", mapping.Loss, unitPercent))
	if !doc.isObject() {
		return fmt.Errorf("not a result")
	}
	switch kind := doc.get("type").str(); kind {
	case "ping", "traceroute":
		d.add(doc)
	case "":
		if doc.get("avg").ok() || doc.get("result").isArray() {
			d.add(doc)
			return nil
		}
		return fmt.Errorf("a result of no known type")
	default:
		d.note("results of type " + quote(kind) + " are not read")
	}
	return nil
}

func (a atlas) row(d *docTable, it docItem) bool {
	doc := it.node
	d.set(0, doc.get("timestamp").value())
	d.set(1, doc.get("prb_id").value())
	for _, name := range [...]string{"msm_id", "dst_name", "dst_addr"} {
		d.put(mapping.Candidate{Name: name}, doc.get(name).value())
	}
	if doc.get("type").str() == "traceroute" || !doc.get("avg").ok() && doc.get("result").first().get("hop").ok() {
		if rtt, ok := lastHop(doc.get("result")); ok {
			d.set(2, d.number(rtt))
		}
		return true
	}
	avg := doc.get("avg")
	if v, ok := avg.number(); ok && v >= 0 { // -1: every packet was lost
		d.set(2, avg.value())
	}
	sent, ok := doc.get("sent").number()
	rcvd, ok2 := doc.get("rcvd").number()
	if ok && ok2 && sent > 0 {
		d.set(3, d.number(100*max(0, sent-rcvd)/sent))
	}
	return true
}

// lastHop returns the mean round trip to the last hop of a traceroute. A hop
// that did not answer has none, and an answer that says the destination cannot
// be reached is none of the destination.
func lastHop(hops jsonNode) (float64, bool) {
	last := jsonNode{}
	for h := hops.first(); h.ok(); h = h.after(hops) {
		last = h
	}
	replies := last.get("result")
	sum, n := 0.0, 0
	for r := replies.first(); r.ok(); r = r.after(replies) {
		if err := r.get("err"); err.ok() && err.str() != "p" && err.str() != "P" {
			continue
		}
		if v, ok := r.get("rtt").number(); ok && !r.get("dup").ok() {
			sum += v
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / float64(n), true
}
