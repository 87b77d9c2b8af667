package analytics

import (
	"time"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/analytics/slo"
)

// Report is the whole result of an analysis. It is immutable: screen and
// exports read nothing else and may do so at the same time.
type Report struct {
	Load   record.LoadReport
	Limits detect.Limits

	First, Last int64 // times of the first and last row, ns since 1970-01-01 UTC

	// Whole tells per metric that every value is a whole number, so that it is
	// printed without a decimal point.
	Whole [record.NumMetrics]bool

	// Latency and Loss populations that the z-scores refer to.
	Latency, Loss detect.Population

	Overall kpi.Group
	Regions []kpi.Group // sorted by region
	Cells   []kpi.Group // a device in a region, sorted by region, then device
	Devices []kpi.Group // a device over all its regions, sorted by device

	Timeline Timeline
	Hours    Grid

	// Bottlenecks holds every flagged row in time order.
	Bottlenecks []detect.Bottleneck

	Tiles   []kpi.Tile
	Verdict kpi.Verdict

	// View is what the report answers: everything above and below is about the
	// rows of the view. Only what is usual was learned from all rows.
	View View
	// RunID tells that files are of one run over the same data: 12 hexadecimal digits.
	RunID string
	// Findings are the incidents that touch the view, and what else is unusual.
	Findings incident.Findings
	// Versus is, beside Hours, how far the mean of a region's hour is from the
	// usual of that region at that hour, in robust deviations; NaN where there is
	// too little history. By metric, then region * len(Hours.Hours) + hour.
	Versus [record.NumMetrics][]float64
	// UsualHour is, beside Versus, the usual value itself; NaN where it is not known.
	UsualHour [record.NumMetrics][]float64
	// Quality beside Regions, Cells and, at the end, Overall: see kpi.Quality.
	RegionQuality, CellQuality []kpi.Quality
	OverallQuality             kpi.Quality
	SLO                        *slo.Report // nil without an objective

	DeviceNames []record.Name // by record.NameID
	RegionNames []record.Name // by record.NameID
}

// Timeline holds the metrics over the time of the input. The series of Overall
// and Regions share start, width and length; those of Cells have wider buckets
// of their own, the same for all.
type Timeline struct {
	Start, Width int64 // as in series.Series, of Overall and Regions
	Overall      [record.NumMetrics]series.Series
	Regions      [][record.NumMetrics]series.Series // beside Report.Regions
	Cells        []series.Series                    // latency, beside Report.Cells; no P95
	Bottlenecks  []int64                            // flagged rows per bucket of Overall
}

// Grid holds sums per region and hour of the timeline.
type Grid struct {
	// Hours are the begins of the hours, ns since 1970-01-01 UTC, rising. They
	// follow each other without a gap unless the input spans more than
	// MaxGridHours; then only hours with data are here.
	Hours []int64
	// Regions beside Report.Regions.
	Regions []record.Name
	// Cells by metric, then region * len(Hours) + hour.
	Cells [record.NumMetrics][]GridCell
	// FirstPartial and LastPartial say that the first and the last hour are not
	// covered from begin to end, so that their sums are too low to compare.
	FirstPartial, LastPartial bool
}

// MaxGridHours is the longest span, in hours, for which a Grid has every hour.
const MaxGridHours = 20_000

// GridCell is the sum of N values; N = 0 means no data.
type GridCell struct {
	N   int64
	Sum float64
}

// Mean returns Sum / N, NaN without data.
func (c GridCell) Mean() float64 { return c.Sum / float64(c.N) }

// Cell returns the cell of a region and an hour by their positions.
func (g *Grid) Cell(m record.Metric, region, hour int) GridCell {
	return g.Cells[m][region*len(g.Hours)+hour]
}

// HourOfDay folds the grid to 24 columns, hour of the day in UTC.
// The result is indexed region * 24 + hour.
func (g *Grid) HourOfDay(m record.Metric) []GridCell {
	out := make([]GridCell, len(g.Regions)*24)
	for r := range g.Regions {
		for h, t := range g.Hours {
			hour := int(((t/int64(time.Hour))%24 + 24) % 24)
			c := g.Cell(m, r, h)
			out[r*24+hour].N += c.N
			out[r*24+hour].Sum += c.Sum
		}
	}
	return out
}

// HourOfWeek folds the grid to 168 columns, hour of the week in UTC from Monday
// 00:00. The result is indexed region * 168 + hour.
func (g *Grid) HourOfWeek(m record.Metric) []GridCell {
	const hours, monday = 7 * 24, 4 * 24 // 1970-01-01 was a Thursday, the next Monday the 5th
	out := make([]GridCell, len(g.Regions)*hours)
	for r := range g.Regions {
		for h, t := range g.Hours {
			hour := int(((record.FloorDiv(t, int64(time.Hour))-monday)%hours + hours) % hours)
			c := g.Cell(m, r, h)
			out[r*hours+hour].N += c.N
			out[r*hours+hour].Sum += c.Sum
		}
	}
	return out
}

// Device returns the name of a row's device.
func (r *Report) Device(id record.NameID) record.Name { return r.DeviceNames[id] }

// Region returns the name of a row's region.
func (r *Report) Region(id record.NameID) record.Name { return r.RegionNames[id] }

// Describe returns the reference sentence of a flagged row.
func (r *Report) Describe(b *detect.Bottleneck) string {
	return detect.Description(&b.Row, r.Whole[record.Latency], r.Whole[record.Loss])
}
