package incident

import (
	"slices"

	"network-analytics/analytics/record"
)

// place is a device in a region, by number; address the same by raw names.
type (
	place   struct{ region, device record.NameID }
	address struct{ region, device string }
)

// cover says when a place had an incident or a spike.
type cover struct {
	start, end []int64 // of incidents, by start; end is the latest so far
	spikes     []int64
}

func coverOf(b *body) cover {
	c := cover{spikes: b.spikeTimes}
	for i := range b.parts {
		end := b.parts[i].end
		if i > 0 {
			end = max(end, c.end[i-1])
		}
		c.start, c.end = append(c.start, b.parts[i].start), append(c.end, end)
	}
	return c
}

// Covers reports of a sample whether it lies in an incident of its device, listed
// or not, or else is a lone spike.
func (f *Findings) Covers(region, device record.Name, at int64) (incident, spike bool) {
	c := f.covers[address{region.Raw, device.Raw}]
	i, found := slices.BinarySearch(c.start, at)
	for found && i+1 < len(c.start) && c.start[i+1] == at {
		i++
	}
	if !found {
		i--
	}
	if i >= 0 && at <= c.end[i] {
		return true, false
	}
	_, spike = slices.BinarySearch(c.spikes, at)
	return false, spike
}
