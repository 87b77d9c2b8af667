package source

import (
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// statistics reads what CloudWatch answers to get-metric-statistics: one metric,
// named by Label, whose datapoints come in no order and tell their unit.
type statistics struct {
	label string
	cols  map[string]int // by statistic and unit
}

func newStatistics() docFormat { return &statistics{} }

func isStatistics(v jsonNode) bool {
	list := v.get("Datapoints")
	return list.isArray() && (v.get("Label").ok() || list.first().get("Timestamp").ok())
}

// statisticNames are the statistics of a datapoint; the first that is there is
// the metric's value.
var statisticNames = []string{"Average", "Maximum", "Minimum", "Sum", "SampleCount"}

func (f *statistics) begin(d *docTable, doc jsonNode) error {
	list := doc.get("Datapoints")
	if !list.isArray() {
		return fmt.Errorf("no Datapoints in this answer")
	}
	d.column(constant("Timestamp", mapping.Time, ""))
	f.label, f.cols = doc.get("Label").str(), map[string]int{}
	if f.label == "" {
		f.label = "value"
	}
	first := list.first()
	main := ""
	for _, name := range statisticNames {
		if main == "" && first.get(name).ok() {
			main = name
		}
	}
	unit := first.get("Unit").str()
	for _, name := range statisticNames {
		if first.get(name).ok() {
			f.cols[name] = d.column(cloudColumn(f.label, name, unit, name == main))
		}
	}
	ext := first.get("ExtendedStatistics")
	for m := ext.first(); m.ok(); m = m.after(ext) {
		f.cols[m.key()] = d.column(cloudColumn(f.label, m.key(), unit, main == "" && m.i == ext.first().i))
	}
	d.addAll(list, 0)
	return nil
}

func (f *statistics) row(d *docTable, it docItem) bool {
	time := it.node.get("Timestamp")
	if !time.ok() {
		return false
	}
	d.set(0, time.value())
	for name, col := range f.cols {
		v := it.node.get(name)
		if !v.ok() {
			v = it.node.get("ExtendedStatistics", name)
		}
		d.set(col, v.value())
	}
	return true
}

// cloudUnits are the units of CloudWatch and Azure Monitor as we call them.
// Bytes without a time are what came in a period, of unknown length.
var cloudUnits = map[string]string{
	"percent": unitPercent, "seconds": unitSeconds, "milliseconds": unitMillis, "microseconds": "us", "nanoseconds": "ns",
	"bits/second": unitBits, "kilobits/second": "kbit/s", "megabits/second": unitMegabits, "gigabits/second": "Gbit/s",
	"bytes/second": unitBytesPerSecond, "kilobytes/second": "kB/s", "megabytes/second": "MB/s", "gigabytes/second": "GB/s",
	"bitspersecond": unitBits, "bytespersecond": unitBytesPerSecond,
}

// cloudMetrics are metrics whose meaning their service documents.
var cloudMetrics = map[string]known{
	"CPUUtilization":                    {field: mapping.CPU, unit: unitPercent},
	"Percentage CPU":                    {field: mapping.CPU, unit: unitPercent},
	"CpuPercentage":                     {field: mapping.CPU, unit: unitPercent},
	"TargetResponseTime":                {field: mapping.Latency, unit: unitSeconds},
	"Latency":                           {field: mapping.Latency},
	"RoundTripTime":                     {field: mapping.Latency},
	"AverageRoundtripMs":                {field: mapping.Latency, unit: unitMillis},
	"RoundTripTimeMs":                   {field: mapping.Latency, unit: unitMillis},
	"ProbesFailedPercent":               {field: mapping.Loss, unit: unitPercent},
	"ChecksFailedPercent":               {field: mapping.Loss, unit: unitPercent},
	"PacketLoss":                        {field: mapping.Loss},
	"ConnectionBpsIngress":              {field: mapping.Traffic, unit: unitBits},
	"ConnectionBpsEgress":               {unit: unitBits},
	"VirtualInterfaceBpsIngress":        {field: mapping.Traffic, unit: unitBits},
	"VirtualInterfaceBpsEgress":         {unit: unitBits},
	"BitsInPerSecond":                   {field: mapping.Traffic, unit: unitBits},
	"BitsOutPerSecond":                  {unit: unitBits},
	"NetworkReceiveThroughput":          {field: mapping.Traffic, unit: unitBytesPerSecond},
	"NetworkTransmitThroughput":         {unit: unitBytesPerSecond},
	"TunnelAverageBandwidth":            {field: mapping.Traffic, unit: unitBytesPerSecond},
	"ExpressRouteGatewayCpuUtilisation": {field: mapping.CPU, unit: unitPercent},
}

// cloudColumn returns the column of a statistic of a metric. Only the main one
// stands for the metric; a unit that the answer states beats the usual one, and
// one of another kind of quantity takes the meaning away.
func cloudColumn(metric, statistic, unit string, main bool) mapping.Candidate {
	c := mapping.Candidate{Name: metric}
	if statistic != "" {
		c.Name += "." + statistic
	}
	k, ok := cloudMetrics[metric]
	stated, understood := cloudUnits[strings.ToLower(unit)]
	switch {
	case understood:
		c.Unit = stated
	case unit == "" || strings.EqualFold(unit, "None"):
		c.Unit = k.unit
	default:
		return c // Count, Bytes: another quantity
	}
	if ok && main && c.Unit != "" && !strings.EqualFold(statistic, "SampleCount") {
		c.Field = k.field
	}
	return c
}

// metricData reads what CloudWatch answers to get-metric-data: arrays of times
// and values for each metric. The answer tells no unit.
type metricData struct {
	col    int
	device []byte
	value  jsonNode // of the row to come
	values jsonNode
	num    int
}

func newMetricData() docFormat { return &metricData{num: -1} }

func isMetricData(v jsonNode) bool { return v.get("MetricDataResults").isArray() }

func (f *metricData) begin(d *docTable, doc jsonNode) error {
	d.column(constant("Timestamp", mapping.Time, ""))
	d.column(constant("(device)", mapping.Device, ""))
	f.num = -1
	results := doc.get("MetricDataResults")
	for m := results.first(); m.ok(); m = m.after(results) {
		d.addAll(m.get("Timestamps"), int(m.i))
	}
	return nil
}

func (f *metricData) row(d *docTable, it docItem) bool {
	if it.num != f.num {
		f.num = it.num
		m := jsonNode{it.node.t, uint32(it.num)}
		label := m.get("Label").str()
		if label == "" {
			label = m.get("Id").str()
		}
		// A label of several metrics is "i-0123 CPUUtilization".
		f.device = f.device[:0]
		if i := strings.LastIndexByte(label, ' '); i > 0 {
			if _, whole := cloudMetrics[label]; !whole {
				if _, known := cloudMetrics[label[i+1:]]; known {
					f.device, label = append(f.device, label[:i]...), label[i+1:]
				}
			}
		}
		f.col = d.column(cloudColumn(label, "", "", true))
		f.values = m.get("Values")
		f.value = f.values.first()
	}
	if !f.value.ok() {
		return false
	}
	d.set(0, it.node.value())
	if len(f.device) > 0 {
		d.set(1, f.device)
	}
	d.set(f.col, f.value.value())
	f.value = f.value.after(f.values)
	return true
}
