package mapping

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// table makes an Input of a header and rows of comma separated cells.
func table(text string, with ...func(*Input)) Input {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	in := Input{Format: "csv", Delimiter: ','}
	for _, f := range with {
		f(&in)
	}
	sep := string(in.Delimiter)
	for _, name := range strings.Split(strings.Trim(lines[0], "\n"), sep) {
		in.Columns = append(in.Columns, Candidate{Name: name})
	}
	for _, line := range lines[1:] {
		cells := strings.Split(line, sep)
		for i := range in.Columns {
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			in.Columns[i].Samples = append(in.Columns[i].Samples, cell)
		}
	}
	return in
}

func delimiter(c byte) func(*Input) { return func(in *Input) { in.Delimiter = c } }

func answers(t *testing.T, flags Flags) func(*Input) {
	t.Helper()
	a, err := flags.Parse()
	if err != nil {
		t.Fatal(err)
	}
	return func(in *Input) { in.Answers = a }
}

// summary is a plan in a line: fields with column, unit and how; questions by
// the flag of their first option; the problem.
func summary(p *Plan) string {
	var out []string
	for f := Time; f < NumFields; f++ {
		for i := range p.Columns {
			if c := &p.Columns[i]; c.Field == f {
				s := fmt.Sprintf("%s=%s", f, c.Name)
				if f >= Traffic {
					s += fmt.Sprintf("[%s %s]", c.Unit, c.How)
				}
				out = append(out, s)
			}
		}
	}
	if len(p.Time.Columns) > 0 {
		out = append(out, "time:"+p.Time.Form+","+p.Time.Zone)
	}
	for _, q := range p.Questions {
		out = append(out, "?"+q.Options[0].Flag)
	}
	if p.Problem != "" {
		out = append(out, "!"+strings.SplitN(p.Problem, ":", 2)[0])
	}
	return strings.Join(out, " | ")
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		with             []func(*Input)
	}{
		{"canonical", "timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n2025-03-01T00:00:00Z,a,eu,200,20,0.1,40",
			"timestamp=timestamp | device_id=device_id | region=region | traffic_mbps=traffic_mbps[Mbit/s name] | latency_ms=latency_ms[ms name] | packet_loss_pct=packet_loss_pct[percent name] | cpu_utilization_pct=cpu_utilization_pct[percent name] | time:year-month-day,as written", nil},
		{"units in the header", "time,host,Latency [us],Jitter (ms),Traffic (MB/s),Loss [%],CPU (%)\n2025-03-01T00:00:00Z,a,20500,1.2,12.5,0.5,41",
			"timestamp=time | device_id=host | traffic_mbps=Traffic (MB/s)[MB/s name] | latency_ms=Latency [us][us name] | packet_loss_pct=Loss [%][percent name] | cpu_utilization_pct=CPU (%)[percent name] | time:year-month-day,as written", nil},
		{"suffixes", "ts,host,rtt_s,download_bps,loss_ratio\n1740787200,a,0.02,1000000,0.5",
			"timestamp=ts | device_id=host | traffic_mbps=download_bps[bit/s name] | latency_ms=rtt_s[s name] | packet_loss_pct=loss_ratio[fraction name] | time:epoch s,UTC", nil},
		{"percent in front", "time,percent_packet_loss,cpu_percent\n2025-03-01T00:00:00Z,0,0",
			"timestamp=time | packet_loss_pct=percent_packet_loss[percent name] | cpu_utilization_pct=cpu_percent[percent name] | time:year-month-day,as written", nil},
		{"a unit before the statistic", "time,rtt_us_avg,loss_pct_mean\n2025-03-01T00:00:00Z,20500,0",
			"timestamp=time | latency_ms=rtt_us_avg[us name] | packet_loss_pct=loss_pct_mean[percent name] | time:year-month-day,as written", nil},
		{"a unit that may be anything", "time,download_mb\n2025-03-01T00:00:00Z,20",
			"timestamp=time | traffic_mbps=download_mb[ not settled] | time:year-month-day,as written | ?--unit traffic_mbps=Mbit/s", nil},
		{"names of programs", "time,popPingLatencyMs,MeanThroughputMbps,PacketLossPercentage\n2025-03-01T00:00:00Z,20,1,0",
			"timestamp=time | traffic_mbps=MeanThroughputMbps[Mbit/s name] | latency_ms=popPingLatencyMs[ms name] | packet_loss_pct=PacketLossPercentage[percent name] | time:year-month-day,as written", nil},
		{"no unit anywhere", "time,latency,throughput\n2025-03-01T00:00:00Z,20,100",
			"timestamp=time | traffic_mbps=throughput[ not settled] | latency_ms=latency[ not settled] | time:year-month-day,as written | ?--unit latency_ms=ms | ?--unit traffic_mbps=Mbit/s", nil},
		{"not what only contains a name", "time,jitter_ms,Normalized RTT,RTT Trend Slope,latency_label,latency_ms\n2025-03-01T00:00:00Z,1,1,1,1,20",
			"timestamp=time | latency_ms=latency_ms[ms name] | time:year-month-day,as written", nil},
		{"the average beside minimum and maximum", "time,min,avg (ms),max\n2025-03-01T00:00:00Z,1,2,3",
			"timestamp=time | latency_ms=avg (ms)[ms name] | time:year-month-day,as written", nil},
		{"an average of anything", "time,avg (ms)\n2025-03-01T00:00:00Z,1", "timestamp=time | time:year-month-day,as written | !not telemetry", nil},
		{"one name twice", "timestamp,host,latency_ms,latency_ms\n2025-03-01T00:00:00Z,a,20,900",
			"timestamp=timestamp | device_id=host | latency_ms=latency_ms[ms not settled] | time:year-month-day,as written | ?--map latency_ms=latency_ms", nil},
		{"one name twice, one chosen", "timestamp,host,latency_ms,latency_ms\n2025-03-01T00:00:00Z,a,20,900",
			"timestamp=timestamp | device_id=host | latency_ms=latency_ms (2)[ms flag] | time:year-month-day,as written", []func(*Input){answers(t, Flags{Map: []string{"latency_ms=latency_ms (2)"}})}},
		{"never in one row", "time,rtt_ms,net.rtt_ms\n2025-03-01T00:00:00Z,20,\n2025-03-01T00:00:01Z,,21",
			"timestamp=time | latency_ms=rtt_ms[ms name] | latency_ms=net.rtt_ms[ms name] | time:year-month-day,as written", nil},
		{"never in one row, unit unknown", "time,loss,net.loss\n2025-03-01T00:00:00Z,0,\n2025-03-01T00:00:01Z,,1",
			"timestamp=time | packet_loss_pct=loss[ not settled] | packet_loss_pct=net.loss[ not settled] | time:year-month-day,as written | ?--loss-unit fraction", nil},
		{"never in one row, unit proven by one", "time,loss,net.loss\n2025-03-01T00:00:00Z,0,\n2025-03-01T00:00:01Z,,50",
			"timestamp=time | packet_loss_pct=loss[percent neighbour] | packet_loss_pct=net.loss[percent cell] | time:year-month-day,as written", nil},
		{"small loss", "Timestamp,PacketLoss\n4/19/2025 23:58,0.0014\n4/19/2025 23:59,0.0006",
			"timestamp=Timestamp | packet_loss_pct=PacketLoss[ not settled] | time:month/day/year,UTC | ?--loss-unit fraction", nil},
		{"small loss, said", "Timestamp,PacketLoss\n4/19/2025 23:58,0.0014",
			"timestamp=Timestamp | packet_loss_pct=PacketLoss[fraction flag] | time:month/day/year,UTC", []func(*Input){answers(t, Flags{LossUnit: "fraction"})}},
		{"loss above one", "time,loss\n2025-03-01T00:00:00Z,0\n2025-03-01T00:00:01Z,24",
			"timestamp=time | packet_loss_pct=loss[percent cell] | time:year-month-day,as written", nil},
		{"shares that add up", "Time,Busy System,Busy User,Idle\n1725561780000,0.1,0.2,0.7\n1725561810000,0.2,0.3,0.5",
			"timestamp=Time | cpu_utilization_pct=Idle[fraction idle neighbour] | time:epoch ms,UTC", nil},
		{"idle percent", "time,%usr,%idle\n2025-03-01T00:00:00Z,1,95",
			"timestamp=time | cpu_utilization_pct=%idle[percent idle name] | time:year-month-day,as written", nil},
		{"units in cells", "time,ping,download,loss\n2025-03-01T00:00:00Z,30 ms,15 Mbps,0.5%\n2025-03-01T00:00:01Z,<1ms,100 Kbps,0%",
			"timestamp=time | traffic_mbps=download[ cell] | latency_ms=ping[ cell] | packet_loss_pct=loss[ cell] | time:year-month-day,as written", nil},
		{"unit in a neighbour", "time,DownloadValue,DownloadUnit\n2025-03-01T00:00:00Z,30,Kbit/s",
			"timestamp=time | traffic_mbps=DownloadValue[kbit/s neighbour] | time:year-month-day,as written", nil},
		{"values that do not fit", "time,Ping (ms)\n2025-03-01T00:00:00Z,33145050.87\n2025-03-01T00:00:01Z,33943761.40",
			"timestamp=time | latency_ms=Ping (ms)[ms not settled] | time:year-month-day,as written | ?--unit latency_ms=ms", nil},
		{"download and upload", "time,download_mbps,upload_mbps\n2025-03-01T00:00:00Z,30,10",
			"timestamp=time | traffic_mbps=download_mbps[Mbit/s not settled] | time:year-month-day,as written | ?--map traffic_mbps=download_mbps", nil},
		{"a total that SNMP counts", "time,host,ifHCInOctets\n2025-03-01T00:00:00Z,a,1000\n2025-03-01T00:01:00Z,a,2000",
			"timestamp=time | device_id=host | traffic_mbps=ifHCInOctets[B name] | time:year-month-day,as written", nil},
		{"a total or not", "time,host,rx_bytes\n2025-03-01T00:00:00Z,a,1000\n2025-03-01T00:01:00Z,a,2000",
			"timestamp=time | device_id=host | traffic_mbps=rx_bytes[B not settled] | time:year-month-day,as written | ?--unit traffic_mbps=B", nil},
		{"amounts that fall", "time,NetworkIn\n2025-03-01T00:00:00Z,1000\n2025-03-01T00:05:00Z,200\n2025-03-01T00:10:00Z,900\n2025-03-01T00:15:00Z,100",
			"timestamp=time | traffic_mbps=NetworkIn[B not settled] | time:year-month-day,as written | ?--unit traffic_mbps=B/300s", nil},
		{"amounts per interval, said", "time,NetworkIn\n2025-03-01T00:00:00Z,1000",
			"timestamp=time | traffic_mbps=NetworkIn[B/300s flag] | time:year-month-day,as written", []func(*Input){answers(t, Flags{Unit: []string{"traffic_mbps=B/300s"}})}},
		{"value alone", "timestamp,value\n2025-03-01T00:00:00Z,90", "timestamp=timestamp | time:year-month-day,as written | ?--map traffic_mbps=value --unit traffic_mbps=Mbps", nil},
		{"speed of anything", "timestamp,speed\n2025-03-01T00:00:00Z,90", "timestamp=timestamp | time:year-month-day,as written | !not telemetry", nil},
		{"decimal commas", "Zeit;Host;RTT (ms);Durchsatz (Mbit/s)\n01.03.2025 00:00:00;gw1;12,5;1.234,56\n13.03.2025 00:02:00;gw1;11,75;12.001,10",
			"timestamp=Zeit | device_id=Host | traffic_mbps=Durchsatz (Mbit/s)[Mbit/s name] | latency_ms=RTT (ms)[ms name] | time:day/month/year,UTC", []func(*Input){delimiter(';')}},
		{"a comma that may be either", "time;latency_ms\n2025-03-01T00:00:00Z;1,234", "timestamp=time | latency_ms=latency_ms[ms name] | time:year-month-day,as written | ?--decimal point", []func(*Input){delimiter(';')}},
		{"day or month", "date,latency_ms\n01/02/2025 10:00,20\n02/02/2025 10:00,21",
			"timestamp=date | latency_ms=latency_ms[ms name] | time:day, month and year in unknown order,UTC | ?--date-order dmy", nil},
		{"day and month said", "date,latency_ms\n01/02/2025 10:00,20", "timestamp=date | latency_ms=latency_ms[ms name] | time:month/day/year,UTC", []func(*Input){answers(t, Flags{DateOrder: "mdy"})}},
		{"date and time", " Date, Time, Ping (ms)\n08/15/18,12:07, 15.3 ", "timestamp=Date | timestamp=Time | latency_ms=Ping (ms)[ms name] | time:month/day/year,UTC", nil},
		{"UTC by name", "date,UTCtime,latency_ms\n2025-03-01,10:00,20", "timestamp=date | timestamp=UTCtime | latency_ms=latency_ms[ms name] | time:year-month-day,UTC", nil},
		{"a time that a spreadsheet cut", "Timestamp,Latency (ms)\n50:40.0,20", "latency_ms=Latency (ms)[ms name] | ?--start 2025-03-01T10:00:00Z", nil},
		{"a day number of OLE", "datetime,datetime_raw,rtt_ms\n4/1/2025 0:01,45747.70971,20", "timestamp=datetime_raw | latency_ms=rtt_ms[ms name] | time:OLE day number,UTC", nil},
		{"no year", "time,latency_ms\nJun 30 14:37:36,20", "timestamp=time | latency_ms=latency_ms[ms name] | time:month day hh:mm:ss,UTC | ?--time-format syslog:YYYY", nil},
		{"zone words", "Date,latency_ms\n20/04/2025 12:41:10 BST,265", "timestamp=Date | latency_ms=latency_ms[ms name] | time:day/month/year,UTC | ?--tz Europe/London", nil},
		{"twelve digits", "ts,latency_ms\n176226525823,20", "timestamp=ts | latency_ms=latency_ms[ms name] | time:epoch in unknown unit,UTC | ?--time-format epoch-ms", nil},
		{"mostly milliseconds", "ts,latency_ms\n1536507914000,1\n1536507915000,1\n1536507916000,1\n1536507917123000,1", "timestamp=ts | latency_ms=latency_ms[ms name] | time:epoch ms,UTC", nil},
		{"a unit in the name of the time", "timestamp_us,latency_ms\n1536507914000000,1", "timestamp=timestamp_us | latency_ms=latency_ms[ms name] | time:epoch us,UTC", nil},
		{"a name that does not fit its digits", "timestamp_ms,latency_ms\n1536507914,1", "timestamp=timestamp_ms | latency_ms=latency_ms[ms name] | time:epoch s,UTC | ?--time-format epoch-ms", nil},
		{"times only by their look", ",latency_ms\n2025-03-01T00:00:00Z,1", "timestamp= | latency_ms=latency_ms[ms name] | time:year-month-day,as written", nil},
		{"a matrix", ",a,b,c\na,1,2,3\nb,1,2,3\nc,1,2,3", "!no usable time", nil},
		{"events", "timestamp,event,device\n1558249239.379122,up,leaf1", "timestamp=timestamp | device_id=device | time:epoch s,UTC | !not telemetry", nil},
		{"a registry is no region", "time,region,cc,latency_ms\n2025-03-01T00:00:00Z,ripe,CZ,1", "timestamp=time | region=cc | latency_ms=latency_ms[ms name] | time:year-month-day,as written", nil},
		{"ends of a flow are no device", "time,source,destination,latency_ms\n2025-03-01T00:00:00Z,a,b,1", "timestamp=time | latency_ms=latency_ms[ms name] | time:year-month-day,as written", nil},
		{"clocks set back", "time,latency_ms\n2024-10-27 02:00:00,1\n2024-10-27 02:30:00,1\n2024-10-27 02:00:00,1\n2024-10-27 02:30:00,1",
			"timestamp=time | latency_ms=latency_ms[ms name] | time:year-month-day,UTC | ?--tz Area/City", nil},
		{"a column that is not there", "time,latency_ms\n2025-03-01T00:00:00Z,1", "timestamp=time | time:year-month-day,as written | ?--map timestamp=time", []func(*Input){answers(t, Flags{Map: []string{"latency_ms=rtt"}})}},
		{"no header", "1,2\n2025-03-01T00:00:00Z,1", "?--columns timestamp,_", []func(*Input){func(in *Input) { in.Headerless = true }}},
		{"no rows", "timestamp,latency,loss", "timestamp=timestamp | latency_ms=latency[ not settled] | packet_loss_pct=loss[ not settled] | time:year-month-day,UTC", nil},
	} {
		p := Propose(table(c.text, c.with...))
		want := strings.ReplaceAll(c.want, "?--map timestamp=time", "?--map latency_ms=time")
		if got := summary(&p); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
}

