package source

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// wholeCase is an input with what the whole way from its bytes to records makes
// of it.
type wholeCase struct {
	file     string
	flags    string // of the command line, without which there is a question
	ask      string // part of the first question; the rest is then empty
	err      string // part of the error
	columns  string // field=column:unit of what is read, by field
	rows     int64
	rejected string // reason=rows
	first    string // the first record: time device/region traffic latency loss cpu
	last     string
	note     string // part of a note
	cut      bool
	repaired int64
}

const ownColumns = "timestamp=timestamp device_id=device_id region=region traffic_mbps=traffic_mbps:Mbit/s latency_ms=latency_ms:ms packet_loss_pct=packet_loss_pct:percent cpu_utilization_pct=cpu_utilization_pct:percent"

// own returns the case of a file with our own columns.
func own(c wholeCase) wholeCase {
	c.columns = ownColumns
	if c.first == "" {
		c.first = "2025-03-01T00:00:00Z edge-01/eu-west 200 20 0.1 40.5"
	}
	return c
}

const noZone = "no zone in"

var wholeCases = []wholeCase{
	own(wholeCase{file: "r01_bom_quoted_header.csv", rows: 6, note: "byte order mark"}),
	own(wholeCase{file: "r02_utf16le_bom.csv", rows: 6, note: "UTF-16LE"}),
	own(wholeCase{file: "r03_utf16le_nobom.tsv", rows: 6, note: "UTF-16LE"}),
	own(wholeCase{file: "r04_nul_run_before_row.csv", rows: 5, repaired: 1, note: "line 5"}),
	own(wholeCase{file: "r06_windows1252_region.csv", rows: 3, first: "2025-03-01T00:00:00Z edge-01/São Paulo 200 20 0.1 40.5", note: "Windows-1252"}),
	own(wholeCase{file: "r07_cr_only.csv", rows: 6, note: "carriage return"}),
	own(wholeCase{file: "r09_crcrlf.csv", rows: 6}),
	own(wholeCase{file: "r10_no_final_newline.csv", rows: 6, last: "2025-03-01T00:05:00Z edge-03/us-east 205 20 0.1 40.5"}),
	own(wholeCase{file: "r11_truncated.csv.gz", rows: 220, cut: true, first: "2025-03-01T00:00:00Z edge-00/eu-west 200 20 0.1 40.5", note: "cut off"}),
	own(wholeCase{file: "r13_gzip_named_csv.csv", rows: 6}),
	{file: "r14_empty.csv", err: "file is empty"},
	{file: "r15_header_only.csv", err: "no data rows"},
	own(wholeCase{file: "r16_single_row.csv", rows: 1}),
	own(wholeCase{file: "r17_extra_field.csv", rows: 2, rejected: "wrong number of fields=2", last: "2025-03-01T00:03:00Z edge-01/us-east 203 23 0.1 40.5"}),
	own(wholeCase{file: "r19_unclosed_quote.csv", rows: 5, rejected: "broken quoting=1"}),
	own(wholeCase{file: "r21_long_line.csv", rows: 4}),
	{file: "r22_duplicate_header.csv", ask: `"latency", "latency (2)"`},
	{
		file: "r22_duplicate_header.csv", flags: "--map|latency_ms=latency|--unit|latency_ms=ms|--loss-unit|percent", rows: 2,
		columns: "timestamp=timestamp device_id=host latency_ms=latency:ms packet_loss_pct=loss:percent", first: "2025-03-01T00:00:00Z a/ - 20 0 -",
	},
	own(wholeCase{file: "r24_header_again_midfile.csv", rows: 6, rejected: "repeated header=2"}),
	own(wholeCase{file: "r25_preamble_two_lines.csv", rows: 6, note: "2 lines before the header skipped"}),
	{
		file: "r26_influx_two_tables.csv", rows: 2, first: "2025-03-01T00:10:00Z 198.51.100.7/ - 21.5 0 -", last: "2025-03-01T00:20:00Z 198.51.100.7/ - 22.5 50 -",
		columns: "timestamp=_time device_id=(device) latency_ms=ping.average_response_ms:ms packet_loss_pct=ping.percent_packet_loss:percent",
	},
	{file: "r28_grafana_units_dst.csv", ask: "in which zone"},
	{
		file: "r28_grafana_units_dst.csv", flags: "--tz|UTC|--layout|wide", rows: 6, columns: "timestamp=Time traffic_mbps=core1 in latency_ms=core1 RTT cpu_utilization_pct=core1 CPU",
		first: "2024-10-27T01:30:00Z core1/ 1200 21.8 - 41", last: "2024-10-27T03:00:00Z core1/ - 22.6 - 43.5",
	},
	{file: "r29_sep_line.csv", ask: "In which unit"},
	{
		file: "r29_sep_line.csv", flags: "--unit|latency_ms=ms|--loss-unit|percent", rows: 2, columns: "timestamp=Time",
		first: "2025-02-28T23:00:00Z core1/ - 20.5 0 -", note: "names the delimiter",
	},
	{file: "r30_decimal_comma_semicolon.csv", ask: "In which unit"},
	{
		file: "r30_decimal_comma_semicolon.csv", flags: "--unit|latency_ms=ms|--unit|traffic_mbps=Mbit/s|--loss-unit|percent", rows: 3,
		columns: "timestamp=Zeit device_id=Host traffic_mbps=Durchsatz:Mbit/s latency_ms=RTT:ms packet_loss_pct=Verlust:percent",
		first:   "2025-03-01T00:00:00Z gw1/ 1234.56 12.5 0 -", last: "2025-03-13T00:02:00Z gw1/ 12001.1 11.75 0 -",
	},
	{file: "r31_comma_number_ambiguous.csv", ask: "unit"},
	{file: "r33_naive_local_time.csv", rows: 2, columns: "timestamp=timestamp device_id=host latency_ms=latency_ms:ms", first: "2025-06-02T21:05:00Z gw1/ - 20 - -", note: noZone},
	{file: "r33_naive_local_time.csv", flags: "--tz|Europe/Berlin", rows: 2, columns: "timestamp=timestamp device_id=host latency_ms=latency_ms:ms", first: "2025-06-02T19:05:00Z gw1/ - 20 - -"},
	{file: "r34_zone_abbreviation.csv", ask: "zone"},
	{file: "r35_day_month_ambiguous.csv", ask: "Which number is the day"},
	{file: "r35_day_month_ambiguous.csv", flags: "--date-order|mdy", rows: 3, columns: "timestamp=date device_id=host latency_ms=latency_ms:ms", first: "2025-01-02T10:00:00Z gw1/ - 20 - -"},
	{file: "r38_epoch_ms_with_us.csv", rows: 4, rejected: "unreadable timestamp=1", columns: "timestamp=ts device_id=host latency_ms=latency_ms:ms", first: "2018-09-09T15:45:14Z gw1/ - 20 - -"},
	{file: "r39_epoch_twelve_digits.csv", ask: "In which unit"},
	{file: "r41_hour_that_does_not_exist.csv", rows: 3, columns: "timestamp=timestamp device_id=host latency_ms=latency_ms:ms", first: "2025-03-30T01:59:00Z gw1/ - 20 - -", note: noZone},
	{file: "r41_hour_that_does_not_exist.csv", flags: "--tz|Europe/Berlin", rows: 3, columns: "timestamp=timestamp device_id=host latency_ms=latency_ms:ms", first: "2025-03-30T00:59:00Z gw1/ - 20 - -", note: "an hour that the clocks left out"},
	own(wholeCase{file: "r43_negative_latency.csv", rows: 5}),
	own(wholeCase{file: "r45_nan_inf.csv", rows: 6, first: "2025-03-01T00:00:00Z edge-01/eu-west 200 - 0.1 40.5"}),
	own(wholeCase{file: "r46_constant_series.csv", rows: 5, first: "2025-03-01T00:00:00Z edge-01/eu-west 200 0.087 0 50"}),
	own(wholeCase{file: "r48_wide_names.csv", rows: 5, first: "2025-03-01T00:00:00Z 東京-ルータ01/日本 200 20 0.1 40.5"}),
	own(wholeCase{file: "r49_escape_sequences.csv", rows: 6, first: "2025-03-01T00:00:00Z ok-01/eu-west 200 20 0.1 40.5"}),
	own(wholeCase{file: "r51_markup_in_names.csv", rows: 4, first: "2025-03-01T00:00:00Z </script><script>alert(1)</script>/eu-west 200 20 0.1 40.5"}),
	own(wholeCase{file: "r52_formula_in_names.csv", rows: 4, first: "2025-03-01T00:00:00Z =1+1/eu-west 200 500 0.1 40.5"}),
	{file: "r53_loss_fraction_small.csv", ask: "unit"},
	{
		file: "r53_loss_fraction_small.csv", flags: "--unit|latency_ms=ms|--loss-unit|fraction", rows: 3,
		columns: "timestamp=Timestamp latency_ms=Latency:ms packet_loss_pct=PacketLoss:fraction", first: "2025-04-19T23:58:00Z / - 8.24 0.14 -",
	},
	{
		file: "r55_zero_latency_at_full_loss.csv", rows: 3, columns: "timestamp=Timestamp device_id=host latency_ms=RTT (ms):ms packet_loss_pct=Packet Loss (%):percent",
		first: "2025-04-26T18:26:53Z a/ - - 100 -", last: "2025-04-26T18:27:03Z a/ - 75 0 -",
	},
	{file: "r56_padded_header.csv", ask: "Which column is traffic_mbps"},
	{
		file: "r56_padded_header.csv", flags: "--map|traffic_mbps=Download (Mbit/s)", rows: 2,
		columns: "timestamp=Date timestamp=Time traffic_mbps=Download (Mbit/s):Mbit/s latency_ms=Ping (ms):ms", first: "2018-08-15T12:07:00Z / 8.37 15.3 - -",
	},
	{file: "r57_headerless.csv", ask: "no header"},
	{
		file: "r57_headerless.csv", flags: "--columns|timestamp,device_id,region,latency_ms,packet_loss_pct", rows: 3,
		columns: "timestamp=timestamp device_id=device_id region=region latency_ms=latency_ms:ms packet_loss_pct=packet_loss_pct:percent", first: "2025-03-01T00:00:00Z edge-01/eu-west - 20.5 0.1 -",
	},
	{file: "r61_wide_per_device.csv", ask: "unit"},
	{
		file: "r61_wide_per_device.csv", flags: "--unit|latency_ms=ms|--layout|wide", rows: 4, first: "2025-03-01T00:00:00Z edge-01/ - 20.5 0 -", last: "2025-03-01T00:01:00Z edge-02/ - - 100 -",
		columns: "timestamp=Time latency_ms=edge-01 latency:ms latency_ms=edge-02 latency:ms packet_loss_pct=edge-01 loss:percent packet_loss_pct=edge-02 loss:percent",
	},
	{
		file: "r62_units_in_header.csv", rows: 2, first: "2025-03-01T00:00:00Z a/ 100 20.5 0.5 41", last: "2025-03-01T00:01:00Z a/ 200 21.5 0 42",
		columns: "timestamp=time device_id=host traffic_mbps=Traffic (MB/s):MB/s latency_ms=Latency [us]:us packet_loss_pct=Loss [%]:percent cpu_utilization_pct=CPU (%):percent",
	},
	{file: "r63_header_order_lies.csv", ask: "do not fit"},
	{file: "r65_excel_cut_time.csv", ask: "no usable time"},
	{file: "r66_ole_and_local.csv", rows: 2, columns: "timestamp=datetime_raw latency_ms=rtt_ms:ms", first: "2025-03-31T17:01:59Z / - 20 - -"},
	{file: "r74_latency_matrix.csv", err: "matrix"},
	{file: "r76_python_repr_cells.csv", ask: "no usable time"},

	{file: "cloudmon_dep_latency.csv", ask: `What does column "Value" measure`},
	{file: "grafana_old_series_time_value_bom.csv", ask: `What does column "Value" measure`},
	{file: "packets_epoch_ns_fraction.csv", err: "not telemetry"},
	{file: "speedtest_headerless_noyear.csv", ask: "no header"},
	{file: "xr_events.csv", err: "not telemetry"},
	{
		file: "xr_mdt_data_rate.csv", rows: 818, first: "2019-05-19T07:03:12.296Z leaf7/HundredGigE0/0/0/0/ 19802.877 - - -",
		columns: "timestamp= device_id=Producer device_id=interface-name traffic_mbps=input-data-rate:kbit/s",
	},
	{file: "xr_show_interface.csv.gz", ask: "Which column is traffic_mbps"},
	{
		file: "xr_show_interface.csv.gz", flags: "--map|traffic_mbps=bytes-received|--unit|traffic_mbps=B", rows: 2339,
		columns: "timestamp=ts device_id=interface traffic_mbps=bytes-received:B", first: "2019-05-19T07:03:02.64679Z Null0/ - - - -", note: "62 rows without any measurement",
	},

	{file: "ping_stdout_macos.txt", ask: "when did it begin"},
	{file: "atlas_ping_final_region.csv", ask: "no usable time"},
	{
		file: "grafana_join_cpu_fraction.csv", rows: 86, columns: "timestamp=Time cpu_utilization_pct=Idle:fraction idle", first: "2024-09-05T18:43:00Z / - - - 0.95",
	},
	{file: "grafana_table_cjk_bom.csv", err: "not telemetry"},
	{file: "istio_wide_latency_p50_p99.csv", ask: "Which of the columns of each device is latency_ms"},
	{file: "latency_loss_fraction.csv", ask: "unit"},
	{file: "latency_matrix_aws_regions.csv", err: "matrix"},
	{file: "nab_ec2_network_in.csv", ask: `What does column "value" measure`},
	{file: "nab_road_speed_6005.csv", ask: `What does column "value" measure`},
	{
		file: "ookla_cli_headerless_quoted.csv", rows: 28, rejected: "wrong number of fields=3", repaired: 1, first: "2021-10-12T00:40:01Z hastebin - Kassel/ 2.002704 35.978 0.334448 -",
		columns: "timestamp=timestamp device_id=server name traffic_mbps=download:B/s latency_ms=latency:ms packet_loss_pct=packet loss:percent", note: "those of ookla cli csv",
	},
	{
		file: "perfmon_pdh.csv", rows: 92, first: "2023-04-28T00:26:03.5Z DESKTOP-EXAMPLE/ - - - 13.9590731565",
		columns: `timestamp=(PDH-CSV 4.0) (Sri Lanka Standard Time)(-330) cpu_utilization_pct=\\DESKTOP-EXAMPLE\Processor(_Total)\% Processor Time:percent`,
	},
	{
		file: "rtt_loss100_zero_latency.csv", rows: 9, first: "2026-04-26T18:26:53Z / 0 - 100 -", note: noZone,
		columns: "timestamp=Timestamp traffic_mbps=Throughput (Kbps):kbit/s latency_ms=RTT (ms):ms packet_loss_pct=Packet Loss (%):percent",
	},
	{file: "signal_metrics_excel_damaged.csv", ask: "no usable time"},
	{
		file: "signal_metrics_micro.csv", rows: 52, first: "2023-05-05T12:50:40Z /Anisabad 1.86389003728 129.12291402 - -", note: noZone,
		columns: "timestamp=Timestamp region=Locality traffic_mbps=Data Throughput (Mbps):Mbit/s latency_ms=Latency (ms):ms",
	},
	{file: "speedtest_br.csv", ask: "Which column is traffic_mbps"},
	{
		file: "speedtest_br.csv", flags: "--map|traffic_mbps=download_mbps", rows: 30, repaired: 1, first: "2025-12-17T12:48:41Z Grupo GTD - São Paulo/ 683.04 1.42 - -",
		columns: "timestamp=timestamp device_id=server_name traffic_mbps=download_mbps:Mbit/s latency_ms=ping_ms:ms",
	},
	{
		file: "speedtest_cli_broadband.csv", rows: 33, rejected: "wrong number of fields=5", first: "2018-04-01T18:42:03.020515Z Gateshead/Aspire Technology Solutions 5.8883722077 48.377 - -", note: noZone,
		columns: "timestamp=Timestamp device_id=Server Name region=Sponsor traffic_mbps=Download:bit/s latency_ms=Ping:ms",
	},
	{file: "speedtest_header_order_lies.csv", ask: "do not fit"},
	{file: "speedtest_list_repr_cells.csv", ask: "Which column is traffic_mbps"},
	{file: "speedtest_ts_utc_lies.csv", ask: "Which column is traffic_mbps"},
	{
		file: "ucc5g_download_driving.csv", rows: 401, first: "2019-12-16T11:49:59Z 57661/B 0.022 - - -", note: noZone,
		columns: "timestamp=Timestamp device_id=CellID region=Operatorname traffic_mbps=DL_bitrate:kbit/s latency_ms=PINGAVG:ms packet_loss_pct=PINGLOSS:percent",
	},
}

