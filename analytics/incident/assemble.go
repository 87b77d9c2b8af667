package incident

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// Input is what Assemble has to know of the input of the pieces, and the view.
type Input struct {
	Names       *record.Names // of the pieces
	HasRegion   bool          // the input has a column of regions
	First, Last int64         // times of its first and last row

	// The view: incidents, spikes and devices outside it are not told. From and To
	// bound the time, From included, To not; both 0 for no bound. Keep tells
	// whether a device is in the view; nil: all are.
	From, To int64
	Keep     func(region, device record.Name) bool
}

// entry is a part with its names.
type entry struct {
	*part
	piece          *Piece
	region, device record.Name
	step           int64
	taken          bool
}

// group is the entries of one incident, by start.
type group struct {
	entries []*entry
	scope   Scope
	prefix  string
	of      int
}

// Assemble makes the incidents of an input out of the pieces of all its traces.
// The result does not depend on the order of the pieces, which are not changed.
// Incidents are joined, and get their IDs, before the view takes some away: an
// incident has the same ID in every view of the same input and limits.
func Assemble(pieces []*Piece, in Input) Findings {
	a := &assembly{in: in, f: Findings{covers: map[address]cover{}}}
	a.take(pieces)
	slices.SortFunc(a.entries, compareEntries)
	groups := a.group()
	incidents := make([]Incident, len(groups))
	for i := range groups {
		incidents[i] = a.numbers(&groups[i])
	}
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(compareEntries(groups[x].entries[0], groups[y].entries[0]), cmp.Compare(incidents[x].End, incidents[y].End))
	})
	for n, i := range order {
		incidents[i].ID = fmt.Sprintf("I-%d", n+1)
	}
	minutes := slices.ContainsFunc(incidents, func(i Incident) bool { return math.IsNaN(i.ImpactGB) })
	ranked := slices.DeleteFunc(order, func(i int) bool { return !a.visible(&groups[i]) })
	slices.SortStableFunc(ranked, func(x, y int) int {
		i, k := &incidents[x], &incidents[y]
		byGB := 0
		if !minutes {
			byGB = cmp.Compare(k.ImpactGB, i.ImpactGB)
		}
		return cmp.Or(one(k.Open)-one(i.Open), cmp.Compare(k.Level, i.Level), byGB, cmp.Compare(k.ImpactMinutes, i.ImpactMinutes), cmp.Compare(k.Severity, i.Severity), cmp.Compare(i.Start, k.Start))
	})
	a.f.Total = len(ranked)
	for _, i := range ranked {
		if level := incidents[i].Level; incidents[i].Open {
			if a.f.Open++; a.f.Open == 1 || level > a.f.Worst {
				a.f.Worst = level
			}
		} else if a.f.Open == 0 && level > a.f.Worst {
			a.f.Worst = level
		}
	}
	for n, i := range ranked[:min(len(ranked), MaxIncidents)] {
		incidents[i].Rank = n + 1
		a.tell(&incidents[i], &groups[i])
		a.f.Incidents = append(a.f.Incidents, incidents[i])
	}
	a.f.Note = a.note()
	return a.f
}

// assembly is an Assemble in progress.
type assembly struct {
	in      Input
	f       Findings
	entries []*entry
	ofAll   int                   // distinct devices
	of      map[record.NameID]int // devices by region
	prefix  map[string]int        // devices by prefix of their names
	regions map[record.NameID]*reach
	work    int // pairs that grouping may still look at
}

