package analytics

import (
	"cmp"
	"slices"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// addGroups fills Overall, Regions, Cells and Devices.
func addGroups(r *Report, set *rollup.Set) {
	var all rollup.Cell
	var allOthers rollup.Percentiles
	regions := make(map[record.NameID]*rollup.Cell)
	devices := make(map[record.NameID]*rollup.Cell)
	regionsOf := make(map[record.NameID]int)
	for i := range set.Cells {
		c := &set.Cells[i]
		total(regions, c.Region).Merge(c)
		total(devices, c.Device).Merge(c)
		regionsOf[c.Device]++
	}
	for id, c := range regions { // fewer than the cells
		all.Merge(c)
		allOthers.Merge(&set.Regions[id])
	}
	r.Overall = kpi.FromCell(&all, &allOthers)
	r.First, r.Last = r.Overall.First, r.Overall.Last

	for id, c := range regions {
		g := kpi.FromCell(c, &set.Regions[id])
		g.Region, g.Regions = r.Region(id), 1
		r.Regions = append(r.Regions, g)
	}
	for id, c := range devices {
		g := kpi.FromCell(c, nil)
		g.Device, g.Regions = r.Device(id), regionsOf[id]
		r.Devices = append(r.Devices, g)
	}
	for i := range set.Cells {
		c := &set.Cells[i]
		g := kpi.FromCell(c, nil)
		g.Region, g.Device, g.Regions = r.Region(c.Region), r.Device(c.Device), 1
		r.Cells = append(r.Cells, g)
	}
	for _, groups := range [][]kpi.Group{r.Regions, r.Cells, r.Devices} {
		slices.SortFunc(groups, func(a, b kpi.Group) int {
			return cmp.Or(cmp.Compare(a.Region.Raw, b.Region.Raw), cmp.Compare(a.Device.Raw, b.Device.Raw))
		})
	}
}

func total(m map[record.NameID]*rollup.Cell, id record.NameID) *rollup.Cell {
	c := m[id]
	if c == nil {
		c = &rollup.Cell{}
		m[id] = c
	}
	return c
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