// TestWholeCorpus reads every file of delimited text from its bytes to records.
func TestWholeCorpus(t *testing.T) {
	for _, tc := range wholeCases {
		name := tc.file
		if tc.flags != "" {
			name += " " + tc.flags
		}
		t.Run(name, func(t *testing.T) { tc.run(t) })
	}
}

// corpusPath returns where a file of the corpus is: in testdata, or where
// NETWORK_ANALYTICS_CORPUS says when its licence keeps it out of the repository.
func corpusPath(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "testdata", "ingest", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	dir := os.Getenv("NETWORK_ANALYTICS_CORPUS")
	if dir == "" {
		t.Skip("NETWORK_ANALYTICS_CORPUS is not set: the licence of " + name + " keeps it out of the repository")
	}
	return filepath.Join(dir, "files", name)
}

func (c *wholeCase) run(t *testing.T) {
	path := corpusPath(t, c.file)
	var flags mapping.Flags
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.RegisterFlags(fs)
	if c.flags != "" {
		if err := fs.Parse(strings.Split(c.flags, "|")); err != nil {
			t.Fatal(err)
		}
	}
	answers, err := flags.Parse()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open([]string{path}, nil, Options{Answers: answers})
	if err == nil && c.ask != "" {
		if asked := s.Questions(); len(asked) == 0 || !strings.Contains(asked[0].Text, c.ask) {
			t.Fatalf("asks %v, want %q", asked, c.ask)
		}
		if got := collect(t, s, 1); record.KindOf(got.err) != record.KindUsage || !strings.Contains(got.err.Error(), "--") {
			t.Fatalf("error %v, want one of usage that names a flag", got.err)
		}
		return
	}
	if err == nil {
		if asked := s.Questions(); len(asked) > 0 {
			t.Fatalf("asks %v", asked)
		}
	}
	var got loaded
	if got.err = err; err == nil {
		got = collect(t, s, 2)
	}
	if c.err != "" {
		if got.err == nil || !strings.Contains(got.err.Error(), c.err) || record.KindOf(got.err) != record.KindInput {
			t.Fatalf("error %v, want %q", got.err, c.err)
		}
		return
	}
	if got.err != nil {
		t.Fatal(got.err)
	}
	if columns := columnText(&s.Plans()[0].Plan); columns != c.columns {
		t.Errorf("reads %q\nwant  %q", columns, c.columns)
	}
	var rejected []string
	for r, n := range got.rep.Rejected {
		if n > 0 {
			rejected = append(rejected, fmt.Sprintf("%s=%d", record.Reason(r), n))
		}
	}
	if text := strings.Join(rejected, " "); got.rep.Rows != c.rows || text != c.rejected || got.rep.Truncated != c.cut || got.rep.Repaired != c.repaired {
		t.Errorf("%d rows, rejected %q, cut %v, %d repaired; want %d, %q, %v, %d", got.rep.Rows, text, got.rep.Truncated, got.rep.Repaired, c.rows, c.rejected, c.cut, c.repaired)
	}
	if notes := strings.Join(got.rep.Notes, "\n"); !strings.Contains(notes, c.note) {
		t.Errorf("notes %q, want %q", notes, c.note)
	}
	if first := got.record(t, 0); first != c.first {
		t.Errorf("first %q\nwant  %q", first, c.first)
	}
	if last := got.record(t, len(got.rows)-1); c.last != "" && last != c.last {
		t.Errorf("last %q\nwant %q", last, c.last)
	}
}

