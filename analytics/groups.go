package analytics

import (
	"cmp"
	"context"
	"slices"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// addGroups fills Overall, Regions, Cells and Devices, without percentiles.
func addGroups(ctx context.Context, r *Report, set *rollup.Set, workers int) error {
	type job struct {
		cells          []*rollup.Cell
		to             *kpi.Group
		region, device record.Name
		regions        int
	}
	var all []*rollup.Cell
	regions := map[record.NameID][]*rollup.Cell{}
	devices := map[record.NameID][]*rollup.Cell{}
	for i := range set.Cells {
		c := &set.Cells[i]
		all = append(all, c)
		regions[c.Region] = append(regions[c.Region], c)
		devices[c.Device] = append(devices[c.Device], c)
	}
	r.Regions = make([]kpi.Group, len(regions))
	r.Devices = make([]kpi.Group, len(devices))
	r.Cells = make([]kpi.Group, len(all))
	jobs := []job{{cells: all, to: &r.Overall}}
	at := 0
	for id, cells := range regions {
		jobs = append(jobs, job{cells: cells, to: &r.Regions[at], region: r.Region(id), regions: 1})
		at++
	}
	at = 0
	for id, cells := range devices { // a device has one cell in each of its regions
		jobs = append(jobs, job{cells: cells, to: &r.Devices[at], device: r.Device(id), regions: len(cells)})
		at++
	}
	for i, c := range all {
		jobs = append(jobs, job{cells: all[i : i+1], to: &r.Cells[i], region: r.Region(c.Region), device: r.Device(c.Device), regions: 1})
	}
	err := parallel(ctx, workers, len(jobs), func(i int) {
		j := &jobs[i]
		*j.to = kpi.FromCells(j.cells)
		j.to.Region, j.to.Device, j.to.Regions = j.region, j.device, j.regions
	})
	if err != nil {
		return err
	}
	r.First, r.Last = r.Overall.First, r.Overall.Last
	for _, groups := range [][]kpi.Group{r.Regions, r.Cells, r.Devices} {
		slices.SortFunc(groups, func(a, b kpi.Group) int {
			return cmp.Or(cmp.Compare(a.Region.Raw, b.Region.Raw), cmp.Compare(a.Device.Raw, b.Device.Raw))
		})
	}
	return nil
}

// positions tells where each region, and each device in a region, stands in
// the sorted groups of a Report.
type positions struct {
	region, device map[record.NameID]int
	cell           map[rollup.Key]int
}

func (r *Report) positions() positions {
	regionID, deviceID := byName(r.RegionNames), byName(r.DeviceNames)
	p := positions{
		region: make(map[record.NameID]int, len(r.Regions)),
		device: make(map[record.NameID]int, len(r.Devices)),
		cell:   make(map[rollup.Key]int, len(r.Cells)),
	}
	for i := range r.Regions {
		p.region[regionID[r.Regions[i].Region.Raw]] = i
	}
	for i := range r.Devices {
		p.device[deviceID[r.Devices[i].Device.Raw]] = i
	}
	for i := range r.Cells {
		p.cell[rollup.Key{Region: regionID[r.Cells[i].Region.Raw], Device: deviceID[r.Cells[i].Device.Raw]}] = i
	}
	return p
}

func byName(names []record.Name) map[string]record.NameID {
	m := make(map[string]record.NameID, len(names))
	for id, n := range names {
		m[n.Raw] = record.NameID(id)
	}
	return m
}

// countBottlenecks adds the flagged rows to the groups and the timeline.
func countBottlenecks(r *Report) {
	p := r.positions()
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		for _, g := range []*kpi.Group{
			&r.Overall,
			&r.Regions[p.region[b.Region]],
			&r.Devices[p.device[b.Device]],
			&r.Cells[p.cell[rollup.Key{Region: b.Region, Device: b.Device}]],
		} {
			g.Bottlenecks++
			g.MaxSeverity = max(g.MaxSeverity, b.Severity)
		}
	}
}
