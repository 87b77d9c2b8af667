package mapping

import "strings"

// alias is what an exactly known name may be.
type alias struct {
	field Field
	// tier ranks the names of one field: a lower one wins, equal ones of a metric
	// are a question.
	tier int
	// order ranks within a tier where nobody needs to be asked: names of devices,
	// regions and times.
	order int
	role  role
	unit  string // unit that the name itself says
}

// role tells what else is to be known about a name.
type role uint8

const (
	plain      role = iota
	needsUnit       // only with a rate or time unit: "speed" and "rate" are anything
	besideMin       // only beside columns of minimum or maximum: "avg"
	idle            // 100 % less this
	counterOf       // proven to be a total: SNMP octets, names in _total
	maybeTotal      // a total or a value per interval
	dateOnly        // half of a time
	clockOnly
)

const (
	tierCanonical = 0
	tierPath      = 5 // added where only the last part of a path matches
)

// aliases by squashed name.
var aliases = map[string][]alias{}

func addAliases(f Field, tier int, r role, names string) {
	for i, n := range strings.Fields(names) {
		n, u, _ := strings.Cut(n, "=")
		key := squash(n)
		aliases[key] = append(aliases[key], alias{field: f, tier: tier, order: i, role: r, unit: u})
	}
}

func init() {
	for f := Time; f < NumFields; f++ {
		addAliases(f, tierCanonical, plain, f.String())
	}
	addAliases(Time, 10, plain, `timestamp time datetime date_time start_time _time created_at epoch t ts_utc utctime
		ts @timestamp time_stamp test_start_time datetimestart dtime msg_timestamp timesecs unix_time unixtime epoch_time
		event_time measured_at recorded_at logged_at measurement_time sample_time collected_at observed_at log_time
		polled_at unix_seconds unix_timestamp epoch_seconds start_ts
		start started_at timestamp_utc time_utc utc_time utc date_utc time_local local_time timestamp_iso
		zeitstempel zeitpunkt zeit horodatage fecha_hora 时间 时间戳 日時 время data_hora`)
	addAliases(Time, 20, dateOnly, `date day datum fecha jour data 日期 日付 date_utc local_date start_date`)
	addAliases(Time, 20, clockOnly, `time time_of_day clock uhrzeit zeit hora heure utctime time_utc local_time start_time 時刻`)

	addAliases(Device, 10, plain, `device device_name hostname host server target node node_id router switch
		sys_name server_name interface prb_id instance nodename node_name switch_id agent_host agent ap_name iphost
		host_name router_name switch_name probe probe_id probe_name sensor sensor_id device_ip host_ip dev
		producer gateway link link_id circuit endpoint peer destination_host target_host
		interface_name if_name ifname iface ifdescr source name ip ip_address
		gerät geraet rechner appareil dispositivo equipo 设备 主机 機器 устройство`)
	addAliases(Region, 10, plain, `region country location city locality state site country_code area pop zone dc
		datacenter data_center market availability_zone az sys_location resource_region region_name site_name
		country_name standort ort land région pays país região ubicación 地区 区域 地域 регион`)
	addAliases(Region, 20, plain, `cc sponsor`)

	addAliases(Latency, 10, plain, `latency ping rtt rtt_avg avg_rtt ping_avg avg_ping latency_avg avg_latency average_latency
		mean_latency latency_mean average_rtt mean_rtt rtt_mean average_ping mean_ping ping_latency average_response
		average_response_time pop_ping_latency fping rta round_trip_time roundtrip_time round_trip roundtrip
		ping_time pingtime icmp_response_time latency_time rtt_time network_latency net_latency icmp_rtt ping_rtt
		latenz antwortzeit latence latencia latência 延迟 時延 时延 遅延 задержка`)
	addAliases(Latency, 20, plain, `delay response_time resp_time response delay_avg avg_delay average_delay mean_delay elapsed
		idle_latency`)
	addAliases(Latency, 30, besideMin, `avg average mean`)
	addAliases(Latency, 40, plain, `latency_p50 p50_latency rtt_p50 p50_rtt latency_median median_latency median_rtt rtt_median
		latency_p90 p90_latency latency_p95 p95_latency rtt_p95 latency_p99 p99_latency rtt_p99
		p50 p75 p90 p95 p99 p999 median`)
	addAliases(Latency, 50, plain, `min_rtt rtt_min min_latency latency_min ping_min min_ping`)

	addAliases(Loss, 10, plain, `packet_loss loss packet_loss_rate loss_rate pkt_loss percent_lost=percent percent_packet_loss=percent
		percent_loss=percent loss_percent=percent packetloss packketloss ping_loss pingloss pop_ping_drop_rate ping_drop_rate plr
		icmp_loss average_packet_loss avg_packet_loss avg_loss loss_avg average_loss mean_loss loss_mean packet_loss_average packets_lost_rate lost_rate frame_loss
		verlust paketverlust perte perte_paquets pérdida perda 丢包率 丢包 потери`)
	addAliases(Loss, 20, plain, `drop_rate packet_drop_rate`)
	addAliases(Loss, 30, plain, `pl`)

	addAliases(Traffic, 10, plain, `traffic throughput download upload data_throughput total_throughput mean_throughput
		avg_throughput average_throughput throughput_avg network_throughput traffic_in traffic_out in_traffic out_traffic
		download_speed upload_speed download_value upload_value downlink uplink down up dl ul dl_bitrate ul_bitrate download_bandwidth
		upload_bandwidth download_rate upload_rate download_throughput upload_throughput input_data_rate output_data_rate
		input_rate output_rate rx_rate tx_rate in_rate out_rate rx_throughput tx_throughput traffic_rate traffic_total
		durchsatz débit datenrate 流量 吞吐量`)
	addAliases(Traffic, 10, plain, `rx_bps=bit/s tx_bps=bit/s in_bps=bit/s out_bps=bit/s rx_mbps=Mbit/s tx_mbps=Mbit/s`)
	addAliases(Traffic, 10, plain, `if_in_octets_rate=B/s if_out_octets_rate=B/s rate_in rate_out rate_rx rate_tx inbound outbound`)
	addAliases(Traffic, 20, plain, `bandwidth bitrate bit_rate data_rate goodput bits_per_second=bit/s bps=bit/s mbps=Mbit/s
		kbps=kbit/s gbps=Gbit/s bits_per_sec=bit/s bytes_per_second=B/s bytes_per_sec=B/s`)
	addAliases(Traffic, 30, needsUnit, `speed rate rx tx in out recv sent received transmitted`)
	addAliases(Traffic, 40, counterOf, `if_in_octets=B if_hc_in_octets=B if_out_octets=B if_hc_out_octets=B
		node_network_receive_bytes_total=B node_network_transmit_bytes_total=B rx_bytes_total=B tx_bytes_total=B
		bytes_received_total=B bytes_sent_total=B network_receive_bytes_total=B network_transmit_bytes_total=B
		in_octets_total=B out_octets_total=B`)
	addAliases(Traffic, 50, maybeTotal, `bytes_received=B bytes_sent=B bytes_recv=B rx_bytes=B tx_bytes=B in_bytes=B
		out_bytes=B in_octets=B out_octets=B input_bytes=B output_bytes=B rx_octets=B tx_octets=B received_bytes=B
		sent_bytes=B bytes_in=B bytes_out=B network_in=B network_out=B`)

	addAliases(CPU, 10, plain, `cpu cpu_usage cpu_percent=percent cpu_utilization cpu_utilisation cpu_util cpu_load total_cpu_one_minute
		cpuse processor_time percent_processor_time=percent pod_cpu percent_cpu=percent cpu_used cpu_busy cpu_total cpu_avg avg_cpu
		processor_usage processor_utilization cpu_rate cpu_auslastung prozessorlast node_cpu system_cpu host_cpu`)
	addAliases(CPU, 20, idle, `cpu_idle usage_idle idle cpu_usage_idle percent_idle=percent idle_cpu`)
	addAliases(CPU, 30, plain, `usage_user cpu_usage_user`)
}

// notTime are names of times that are not when something was measured.
var notTime = setOf(`_start _stop stop end end_time endtime lts last_data_time uptime duration elapsed month hour
	hour_of_day day_of_week timezone time_zone ts_delta interval updated_at deleted_at last_seen first_seen expires`)

// registries are values of a column "region" that name who gave out an address.
var registries = setOf(`ripe arin apnic lacnic afrinic ripencc`)

// interfaceNames are names of columns that tell the parts of a device.
var interfaceNames = setOf(`interface interface_name if_name ifname iface ifdescr if_index ifindex port`)

// extremes are names beside which "avg" is an average of round-trip times.
var extremes = setOf(`min max minimum maximum mdev stddev stdev best worst wrst rtts rtt_min rtt_max`)

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(names) {
		set[squash(n)] = true
	}
	return set
}