// columnText lists what is read by field, as field=column:unit.
func columnText(p *mapping.Plan) string {
	var parts []string
	for f := mapping.Time; f < mapping.NumFields; f++ {
		for i := range p.Columns {
			if c := &p.Columns[i]; c.Field == f {
				text := f.String() + "=" + c.Name
				if c.Unit != "" {
					text += ":" + c.Unit
				}
				parts = append(parts, text)
			}
		}
	}
	return strings.Join(parts, " ")
}

// record is a row as people write it.
func (l loaded) record(t *testing.T, i int) string {
	t.Helper()
	if i < 0 || i >= len(l.rows) {
		return ""
	}
	var at, device, region string
	var bits [record.NumMetrics]uint64
	if _, err := fmt.Sscanf(l.rows[i], "%s %q %q %x %x %x %x", &at, &device, &region, &bits[0], &bits[1], &bits[2], &bits[3]); err != nil {
		t.Fatal(l.rows[i], err)
	}
	if _, err := time.Parse(time.RFC3339Nano, at); err != nil {
		t.Fatal(err)
	}
	text := at + " " + device + "/" + region
	for _, b := range bits {
		if v := math.Float64frombits(b); record.IsMissing(v) {
			text += " -"
		} else {
			text += " " + strconv.FormatFloat(v, 'g', 12, 64)
		}
	}
	return text
}