// take reads the pieces: entries, counts, spikes and chronic devices.
func (a *assembly) take(pieces []*Piece) {
	devices, regions := a.in.Names.Devices.All(), a.in.Names.Regions.All()
	distinct := make([]bool, len(devices))
	a.of, a.prefix = map[record.NameID]int{}, map[string]int{}
	f := &a.f
	moves := movesOf(pieces, len(devices))
	for _, p := range pieces {
		device, region := devices[p.Device], regions[p.Region]
		a.of[p.Region]++
		if !distinct[p.Device] {
			distinct[p.Device] = true
			a.ofAll++
			if prefix := prefixOf(device.Text); prefix != "" {
				a.prefix[prefix]++
			}
		}
		keep := a.in.Keep == nil || a.in.Keep(region, device)
		if keep {
			if p.judged {
				f.Judged++
			} else {
				f.TooLittle++
			}
		}
		if p.body == nil {
			continue
		}
		for i := range p.body.parts {
			if p.body.parts[i].only(usual.Gap) && moves.elsewhere(p, &p.body.parts[i]) {
				continue
			}
			a.entries = append(a.entries, &entry{part: &p.body.parts[i], piece: p, region: region, device: device, step: p.body.step})
		}
		f.covers[address{region.Raw, device.Raw}] = coverOf(p.body)
		if !keep {
			continue
		}
		a.spikes(p.body, region, device)
		for _, c := range p.body.chronic {
			f.Chronic = append(f.Chronic, Chronic{Device: device, Region: region, Metric: c.metric, Median: c.median, Limit: c.limit, Samples: c.samples})
		}
		if len(p.body.chronic) > 0 {
			f.AlwaysBad++
		}
	}
	slices.SortFunc(f.Spikes, compareSpikes)
	f.Spikes = slices.Clip(f.Spikes[:min(len(f.Spikes), MaxSpikes)])
	slices.SortFunc(f.Chronic, func(x, y Chronic) int {
		return cmp.Or(compareNames(x.Region, y.Region), compareNames(x.Device, y.Device), cmp.Compare(x.Metric, y.Metric))
	})
	f.Chronic = slices.Clip(f.Chronic[:min(len(f.Chronic), MaxChronic)])
}

// spikes adds the spikes of a piece. Now and then all but the largest are let go.
func (a *assembly) spikes(b *body, region, device record.Name) {
	f := &a.f
	for _, t := range b.spikeTimes {
		if a.inTime(t, t) {
			f.SpikeCount++
		}
	}
	for _, s := range b.spikes {
		if a.inTime(s.at, s.at) {
			f.Spikes = append(f.Spikes, Spike{Device: device, Region: region, Metric: s.metric, At: s.at, Value: s.value, Usual: s.usual, Z: s.z})
		}
	}
	if len(f.Spikes) > 8*MaxSpikes {
		slices.SortFunc(f.Spikes, compareSpikes)
		f.Spikes = f.Spikes[:MaxSpikes]
	}
}

// inTime reports whether a stretch touches the time of the view.
func (a *assembly) inTime(start, end int64) bool {
	return a.in.From == 0 && a.in.To == 0 || end >= a.in.From && start < a.in.To
}

// visible reports whether the view shows some entry of a group.
func (a *assembly) visible(g *group) bool {
	return slices.ContainsFunc(g.entries, func(e *entry) bool {
		return e.seen && a.inTime(e.start, e.end) && (a.in.Keep == nil || a.in.Keep(e.region, e.device))
	})
}

// numbers fills in what an incident is ordered by.
func (a *assembly) numbers(g *group) Incident {
	first := g.entries[0]
	i := Incident{
		Kind: first.kind, Scope: g.scope, Prefix: g.prefix, Of: g.of,
		Start: first.start, End: first.end, Raised: first.raised, LastGood: first.lastGood,
		ImpactGB: record.Missing, Region: first.region,
	}
	devices, regions := map[record.NameID]bool{}, map[record.NameID]bool{}
	for _, e := range g.entries {
		devices[e.piece.Device], regions[e.piece.Region] = true, true
		if weight[e.kind] > weight[i.Kind] {
			i.Kind = e.kind
		}
		i.End, i.Raised = max(i.End, e.end), min(i.Raised, e.raised)
		i.Open, i.Flaps = i.Open || e.ongoing, max(i.Flaps, e.flaps)
		i.Severity, i.Rule = max(i.Severity, e.severity), max(i.Rule, e.rule)
		if math.IsNaN(i.ImpactGB) {
			i.ImpactGB = e.gb
		} else if !math.IsNaN(e.gb) {
			i.ImpactGB += e.gb
		}
		i.ImpactMinutes += e.minutes
		i.Rows, i.Flagged, i.Merged = i.Rows+e.rows, i.Flagged+e.flagged, i.Merged+e.merged
	}
	i.Hit, i.Regions = len(devices), len(regions)
	i.Of = max(i.Of, i.Hit)
	if i.Regions > 1 || i.Scope == Fleet {
		i.Region = record.Name{}
	}
	if i.Kind == usual.Gap {
		i.Severity = max(i.Severity, round2(1+float64(i.Hit)/float64(i.Of)))
	}
	i.Level = levelOf(i.Severity)
	return i
}

