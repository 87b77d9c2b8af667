package gen

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"network-analytics/analytics/record"
)

// plan is everything that is planted in a scenario, and the devices it is
// planted on.
type plan struct {
	seed     uint64
	ticks    int64 // samples of a device
	step     int64 // seconds
	strength float64
	dice     dice
	regions  int
	profiles []profile
	effects  []effect
	habits   []habit
	spikes   float64 // share of samples that are lone spikes
	events   []Event
	busy     []span
	trapped  map[int]bool // devices with a habit or a profile of their own
	failed   string       // kind that found no place
}

// span is a stretch of samples of a device that something has.
type span struct {
	device   int
	from, to int64
}

// newPlan makes the devices of a network with nothing planted.
func newPlan(c *ScenarioConfig) *plan {
	p := &plan{
		seed: c.Seed, ticks: c.ticks(), step: int64(c.Step / time.Second), strength: c.Strength,
		dice:    dice{source: rand.NewPCG(c.Seed, hash(c.Seed, streamPlan))},
		regions: c.Regions, spikes: 0.0012, trapped: map[int]bool{},
	}
	p.profiles = make([]profile, c.Devices)
	for i := range p.profiles {
		p.profiles[i] = newProfile(c.Seed, i, regionOf(i, c.Devices, c.Regions))
	}
	return p
}

// regionOf gives neighbouring devices the same region.
func regionOf(device, devices, regions int) int { return device * regions / devices }

// members returns the devices of a region.
func (p *plan) members(region int) (out []int) {
	for i := range p.profiles {
		if p.profiles[i].region == region {
			out = append(out, i)
		}
	}
	return out
}

// samples returns the number of samples in some minutes, at least least.
func (p *plan) samples(minutes float64, least int64) int64 {
	return max(least, int64(mul(minutes, 60)/float64(p.step)+0.5))
}

// between draws a number of samples for lo..hi minutes.
func (p *plan) between(lo, hi float64, least int64) int64 {
	return p.samples(p.dice.between(lo, hi), least)
}

// free reports whether nothing else happens to a device around a stretch.
func (p *plan) free(device int, from, to int64) bool {
	margin := p.samples(360, 12)
	return !slices.ContainsFunc(p.busy, func(s span) bool {
		return s.device == device && from <= s.to+margin && s.from <= to+margin
	})
}

// take notes a stretch as used.
func (p *plan) take(devices []int, from, to int64) {
	for _, d := range devices {
		p.busy = append(p.busy, span{d, from, to})
	}
}

// Where in the data something may begin and end, as shares of its length.
const (
	earliest = 0.2
	latest   = 0.96
)

// tries is how often a place is looked for.
const tries = 400

// one draws a device and a stretch of length samples that is free. The first
// half of the tries wants a device that nothing else happens to.
func (p *plan) one(kind string, length int64) (device int, from int64, ok bool) {
	for try := range tries {
		device = int(p.dice.below(uint64(len(p.profiles))))
		from, ok = p.moment(length)
		fresh := !slices.ContainsFunc(p.busy, func(s span) bool { return s.device == device })
		if ok && !p.trapped[device] && p.free(device, from, from+length-1) && (fresh || try >= tries/2) {
			p.take([]int{device}, from, from+length-1)
			return device, from, true
		}
	}
	p.failed = cmp.Or(p.failed, kind)
	return 0, 0, false
}

// moment draws the beginning of a stretch.
func (p *plan) moment(length int64) (int64, bool) {
	lo := int64(mul(earliest, float64(p.ticks)))
	hi := int64(mul(latest, float64(p.ticks))) - length
	if hi <= lo {
		return 0, false
	}
	return lo + int64(p.dice.below(uint64(hi-lo))), true
}

// many draws a region and a stretch in which all of its devices are free.
func (p *plan) many(kind string, length int64) (devices []int, from int64, ok bool) {
	for range tries {
		devices = p.members(int(p.dice.below(uint64(p.regions))))
		from, ok = p.moment(length)
		used := slices.ContainsFunc(devices, func(d int) bool { return !p.free(d, from, from+length-1) })
		if ok && !used {
			p.take(devices, from, from+length-1)
			return devices, from, true
		}
	}
	p.failed = cmp.Or(p.failed, kind)
	return nil, 0, false
}

// at returns the time of a sample.
func (p *plan) at(tick int64) time.Time {
	return time.Unix(scenarioStart+tick*p.step, 0).UTC()
}

// event notes what was planted on devices from one sample to another.
func (p *plan) event(e Event, devices []int, from, to int64, metrics ...record.Metric) {
	to = min(to, p.ticks-1)
	e.ID = fmt.Sprintf("E-%d", len(p.events)+1)
	e.Start, e.End, e.Open = p.at(from), p.at(to), to == p.ticks-1
	e.Region = regionName(p.profiles[devices[0]].region)
	for _, d := range devices {
		e.Devices = append(e.Devices, deviceName(d))
	}
	e.Metrics = []string{}
	for _, m := range metrics {
		e.Metrics = append(e.Metrics, m.String())
	}
	p.events = append(p.events, e)
}

// trap notes a device that must stay silent all the time.
func (p *plan) trap(kind string, device int, metrics ...record.Metric) {
	p.trapped[device] = true
	p.event(Event{Kind: kind, Silent: true}, []int{device}, 0, p.ticks-1, metrics...)
}

// spare draws a device that is not trapped and that nothing happens to.
func (p *plan) spare(kind string) (int, bool) {
	for range tries {
		d := int(p.dice.below(uint64(len(p.profiles))))
		if !p.trapped[d] && !slices.ContainsFunc(p.busy, func(s span) bool { return s.device == d }) {
			return d, true
		}
	}
	p.failed = cmp.Or(p.failed, kind)
	return 0, false
}
