package export

import (
	"strconv"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// qualityView is the table of what the samples of the regions tell beside the
// reference numbers.
type qualityView struct {
	Rows   []qualityRow
	Method []string
}

// qualityRow holds pairs of a number and what it is made of.
type qualityRow struct {
	Region                                       string // position in Report.Regions, "" for all; for the script
	Name, P95, P99, Capacity, LossRun            string
	Available, Coverage, Jitter, Traffic         string
	AvailableOf, CoverageOf, JitterOf, TrafficOf string
}

func (p *page) fillQuality() {
	r := p.r
	if len(r.RegionQuality) != len(r.Regions) || len(r.Regions) == 0 {
		return
	}
	rows := []qualityRow{qualityOf("All devices", &r.Overall, &r.OverallQuality)}
	for i := range r.Regions {
		if p.listed[i] {
			row := qualityOf(p.region(i), &r.Regions[i], &r.RegionQuality[i])
			row.Region = strconv.Itoa(i)
			rows = append(rows, row)
		}
	}
	p.Quality = qualityView{rows, []string{
		"Available: " + kpi.AvailabilityMethod + ".", "Coverage: " + kpi.CoverageMethod + ".", "Jitter: " + kpi.JitterMethod + ".",
		"Longest loss: " + kpi.LossRunMethod + ".", "Traffic: " + kpi.TrafficMethod + ".", "Capacity: " + kpi.CapacityMethod + ".",
	}}
}

func qualityOf(name string, g *kpi.Group, q *kpi.Quality) qualityRow {
	latency := &g.Metric[record.Latency]
	row := qualityRow{Name: name, P95: num(latency.P95, 2), P99: num(latency.P99, 2), Capacity: q.Capacity.Text(), LossRun: q.LossRunText()}
	row.Available, row.AvailableOf = parted(q.AvailabilityText(), "of ")
	row.Coverage, row.CoverageOf = parted(q.CoverageText(), "of ")
	row.Jitter, row.JitterOf = parted(q.JitterText(), "over ")
	row.Traffic, row.TrafficOf = parted(q.TrafficText(), "of ")
	return row
}

// parted splits a number from what it is made of, which begins with a word.
func parted(text, word string) (value, of string) {
	value, of, found := strings.Cut(text, " "+word)
	if found {
		of = word + of
	}
	return value, of
}
