package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// iperf reads runs of iperf3 -J: a row for each interval, at the start of the
// run plus where the interval begins. Retransmits are no loss and jitter is no
// round trip; both stay out. The round trip of TCP is known to a sender on Linux
// only. What CPU was used is told for the run as a whole, so no row has it.
type iperf struct {
	start int64 // nanoseconds
	known bool  // whether there is a start
	host  jsonNode
}

const (
	iperfHost = iota
	iperfRate
	iperfReverse
	iperfLoss
	iperfRTT
)

// iperfTime is a column only where a run says when it began.
var iperfTime = constant("time", mapping.Time, "")

func newIperf() docFormat { return &iperf{} }

func isIperf(v jsonNode) bool {
	return v.get("intervals").isArray() && (v.get("start").isObject() || v.get("end").isObject())
}

func (f *iperf) begin(d *docTable, doc jsonNode) error {
	d.column(constant("remote_host", mapping.Device, ""))
	d.column(constant("bits_per_second", mapping.Traffic, unitBits))
	d.column(constant("reverse bits_per_second", mapping.None, unitBits))
	d.column(constant("lost_percent", mapping.Loss, unitPercent))
	d.column(constant("rtt", mapping.Latency, "us"))
	begin := doc.get("start")
	seconds, ok := begin.get("timestamp", "timesecs").number()
	f.start, f.known = int64(seconds*1e9), ok && seconds >= 0 && seconds < 9e9
	f.host = begin.get("connecting_to", "host")
	if !f.host.ok() {
		f.host = begin.get("accepted_connection", "host")
	}
	if !f.host.ok() {
		f.host = begin.get("connected").first().get("remote_host")
	}
	list := doc.get("intervals")
	if fault := doc.get("error"); fault.ok() && !list.first().ok() {
		return fmt.Errorf("the run failed: %s", show(fault.str()))
	}
	if !list.ok() {
		return fmt.Errorf("a run without intervals")
	}
	d.addAll(list, 0)
	return nil
}

func (f *iperf) row(d *docTable, it docItem) bool {
	sum := it.node.get("sum")
	if !sum.ok() {
		sum = it.node.get("sums").first() // several directions
	}
	if !sum.isObject() || sum.get("omitted").str() == "true" {
		return false
	}
	if begin, ok := sum.get("start").number(); ok && f.known && begin >= 0 && begin < 1e9 {
		d.put(iperfTime, d.instant(f.start+int64(begin*1e9+0.5)))
	}
	d.set(iperfHost, f.host.value())
	d.set(iperfRate, sum.get("bits_per_second").value())
	d.set(iperfReverse, it.node.get("sum_bidir_reverse", "bits_per_second").value())
	d.set(iperfLoss, sum.get("lost_percent").value())
	total, n := 0.0, 0
	streams := it.node.get("streams")
	for s := streams.first(); s.ok(); s = s.after(streams) {
		if v, ok := s.get("rtt").number(); ok && v > 0 {
			total += v
			n++
		}
	}
	if n > 0 {
		d.set(iperfRTT, d.number(total/float64(n)))
	}
	return true
}