func TestDeviceOfSeveralColumns(t *testing.T) {
	p := Propose(table("time,Producer,interface-name,rx_bps\n2025-03-01T00:00:00Z,leaf7,Hu0/0,1\n2025-03-01T00:00:00Z,leaf7,Hu0/1,2"))
	if !slices.Equal(p.Device.Columns, []int{1, 2}) {
		t.Errorf("device of columns %v", p.Device.Columns)
	}
	for from, want := range map[string]NameFrom{"=edge": {Text: "edge"}, "file": {File: true}, "none": {}, "interface-name": {Columns: []int{2}}, "Producer,time": {Columns: []int{1, 0}}} {
		p := Propose(table("time,Producer,interface-name,rx_bps\n2025-03-01T00:00:00Z,leaf7,Hu0/0,1", answers(t, Flags{DeviceFrom: from})))
		if fmt.Sprint(p.Device) != fmt.Sprint(want) || len(p.Questions) > 0 {
			t.Errorf("%s: %v, %v", from, p.Device, p.Questions)
		}
	}
}

func TestWide(t *testing.T) {
	const text = "Time,edge-01 latency (ms),edge-01 loss,edge-02 latency (ms),edge-02 loss\n1740787200000,20.5,0,30.5,0\n1740787260000,21.5,0,,100"
	p := Propose(table(text))
	if p.Layout.Kind != Wide || len(p.Layout.Splits) != 2 || len(p.Questions) != 1 || p.Questions[0].Options[0].Flag != "--layout wide" {
		t.Fatalf("%s, layout %+v", summary(&p), p.Layout)
	}
	if s := p.Layout.Splits[1]; s.Device != "edge-02" || s.Columns != [4]int{-1, 3, 4, -1} {
		t.Errorf("second device is %+v", s)
	}
	if p = Propose(table(text, answers(t, Flags{Layout: "wide"}))); len(p.Questions) != 0 || p.Layout.Kind != Wide {
		t.Errorf("asked though it was said: %v", p.Questions)
	}
	if p = Propose(table(text, answers(t, Flags{Layout: "tidy"}))); p.Layout.Kind != Tidy {
		t.Error("wide though tidy was said")
	}
	p = Propose(table("timestamp,a&p50,b&p50,a&p99,b&p99\n2023-09-24 07:29:35,0.4,67.5,31,4762", answers(t, Flags{Layout: "wide", Unit: []string{"latency=ms"}})))
	if len(p.Questions) != 1 || p.Questions[0].Options[1].Flag != "--map latency_ms=p99" {
		t.Fatalf("percentiles: %v", p.Questions)
	}
	p = Propose(table("timestamp,a&p50,b&p50,a&p99,b&p99\n2023-09-24 07:29:35,0.4,67.5,31,4762", answers(t, Flags{Layout: "wide", Unit: []string{"latency=ms"}, Map: []string{"latency_ms=p99"}})))
	if len(p.Questions) != 0 || p.Layout.Splits[0].Columns[1] != 3 {
		t.Errorf("p99: %v, %+v", p.Questions, p.Layout)
	}
	p = Propose(table("time,Moving Avg RTT,Moving Avg Loss\n2025-03-01T00:00:00Z,1,2"))
	if p.Layout.Kind != Tidy || !strings.HasPrefix(p.Problem, "not telemetry") {
		t.Errorf("derived columns taken for a device: %s", summary(&p))
	}
}

