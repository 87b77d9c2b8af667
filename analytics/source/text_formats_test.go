package source

import (
	"strings"
	"testing"
	"time"
)

// Small inputs of what the corpus has no example of. Rows are separated by "|".
func TestTextFormats(t *testing.T) {
	for _, c := range []struct {
		name, format, in string
		forced           bool // too damaged to be known
		rows             string
		promises         string
		bad              string // faults, "line:what" joined by "|"
		notes, asks      string
	}{
		{
			name: "ping of Windows", format: "ping",
			in: "\nPinging dns.example.net [192.0.2.8] with 32 bytes of data:\nReply from 192.0.2.8: bytes=32 time=14ms TTL=117\n" +
				"Reply from 192.0.2.8: bytes=32 time<1ms TTL=117\nRequest timed out.\nReply from 192.0.2.1: Destination host unreachable.\n\n" +
				"Ping statistics for 192.0.2.8:\n    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),\n" +
				"Approximate round trip times in milli-seconds:\n    Minimum = 0ms, Maximum = 14ms, Average = 7ms\n",
			rows: "target=dns.example.net icmp_seq=0 rtt=14 lost=0|target=dns.example.net icmp_seq=1 rtt=1 lost=0|" +
				"target=dns.example.net icmp_seq=2 lost=100|target=dns.example.net icmp_seq=3 lost=100",
			notes: "upper bound", asks: "no usable time",
		},
		{
			name: "ping of BusyBox", format: "ping",
			in: "PING 192.0.2.8 (192.0.2.8): 56 data bytes\n64 bytes from 192.0.2.8: seq=0 ttl=57 time=13.512 ms\n" +
				"64 bytes from 192.0.2.8: seq=3 ttl=57 time=12.001 ms\n\n--- 192.0.2.8 ping statistics ---\n" +
				"4 packets transmitted, 2 packets received, 50% packet loss\nround-trip min/avg/max = 12.001/12.756/13.512 ms\n",
			rows: "target=192.0.2.8 icmp_seq=0 rtt=13.512 lost=0|target=192.0.2.8 icmp_seq=1 lost=100|" +
				"target=192.0.2.8 icmp_seq=2 lost=100|target=192.0.2.8 icmp_seq=3 rtt=12.001 lost=0",
			notes: "2 probes without any line", asks: "no usable time",
		},
		{
			name: "ping of macOS with timeouts and a late answer", format: "ping",
			in: "PING 192.0.2.8 (192.0.2.8): 56 data bytes\nRequest timeout for icmp_seq 0\nRequest timeout for icmp_seq 1\n" +
				"64 bytes from 192.0.2.8: icmp_seq=0 ttl=57 time=2013.5 ms\n64 bytes from 192.0.2.8: icmp_seq=2 ttl=57 time=12.0 ms\n" +
				"64 bytes from 192.0.2.8: icmp_seq=2 ttl=57 time=12.9 ms (DUP!)\n" +
				"92 bytes from 192.0.2.1: Destination Host Unreachable\nping: sendto: No route to host\nRequest timeout for icmp_seq 4\n",
			rows: "target=192.0.2.8 icmp_seq=0 rtt=2013.5 lost=0|target=192.0.2.8 icmp_seq=1 lost=100|" +
				"target=192.0.2.8 icmp_seq=2 rtt=12.0 lost=0|target=192.0.2.8 icmp_seq=3 lost=100|target=192.0.2.8 icmp_seq=4 lost=100",
			notes: "1 duplicate answer", asks: "no usable time",
		},
		{
			name: "ping -D with a gap", format: "ping",
			in: "PING a.example (192.0.2.8) 56(84) bytes of data.\n[1740787200.0] 64 bytes from 192.0.2.8: icmp_seq=1 ttl=64 time=1.0 ms\n" +
				"[1740787204.0] 64 bytes from 192.0.2.8: icmp_seq=5 ttl=64 time=2,5 ms\n",
			rows: "target=a.example icmp_seq=1 rtt=1.0 lost=0 timestamp=1740787200.0|" +
				"target=a.example icmp_seq=2 lost=100 timestamp=1740787201.000000|target=a.example icmp_seq=3 lost=100 timestamp=1740787202.000000|" +
				"target=a.example icmp_seq=4 lost=100 timestamp=1740787203.000000|target=a.example icmp_seq=5 rtt=2.5 lost=0 timestamp=1740787204.0",
			notes: "3 probes without any line",
		},
		{
			name: "ping behind a date, IPv6, several targets, numbers that wrap", format: "ping",
			in: "2025-03-01 00:00:01: PING6(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::2\n" +
				"2025-03-01 00:00:01: 16 bytes from 2001:db8::2, icmp_seq=65535 hlim=57 time=14.2 ms\n" +
				"2025-03-01 00:00:02: 16 bytes from 2001:db8::2, icmp_seq=0 hlim=57 time=14.3 ms\n" +
				"2025-03-01 00:00:03: PING b.example (192.0.2.9): 56 data bytes\n" +
				"2025-03-01 00:00:03: 64 bytes from 192.0.2.9: icmp_seq=0 ttl=64 time=1 ms\n",
			rows: "target=2001:db8::2 icmp_seq=65535 rtt=14.2 lost=0 timestamp=2025-03-01 00:00:01|" +
				"target=2001:db8::2 icmp_seq=65536 rtt=14.3 lost=0 timestamp=2025-03-01 00:00:02|" +
				"target=b.example icmp_seq=0 rtt=1 lost=0 timestamp=2025-03-01 00:00:03",
		},
		{
			name: "ping cut in the middle of a line", format: "ping",
			in: "PING a (192.0.2.8) 56(84) bytes of data.\n[1740787200.0] 64 bytes from 192.0.2.8: icmp_seq=1 ttl=64 time=1.0 ms\n" +
				"[1740787201.0] 64 bytes from 192.0.2.8: icmp_seq=2 tt",
			rows: "target=a icmp_seq=1 rtt=1.0 lost=0 timestamp=1740787200.0",
			bad:  "3:a ping line that is cut off or damaged",
		},
		{
			name: "fping -l -D", format: "fping",
			in: "[1740787200.123456] a.example   : [0], 64 bytes, 13.5 ms (13.5 avg, 0% loss)\n" +
				"[1740787200.223456] b.example   : [0], timed out (NaN avg, 100% loss)\n" +
				"[1740787201.123456] a.example   : duplicate for [0], 64 bytes, 14.0 ms\n" +
				"[1740787201.133456] a.example   : [1], 64 bytes, 12 ms (12.7 avg, 0% loss)\n\n" +
				"a.example : xmt/rcv/%loss = 2/2/0%, min/avg/max = 12.0/12.7/13.5\nb.example : xmt/rcv/%loss = 1/0/100%\n",
			rows: "target=a.example seq=0 rtt=13.5 lost=0 timestamp=1740787200.123456|target=b.example seq=0 lost=100 timestamp=1740787200.223456|" +
				"target=a.example seq=1 rtt=12 lost=0 timestamp=1740787201.133456",
			promises: "target:device_id rtt:latency_ms:ms lost:packet_loss_pct:% timestamp:timestamp",
			notes:    "2 summary lines",
		},
		{
			name: "fping rounds only", format: "fping",
			in: "[2025-03-01 12:30:15]\na.example : xmt/rcv/%loss = 5/4/20%, min/avg/max = 12.3/13.4/15.6\nb : xmt/rcv/%loss = 5/0/100%\n" +
				"[2025-03-01 12:30:25]\na.example : xmt/rcv/%loss = 5/5/0%, min/avg/max = 1.3/3.4/5.6\n",
			rows: "target=a.example avg=13.4 %loss=20 timestamp=2025-03-01 12:30:15|target=b %loss=100 timestamp=2025-03-01 12:30:15|" +
				"target=a.example avg=3.4 %loss=0 timestamp=2025-03-01 12:30:25",
			promises: "target:device_id avg:latency_ms:ms %loss:packet_loss_pct:% timestamp:timestamp",
		},
		{
			name: "fping without clock", format: "fping",
			in:   "a : xmt/rcv/%loss = 5/5/0%, min/avg/max = 12.3/13.4/15.6\nb : xmt/rcv/%loss = 5/0/100%\n",
			rows: "target=a avg=13.4 %loss=0|target=b %loss=100", asks: "-D",
		},
		{
			name: "mtr report", format: "mtr",
			in: "Start: 2025-03-01T00:00:00+0000\nHOST: lab1                  Loss%   Snt   Last   Avg  Best  Wrst StDev\n" +
				"  1.|-- 192.0.2.1            0.0%    10    0.5   0.6   0.4   1.0   0.2\n" +
				"  2.|-- ???                 100.0    10    0.0   0.0   0.0   0.0   0.0\n" +
				"  3.|-- a.example (192.0.2.3)  10.0%    10    9.5   9.6   9.4  11.0   0.2\n" +
				"Start: 2025-03-01T00:05:00+0000\nHOST: lab1                  Loss%   Snt   Last   Avg  Best  Wrst StDev\n" +
				"  1.|-- 192.0.2.1            0.0%    10    0.5   0.7   0.4   1.0   0.2\n" +
				"  2.|-- ???                 100.0    10    0.0   0.0   0.0   0.0   0.0\n",
			rows: "Start=2025-03-01T00:00:00+0000 HOST=lab1 hop=1 hop host=192.0.2.1 Loss%=0.0 Snt=10 Last=0.5 Avg=0.6 Best=0.4 Wrst=1.0 StDev=0.2|" +
				"Start=2025-03-01T00:00:00+0000 HOST=lab1 hop=3 hop host=a.example Loss%=10.0 Snt=10 Last=9.5 Avg=9.6 Best=9.4 Wrst=11.0 StDev=0.2|" +
				"Start=2025-03-01T00:05:00+0000 HOST=lab1 hop=1 hop host=192.0.2.1 Loss%=0.0 Snt=10 Last=0.5 Avg=0.7 Best=0.4 Wrst=1.0 StDev=0.2|" +
				"Start=2025-03-01T00:05:00+0000 HOST=lab1 hop=2 hop host=hop 2 Loss%=100.0 Snt=10",
			promises: "Start:timestamp hop host:device_id Loss%:packet_loss_pct:% Avg:latency_ms:ms",
			notes:    "1 hop",
		},
		{
			name: "mtr --csv", format: "mtr csv",
			in: "Mtr_Version,Start_Time,Status,Host,Hop,Ip,Loss%,Snt, ,Last,Avg,Best,Wrst,StDev,\n" +
				"MTR.0.95,1740787200,OK,z.example,1,192.0.2.1,0.00,10,0,0.5,0.6,0.4,1.0,0.2\n" +
				"MTR.0.95,1740787200,OK,z.example,2,???,100.00,10,0,0.0,0.0,0.0,0.0,0.0\n" +
				"MTR.0.95,1740787200,OK,z.example,3,192.0.2.3,0.00,10,0,9.5,9.6,9.4,11.0,0.2\n" +
				"MTR.0.95,1740787500,OK,z.example,1,???,100.00,10,0,0.0,0.0,0.0,0.0,0.0\n",
			rows: "Mtr_Version=MTR.0.95 Start_Time=1740787200 Status=OK Host=z.example Hop=1 Ip=192.0.2.1 Loss%=0.00 Snt=10 =0 Last=0.5 Avg=0.6 Best=0.4 Wrst=1.0 StDev=0.2|" +
				"Mtr_Version=MTR.0.95 Start_Time=1740787200 Status=OK Host=z.example Hop=3 Ip=192.0.2.3 Loss%=0.00 Snt=10 =0 Last=9.5 Avg=9.6 Best=9.4 Wrst=11.0 StDev=0.2|" +
				"Mtr_Version=MTR.0.95 Start_Time=1740787500 Status=OK Host=z.example Hop=1 Ip=z.example Loss%=100.00 Snt=10 =0",
			promises: "Start_Time:timestamp Ip:device_id Loss%:packet_loss_pct:% Avg:latency_ms:ms",
			notes:    "1 hop",
		},
		{
			name: "line protocol with escapes, other precision and a string over two lines", format: "line protocol",
			in: `qos\ probe,target=a\,b\ c,x\=y=1 latency_ms=32.5,note="say \"hi\", x=1",loss=1i 1740787200` + "\n" +
				"# a comment\n" + `qos\ probe,target=d note="two` + "\n" + `lines",latency_ms=1e1 1740787200000` + "\n",
			rows: "(time)=1740787200 (device)=a,b c target=a,b c x=y=1 qos probe.latency_ms=32.5 qos probe.note=say \"hi\", x=1 qos probe.loss=1|" +
				"(time)=1740787200000 (device)=d target=d qos probe.latency_ms=1e1 qos probe.note=two\nlines",
			promises: "(time):timestamp (device):device_id",
		},
		{
			name: "damaged line protocol", format: "line protocol", forced: true,
			in: "ping,url=a average_response_ms=1 1740787200000000000\nping,url=a average_response_ms=\n" +
				"ping,url average_response_ms=1 1740787200000000000\nping,url=a average_response_ms=\"open\nping,url=a average_response_ms=2 1740787201000000000\n" +
				"ping,url=a average_response_ms=3 17407x\nping,url=a average_response_ms=4x 1740787202000000000\nping,url=a\n" +
				"ping,url=a average_response_ms=5i,percent_packet_loss=0 1740787203000000000",
			rows: "(time)=1740787200000000000 (device)=a url=a ping.average_response_ms=1|(time)=1740787201000000000 (device)=a url=a ping.average_response_ms=2|" +
				"(time)=1740787203000000000 (device)=a url=a ping.average_response_ms=5 ping.percent_packet_loss=0",
			promises: "(time):timestamp (device):device_id ping.average_response_ms:latency_ms:ms ping.percent_packet_loss:packet_loss_pct:%",
			bad: "2:a field value that is neither number, truth value nor quoted text|3:a tag without value|4:a quoted string that is not closed|" +
				"6:the time at the end is no whole number|7:a field value that is neither number, truth value nor quoted text|8:no field",
		},
		{
			name: "Influx CSV with defaults, a value twice and a table that is tidy", format: "influx csv",
			in: "#datatype,string,long,dateTime:RFC3339,double,string,string,string\n#default,_result,,,,,ping,\n" +
				",result,table,_time,_value,_field,_measurement,url\n,,0,2025-03-01T00:00:00Z,1.5,average_response_ms,,a\n" +
				",,0,2025-03-01T00:00:00Z,2.5,average_response_ms,,a\n,,0,2025-03-01T00:00:00Z,x\n\n" +
				"#datatype,string,long,dateTime:RFC3339,double,string\n#default,_result,,,,\n,result,table,_time,latency_ms,host\n" +
				",,1,2025-03-01T00:01:00Z,7,\"b, c\"\n",
			rows: "_time=2025-03-01T00:01:00Z (device)=b, c latency_ms=7 host=b, c|" +
				"_time=2025-03-01T00:00:00Z (device)=a url=a ping.average_response_ms=1.5|_time=2025-03-01T00:00:00Z (device)=a url=a ping.average_response_ms=2.5",
			promises: "_time:timestamp (device):device_id ping.average_response_ms:latency_ms:ms",
			bad:      "6:5 fields where the table has 8",
			notes:    "1 value for a time and tags",
		},
		{
			name: "Influx CSV keeps the totals of interfaces apart", format: "influx csv",
			in: ",result,table,_time,_value,_field,_measurement,host,interface\n" +
				",_result,0,2025-03-01T00:00:00Z,100,bytes_recv,net,h,eth0\n,_result,1,2025-03-01T00:00:00Z,900,bytes_recv,net,h,eth1\n",
			rows: "_time=2025-03-01T00:00:00Z (device)=h/eth0 host=h interface=eth0 net.bytes_recv=100|" +
				"_time=2025-03-01T00:00:00Z (device)=h/eth1 host=h interface=eth1 net.bytes_recv=900",
			promises: "_time:timestamp (device):device_id net.bytes_recv:traffic_mbps:byte:counter",
		},
		{
			name: "OpenMetrics", format: "openmetrics",
			in: "# HELP ping_rtt_seconds Round trip.\n# TYPE ping_rtt_seconds gauge\n# UNIT ping_rtt_seconds seconds\n" +
				`ping_rtt_seconds{target="a\"b",type="mean"} 0.0205 1740787200` + "\n" + `ping_rtt_seconds{target="c",type="worst"} NaN 1740787200.5` + "\n" +
				"# TYPE node_network_receive_bytes counter\n" + `node_network_receive_bytes_total{instance="h:9100",device="eth0"} 1.5e+10 1740787200 # {trace="x"} 1` + "\n" +
				"# TYPE lat histogram\n" + `lat_bucket{le="0.1"} 3` + "\n" + "lat_sum 3\nlat_count 3\n" + `broken{a="b} 1` + "\n" + "up 1 x\n# EOF\n",
			rows: `(time)=1740787200 (device)=a"b target=a"b ping_rtt_seconds{type="mean"}=0.0205|` +
				`(time)=1740787200.5 (device)=c target=c ping_rtt_seconds{type="worst"}=NaN|` +
				`(time)=1740787200 (device)=h:9100/eth0 instance=h:9100 device=eth0 node_network_receive_bytes_total=1.5e+10`,
			promises: `(time):timestamp (device):device_id ping_rtt_seconds{type="mean"}:latency_ms:s node_network_receive_bytes_total:traffic_mbps:byte:counter`,
			bad:      "12:labels that are not closed or not quoted|13:the time behind the value is no number",
			notes:    "3 lines of histograms",
		},
		{
			name: "Prometheus scrape without times", format: "openmetrics",
			in:    "# TYPE ping_loss_ratio gauge\nping_loss_ratio{target=\"a\"} 0.5\n",
			rows:  "(device)=a target=a ping_loss_ratio=0.5",
			notes: "no sample has a time", promises: "(device):device_id ping_loss_ratio:packet_loss_pct:fraction",
		},
		{
			name: "two Zeek logs in one, another unset mark", format: "zeek",
			in: "#separator \\x09\n#unset_field\t(none)\n#path\tcapture_loss\n#fields\tts\tts_delta\tpeer\tgaps\tacks\tpercent_lost\n" +
				"#types\ttime\tinterval\tstring\tcount\tcount\tdouble\n1521911720.6\t900.0\tworker-1\t3\t100\t3.0\n" +
				"#close\t2018-03-24-17-15-20\n#separator \\x09\n#fields\tts\tid.orig_h\trtt\n#types\ttime\taddr\tinterval\n" +
				"1521911721.0\t192.0.2.1\t(none)\n1521911722.0\t192.0.2.1\n",
			rows: "ts=1521911720.6 ts_delta=900.0 peer=worker-1 gaps=3 acks=100 percent_lost=3.0|ts=1521911721.0 id.orig_h=192.0.2.1 rtt=-",
			bad:  "12:2 fields where the header has 3",
		},
		{
			name: "sadf with single processors only", format: "sadf",
			in: "# hostname;interval;timestamp;CPU;%user;%idle\nh;10;2025-03-01 00:00:10 UTC;0;1.00;90.00\n" +
				"h;10;2025-03-01 00:00:10 UTC;1;1.00;80.00\nh;10;2025-03-01 00:00:10 UTC;1;1.00\nh;-1;2025-03-01 00:00:11 UTC;COM reboot; soon\n",
			rows: "hostname=h interval=10 timestamp=2025-03-01 00:00:10 UTC (device)=h/cpu0 CPU=0 %user=1.00 %idle=90.00|" +
				"hostname=h interval=10 timestamp=2025-03-01 00:00:10 UTC (device)=h/cpu1 CPU=1 %user=1.00 %idle=80.00",
			bad: "4:5 fields where the table has 6", notes: "1 restart or comment line",
			promises: "timestamp:timestamp (device):device_id %idle:cpu_utilization_pct:% idle",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, ok := detect([]byte(c.in), "x")
			if c.forced {
				f, ok = lineProtocolFormat, true
			}
			if !ok || f.name != c.format {
				t.Fatalf("detected as %q, want %q", f.name, c.format)
			}
			out := readWith(f, []byte(c.in), "x")
			if out.err != nil {
				t.Fatal(out.err)
			}
			var rows []string
			for i := range out.rows {
				rows = append(rows, out.text(i))
			}
			if got := strings.Join(rows, "|"); got != c.rows {
				t.Errorf("rows\n%s\nwant\n%s", strings.ReplaceAll(got, "|", "\n"), strings.ReplaceAll(c.rows, "|", "\n"))
			}
			if got := promises(out.cols); c.promises != "" && got != c.promises {
				t.Errorf("promises %s\nwant %s", got, c.promises)
			}
			if got := strings.Join(badText(out.bad), "|"); got != c.bad {
				t.Errorf("faults %s\nwant %s", got, c.bad)
			}
			if got := strings.Join(out.notes, "\n"); c.notes == "" && got != "" || !strings.Contains(got, c.notes) {
				t.Errorf("notes %q, want %q", got, c.notes)
			}
			checkAsks(t, out, c.asks)
		})
	}
}

