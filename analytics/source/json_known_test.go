package source

import (
	"testing"
	"time"
)

// TestJSONKnownFormats reads what well-known programs write, in small.
func TestJSONKnownFormats(t *testing.T) {
	const pingPromises = "host:device_id rtt:latency_ms:ms loss:packet_loss_pct:%"
	for _, c := range []jsonCase{
		{
			name: "prometheus vector", format: "prometheus json", rows: 3, promises: "(time):timestamp:s (device):device_id (region):region " +
				`probe_icmp_duration_seconds{phase="rtt"}:latency_ms:s node_network_receive_bytes_total:traffic_mbps:byte:counter`,
			text: `{"status":"success","data":{"resultType":"vector","result":[
{"metric":{"__name__":"probe_icmp_duration_seconds","phase":"rtt","instance":"198.51.100.7","region":"eu"},"value":[1740787200.123,"0.0205"]},
{"metric":{"__name__":"node_network_receive_bytes_total","instance":"sw1:9100","device":"eth0","dc":"fra1"},"value":[1740787200,"123456"]},
{"metric":{},"value":[1740787200,"NaN"]}]}}`,
			want: map[int]string{
				0: `(time)=1740787200.123 (device)=198.51.100.7 (region)=eu metric.phase=rtt metric.instance=198.51.100.7 metric.region=eu probe_icmp_duration_seconds{phase="rtt"}=0.0205`,
				1: "(time)=1740787200 (device)=sw1:9100/eth0 (region)=fra1 metric.instance=sw1:9100 metric.device=eth0 metric.dc=fra1 node_network_receive_bytes_total=123456",
				2: "(time)=1740787200 value=NaN",
			},
			lines: map[int]int64{0: 2, 1: 3, 2: 4},
		},
		{
			name: "prometheus keys in order, cut", format: "prometheus json", rows: 3, promises: "(time):timestamp:s (device):device_id (region):region",
			text: `{"data":{"result":[{"metric":{"__name__":"up"},"values":[[1,"1"],[2,"0"]]},{"metric":{"__name__":"up"},"values":[[3,"1"],[4,"`,
			want: map[int]string{0: "(time)=1 up=1", 2: "(time)=3 up=1"}, err: "breaks off",
		},
		{
			name: "prometheus answers, one a line", format: "prometheus json", rows: 2, promises: "(time):timestamp:s (device):device_id (region):region",
			text: `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"x_ratio"},"value":[1,"0.5"]}]}}` + "\n" +
				`{"status":"error","error":"timeout"}` + "\n" +
				`{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"x_ratio"},"value":[2,"0.6"]}]}}` + "\n",
			want: map[int]string{0: "(time)=1 x_ratio=0.5", 1: "(time)=2 x_ratio=0.6"}, lines: map[int]int64{1: 3},
			note: `1 value without records at "data.result"`,
		},
		{
			name: "exported by VictoriaMetrics", format: "prometheus json", rows: 2, promises: "(time):timestamp:ms (device):device_id (region):region ping_loss_ratio:packet_loss_pct:fraction",
			text: `{"metric":{"__name__":"ping_loss_ratio","target":"h1"},"values":[0.5,1],"timestamps":[1740787200000,1740787260000]}` + "\n",
			want: map[int]string{0: "(time)=1740787200000 (device)=h1 metric.target=h1 ping_loss_ratio=0.5", 1: "(time)=1740787260000 (device)=h1 metric.target=h1 ping_loss_ratio=1"},
		},
		{
			name: "iperf3 udp on one line, twice", format: "iperf3 json", rows: 3,
			promises: "remote_host:device_id bits_per_second:traffic_mbps:bit/s lost_percent:packet_loss_pct:% rtt:latency_ms:us time:timestamp",
			text: `{"start":{"connecting_to":{"host":"203.0.113.5","port":5201},"timestamp":{"timesecs":1740787200}},"intervals":[` +
				`{"streams":[{"rtt":19000}],"sum":{"start":0,"bits_per_second":1e6,"omitted":true}},` +
				`{"streams":[{"rtt":20000},{"rtt":21000}],"sum":{"start":0.5,"bits_per_second":2e6,"retransmits":7,"lost_percent":1.5,"jitter_ms":0.1,"omitted":false}},` +
				`{"streams":[],"sum":{"start":1.000061,"bits_per_second":3e6}}],"end":{}}` + "\n" +
				`{"start":{"timestamp":{"timesecs":1740787300},"connected":[{"remote_host":"203.0.113.6"}]},"intervals":[],"end":{},"error":"unable to connect"}` + "\n" +
				`{"end":{},"intervals":[{"sum":{"start":0,"bits_per_second":4e6}}],"start":{"timestamp":{"timesecs":1740787400}}}` + "\n",
			want: map[int]string{
				0: "remote_host=203.0.113.5 bits_per_second=2e6 lost_percent=1.5 rtt=20500 time=2025-03-01T00:00:00.5Z",
				1: "remote_host=203.0.113.5 bits_per_second=3e6 time=2025-03-01T00:00:01.000061Z",
				2: "bits_per_second=4e6 time=2025-03-01T00:03:20Z",
			},
			bad: []string{"2:the run failed: unable to connect"},
		},
		{
			name: "iperf3 cut", format: "iperf3 json", rows: 1,
			promises: "remote_host:device_id bits_per_second:traffic_mbps:bit/s lost_percent:packet_loss_pct:% rtt:latency_ms:us time:timestamp",
			text:     "{\"start\":{\"timestamp\":{\"timesecs\":0}},\n\"intervals\":[{\"sum\":{\"start\":0,\"bits_per_second\":4}},\n{\"streams\":[{\"start\":1},{\"sta",
			want:     map[int]string{0: "bits_per_second=4 time=1970-01-01T00:00:00Z"}, err: "breaks off in line 3",
		},
		{
			name: "speedtest-cli", format: "speedtest-cli json", rows: 1, part: true,
			promises: "download:traffic_mbps:bit/s ping:latency_ms:ms server.country:region server.host:device_id timestamp:timestamp",
			text: `{"download": 93464534.12, "upload": 11321345.5, "ping": 20.147, "server": {"name": "Berlin", "country": "Germany", "host": "st.example.net:8080", "latency": 20.147}, ` +
				`"timestamp": "2025-03-01T00:00:00.123456Z", "bytes_sent": 14000000, "bytes_received": 117000000, "share": null}`,
			want: map[int]string{0: "download=93464534.12 upload=11321345.5 ping=20.147 server.host=st.example.net:8080 timestamp=2025-03-01T00:00:00.123456Z"},
		},
		{
			name: "ookla with progress", format: "ookla json", rows: 1, part: true,
			promises: "timestamp:timestamp server.host:device_id server.country:region ping.latency:latency_ms:ms download.bandwidth:traffic_mbps:byte/s packetLoss:packet_loss_pct:%",
			text: `{"type":"testStart","timestamp":"2025-03-01T00:00:00Z","server":{"host":"a","country":"X"}}` + "\n" +
				`{"type":"ping","timestamp":"2025-03-01T00:00:01Z","ping":{"jitter":1,"latency":99,"progress":0.2}}` + "\n" +
				`{"type":"download","timestamp":"2025-03-01T00:00:02Z","download":{"bandwidth":1,"progress":0.5}}` + "\n" +
				`{"type":"result","timestamp":"2025-03-01T00:00:20Z","ping":{"jitter":0.3,"latency":11.6,"low":11,"high":12},"download":{"bandwidth":2005673,"bytes":12997248},` +
				`"upload":{"bandwidth":319556},"packetLoss":0.78125,"server":{"host":"st.example.net","country":"Germany"}}` + "\n",
			want: map[int]string{0: "timestamp=2025-03-01T00:00:20Z ping.latency=11.6 download.bandwidth=2005673 packetLoss=0.78125 server.host=st.example.net"},
		},
		{
			name: "murakami ndt7", format: "murakami json", rows: 1, part: true,
			promises: "TestStartTime:timestamp MurakamiDeviceID:device_id DownloadValue:traffic_mbps:Mbit/s MinRTTValue:latency_ms:ms",
			text:     `{"TestName":"ndt7","TestStartTime":"2025-03-01T00:00:00.5","MurakamiDeviceID":"pi1","DownloadValue":93.2,"DownloadUnit":"Mbit/s","UploadValue":11.5,"MinRTTValue":9.5,"MinRTTUnit":"ms","DownloadRetransValue":0.8}`,
			want:     map[int]string{0: "DownloadValue=93.2 MinRTTValue=9.5"},
		},
		{
			name: "ndt7 archive", format: "ndt7 json", rows: 2,
			promises: "StartTime:timestamp ServerIP:device_id download:traffic_mbps:Mbit/s MinRTT:latency_ms:us",
			text: `{"GitShortCommit":"x","Version":"v0.22","ServerIP":"203.0.113.9","ClientIP":"198.51.100.9","StartTime":"2025-03-01T00:00:00Z",` +
				`"Download":{"StartTime":"2025-03-01T00:00:01Z","ServerMeasurements":[{"TCPInfo":{"MinRTT":21000,"BytesAcked":10,"ElapsedTime":100}},` +
				`{"AppInfo":{},"TCPInfo":{"MinRTT":20500,"RTT":30000,"BytesAcked":12500000,"BytesRetrans":5,"ElapsedTime":10000000}}]},` +
				`"Upload":{"StartTime":"2025-03-01T00:00:12Z","ServerMeasurements":[{"TCPInfo":{"MinRTT":0,"BytesReceived":1250000,"ElapsedTime":10000000}}]}}`,
			want: map[int]string{
				0: "StartTime=2025-03-01T00:00:01Z ServerIP=203.0.113.9 download=10 MinRTT=20500 ClientIP=198.51.100.9",
				1: "StartTime=2025-03-01T00:00:12Z ServerIP=203.0.113.9 upload=1 ClientIP=198.51.100.9",
			},
		},
		{
			name: "m-lab rows", format: "m-lab rows", rows: 1, part: true,
			promises: "a.TestTime:timestamp a.MeanThroughputMbps:traffic_mbps:Mbit/s a.MinRTT:latency_ms:ms server.Site:device_id",
			text:     `{"id":"x","date":"2025-03-01","a":{"UUID":"x","TestTime":"2025-03-01 00:00:00 UTC","MeanThroughputMbps":93.2,"MinRTT":20.5,"LossRate":0.001},"server":{"Site":"fra01"}}`,
			want:     map[int]string{0: "a.MeanThroughputMbps=93.2 a.MinRTT=20.5 a.LossRate=0.001"},
		},
		{
			name: "flent", format: "flent", rows: 3,
			promises: "host:device_id Ping (ms) ICMP:latency_ms:ms TCP download:traffic_mbps:Mbit/s time:timestamp",
			text: `{"metadata":{"HOST":"netperf.example.net","TIME":"2025-03-01T00:00:00.250000Z","STEP_SIZE":0.2},"version":4,"raw_values":{"x":[{"t":1,"val":2}]},` +
				"\n" + `"results":{"Ping (ms) ICMP":[20.5,null,21],"TCP download":[null,93.2,94],"TCP download::tcp_rtt":[1,2,3]},"x_values":[0.0,0.2,0.4]}`,
			want: map[int]string{
				0: "host=netperf.example.net Ping (ms) ICMP=20.5 TCP download=null TCP download::tcp_rtt=1 time=2025-03-01T00:00:00.25Z",
				1: "host=netperf.example.net Ping (ms) ICMP=null TCP download=93.2 TCP download::tcp_rtt=2 time=2025-03-01T00:00:00.45Z",
				2: "host=netperf.example.net Ping (ms) ICMP=21 TCP download=94 TCP download::tcp_rtt=3 time=2025-03-01T00:00:00.65Z",
			},
		},
		{
			name: "flent without a zone", format: "flent", rows: 1, part: true, promises: "host:device_id Ping (ms) avg:latency_ms:ms time:timestamp",
			text: `{"metadata":{"HOSTS":["h"],"TIME":"2012-11-23T23:26:35.062944"},"results":{"Ping (ms) ICMP":[1],"Ping (ms) avg":[2]},"x_values":[1]}`,
			want: map[int]string{0: "time=2012-11-23T23:26:36.062944 host=h"},
		},
		{
			name: "cloudwatch, several statistics", format: "cloudwatch statistics", rows: 1,
			promises: "Timestamp:timestamp TargetResponseTime.Average:latency_ms:s",
			text:     `{"Label":"TargetResponseTime","Datapoints":[{"Timestamp":"2025-03-01T00:00:00+00:00","SampleCount":3,"Average":0.02,"Maximum":0.09,"Unit":"Seconds"}]}`,
			want:     map[int]string{0: "Timestamp=2025-03-01T00:00:00+00:00 TargetResponseTime.Average=0.02 TargetResponseTime.Maximum=0.09 TargetResponseTime.SampleCount=3"},
		},
		{
			name: "cloudwatch bytes are no rate", format: "cloudwatch statistics", rows: 1, promises: "Timestamp:timestamp",
			text: `{"Label":"NetworkIn","Datapoints":[{"Timestamp":"2025-03-01T00:00:00Z","Sum":1000,"Unit":"Bytes"}]}`,
			want: map[int]string{0: "Timestamp=2025-03-01T00:00:00Z NetworkIn.Sum=1000"},
		},
		{
			name: "get-metric-data", format: "cloudwatch data", rows: 3,
			promises: "Timestamp:timestamp (device):device_id CPUUtilization:cpu_utilization_pct:%",
			text: `{"MetricDataResults":[{"Id":"m1","Label":"i-0abc CPUUtilization","Timestamps":["2025-03-01T00:05:00Z","2025-03-01T00:00:00Z"],"Values":[20.5,21],"StatusCode":"Complete"},
{"Id":"m2","Label":"NetworkIn","Timestamps":["2025-03-01T00:00:00Z"],"Values":[1000]}],"Messages":[]}`,
			want: map[int]string{
				0: "Timestamp=2025-03-01T00:05:00Z (device)=i-0abc CPUUtilization=20.5", 1: "Timestamp=2025-03-01T00:00:00Z (device)=i-0abc CPUUtilization=21",
				2: "Timestamp=2025-03-01T00:00:00Z NetworkIn=1000",
			},
		},
		{
			name: "azure cpu", format: "azure monitor", rows: 2, promises: "timeStamp:timestamp resource:device_id resourceregion:region Percentage CPU.average:cpu_utilization_pct:%",
			text: `{"cost":0,"namespace":"Microsoft.Compute/virtualMachines","resourceregion":"westeurope","value":[{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1/providers/Microsoft.Insights/metrics/Percentage CPU",` +
				`"name":{"value":"Percentage CPU","localizedValue":"Prozent CPU"},"unit":"Percent","timeseries":[{"metadatavalues":[],"data":[{"timeStamp":"2025-03-01T00:00:00Z","average":12.5},{"timeStamp":"2025-03-01T00:01:00Z","average":13}]}]}]}`,
			want: map[int]string{1: "timeStamp=2025-03-01T00:01:00Z resource=vm1 resourceregion=westeurope Percentage CPU.average=13"},
		},
		{
			name: "telegraf lines", format: "telegraf json", rows: 3, note: `such as "mem"`,
			promises: "timestamp:timestamp (device):device_id ping.average_response_ms:latency_ms:ms ping.percent_packet_loss:packet_loss_pct:% " +
				"net.bytes_recv:traffic_mbps:byte:counter cpu.usage_idle:cpu_utilization_pct:% idle",
			text: `{"fields":{"average_response_ms":20.5,"percent_packet_loss":0},"name":"ping","tags":{"host":"h","url":"198.51.100.7"},"timestamp":1740787200}` + "\n" +
				`{"fields":{"used":1},"name":"mem","tags":{"host":"h"},"timestamp":1740787200}` + "\n" +
				`{"fields":{"bytes_recv":1000},"name":"net","tags":{"host":"h","interface":"eth0"},"timestamp":1740787200}` + "\n" +
				`{"fields":{"usage_idle":95.5},"name":"cpu","tags":{"cpu":"cpu-total","host":"h"},"timestamp":1740787200}` + "\n",
			want: map[int]string{
				0: "timestamp=1740787200 (device)=198.51.100.7 tags.host=h tags.url=198.51.100.7 ping.average_response_ms=20.5 ping.percent_packet_loss=0",
				1: "timestamp=1740787200 (device)=h/eth0 tags.host=h tags.interface=eth0 net.bytes_recv=1000",
				2: "timestamp=1740787200 (device)=h tags.host=h tags.cpu=cpu-total cpu.usage_idle=95.5",
			},
		},
		{
			name: "telegraf batch", format: "telegraf json", rows: 2, promises: "timestamp:timestamp (device):device_id",
			text: `{"metrics":[{"fields":{"usage_idle":1},"name":"cpu","tags":{"cpu":"cpu0","host":"h"},"timestamp":1},{"fields":{"x":2},"name":"y","tags":{},"timestamp":2}]}`,
			want: map[int]string{0: "timestamp=1 (device)=h tags.cpu=cpu0 tags.host=h cpu core.usage_idle=1", 1: "timestamp=2 y.x=2"},
		},
		{
			name: "gnmi with two interfaces", format: "gnmi", rows: 2,
			promises: "timestamp:timestamp:ns (device):device_id interfaces/interface/state/counters/in-octets:traffic_mbps:byte:counter",
			text: `{"update":{"timestamp":"1740787200000000000","prefix":{"target":"r1"},"update":[` +
				`{"path":{"elem":[{"name":"interfaces"},{"name":"interface","key":{"name":"eth0"}},{"name":"state"},{"name":"counters"},{"name":"in-octets"}]},"val":{"uintVal":"100"}},` +
				`{"path":{"elem":[{"name":"interfaces"},{"name":"interface","key":{"name":"eth0"}},{"name":"state"},{"name":"counters"},{"name":"out-octets"}]},"val":{"uintVal":"200"}},` +
				`{"path":{"elem":[{"name":"interfaces"},{"name":"interface","key":{"name":"eth1"}},{"name":"state"},{"name":"counters"}]},"val":{"jsonIetfVal":{"in-octets":"300"}}}]}}` +
				"\n{\"syncResponse\":true}\n",
			want: map[int]string{
				0: "timestamp=1740787200000000000 (device)=r1/eth0 interfaces/interface/state/counters/in-octets=100 interfaces/interface/state/counters/out-octets=200",
				1: "timestamp=1740787200000000000 (device)=r1/eth1 interfaces/interface/state/counters/in-octets=300",
			},
		},
		{
			name: "gnmic", format: "gnmi", rows: 1,
			promises: "timestamp:timestamp:ns (device):device_id interfaces/interface/state/counters/in-octets:traffic_mbps:byte:counter",
			text: "{\n \"source\": \"r1:57400\",\n \"subscription-name\": \"s\",\n \"timestamp\": 1740787200000000000,\n \"updates\": [{\"Path\": \"interfaces/interface[name=eth0]/state/counters/in-octets\", " +
				"\"values\": {\"interfaces/interface/state/counters/in-octets\": \"100\"}}]\n}\n",
			want: map[int]string{0: "timestamp=1740787200000000000 (device)=r1:57400/eth0 interfaces/interface/state/counters/in-octets=100"},
		},
		{
			name: "gnmic events", format: "gnmi", rows: 1,
			promises: "timestamp:timestamp:ns (device):device_id interfaces/interface/state/counters/in-octets:traffic_mbps:byte:counter",
			text: `[{"name":"s","timestamp":1740787200000000000,"tags":{"interface_name":"eth0","source":"r1","subscription-name":"s"},` +
				`"values":{"/interfaces/interface/state/counters/in-octets":100}}]`,
			want: map[int]string{0: "timestamp=1740787200000000000 (device)=r1/eth0 interfaces/interface/state/counters/in-octets=100"},
		},
		{
			name: "mtr", format: "mtr json", rows: 3, promises: pingPromises, note: "mtr writes no time",
			text: `{"report":{"mtr":{"src":"h","dst":"198.51.100.7","tos":0,"tests":10,"psize":"64"},"hubs":[
{"count":1,"host":"_gateway","Loss%":0.0,"Snt":10,"Last":0.4,"Avg":0.5,"Best":0.3,"Wrst":0.9,"StDev":0.1},
{"count":"2","host":"???","Loss%":100.0,"Snt":10,"Last":0.0,"Avg":0.0,"Best":0.0,"Wrst":0.0,"StDev":0.0},
{"count":3,"host":"198.51.100.7","Loss%":10.0,"Snt":10,"Avg":20.5}]}}`,
			want:  map[int]string{0: "host=_gateway rtt=0.5 loss=0.0 hop=1", 1: "host=??? loss=100.0 hop=2", 2: "host=198.51.100.7 rtt=20.5 loss=10.0 hop=3"},
			lines: map[int]int64{0: 2, 2: 4},
		},
		{
			name: "mtr with a time beside", format: "mtr json", rows: 1, promises: pingPromises + " time:timestamp",
			text: `{"timestamp":"2025-03-01T00:00:00Z","report":{"mtr":{"dst":"x"},"hubs":[{"count":1,"host":"x","Loss%":0,"Avg":1}]}}`,
			want: map[int]string{0: "host=x rtt=1 loss=0 time=2025-03-01T00:00:00Z hop=1"},
		},
		{
			name: "fping probes", format: "fping json", rows: 2, promises: pingPromises,
			text: `{"resp":{"host":"198.51.100.7","seq":0,"size":64,"rtt":5.12}}` + "\n" + `{"timeout":{"host":"198.51.100.7","seq":1}}` + "\n" +
				`{"summary":{"host":"198.51.100.7","xmt":2,"rcv":1,"loss":50,"rttMin":5.12,"rttAvg":5.12,"rttMax":5.12}}` + "\n" + `{"stats":{"targets":1}}` + "\n",
			want: map[int]string{0: "host=198.51.100.7 rtt=5.12 loss=0", 1: "host=198.51.100.7 loss=100"},
		},
		{
			name: "fping intervals", format: "fping json", rows: 1, promises: pingPromises + " time:timestamp",
			text: `{"intSum":{"time":1740787200,"host":"h","xmt":10,"rcv":9,"loss":10,"rttMin":0.04,"rttAvg":0.055,"rttMax":0.07}}` + "\n",
			want: map[int]string{0: "host=h rtt=0.055 loss=10 time=1740787200"},
		},
		{
			name: "fping counts", format: "fping json", rows: 3, promises: pingPromises, text: `{"vSum":{"host":"h","values":[0.054,null,0.081]}}`,
			want: map[int]string{0: "host=h rtt=0.054 loss=0", 1: "host=h loss=100", 2: "host=h rtt=0.081 loss=0"},
		},
		{
			name: "ping as jc writes it", format: "ping json", rows: 2, promises: pingPromises + " time:timestamp",
			text: `{"destination_ip":"198.51.100.7","destination":"example.net","packets_transmitted":2,"packet_loss_percent":50.0,"responses":[` +
				`{"type":"reply","timestamp":1740787200.5,"icmp_seq":1,"time_ms":20.5,"duplicate":false},{"type":"reply","timestamp":1740787200.6,"icmp_seq":1,"time_ms":20.9,"duplicate":true},` +
				`{"type":"timeout","timestamp":1740787201.5,"icmp_seq":2,"duplicate":false}]}`,
			want: map[int]string{0: "host=example.net rtt=20.5 loss=0 time=1740787200.5", 1: "host=example.net loss=100 time=1740787201.5"},
		},
		{
			name: "zeek dns", format: "zeek json", rows: 2, promises: "ts:timestamp id.orig_h:device_id rtt:latency_ms:s",
			text: `{"ts":1521911721.255387,"uid":"C1","id.orig_h":"10.47.1.1","id.resp_h":"10.0.0.100","proto":"udp","rtt":0.021}` + "\n" +
				`{"ts":1521911722.25,"uid":"C2","id.orig_h":"10.47.1.2","id.resp_h":"10.0.0.100","proto":"udp"}` + "\n",
			want: map[int]string{0: "ts=1521911721.255387 uid=C1 id.orig_h=10.47.1.1 id.resp_h=10.0.0.100 proto=udp rtt=0.021", 1: "ts=1521911722.25 uid=C2 id.orig_h=10.47.1.2 id.resp_h=10.0.0.100 proto=udp"},
		},
		{
			name: "pmacct with times", format: "pmacct json", rows: 1, part: true, promises: "peer_ip_src:device_id timestamp_start:timestamp", note: "no rates",
			text: `{"peer_ip_src":"h","ip_src":"a","ip_dst":"b","timestamp_start":"2025-03-01T00:00:00.5","packets":1,"bytes":60}`,
			want: map[int]string{0: "timestamp_start=2025-03-01T00:00:00.5"},
		},
		{
			name: "grafana series", format: "grafana json", rows: 3, promises: "time:timestamp",
			text: `[{"target":"rtt","datapoints":[[20.5,1740787200000],[null,1740787260000]]},{"target":"loss","datapoints":[[0,1740787200000]]}]`,
			want: map[int]string{0: "time=1740787200000 rtt=20.5", 1: "time=1740787260000 rtt=null", 2: "time=1740787200000 loss=0"},
		},
		{
			name: "grafana table", format: "grafana json", rows: 1,
			text: `[{"type":"table","columns":[{"text":"Time","type":"time"},{"text":"rtt"}],"rows":[[1740787200000,20.5]]}]`,
			want: map[int]string{0: "Time=1740787200000 rtt=20.5"},
		},
		{
			name: "grafana frames", format: "grafana json", rows: 2, promises: "Time:timestamp:ms",
			text: `{"results":{"A":{"frames":[{"schema":{"refId":"A","fields":[{"name":"Time","type":"time"},{"name":"rtt","type":"number","config":{"unit":"s"}},{"name":"loss","type":"number"}]},` +
				`"data":{"values":[[1740787200000,1740787260000],[0.02,0.03],[0,1]]}}]}}}`,
			want: map[int]string{0: `Time=1740787200000 rtt=0.02 loss=0`, 1: `Time=1740787260000 rtt=0.03 loss=1`},
		},
		{
			name: "grafana frames with labels", format: "grafana json", rows: 4, promises: "Time:timestamp:ms (device):device_id (region):region",
			text: `{"results":{"A":{"frames":[{"schema":{"fields":[{"name":"Time","type":"time"},{"name":"rtt","type":"number","labels":{"host":"a","dc":"fra"},"config":{"unit":"ms"}},` +
				`{"name":"rtt","type":"number","labels":{"host":"b","quantile":"0.9"}}]},"data":{"values":[[1740787200000,1740787260000],[20,21],[30,31]]}}]}}}`,
			want: map[int]string{0: `Time=1740787200000 rtt=20 (device)=a (region)=fra`, 1: `Time=1740787260000 rtt=21 (device)=a (region)=fra`,
				2: `Time=1740787200000 (device)=b rtt{quantile="0.9"}=30`, 3: `Time=1740787260000 (device)=b rtt{quantile="0.9"}=31`},
		},
		{
			name: "influx 1", format: "influx json", rows: 2, promises: "time:timestamp",
			text: `{"results":[{"statement_id":0,"series":[{"name":"ping","tags":{"url":"a"},"columns":["time","rtt"],"values":[["2025-03-01T00:00:00Z",20.5]]},` +
				`{"name":"ping","tags":{"url":"b"},"columns":["time","rtt"],"values":[["2025-03-01T00:00:00Z",21.5]]}]}]}`,
			want: map[int]string{0: "time=2025-03-01T00:00:00Z rtt=20.5 url=a", 1: "time=2025-03-01T00:00:00Z rtt=21.5 url=b"},
		},
		{
			name: "atlas array", format: "ripe atlas", rows: 1, part: true, note: `results of type "dns" are not read`,
			promises: "timestamp:timestamp:s prb_id:device_id rtt:latency_ms:ms loss:packet_loss_pct:%",
			text:     `[{"type":"dns","prb_id":1,"timestamp":1,"msm_id":1},{"type":"ping","prb_id":1,"timestamp":2,"msm_id":1,"avg":20.5,"sent":3,"rcvd":4}]`,
			want:     map[int]string{0: "timestamp=2 rtt=20.5 loss=0"},
		},
	} {
		t.Run(c.name, c.run)
	}
}

