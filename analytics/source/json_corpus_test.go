package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// detectJSON returns the best of the JSON formats, and false when none fits.
func detectJSON(data []byte, base string) (format, bool) {
	best, at := 0, -1
	for i, f := range jsonFormats {
		if n := f.sniff(data[:min(len(data), jsonHead)], base); n > best {
			best, at = n, i
		}
	}
	if at < 0 {
		return format{}, false
	}
	return jsonFormats[at], true
}

// jsonCase is an input with what is to come of it.
type jsonCase struct {
	name, text string // the text, or a file of the corpus when it is empty
	format     string
	promises   string // name:field:unit of the columns that the format settles
	rows       int
	want       map[int]string // rows as "name=cell ..."; a negative number counts from the end
	part       bool           // want gives only some of the cells
	lines      map[int]int64  // where rows begin
	bad        []string       // "line:what" of spoilt rows
	err        string         // part of the error that ends the reading
	note       string         // part of a note
	asks       string         // part of a question
}

func (c *jsonCase) run(t *testing.T) {
	t.Helper()
	data := []byte(c.text)
	if c.text == "" {
		data = corpusFile(t, c.name)
	}
	f, ok := detectJSON(data, c.name)
	if !ok || f.name != c.format {
		t.Fatalf("taken for %q, want %q", f.name, c.format)
	}
	out := readWith(f, data, c.name)
	if got := promises(out.cols); got != c.promises {
		t.Errorf("promises %q\nwant     %q", got, c.promises)
	}
	if len(out.rows) != c.rows {
		t.Errorf("%d rows, want %d", len(out.rows), c.rows)
	}
	if got := badText(out.bad); !slices.Equal(got, c.bad) {
		t.Errorf("spoilt rows %q\nwant %q", got, c.bad)
	}
	if c.err == "" && out.err != nil || c.err != "" && (out.err == nil || !strings.Contains(out.err.Error(), c.err)) {
		t.Errorf("error %v, want %q", out.err, c.err)
	}
	if got := strings.Join(out.notes, "\n"); c.note == "" && got != "" || !strings.Contains(got, c.note) {
		t.Errorf("notes %q, want %q", got, c.note)
	}
	asked := ""
	for _, q := range out.asks {
		asked += q.Text + "\n"
	}
	if c.asks == "" && asked != "" || !strings.Contains(asked, c.asks) {
		t.Errorf("questions %q, want %q", asked, c.asks)
	}
	for i, want := range c.want {
		if i < 0 {
			i += len(out.rows)
		}
		if i < 0 || i >= len(out.rows) {
			t.Errorf("no row %d", i)
			continue
		}
		got := out.text(i)
		if c.part {
			for _, cell := range strings.Split(want, " ") {
				if name, v, _ := strings.Cut(cell, "="); out.cell(i, name) != v {
					t.Errorf("row %d: %s is %q, want %q", i, name, out.cell(i, name), v)
				}
			}
		} else if got != want {
			t.Errorf("row %d\n got %s\nwant %s", i, got, want)
		}
	}
	for i, want := range c.lines {
		if got := out.rows[i].line; got != want {
			t.Errorf("row %d begins in line %d, want %d", i, got, want)
		}
	}
}