func TestPingStart(t *testing.T) {
	in := "PING a (192.0.2.8): 56 data bytes\n64 bytes from 192.0.2.8: icmp_seq=0 ttl=57 time=1.0 ms\nRequest timeout for icmp_seq 1\n"
	table, err := openPing(bufReader(in), tableInput{})
	if err != nil {
		t.Fatal(err)
	}
	table.(tableStarter).start(time.Date(2025, 3, 1, 10, 0, 0, 0, time.UTC), 500*time.Millisecond)
	var out readOut
	drain(table, &out)
	if out.cell(0, "timestamp") != "2025-03-01T10:00:00Z" || out.cell(1, "timestamp") != "2025-03-01T10:00:00.5Z" || len(out.asks) != 0 {
		t.Errorf("rows %q and %q, asks %v", out.text(0), out.text(1), out.asks)
	}
}

func TestTextIsNotTakenForAFormat(t *testing.T) {
	for _, in := range []string{
		"timestamp,device_id,latency_ms\n2025-03-01T00:00:00Z,a,1\n",
		"time;host;rtt\n2025-03-01 00:00;a;1,5\n",
		"Ping (ms),Download,Upload\n12,100,20\n",
		"a b c\n1 2 3\n", "{\"a\":1}\n", "# a comment\nx,y\n1,2\n", "",
		"time=12 level=info msg=\"ping took 12 ms\"\n",
		"1740787200 a.example 12.5\n1740787201 a.example 13.5\n",
	} {
		if f, ok := detect([]byte(in), "ping.csv"); ok {
			t.Errorf("%q is taken for %s", in, f.name)
		}
	}
}
