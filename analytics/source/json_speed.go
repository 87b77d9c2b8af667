package source

import (
	"fmt"

	"network-analytics/analytics/source/mapping"
)

// Speed tests whose results are plain objects. Of the two directions the
// download is taken; the upload keeps its unit.

func isSpeedtest(v jsonNode) bool {
	return v.get("download").isNumber() && v.get("upload").isNumber() && v.get("ping").isNumber() && v.get("server").isObject()
}

var speedtestPromises = map[string]known{
	"timestamp":      {field: mapping.Time},
	"download":       {field: mapping.Traffic, unit: unitBits},
	"upload":         {unit: unitBits},
	"ping":           {field: mapping.Latency, unit: unitMillis},
	"server.latency": {unit: unitMillis},
	"server.host":    {field: mapping.Device},
	"server.country": {field: mapping.Region},
}

// isOokla knows results of Ookla's own program, and the events in front of them.
func isOokla(v jsonNode) bool {
	if !v.get("timestamp").isScalar() {
		return false
	}
	switch v.get("type").str() {
	case "result":
		return v.get("download", "bandwidth").ok() && v.get("ping", "latency").ok()
	case "testStart":
		return v.get("server").isObject()
	case "ping", "download", "upload":
		return v.get(v.get("type").str(), "progress").ok()
	}
	return false
}

var ooklaPromises = map[string]known{
	"timestamp":            {field: mapping.Time},
	"ping.latency":         {field: mapping.Latency, unit: unitMillis},
	"ping.jitter":          {unit: unitMillis},
	"ping.low":             {unit: unitMillis},
	"ping.high":            {unit: unitMillis},
	"download.bandwidth":   {field: mapping.Traffic, unit: unitBytesPerSecond},
	"upload.bandwidth":     {unit: unitBytesPerSecond},
	"download.latency.iqm": {unit: unitMillis},
	"upload.latency.iqm":   {unit: unitMillis},
	"packetLoss":           {field: mapping.Loss, unit: unitPercent},
	"server.host":          {field: mapping.Device},
	"server.country":       {field: mapping.Region},
}

func isMurakami(v jsonNode) bool {
	return v.get("TestName").isScalar() && v.get("TestStartTime").isScalar()
}

// murakamiPromises cover its runners for Ookla's program and for M-Lab. What it
// copies from Ookla as bandwidth is bytes per second, whatever its unit says.
var murakamiPromises = map[string]known{
	"TestStartTime":      {field: mapping.Time},
	"Timestamp":          {field: mapping.Time},
	"MurakamiDeviceID":   {field: mapping.Device},
	"MurakamiLocation":   {field: mapping.Region},
	"PingLatency":        {field: mapping.Latency, unit: unitMillis},
	"PingJitter":         {unit: unitMillis},
	"MinRTTValue":        {field: mapping.Latency, unit: unitMillis},
	"DownloadBandwidth":  {field: mapping.Traffic, unit: unitBytesPerSecond},
	"UploadBandwidth":    {unit: unitBytesPerSecond},
	"DownloadValue":      {field: mapping.Traffic, unit: unitMegabits},
	"UploadValue":        {unit: unitMegabits},
	"DownloadLatencyIqm": {unit: unitMillis},
	"UploadLatencyIqm":   {unit: unitMillis},
	"PacketLoss":         {field: mapping.Loss, unit: unitPercent},
}

func isNDT5(v jsonNode) bool {
	s := v.get("S2C")
	return s.get("MeanThroughputMbps").ok() || s.get("MinRTT").ok() || s.get("TCPInfo").ok()
}

// ndt5Promises: the same MinRTT is nanoseconds above and microseconds in TCPInfo.
var ndt5Promises = map[string]known{
	"StartTime":              {field: mapping.Time},
	"ServerIP":               {field: mapping.Device},
	"S2C.MeanThroughputMbps": {field: mapping.Traffic, unit: unitMegabits},
	"C2S.MeanThroughputMbps": {unit: unitMegabits},
	"S2C.MinRTT":             {field: mapping.Latency, unit: "ns"},
	"S2C.MaxRTT":             {unit: "ns"},
	"S2C.SumRTT":             {unit: "ns"},
	"S2C.TCPInfo.MinRTT":     {unit: "us"},
	"S2C.TCPInfo.RTT":        {unit: "us"},
	"S2C.TCPInfo.RTTVar":     {unit: "us"},
}

func isMLab(v jsonNode) bool { return v.get("a", "MeanThroughputMbps").ok() }

// mlabPromises are the rows of M-Lab's published tables.
var mlabPromises = map[string]known{
	"a.TestTime":             {field: mapping.Time},
	"a.MeanThroughputMbps":   {field: mapping.Traffic, unit: unitMegabits},
	"a.MinRTT":               {field: mapping.Latency, unit: unitMillis},
	"a.LossRate":             {unit: unitFraction}, // of sent bytes, counted by the sender
	"server.Site":            {field: mapping.Device},
	"client.Geo.CountryCode": {field: mapping.Region},
}

// ndt7 reads archived results of M-Lab's ndt7. Each direction of a test is a row
// at its begin: what was transferred by the last snapshot, and the least round
// trip. TCPInfo counts in microseconds.
type ndt7 struct{}

func newNDT7() docFormat { return ndt7{} }

func isNDT7(v jsonNode) bool {
	return v.get("Download", "ServerMeasurements").isArray() || v.get("Upload", "ServerMeasurements").isArray()
}

const unitBytesPerSecond = "byte/s"

func (ndt7) begin(d *docTable, doc jsonNode) error {
	d.column(constant("StartTime", mapping.Time, ""))
	d.column(constant("ServerIP", mapping.Device, ""))
	d.column(constant("download", mapping.Traffic, unitMegabits))
	d.column(constant("upload", mapping.None, unitMegabits))
	d.column(constant("MinRTT", mapping.Latency, "us"))
	d.column(constant("ClientIP", mapping.None, ""))
	found := false
	for i, name := range []string{"Download", "Upload"} {
		if part := doc.get(name); part.isObject() {
			d.items = append(d.items, docItem{node: part, num: i})
			found = true
		}
	}
	if !found {
		return fmt.Errorf("neither Download nor Upload in this result")
	}
	return nil
}

func (ndt7) row(d *docTable, it docItem) bool {
	top := jsonNode{it.node.t, 0}
	start := it.node.get("StartTime")
	if !start.ok() {
		start = top.get("StartTime")
	}
	list := it.node.get("ServerMeasurements")
	info := jsonNode{}
	for m := list.first(); m.ok(); m = m.after(list) {
		if t := m.get("TCPInfo"); t.isObject() {
			info = t
		}
	}
	d.set(0, start.value())
	d.set(1, top.get("ServerIP").value())
	d.set(5, top.get("ClientIP").value())
	if v, ok := info.get("MinRTT").number(); ok && v > 0 {
		d.set(4, info.get("MinRTT").value())
	}
	counter := "BytesAcked"
	if it.num == 1 {
		counter = "BytesReceived"
	}
	bytes, ok := info.get(counter).number()
	elapsed, ok2 := info.get("ElapsedTime").number()
	if ok && ok2 && elapsed > 0 {
		d.set(2+it.num, d.number(bytes*8/elapsed))
	}
	return true
}
