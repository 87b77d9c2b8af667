package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// telegraf reads the JSON that Telegraf writes: {"fields":{},"name":"",
// "tags":{},"timestamp":0}, one after the other or in batches under "metrics".
type telegraf struct{}

// Tags that name what is measured, and a part of it with totals of its own; best
// first.
var (
	telegrafDevices = []string{
		"device_id", "target", "url", "agent_host", "host", "hostname", "instance", "device", "device_name",
		"server", "node", "nodename", "node_id", "router", "switch", "sysName", "peer", "source", "name", "ip",
	}
	telegrafParts = []string{"interface", "ifName", "ifDescr", "ifname", "ifdescr", "interface_name", "port"}
)

func newTelegraf() docFormat { return telegraf{} }

func isTelegraf(v jsonNode) bool {
	if list := v.get("metrics"); list.isArray() {
		v = list.first()
	}
	return v.get("fields").isObject() && v.get("name").isScalar() && v.get("timestamp").isScalar()
}

func telegrafPath(first jsonNode) []string {
	if first.get("metrics").isArray() {
		return []string{"metrics"}
	}
	return nil
}

func (telegraf) begin(d *docTable, doc jsonNode) error {
	d.column(constant("timestamp", mapping.Time, ""))
	d.column(constant(composedDevice, mapping.Device, ""))
	if !doc.get("fields").isObject() || !doc.get("timestamp").ok() {
		return fmt.Errorf("neither fields nor timestamp in this metric")
	}
	if name := doc.get("name").str(); unrelated[name] {
		d.note("metrics without anything about the network are left out, such as " + quote(name))
		return nil
	}
	d.add(doc)
	return nil
}

func (telegraf) row(d *docTable, it docItem) bool {
	name := it.node.get("name").str()
	d.set(0, it.node.get("timestamp").value())
	tags := it.node.get("tags")
	for m := tags.first(); m.ok(); m = m.after(tags) {
		d.put(mapping.Candidate{Name: "tags." + m.key()}, m.value())
	}
	d.set(1, d.join(bestMember(tags, telegrafDevices).value(), bestMember(tags, telegrafParts).value()))
	core := name == "cpu" && tags.get("cpu").ok() && tags.get("cpu").str() != "cpu-total"
	fields := it.node.get("fields")
	for m := fields.first(); m.ok(); m = m.after(fields) {
		c := mapping.Candidate{Name: name + "." + m.key()}
		if core {
			c.Name = "cpu core." + m.key() // one of several: not the device's
		} else if k, ok := knownFields[c.Name]; ok {
			c.Field, c.Unit, c.Counter = k.field, k.unit, k.counter
		}
		d.put(c, m.value())
	}
	return true
}