// levelOf returns the band of a severity.
func levelOf(severity float64) Level {
	for level, below := range [...]float64{0.25, 0.75, 1.5} {
		if severity < below {
			return Level(level)
		}
	}
	return Critical
}

// tell fills in what is only needed of incidents that are shown.
func (a *assembly) tell(i *Incident, g *group) {
	const day = 24 * 3600e9
	i.dated = (a.in.Last-a.in.First)/day > 0 || dayOf(a.in.First) != dayOf(a.in.Last)
	i.bare = !a.in.HasRegion
	i.Devices = membersOf(g)
	i.Evidence = a.evidence(i, g)
	i.Cause, i.Why = causeOf(i, g)
	i.Headline = i.What() + " " + i.on() + " " + i.When()
	if i.Hit > 1 {
		i.Headline += ", " + i.Devices[0].Device.Text + " first"
	}
	if i.Flapping() {
		i.Headline += fmt.Sprintf(", flapping: came back %d times", i.Flaps)
	}
}

// membersOf lists the devices of a group by start, the first MaxMembers.
func membersOf(g *group) []Member {
	at := map[place]int{}
	var list []Member
	for _, e := range g.entries {
		m := Member{Device: e.device, Region: e.region, Start: e.start, End: e.end,
			Value: record.Missing, Usual: record.Missing, Z: record.Missing}
		if len(e.facts) > 0 {
			f := &e.facts[0]
			m.Metric, m.Value, m.Usual, m.Z = f.metric, f.value, f.usual, f.z
		}
		where := place{e.piece.Region, e.piece.Device}
		k, known := at[where]
		if !known {
			at[where] = len(list)
			list = append(list, m)
			continue
		}
		list[k].End = max(list[k].End, m.End)
		if size(m.Z) > size(list[k].Z) {
			list[k].Metric, list[k].Value, list[k].Usual, list[k].Z = m.Metric, m.Value, m.Usual, m.Z
		}
	}
	return slices.Clip(list[:min(len(list), MaxMembers)])
}

// note says how the input was judged and what is left out.
func (a *assembly) note() string {
	f := &a.f
	s := []string{fmt.Sprintf("Judged %s, each on its own usual.", record.Count(int64(f.Judged))+plural(f.Judged, " device"))}
	if f.TooLittle > 0 {
		s = append(s, fmt.Sprintf("%s with too little history: nothing is called usual or unusual there.", record.Count(int64(f.TooLittle))+plural(f.TooLittle, " device")))
	}
	left := func(listed int, of int64, what string) {
		if int64(listed) < of {
			s = append(s, fmt.Sprintf("Listed are the top %s of %s %s.", record.Count(int64(listed)), record.Count(of), what))
		}
	}
	left(len(f.Incidents), int64(f.Total), "incidents")
	left(len(f.Spikes), f.SpikeCount, "lone spikes")
	if f.AlwaysBad > 0 && len(f.Chronic) == MaxChronic {
		s = append(s, fmt.Sprintf("Of %s that are always beyond a limit the first %s are listed.",
			record.Count(int64(f.AlwaysBad))+plural(f.AlwaysBad, " device"), record.Count(MaxChronic)))
	}
	if a.work < 0 {
		s = append(s, "There are so many findings at the same time that not all that belong together were joined.")
	}
	return strings.Join(s, " ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

func compareEntries(a, b *entry) int {
	return cmp.Or(cmp.Compare(a.start, b.start), compareNames(a.region, b.region), compareNames(a.device, b.device),
		cmp.Compare(a.end, b.end), cmp.Compare(a.kind, b.kind))
}

func compareSpikes(a, b Spike) int {
	return cmp.Or(cmp.Compare(size(b.Z), size(a.Z)), cmp.Compare(a.At, b.At), compareNames(a.Region, b.Region), compareNames(a.Device, b.Device))
}
