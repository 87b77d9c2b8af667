package record

// Metric identifies one measured quantity of the canonical record. The values
// are dense, so arrays of length NumMetrics can be indexed by a Metric.
type Metric uint8

// The metrics, in the column order of the canonical record.
const (
	Traffic Metric = iota // megabits per second
	Latency               // round-trip time in milliseconds
	Loss                  // lost packets in percent, 0..100
	CPU                   // processor utilisation in percent
	NumMetrics
)

// MetricInfo describes a metric: how its column is called, what to print
// beside a value, and which values are believable.
type MetricInfo struct {
	Column string  // canonical column name
	Title  string  // short name for people
	Unit   string  // unit of every value kept in memory
	Min    float64 // smallest valid value
	Max    float64 // largest valid value
}

// Metrics lists the description of each Metric. Values outside Min..Max are
// kept out of every statistic and counted in the LoadReport.
var Metrics = [NumMetrics]MetricInfo{
	Traffic: {Column: "traffic_mbps", Title: "traffic", Unit: "Mbps", Min: 0, Max: 1e12},
	Latency: {Column: "latency_ms", Title: "latency", Unit: "ms", Min: 0, Max: 1e9},
	Loss:    {Column: "packet_loss_pct", Title: "loss", Unit: "%", Min: 0, Max: 100},
	CPU:     {Column: "cpu_utilization_pct", Title: "cpu", Unit: "%", Min: 0, Max: 1e6},
}

// Info returns the description of m.
func (m Metric) Info() MetricInfo { return Metrics[m] }

// String returns the short name of m for people, such as "latency".
func (m Metric) String() string { return Metrics[m].Title }

// Names of the columns that are not metrics.
const (
	ColumnTimestamp = "timestamp"
	ColumnDevice    = "device_id"
	ColumnRegion    = "region"
)

// Columns lists the canonical column names in order.
var Columns = []string{
	ColumnTimestamp, ColumnDevice, ColumnRegion,
	Metrics[Traffic].Column, Metrics[Latency].Column, Metrics[Loss].Column, Metrics[CPU].Column,
}
