package tui

import (
	"cmp"
	"slices"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// dataset is a report with what the panes derive from it once, in the
// background. It is never changed.
type dataset struct {
	*analytics.Report
	reading *quality.Reading // how the input was read, nil when nothing is known
	slow    []int32          // positions in Cells, the most flagged devices first, at most worstShown
	levels  [numLevels]grouped
	worst   []int32        // rows of Bottlenecks, the severest first
	minutes bool           // no bottleneck has seconds in its time
	lossy   [][]lossBucket // see lossBuckets

	deviceRank, regionRank   []float64 // by record.NameID, for sorting
	deviceWidth, regionWidth int       // cells of the widest name
	whyText                  [1 << 5]string
}

// grouped is a table of groups before anybody has changed it.
type grouped struct {
	columns []column
	order   []int32 // by the first column
}

// maxNameWidth is how many cells a table gives to a name.
const maxNameWidth = 24

func newDataset(r *analytics.Report) *dataset {
	d := &dataset{Report: r}
	texts := func(names []record.Name) []string {
		text := make([]string, len(names))
		for i, n := range names {
			text[i] = n.Text
		}
		return text
	}
	devices, regions := texts(r.DeviceNames), texts(r.RegionNames)
	d.deviceRank, d.regionRank = ranks(devices), ranks(regions)
	d.deviceWidth = widest("device", devices, maxNameWidth)
	d.regionWidth = widest("region", regions, maxNameWidth)
	for w := range d.whyText {
		d.whyText[w] = whyShort(detect.Why(w))
	}
	b := r.Bottlenecks
	d.worst = job{rows: len(b), desc: true, key: func(i int) float64 { return b[i].Severity }}.do()
	d.slow = d.slowest(worstShown)
	d.lossy = lossBuckets(r)
	for l := range numLevels {
		groups := d.groups(l)
		columns := groupColumns(d, groups, nil, l)
		d.levels[l] = grouped{columns, job{rows: len(groups), key: columns[0].key}.do()}
	}
	d.minutes = true
	for i := range b {
		if b[i].Time%int64(time.Minute) != 0 {
			d.minutes = false
			break
		}
	}
	return d
}

// rowOf returns where a row of Bottlenecks of another dataset is in this one, -1
// for nowhere. It is known by its time and its names.
func (d *dataset) rowOf(other *dataset, row int) int {
	b := &other.Bottlenecks[row]
	device, region := other.Device(b.Device).Raw, other.Region(b.Region).Raw
	at, _ := slices.BinarySearchFunc(d.Bottlenecks, b.Time, func(b detect.Bottleneck, t int64) int { return cmp.Compare(b.Time, t) })
	for ; at < len(d.Bottlenecks) && d.Bottlenecks[at].Time == b.Time; at++ {
		if c := &d.Bottlenecks[at]; d.Device(c.Device).Raw == device && d.Region(c.Region).Raw == region {
			return at
		}
	}
	return -1
}

// stampOf prints the time of a bottleneck in UTC, as exact as the input is.
func (d *dataset) stampOf(t int64) string {
	if d.minutes {
		return stamp(t)[:len("2006-01-02 15:04")]
	}
	return stamp(t)
}
