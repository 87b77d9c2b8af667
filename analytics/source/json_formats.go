package source

import (
	"bytes"

	"network-analytics/analytics/source/mapping"
)

// How sure a sniff is.
const (
	sureKnown = 95 // the fingerprint of a known format
	sureJSON  = 60 // JSON of whatever program
	maybeJSON = 30 // lines of JSON between others
)

// jsonFormats are the formats written as JSON, known programs first.
var jsonFormats = []format{
	{name: "prometheus json", sniff: sniffJSON(isPrometheus, "metric"), open: docOpener(newPrometheus, prometheusPath), measures: true},
	{name: "ripe atlas", sniff: sniffJSON(isAtlas, "prb_id"), open: docOpener(newAtlas, nil)},
	{name: "iperf3 json", sniff: sniffJSON(isIperf, "intervals"), open: docOpener(newIperf, nil)},
	{name: "speedtest-cli json", sniff: sniffJSON(isSpeedtest, "download", "upload", "ping"), open: flatOpener(speedtestPromises, "", "")},
	{name: "ookla json", sniff: sniffJSON(isOokla, "bandwidth", "timestamp"), open: flatOpener(ooklaPromises, "type", "result")},
	{name: "murakami json", sniff: sniffJSON(isMurakami, "TestName", "TestStartTime"), open: flatOpener(murakamiPromises, "", "")},
	{name: "ndt5 json", sniff: sniffJSON(isNDT5, "S2C"), open: flatOpener(ndt5Promises, "", "")},
	{name: "ndt7 json", sniff: sniffJSON(isNDT7, "ServerMeasurements"), open: docOpener(newNDT7, nil)},
	{name: "m-lab rows", sniff: sniffJSON(isMLab, "MeanThroughputMbps"), open: flatOpener(mlabPromises, "", "")},
	{name: "flent", sniff: sniffJSON(isFlent, "x_values", "results"), open: docOpener(newFlent, nil)},
	{name: "cloudwatch statistics", sniff: sniffJSON(isStatistics, "Datapoints"), open: docOpener(newStatistics, nil), measures: true},
	{name: "cloudwatch data", sniff: sniffJSON(isMetricData, "MetricDataResults"), open: docOpener(newMetricData, nil), measures: true},
	{name: "azure monitor", sniff: sniffJSON(isAzure, "timeseries"), open: docOpener(newAzure, nil), measures: true},
	{name: "telegraf json", sniff: sniffJSON(isTelegraf, "fields", "tags"), open: docOpener(newTelegraf, telegrafPath), measures: true},
	{name: "gnmi", sniff: sniffJSON(isGNMI, "timestamp"), open: docOpener(newGNMI, nil), measures: true},
	{name: "mtr json", sniff: sniffJSON(isMTR, "hubs"), open: docOpener(newMTR, nil)},
	{name: "fping json", sniff: sniffJSON(isFping), open: docOpener(newFpingJSON, nil)},
	{name: "ping json", sniff: sniffJSON(isPingJSON, "destination_ip"), open: docOpener(newPingJSON, nil)},
	{name: "zeek json", sniff: sniffJSON(isZeek, "ts"), open: flatOpener(zeekPromises, "", "")},
	{name: "starlink history", sniff: sniffJSON(isStarlink), open: openStarlink},
	{name: "pmacct json", sniff: sniffJSON(isPmacct, "ip_src", "bytes"), open: openPmacct},
	{name: "grafana json", sniff: sniffJSON(isGrafana), open: docOpener(newGrafana, nil), measures: true},
	{name: "influx json", sniff: sniffJSON(isInfluxJSON, "columns", "series"), open: docOpener(newInfluxJSON, nil), measures: true},
	{name: "json", sniff: sniffAnyJSON, open: openJSON},
}

// sniffJSON returns the sniff of a format whose first record passes a test. The
// names, in quotes, must stand in the head: that is quickly seen.
func sniffJSON(test func(first jsonNode) bool, names ...string) func(head []byte, base string) int {
	quoted := make([][]byte, len(names))
	for i, name := range names {
		quoted[i] = []byte(`"` + name + `"`)
	}
	return func(head []byte, _ string) int {
		if sniffAnyJSON(head, "") == 0 {
			return 0
		}
		for _, q := range quoted {
			if !bytes.Contains(head, q) {
				return 0
			}
		}
		var t jsonTape
		if first := firstRecord(&t, head); first.ok() && test(first) {
			return sureKnown
		}
		return 0
	}
}

// sniffAnyJSON tells JSON from other text.
func sniffAnyJSON(head []byte, _ string) int {
	b := bytes.TrimLeft(head, " \t\r\n\x00")
	if len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		if i := skipBlank(b, 1); i == len(b) || b[i] == '"' || b[i] == '{' || b[i] == '[' || b[i] == b[0]+2 || b[0] == '[' && jsonScalar(b, i) > 0 {
			return sureJSON
		}
		return 0
	}
	lines, objects := 0, 0
	headLines(head, func(line []byte) bool {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines++
			if line[0] == '{' && len(line) > 1 && (line[1] == '"' || line[1] == ' ') {
				objects++
			}
		}
		return lines < 100
	})
	if objects > 0 && 2*objects >= lines {
		return maybeJSON
	}
	return 0
}

// constant is a column whose name and promise never change.
func constant(name string, field mapping.Field, unit string) mapping.Candidate {
	return mapping.Candidate{Name: name, Field: field, Unit: unit}
}
