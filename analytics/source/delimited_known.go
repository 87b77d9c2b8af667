package source

import (
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// knownDelimited is a kind of delimited text that its header names give away,
// with what is known of its columns.
type knownDelimited struct {
	name    string
	require []string // names that must all be there, in lower case
	columns map[string]promised
}

// promised is what a known format promises of a column.
type promised struct {
	field mapping.Field
	unit  string
}

// knownDelimiteds are tried in order.
var knownDelimiteds = []knownDelimited{
	{
		name:    "speedtest-cli csv",
		require: []string{"server id", "sponsor", "server name", "timestamp", "distance", "ping", "download", "upload"},
		columns: map[string]promised{
			"timestamp": {mapping.Time, ""}, "server name": {mapping.Device, ""},
			"ping": {mapping.Latency, "ms"}, "download": {mapping.Traffic, "bit/s"},
		},
	},
	{
		name:    "ookla cli csv",
		require: []string{"server name", "server id", "latency", "jitter", "packet loss", "download", "upload", "download bytes", "upload bytes"},
		columns: map[string]promised{
			"server name": {mapping.Device, ""}, "latency": {mapping.Latency, "ms"}, "idle latency": {mapping.Latency, "ms"},
			"packet loss": {mapping.Loss, "%"}, "download": {mapping.Traffic, "B/s"},
		},
	},
	{
		name:    "cisco xr csv",
		require: []string{"encodingpath", "producer", "interface-name", "input-data-rate", "output-data-rate"},
		columns: map[string]promised{
			"": {mapping.Time, ""}, "producer": {mapping.Device, ""}, "interface-name": {mapping.Device, ""},
			"input-data-rate": {mapping.Traffic, "kbit/s"},
		},
	},
	{
		name:    "ucc 5g csv",
		require: []string{"operatorname", "cellid", "networkmode", "dl_bitrate", "ul_bitrate", "pingavg", "pingloss"},
		columns: map[string]promised{
			"timestamp": {mapping.Time, ""}, "cellid": {mapping.Device, ""}, "operatorname": {mapping.Region, ""},
			"dl_bitrate": {mapping.Traffic, "kbit/s"}, "pingavg": {mapping.Latency, "ms"}, "pingloss": {mapping.Loss, "%"},
		},
	},
}

func isKnownDelimited(name string) bool {
	for i := range knownDelimiteds {
		if strings.EqualFold(knownDelimiteds[i].name, name) {
			return true
		}
	}
	return false
}

// promiseColumns fills in what the names of a header promise of its columns. Of
// a header of our own names it returns the time column, otherwise -1.
func promiseColumns(in *mapping.Input, sh *shape) int {
	if sh.headless {
		return -1
	}
	names := make([]string, len(sh.names))
	at := make(map[string]int, len(names))
	for i, name := range sh.names {
		names[i] = strings.ToLower(name)
		if _, twice := at[names[i]]; !twice {
			at[names[i]] = i
		}
	}
	if promiseCanonical(in, names) {
		return at[record.ColumnTimestamp]
	}
known:
	for i := range knownDelimiteds {
		k := &knownDelimiteds[i]
		for _, name := range k.require {
			if _, ok := at[name]; !ok {
				continue known
			}
		}
		in.Format = k.name
		for name, what := range k.columns {
			if c, ok := at[name]; ok {
				in.Columns[c].Field, in.Columns[c].Unit = what.field, what.unit
			}
		}
		break
	}
	return -1
}

// promiseCanonical fills in the meaning of our own column names, when a header
// has them without repeating any.
func promiseCanonical(in *mapping.Input, names []string) bool {
	units := [mapping.NumFields]string{mapping.Traffic: "Mbit/s", mapping.Latency: "ms", mapping.Loss: "%", mapping.CPU: "%"}
	fields := map[string]promised{}
	for f := mapping.Time; f < mapping.NumFields; f++ {
		fields[f.String()] = promised{f, units[f]}
	}
	seen := map[string]bool{}
	time, metric := false, false
	for _, name := range names {
		what, ok := fields[name]
		if !ok {
			continue
		}
		if seen[name] {
			return false
		}
		seen[name] = true
		time = time || what.field == mapping.Time
		metric = metric || what.field >= mapping.Traffic
	}
	if !time || !metric {
		return false
	}
	for i, name := range names {
		if what, ok := fields[name]; ok {
			in.Columns[i].Field, in.Columns[i].Unit = what.field, what.unit
		}
	}
	return true
}
