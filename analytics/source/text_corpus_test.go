package source

import (
	"strings"
	"testing"
)

// Inputs of the corpus and what they must give: rows by their number from 0,
// written as "column=cell ..." (the whole row, or the cells that are named).
func TestTextCorpus(t *testing.T) {
	for _, c := range []struct {
		file, format string
		rows, bad    int
		promises     string
		row          map[int]string // whole rows
		cells        map[int]string // some cells of a row
		notes        []string       // parts of the notes
		asks         string         // part of a question
		err          string         // part of the error
	}{
		{
			file: "ping_D_linux.txt", format: "ping", rows: 20,
			promises: "target:device_id rtt:latency_ms:ms lost:packet_loss_pct:% timestamp:timestamp",
			row: map[int]string{
				0:  "target=127.0.0.1 icmp_seq=1 rtt=0.041 lost=0 timestamp=1595037214.261953",
				19: "target=127.0.0.1 icmp_seq=20 rtt=0.045 lost=0 timestamp=1595037233.343058",
			},
		},
		{
			file: "ping_stdout_macos.txt", format: "ping", rows: 196,
			promises: "target:device_id rtt:latency_ms:ms lost:packet_loss_pct:%",
			row: map[int]string{
				0:   "target=8.8.8.8 icmp_seq=0 rtt=27.009 lost=0",
				195: "target=8.8.8.8 icmp_seq=195 rtt=36.795 lost=0",
			},
			asks: "no usable time",
		},
		{
			file: "r69_ping_D_text.txt", format: "ping", rows: 4,
			promises: "target:device_id rtt:latency_ms:ms lost:packet_loss_pct:% timestamp:timestamp",
			row: map[int]string{
				0: "target=gw.example.net icmp_seq=1 rtt=20.5 lost=0 timestamp=1740787200.261953",
				1: "target=gw.example.net icmp_seq=2 lost=100 timestamp=1740787202.272296",
				2: "target=gw.example.net icmp_seq=3 rtt=21.5 lost=0 timestamp=1740787203.261000",
				3: "target=gw.example.net icmp_seq=4 lost=100 timestamp=1740787204.262000",
			},
		},
		{
			file: "influx_annotated_qos_multi.csv", format: "influx csv", rows: 38,
			promises: "_time:timestamp (device):device_id",
			cells: map[int]string{
				0: "_time=2025-11-12T22:55:10Z target=1.1.1.1 network_metrics.bandwidth_mbps=0.01224517822265625 " +
					"network_metrics.latency_ms=32 network_metrics.packet_loss_percent=0",
				37: "_time=2025-11-12T23:17:30Z target=8.8.8.8 network_metrics.bandwidth_mbps=0.08771514892578125 " +
					"network_metrics.latency_ms=27 network_metrics.packet_loss_percent=0",
			},
		},
		{
			file: "r26_influx_two_tables.csv", format: "influx csv", rows: 2,
			promises: "_time:timestamp (device):device_id ping.average_response_ms:latency_ms:ms ping.percent_packet_loss:packet_loss_pct:%",
			row: map[int]string{
				0: "_time=2025-03-01T00:10:00Z (device)=198.51.100.7 target=198.51.100.7 ping.average_response_ms=21.5 ping.percent_packet_loss=0",
				1: "_time=2025-03-01T00:20:00Z (device)=198.51.100.7 target=198.51.100.7 ping.average_response_ms=22.5 ping.percent_packet_loss=50",
			},
		},
		{
			file: "influx_metrics.lp", format: "line protocol", rows: 37,
			promises: "(time):timestamp (device):device_id net.bytes_recv:traffic_mbps:byte:counter cpu.usage_idle:cpu_utilization_pct:% idle",
			cells: map[int]string{
				0:  "(time)=1591894310000000000 (device)=host-a.example.net/utun1 net.bytes_recv=0 net.bytes_sent=2842",
				36: "(time)=1591894330000000000 (device)=host-a.example.net cpu=cpu-total cpu.usage_idle=97.70610663166448",
			},
			notes: []string{"59 lines of measurements without a network metric", "40 lines of single processors"},
		},
		{
			file: "telegraf_netflow_v9.lp", format: "line protocol", rows: 8,
			promises: "(device):device_id",
			cells:    map[int]string{0: "(device)=127.0.0.1 netflow.in_bytes=87477 netflow.src=198.18.0.1 netflow.flow_start_ms=1666350478660"},
			notes:    []string{"no line has a time"},
		},
		{
			file: "zeek_dns.log", format: "zeek", rows: 192,
			promises: "ts:timestamp id.orig_h:device_id rtt:latency_ms:s",
			cells: map[int]string{
				0:   "ts=1521911720.865716 id.orig_h=10.47.1.100 rtt=0.000870 query=ise.wrccdc.org",
				190: "ts=1521911725.697941 id.orig_h=10.47.26.25 rtt=-",
			},
		},
		{
			file: "zeek_conn_baseline.log", format: "zeek", rows: 64,
			promises: "ts:timestamp id.orig_h:device_id",
			cells:    map[int]string{0: "ts=XXXXXXXXXX.XXXXXX id.orig_h=198.18.0.1 duration=0.001018"},
		},
		{
			file: "sadf_d.csv", format: "sadf", rows: 8,
			promises: "timestamp:timestamp (device):device_id %idle:cpu_utilization_pct:% idle rxkB/s:traffic_mbps:KiB/s",
			cells: map[int]string{
				0: "timestamp=2019-04-18 13:20:19 UTC (device)=SYSSTAT.TEST CPU=-1 %idle=82.88",
				7: "timestamp=2019-04-18 13:20:19 UTC (device)=SYSSTAT.TEST/virbr0 rxkB/s=0.03 txkB/s=0.00",
			},
			notes: []string{"289 lines of tables without a network metric", "32 lines of single processors"},
		},
		{
			file: "r68_sadf_semicolon.csv", format: "sadf", rows: 2,
			promises: "timestamp:timestamp (device):device_id %idle:cpu_utilization_pct:% idle rxkB/s:traffic_mbps:KiB/s",
			cells: map[int]string{
				0: "timestamp=2025-04-18 13:20:29 UTC (device)=lab1 CPU=-1 %idle=95.31",
				1: "timestamp=2025-04-18 13:21:29 UTC (device)=lab1/eth0 rxkB/s=125.00 txkB/s=60.00",
			},
			notes: []string{"1 restart or comment line"},
		},
		{
			file: "pq_concat_gzip.parquet", format: "parquet", rows: 513,
			row: map[int]string{0: "long_col=1", 256: "long_col=257", 512: "long_col=513"},
		},
		{
			file: "pq_int96_spark.parquet", format: "parquet", rows: 6, promises: "a:timestamp",
			row: map[int]string{
				0: "a=2024-01-01T20:34:56.123456Z", 1: "a=2024-01-01T01:00:00Z", 2: "a=9999-12-31T03:00:00Z",
				3: "a=2024-12-30T23:00:00Z", 4: "",
			},
		},
		{file: "pq_nan_in_stats.parquet", format: "parquet", rows: 2, row: map[int]string{0: "x=1", 1: "x=NaN"}},
		{
			file: "r70_parquet_ts_millis_zstd.parquet", format: "parquet", rows: 300, promises: "timestamp:timestamp",
			row: map[int]string{
				0:   "timestamp=2025-03-01T00:00:00Z device_id=edge-00 region=eu-west traffic_mbps=200 latency_ms=20 packet_loss_pct=0 cpu_utilization_pct=40",
				1:   "timestamp=2025-03-01T00:01:00Z device_id=edge-01 region=us-east traffic_mbps=201 latency_ms=21 packet_loss_pct=0.1 cpu_utilization_pct=41",
				299: "timestamp=2025-03-01T04:59:00Z device_id=edge-04 region=us-east traffic_mbps=203 latency_ms=22 packet_loss_pct=0.2 cpu_utilization_pct=59",
			},
		},
		{
			file: "r72_parquet_nested_list.parquet", format: "parquet", rows: 20,
			row: map[int]string{
				0:  "ts=1740787200 prb_id=7000 peers.name=a peers.rtt_us=1200",
				19: "ts=1740787209 prb_id=7009 peers.name=b peers.rtt_us=1500",
			},
			notes: []string{"lists exploded"},
		},
		{file: "r73_parquet_footer_cut.parquet", format: "parquet", err: "Parquet footer missing: file is cut off"},
	} {
		t.Run(c.file, func(t *testing.T) {
			data := corpusFile(t, c.file)
			f, ok := detect(data, c.file)
			if !ok || f.name != c.format {
				t.Fatalf("detected as %q, want %q", f.name, c.format)
			}
			out := readWith(f, data, c.file)
			if c.err != "" {
				if out.err == nil || !strings.Contains(out.err.Error(), c.err) {
					t.Fatalf("error %v, want %q in it", out.err, c.err)
				}
				return
			}
			if out.err != nil {
				t.Fatal(out.err)
			}
			if len(out.rows) != c.rows || len(out.bad) != c.bad {
				t.Fatalf("%d rows and %d bad ones, want %d and %d: %v", len(out.rows), len(out.bad), c.rows, c.bad, badText(out.bad))
			}
			if got := promises(out.cols); got != c.promises {
				t.Errorf("promises %s\nwant %s", got, c.promises)
			}
			for i, want := range c.row {
				if got := out.text(i); got != want {
					t.Errorf("row %d: %s\nwant %s", i, got, want)
				}
			}
			for i, want := range c.cells {
				checkCells(t, out, i, want)
			}
			notes := strings.Join(out.notes, "\n")
			for _, n := range c.notes {
				if !strings.Contains(notes, n) {
					t.Errorf("notes %q lack %q", notes, n)
				}
			}
			checkAsks(t, out, c.asks)
		})
	}
}

