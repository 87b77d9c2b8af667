package analytics

import (
	"cmp"
	"slices"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

const (
	// youngSamples is how many samples a device needs for its peers not to matter:
	// with them they would weigh less than a fifth.
	youngSamples = 240
	// maxPeers is how many devices of a region tell what is usual there.
	maxPeers = 2000
)

// peer is what is usual for one metric of one device.
type peer struct {
	cell   int
	metric record.Metric
	b      usual.Baseline // without what it knows of times
}

// meet notes what is usual for a device that was judged without its peers. It
// returns true when it is to be judged again with them.
func (st *study) meet(l *studyLane, x *sample, judged *usual.Judged) bool {
	known := false
	for m, b := range judged.Baseline {
		if b != nil && b.Why == "" {
			known = true
			l.levels = append(l.levels, peer{x.cell, record.Metric(m), usual.Baseline{Level: b.Level, Spread: b.Spread}})
		}
	}
	st.young[x.cell] = known && x.trace.Len() < youngSamples
	return st.young[x.cell]
}

// learnPeers makes what is usual in each region out of what its devices told.
func (st *study) learnPeers() {
	j, c := st.s.judgements, st.s.cells
	j.prior = map[record.NameID]*[record.NumMetrics]usual.Prior{}
	if !slices.Contains(st.young, true) {
		return // nobody will ask
	}
	var all []peer
	for i := range st.lanes {
		all = append(all, st.lanes[i].levels...)
		st.lanes[i].levels = nil
	}
	slices.SortFunc(all, func(a, b peer) int { return cmp.Compare(a.cell, b.cell) })
	lists := map[record.NameID]*[record.NumMetrics][]*usual.Baseline{}
	for i := range all {
		region := c.keys[all[i].cell].Region
		list := lists[region]
		if list == nil {
			list = new([record.NumMetrics][]*usual.Baseline)
			lists[region] = list
		}
		if m := all[i].metric; len(list[m]) < maxPeers {
			list[m] = append(list[m], &all[i].b)
		}
	}
	for region, list := range lists {
		prior := new([record.NumMetrics]usual.Prior)
		for m := range list {
			if len(list[m]) > 1 { // one is the device itself
				prior[m] = usual.PriorOf(list[m])
			}
		}
		j.prior[region] = prior
	}
}