// TestStarlinkStart gives the history of a dish the times that it lacks.
func TestStarlinkStart(t *testing.T) {
	f, _ := detectJSON([]byte(`{"popPingLatencyMs":[20.5,21,22],"popPingDropRate":[0,0.5,1]}`), "")
	out := &readOut{}
	tab, err := f.open(stringReader(`{"popPingLatencyMs":[20.5,21,22],"popPingDropRate":[0,0.5,1]}`), tableInput{})
	if err != nil {
		t.Fatal(err)
	}
	tab.(tableStarter).start(time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), time.Second)
	drain(tab, out)
	if got, want := out.text(1), "(time)=2025-03-01T00:00:01Z popPingLatencyMs=21 popPingDropRate=0.5"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if len(out.rows) != 3 || len(out.asks) != 0 {
		t.Errorf("%d rows, questions %v", len(out.rows), out.asks)
	}
}

// TestJSONReady tells rows that are there from those that must be waited for.
func TestJSONReady(t *testing.T) {
	for _, c := range []struct {
		text string
		want []bool // before each row after the first
	}{
		{`{"a":1}` + "\n" + `{"a":2}` + "\n" + `{"a":`, []bool{true, false}},
		{`[{"a":1},{"a":2},{"a"`, []bool{true, false}},
	} {
		input := newJSONInput(onceReader{&c.text}, DefaultMaxLine)
		tab := newJSONTable(input, jsonShape{lines: c.text[0] == '{'}, nil)
		var row tableRow
		for i, want := range c.want {
			if err := tab.next(&row); err != nil {
				t.Fatal(err)
			}
			if got := tab.ready(); got != want {
				t.Errorf("%q after row %d: ready is %v", c.text, i, got)
			}
		}
	}
}

// onceReader delivers a text in one piece and must not be asked again.
type onceReader struct{ text *string }

func (r onceReader) Read(p []byte) (int, error) {
	if *r.text == "" {
		panic("would wait")
	}
	n := copy(p, *r.text)
	*r.text = (*r.text)[n:]
	return n, nil
}