// checkCells compares the cells that want names: "column=cell column=cell".
func checkCells(t *testing.T, out *readOut, row int, want string) {
	t.Helper()
	if row >= len(out.rows) {
		t.Errorf("there is no row %d", row)
		return
	}
	rest := want
	for rest != "" {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			t.Fatalf("%q is not understood", want)
		}
		// The cell ends where the name of another column begins.
		value, next := after, ""
		for i := 0; i < len(after); i++ {
			if after[i] != ' ' {
				continue
			}
			if word, _, ok := strings.Cut(after[i+1:], "="); ok && hasColumn(out, word) {
				value, next = after[:i], after[i+1:]
				break
			}
		}
		if !hasColumn(out, name) {
			t.Errorf("there is no column %q", name)
		} else if got := out.cell(row, name); got != value {
			t.Errorf("row %d, %s: %q, want %q", row, name, got, value)
		}
		rest = next
	}
}

func hasColumn(out *readOut, name string) bool {
	for _, c := range out.cols {
		if c.Name == name {
			return true
		}
	}
	return false
}

func checkAsks(t *testing.T, out *readOut, want string) {
	t.Helper()
	var texts []string
	for _, q := range out.asks {
		texts = append(texts, q.Text)
	}
	got := strings.Join(texts, "\n")
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("asks %q, want %q", got, want)
	}
}
