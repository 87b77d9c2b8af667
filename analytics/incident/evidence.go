package incident

import (
	"cmp"
	"slices"
	"sort"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// evidence lists why the metrics of a group take part: for each metric and rule
// the device where it was farthest out. Metrics that fit the cause come first.
func (a *assembly) evidence(i *Incident, g *group) []Evidence {
	type chosen struct {
		e *entry
		f *fact
	}
	var list []chosen
	for _, e := range g.entries {
		for k := range e.facts {
			f := &e.facts[k]
			at := slices.IndexFunc(list, func(c chosen) bool {
				return c.f.metric == f.metric && c.f.kind == f.kind && (c.f.rule == nil) == (f.rule == nil) && compareRules(c.f.rule, f.rule) == 0
			})
			switch {
			case at < 0:
				list = append(list, chosen{e, f})
			case size(f.z) > size(list[at].f.z) || f.kind == usual.Gap && f.bad > list[at].f.bad:
				list[at] = chosen{e, f}
			}
		}
	}
	slices.SortStableFunc(list, func(x, y chosen) int {
		return cmp.Or(one(y.f.kind == usual.Gap)-one(x.f.kind == usual.Gap), cmp.Compare(size(y.f.z), size(x.f.z)), cmp.Compare(x.f.kind, y.f.kind))
	})
	out := make([]Evidence, len(list))
	for k, c := range list {
		f := c.f
		out[k] = Evidence{
			Metric: f.metric, Device: c.e.device, Region: c.e.region, At: f.at, Value: f.value, Usual: f.usual,
			Spread: f.spread, Z: f.z, Limit: f.limit, Rule: ruleOf(c.e, f), Samples: f.samples, Days: f.days, Method: f.method, Bad: f.bad,
			Around: Around{Time: c.e.time, Value: f.valueSeries, Usual: f.usualSeries, Limit: f.limSeries},
		}
		if f.kind != usual.Gap {
			out[k].PeerRank, out[k].Peers = a.rank(c.e, f)
		}
	}
	return out
}

// reach is the entries of a region by start, and how far the ones up to each last.
type reach struct {
	entries []*entry
	until   []int64
}

// rank returns the place of a device among those of its region by how far a metric
// was from its usual while the entry lasted.
func (a *assembly) rank(e *entry, f *fact) (rank, peers int) {
	peers = a.of[e.piece.Region]
	if peers < 2 {
		return 0, 0
	}
	if a.regions == nil {
		a.regions = map[record.NameID]*reach{}
		for _, o := range a.entries {
			r := a.regions[o.piece.Region]
			if r == nil {
				r = &reach{}
				a.regions[o.piece.Region] = r
			}
			until := o.end
			if n := len(r.until); n > 0 {
				until = max(until, r.until[n-1])
			}
			r.entries, r.until = append(r.entries, o), append(r.until, until)
		}
	}
	r := a.regions[e.piece.Region]
	farther := map[record.NameID]bool{}
	k := sort.Search(len(r.entries), func(i int) bool { return r.entries[i].start > e.end })
	for k--; k >= 0 && r.until[k] >= e.start; k-- {
		o := r.entries[k]
		if o.end < e.start || o.piece == e.piece {
			continue
		}
		for i := range o.facts {
			if o.facts[i].metric == f.metric && size(o.facts[i].z) > size(f.z) {
				farther[o.piece.Device] = true
			}
		}
	}
	return 1 + len(farther), peers
}
