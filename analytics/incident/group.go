package incident

import (
	"slices"
	"strings"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// What makes findings of several devices one incident.
const (
	togetherTime  = int64(15 * time.Minute) // between starts, or
	togetherSteps = 2                       // steps of the samples, when longer
	followers     = 4                       // times that after the first, others may join
	overlapShare  = 0.3                     // of the shorter one
	followShare   = 0.5                     // of the follower
	leastDevices  = 3
	deviceShare   = 0.4 // of the devices of the place
	outageShare   = 0.6 // of the devices, from which on two without data will do
	leastRegions  = 2
	regionShare   = 0.4 // of the regions
	// mostWork bounds the pairs that are looked at: many thousand findings at the
	// same time that do not belong together.
	mostWork = 20_000_000
)

// group joins entries to incidents: over the fleet, then by region, then by the
// prefix of names. What is left is an incident by itself.
func (a *assembly) group() []group {
	a.work = mostWork
	var groups []group
	for _, class := range [...][]usual.Kind{{usual.Gap}, {usual.Shift}, {usual.Unusual, usual.Breach}, {usual.Stuck}} {
		var list []*entry
		for _, e := range a.entries {
			if slices.Contains(class, e.kind) {
				list = append(list, e)
			}
		}
		groups = append(groups, a.gather(list, needed(a.ofAll), a.fleetwide)...)
		if a.in.HasRegion {
			for _, same := range split(list, func(e *entry) record.NameID { return e.piece.Region }) {
				groups = append(groups, a.gather(same, needed(a.of[same[0].piece.Region]), a.regional)...)
			}
		}
		for _, same := range split(list, func(e *entry) string { return prefixOf(e.device.Text) }) {
			groups = append(groups, a.gather(same, needed(a.prefix[prefixOf(same[0].device.Text)]), a.prefixed)...)
		}
		for _, e := range list {
			if !e.taken {
				of := a.ofAll
				if a.in.HasRegion {
					of = a.of[e.piece.Region]
				}
				groups = append(groups, group{entries: []*entry{e}, of: of})
			}
		}
	}
	return groups
}

// split returns the entries that are not taken by a key, in the order of their
// first ones.
func split[K comparable](list []*entry, key func(*entry) K) [][]*entry {
	at := map[K]int{}
	var out [][]*entry
	for _, e := range list {
		if e.taken {
			continue
		}
		k := key(e)
		i, known := at[k]
		if !known {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

// gather finds groups among entries that are in order of their starts. Each one
// that is not taken yet is tried as the first of a group, of those that start soon
// after it and belong together with it; accept says whether they are an incident,
// for which it takes least entries.
func (a *assembly) gather(list []*entry, least int, accept func([]*entry) (group, bool)) []group {
	var groups []group
	for i, first := range list {
		window := max(togetherTime, togetherSteps*first.step)
		soon, _ := slices.BinarySearchFunc(list, first.start+window+1, func(e *entry, t int64) int { return compareTimes(e.start, t) })
		if first.taken || soon-i < least || a.work < 0 {
			continue
		}
		a.work -= soon - i
		together := []*entry{first}
		end := first.end
		for _, e := range list[i+1 : soon] {
			if !e.taken && alike(first, e) && overlap(first.start, first.end, e) >= overlapShare*float64(min(first.length(), e.length())) {
				together = append(together, e)
				end = max(end, e.end)
			}
		}
		g, ok := accept(together)
		if !ok {
			continue
		}
		for _, e := range list[soon:] {
			if e.start > first.start+followers*window {
				break
			}
			if !e.taken && alike(first, e) && overlap(first.start, end, e) >= followShare*float64(e.length()) {
				together = append(together, e)
			}
		}
		for _, e := range together {
			e.taken = true
		}
		g.entries = together
		groups = append(groups, g)
	}
	return groups
}

// length is how long an entry lasts, its last sample included.
func (e *entry) length() int64 { return e.end - e.start + e.step }

// overlap is for how long an entry lasts within a stretch.
func overlap(start, end int64, e *entry) float64 {
	return float64(min(end, e.end) - max(start, e.start) + e.step)
}

// alike reports whether the same metric takes part in both; gaps are alike.
func alike(a, b *entry) bool {
	return a.kind == usual.Gap || a.metrics()&b.metrics() != 0
}

func (p *part) metrics() uint8 {
	var set uint8
	for i := range p.facts {
		set |= 1 << p.facts[i].metric
	}
	return set
}

// needed is how many entries there are at least where enough of that many devices
// are hit.
func needed(of int) int {
	return max(2, min(int(deviceShare*float64(of)), int(outageShare*float64(of))))
}

// enough reports whether hit of all devices are an incident of their place.
func enough(hit, of int, gap bool) bool {
	return float64(hit) >= max(leastDevices, deviceShare*float64(of)) ||
		gap && hit >= 2 && float64(hit) >= outageShare*float64(of)
}

// devices counts the devices of entries.
func devices(list []*entry) int {
	distinct := map[record.NameID]bool{}
	for _, e := range list {
		distinct[e.piece.Device] = true
	}
	return len(distinct)
}

// fleetwide accepts what is in enough regions, each with enough of its devices. Without
// regions prefixes of names take their place.
func (a *assembly) fleetwide(list []*entry) (group, bool) {
	hit, gap := devices(list), list[0].kind == usual.Gap
	if !enough(hit, a.ofAll, gap) {
		return group{}, false
	}
	g := group{scope: Fleet, of: a.ofAll}
	places, struck := len(a.of), 0
	if a.in.HasRegion {
		for _, same := range split(list, func(e *entry) record.NameID { return e.piece.Region }) {
			struck += one(float64(devices(same)) >= deviceShare*float64(a.of[same[0].piece.Region]))
		}
	} else {
		places = len(a.prefix)
		for _, same := range split(list, func(e *entry) string { return prefixOf(e.device.Text) }) {
			struck += one(float64(devices(same)) >= deviceShare*float64(a.prefix[prefixOf(same[0].device.Text)]))
		}
		if places < leastRegions {
			return g, true
		}
	}
	return g, float64(struck) >= max(leastRegions, regionShare*float64(places))
}

// regional accepts enough devices of one region.
func (a *assembly) regional(list []*entry) (group, bool) {
	of := a.of[list[0].piece.Region]
	return group{scope: OneRegion, of: of}, enough(devices(list), of, list[0].kind == usual.Gap)
}

// prefixed accepts enough devices of one prefix. One that all devices share tells nothing.
func (a *assembly) prefixed(list []*entry) (group, bool) {
	prefix := prefixOf(list[0].device.Text)
	of := a.prefix[prefix]
	ok := prefix != "" && of < a.ofAll && enough(devices(list), of, false)
	return group{scope: ManyDevices, prefix: prefix, of: of}, ok
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareTimes(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// prefixOf returns what devices of one rack or site have in common: a name up to
// its last separator, or without its last digits where it has none; "" when
// nothing is left.
func prefixOf(name string) string {
	if i := strings.LastIndexAny(name, "-_./: "); i >= 0 {
		return name[:i+1]
	}
	if short := strings.TrimRight(name, "0123456789"); short != name {
		return short
	}
	return ""
}