func TestCounterLog(t *testing.T) {
	in := table(`(PDH-CSV 4.0) (Sri Lanka Standard Time)(-330),\\HOST\Processor(_Total)\% Processor Time,\\HOST\Memory\Available MBytes
04/05/2023 05:55:48.490,13.9,7638`)
	p := Propose(in)
	if len(p.Questions) != 0 || p.Layout.Kind != Wide || p.Layout.Splits[0].Device != "HOST" || p.Layout.Splits[0].Columns != [4]int{-1, -1, -1, 1} {
		t.Fatalf("%s %+v", summary(&p), p.Layout)
	}
	ns, _, fault := p.Time.Read([][]byte{[]byte("04/05/2023 05:55:48.490")})
	if want := int64(1680654348490) * 1e6; ns != want || fault != TimeOK {
		t.Errorf("%d %v, want %d (2023-04-05 00:25:48.49 UTC)", ns, fault, want)
	}
}

func TestLong(t *testing.T) {
	const text = "time,host,metric,value,unit\n2025-03-01T00:00:00Z,a,rtt,20.5,ms\n2025-03-01T00:00:00Z,a,loss,0.5,%\n2025-03-01T00:00:00Z,a,temperature,40,C"
	p := Propose(table(text))
	if p.Layout.Kind != Long || len(p.Questions) != 0 || p.Layout.KeyColumn != 2 || p.Layout.ValueColumn != 3 {
		t.Fatalf("%s %+v", summary(&p), p.Layout)
	}
	for name, want := range map[string]string{"rtt": "latency_ms ms", "loss": "packet_loss_pct percent", "temperature": " ",
		"ping": " ", "throughput_kbps": "traffic_mbps kbit/s", "cpu": " "} {
		k := p.Layout.Key([]byte(name))
		if got := k.Column.Field.String() + " " + k.Column.Unit; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	p = Propose(table("Series;Time;Value\ncore1.rtt_ms;2025-03-01T00:00:00+01:00;20.5\ncore1.loss_pct;2025-03-01T00:00:00+01:00;null", delimiter(';')))
	if p.Layout.Kind != Long || len(p.Questions) != 0 {
		t.Fatalf("%s", summary(&p))
	}
	k := p.Layout.Key([]byte("core9.rtt_ms"))
	if k.Device != "core9" || k.Column.Field != Latency {
		t.Errorf("a later series is %+v", k)
	}
	if v, _, ok := k.Column.Read([]byte("12.5")); v != 12.5 || !ok {
		t.Errorf("its value is %v %v", v, ok)
	}
}

func TestHeaderlessOfKnownProgram(t *testing.T) {
	in := table("1,2,3,4,5,6,7,8,9,10,11\n2021-10-12 00:40:01,Kassel,43893,35.978,25.872,0.334448,250338,2758335,3818594,37814318,https://www.speedtest.net/result/0",
		func(in *Input) { in.Headerless = true })
	p := Propose(in)
	if got := summary(&p); got != "timestamp=timestamp | device_id=server name | traffic_mbps=download[B/s format] | latency_ms=latency[ms format] | packet_loss_pct=packet loss[percent format] | time:year-month-day,UTC" {
		t.Error(got)
	}
	if c := p.Columns[p.Column(Traffic)]; c.Scale != 8e-6 {
		t.Errorf("scale %v", c.Scale)
	}
}
