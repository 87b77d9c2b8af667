package source

import "network-analytics/analytics/source/mapping"

// composedDevice is the column that a decoder composes of tags or labels.
const composedDevice = "(device)"

// known is what a well-known measurement promises of one of its fields.
type known struct {
	field   mapping.Field
	unit    string
	counter bool
}

// knownFields lists fields of Telegraf measurements as "measurement.field". Of
// two directions the one towards the device is taken; the other keeps its unit,
// so that choosing it needs no more than its name.
var knownFields = map[string]known{
	"cpu.usage_idle":                {field: mapping.CPU, unit: unitIdle},
	"cpu.usage_active":              {unit: unitPercent},
	"cpu.usage_user":                {unit: unitPercent},
	"cpu.usage_system":              {unit: unitPercent},
	"net.bytes_recv":                {field: mapping.Traffic, unit: unitBytes, counter: true},
	"net.bytes_sent":                {unit: unitBytes, counter: true},
	"ping.average_response_ms":      {field: mapping.Latency, unit: unitMillis},
	"ping.minimum_response_ms":      {unit: unitMillis},
	"ping.maximum_response_ms":      {unit: unitMillis},
	"ping.standard_deviation_ms":    {unit: unitMillis},
	"ping.percent_packet_loss":      {field: mapping.Loss, unit: unitPercent},
	"internet_speed.download":       {field: mapping.Traffic, unit: unitMegabits},
	"internet_speed.upload":         {unit: unitMegabits},
	"internet_speed.latency":        {field: mapping.Latency, unit: unitMillis},
	"internet_speed.packet_loss":    {field: mapping.Loss, unit: unitPercent},
	"dns_query.query_time_ms":       {field: mapping.Latency, unit: unitMillis},
	"http_response.response_time":   {field: mapping.Latency, unit: unitSeconds},
	"net_response.response_time":    {field: mapping.Latency, unit: unitSeconds},
	"interface.ifHCInOctets":        {field: mapping.Traffic, unit: unitBytes, counter: true},
	"interface.ifHCOutOctets":       {unit: unitBytes, counter: true},
	"interface.ifInOctets":          {unit: unitBytes, counter: true},
	"interface.ifOutOctets":         {unit: unitBytes, counter: true},
	"docker_container_net.rx_bytes": {unit: unitBytes, counter: true},
	"docker_container_net.tx_bytes": {unit: unitBytes, counter: true},
}

// unrelated are well-known measurements without any network metric. Their lines
// are no rows, and are counted.
var unrelated = map[string]bool{
	"disk": true, "diskio": true, "mem": true, "swap": true, "processes": true, "system": true,
	"kernel": true, "kernel_vmstat": true, "procstat": true, "procstat_lookup": true, "interrupts": true,
	"soft_interrupts": true, "temp": true, "sensors": true, "smart_device": true, "smart_attribute": true,
	"linux_sysctl_fs": true, "internal_agent": true, "internal_gather": true, "internal_memstats": true,
	"internal_write": true, "internal_parser": true, "nstat": true, "netstat": true, "systemd_units": true,
	"docker": true, "docker_container_mem": true, "docker_container_blkio": true, "docker_container_status": true,
	"filestat": true, "filecount": true, "zfs": true, "zfs_pool": true, "mdstat": true, "wireless": true,
}

// deviceTags are tags and labels that name what is measured, best first.
var deviceTags = []string{
	"device_id", "target", "url", "agent_host", "host", "hostname", "instance", "device", "device_name",
	"server", "node", "nodename", "node_id", "router", "switch", "sysName", "peer", "source", "name", "ip",
}

// interfaceTags are those that name a part of it with totals of its own.
var interfaceTags = []string{"interface", "ifName", "ifDescr", "ifname", "ifdescr", "interface_name", "port"}

var deviceRanks, interfaceRanks = ranksOf(deviceTags...), ranksOf(interfaceTags...)

// ranks gives each name of a list its position.
type ranks map[string]int

func ranksOf(names ...string) ranks {
	r := make(ranks, len(names))
	for i, n := range names {
		r[n] = i
	}
	return r
}

// of returns the position of a name, -1 when it is not there.
func (r ranks) of(name []byte) int {
	if i, ok := r[string(name)]; ok {
		return i
	}
	return -1
}

// deviceName composes the name of what was measured: the best of some tags or
// labels, and the interface when the figures are only of that. Totals of
// different interfaces must not look like those of one device.
type deviceName struct {
	device, part         int // what consider was told, -1 for none
	deviceRank, partRank int
	text                 []byte
}

func (d *deviceName) reset() { d.device, d.part = -1, -1 }

// consider takes the name of the i-th tag into account.
func (d *deviceName) consider(i int, name []byte) {
	if r := deviceRanks.of(name); r >= 0 && (d.device < 0 || r < d.deviceRank) {
		d.device, d.deviceRank = i, r
	}
	if r := interfaceRanks.of(name); r >= 0 && (d.part < 0 || r < d.partRank) {
		d.part, d.partRank = i, r
	}
}

// compose returns the name, nil when no tag says it. It is valid until the next
// call.
func (d *deviceName) compose(cell func(i int) []byte) []byte {
	d.text = d.text[:0]
	if d.device >= 0 {
		d.text = append(d.text, cell(d.device)...)
	}
	if d.part >= 0 {
		if part := cell(d.part); len(part) > 0 {
			if len(d.text) > 0 {
				d.text = append(d.text, '/')
			}
			d.text = append(d.text, part...)
		}
	}
	if len(d.text) == 0 {
		return nil
	}
	return d.text
}