// TestJSONCorpus reads real extracts and small inputs made after bug reports.
func TestJSONCorpus(t *testing.T) {
	for _, c := range []jsonCase{
		{
			name: "aws_get_metric_statistics.json", format: "cloudwatch statistics", rows: 23,
			promises: "Timestamp:timestamp CPUUtilization.Maximum:cpu_utilization_pct:%",
			want: map[int]string{
				0:  "Timestamp=2014-04-09T11:18:00Z CPUUtilization.Maximum=44.79",
				1:  "Timestamp=2014-04-09T20:18:00Z CPUUtilization.Maximum=47.92",
				-1: "Timestamp=2014-04-09T01:18:00Z CPUUtilization.Maximum=49.18",
			},
			lines: map[int]int64{0: 3, 1: 8, 22: 113},
		},
		{
			name: "iperf3_server.json", format: "iperf3 json", rows: 5,
			promises: "remote_host:device_id bits_per_second:traffic_mbps:bit/s lost_percent:packet_loss_pct:% rtt:latency_ms:us time:timestamp",
			want: map[int]string{
				0: "remote_host=10.8.42.43 bits_per_second=14043468.068942498 time=2019-10-23T13:25:33Z",
				1: "remote_host=10.8.42.43 bits_per_second=39855672.45101131 time=2019-10-23T13:25:34.000063Z",
				4: "remote_host=10.8.42.43 bits_per_second=43959661.56092832 time=2019-10-23T13:25:37.000322Z",
			},
		},
		{
			name: "mlab_ndt5_result.json", format: "ndt5 json", rows: 1, part: true,
			promises: "ServerIP:device_id StartTime:timestamp S2C.MeanThroughputMbps:traffic_mbps:Mbit/s S2C.MinRTT:latency_ms:ns",
			want: map[int]string{0: "StartTime=2022-06-17T20:06:13.682420288Z S2C.MeanThroughputMbps=0.4230442008110187 " +
				"C2S.MeanThroughputMbps=0.196594535535153 S2C.MinRTT=40000000 S2C.TCPInfo.MinRTT=40788 ServerIP=198.18.0.1"},
		},
		{
			name: "murakami_ookla.jsonl", format: "murakami json", rows: 1, part: true,
			promises: "MurakamiLocation:region MurakamiDeviceID:device_id Timestamp:timestamp PingLatency:latency_ms:ms " +
				"DownloadBandwidth:traffic_mbps:byte/s PacketLoss:packet_loss_pct:%",
			want: map[int]string{0: "Timestamp=2022-11-15T17:46:56Z PingLatency=11.622 DownloadBandwidth=2005673 PacketLoss=0.78125"},
		},
		{name: "pmacct_ipfix.jsonl", format: "pmacct json", err: "no usable time: these flows of pmacct tell bytes and packets but no time"},
		{
			name: "prom_query_range.json", format: "prometheus json", rows: 400,
			promises: "(time):timestamp:s (device):device_id (region):region",
			want: map[int]string{
				0:  "(time)=1734709220 (device)=236632/88 metric.hash_extra=236632 metric.series_id=88 mimir_continuous_test_sine_wave_v2=2.207911691136",
				-1: "(time)=1734709280 (device)=61847/23 metric.hash_extra=61847 metric.series_id=23 mimir_continuous_test_sine_wave_v2=2.743144824931",
			},
		},
		{
			name: "ripe_atlas_ping.jsonl", format: "ripe atlas", rows: 15, part: true,
			promises: "timestamp:timestamp:s prb_id:device_id rtt:latency_ms:ms loss:packet_loss_pct:%",
			want: map[int]string{
				0:  "timestamp=1328019792 prb_id=677 rtt=58.042 loss=0",
				2:  "timestamp=1340524626 prb_id=270 rtt=48.38833333333333 loss=0 dst_name=hsi.cablecom.ch",
				7:  "prb_id=202 rtt=27.301 loss=66.66666666666667",
				12: "prb_id=1216 rtt=27.768 loss=50", // with two duplicates
				13: "prb_id=202 rtt= loss=100",       // avg is -1
			},
		},
		{
			name: "ripe_atlas_traceroute.jsonl", format: "ripe atlas", rows: 19, part: true,
			promises: "timestamp:timestamp:s prb_id:device_id rtt:latency_ms:ms loss:packet_loss_pct:%",
			want: map[int]string{
				0:  "timestamp=1340329190 prb_id=190 rtt= loss=", // the last hop is silent
				10: "prb_id=394 rtt=218.36233333333334",
				11: "prb_id=82 rtt=", // a host on the way says that there is no way
				12: "prb_id=82 rtt=", // connect failed
				17: "prb_id=4978 rtt=51.02866666666667",
				18: "prb_id=10834 rtt=", // late answers
			},
		},
		{
			name: "starlink_get_history.json", format: "starlink history", rows: 60, part: true,
			promises: "popPingDropRate:packet_loss_pct:fraction popPingLatencyMs:latency_ms:ms downlinkThroughputBps:traffic_mbps:bit/s",
			asks:     "no usable time: the history of the dish",
			want: map[int]string{
				3:  "popPingDropRate=0.06666667 popPingLatencyMs=33.390865 downlinkThroughputBps=65389.2 uplinkThroughputBps=28361.883",
				59: "popPingDropRate=0.13333334 popPingLatencyMs=27.7845 downlinkThroughputBps=36222.008",
			},
		},
		{
			name: "telegraf_azure_metrics.json", format: "azure monitor", rows: 25,
			promises: "timeStamp:timestamp resource:device_id resourceregion:region",
			want: map[int]string{
				0:  "timeStamp=2022-02-22T22:00:00Z resource=resource1 resourceregion=eastus metric1.maximum=1.0 metric1.total=1.0",
				5:  "timeStamp=2022-02-22T22:00:00Z resource=resource1 resourceregion=eastus metric2.maximum=2.0 metric2.total=2.0",
				-1: "timeStamp=2022-02-22T22:59:00Z resource=resource4 resourceregion=eastus",
			},
		},
		{
			name: "telegraf_gnmi_responses.json", format: "gnmi", rows: 1,
			promises: "timestamp:timestamp:ns (device):device_id",
			want: map[int]string{0: "timestamp=1673608605875353770 (device)=subscription/eth42 " +
				"interfaces/interface/state/counters=5678 interfaces/interface/state/description=eth42"},
		},
		{
			name: "zeek_capture_loss.json", format: "zeek json", rows: 3, part: true,
			promises: "ts:timestamp peer:device_id percent_lost:packet_loss_pct:%",
			want: map[int]string{
				0: "ts=2018-03-24T17:16:20.600725Z peer=zeek percent_lost=0.13974087420570516",
				2: "ts=2018-03-24T17:36:30.158766Z percent_lost=0.15736480629459226",
			},
		},
		{
			name: "r58_jsonl_mixed.jsonl", format: "json", rows: 4,
			bad: []string{"4:not a JSON object", "7:the input breaks off in this line"},
			want: map[int]string{
				0: "ts=2025-03-01T00:00:00Z host=a rtt=20.5 loss=0",
				1: "ts=2025-03-01T00:01:00Z host=a rtt=null",
				2: "ts=2025-03-01T00:02:00Z host=b net.rtt=21.5 net.loss=1",
				3: "ts=2025-03-01T00:03:00Z host=b rtt=22.5",
			},
			lines: map[int]int64{0: 1, 1: 3, 2: 5, 3: 6},
		},
		{
			name: "r59_json_array.json", format: "json", rows: 4,
			want: map[int]string{
				0: "timestamp=1740787200 device=sw0 location=lab latency=20 packetLoss=0.5 cpu=0.42",
				3: "timestamp=1740787380 device=sw1 location=lab latency=23 packetLoss=0.5 cpu=0.42",
			},
			lines: map[int]int64{0: 2, 1: 10, 3: 26},
		},
		{
			name: "r77_one_name_two_units.json", format: "ndt5 json", rows: 1,
			promises: "StartTime:timestamp ServerIP:device_id S2C.MeanThroughputMbps:traffic_mbps:Mbit/s S2C.MinRTT:latency_ms:ns",
			want: map[int]string{0: "StartTime=2025-06-17T20:06:24.939713111Z ServerIP=198.51.100.75 S2C.MeanThroughputMbps=0.423 " +
				"S2C.MinRTT=40000000 S2C.TCPInfo.MinRTT=40788 S2C.TCPInfo.RTT=75731"},
		},
	} {
		t.Run(c.name, c.run)
	}
}

// TestJSONSniffs keeps the formats apart: no JSON is taken for other text, nor
// other text for JSON.
func TestJSONSniffs(t *testing.T) {
	dir := os.Getenv("NETWORK_ANALYTICS_CORPUS")
	if dir == "" {
		t.Skip("NETWORK_ANALYTICS_CORPUS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.*"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files in %s: %v", len(files), dir, err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data = data[:min(len(data), jsonHead)]
		base := filepath.Base(path)
		isJSON := strings.Contains(filepath.Ext(base), "json")
		if f, ok := detectJSON(data, base); ok != isJSON {
			t.Errorf("%s: taken for %q", base, f.name)
		}
		for _, f := range textFormats {
			if n := f.sniff(data, base); isJSON && n >= minSure {
				t.Errorf("%s: taken for %q", base, f.name)
			}
		}
	}
}
