package gen

import "network-analytics/analytics/record"

// seasonalPeak makes a device that crosses the fixed limits every evening.
func (p *plan) seasonalPeak() {
	if d, ok := p.spare("seasonal-peak"); ok {
		p.evening(d)
	}
}

func (p *plan) evening(device int) {
	d := &p.profiles[device]
	d.latency = p.dice.between(60, 80)
	p.habits = append(p.habits, habit{
		device: device, hour: d.peak, half: p.dice.between(3, 5),
		change: change{latency: p.dice.between(0.9, 1.4), loss: p.dice.between(2.2, 3.2), cpu: p.dice.between(10, 20)},
	})
	p.trap("seasonal-peak", device, record.Latency, record.Loss, record.CPU)
}

// backup makes a planned job: every night, or once a week when there are enough
// weeks to know it by.
func (p *plan) backup(weekly bool) {
	weekly = weekly && p.ticks*p.step >= 3*7*secondsPerDay
	d, ok := p.spare("backup")
	if !ok {
		return
	}
	h := habit{
		device: d, hour: 2 + float64(p.dice.below(4)), half: 0.5 + mul(0.25, float64(p.dice.below(4))), job: true,
		weekly: weekly, day: int64(p.dice.below(7)), rate: mul(p.profiles[d].traffic, p.dice.between(0.6, 1.5)),
		change: change{latency: p.dice.between(0.1, 0.3), cpu: p.dice.between(12, 25)},
	}
	p.habits = append(p.habits, h)
	p.trap("backup", d, record.Traffic, record.Latency, record.CPU)
}

// noisyDevice makes a device whose values always jump about.
func (p *plan) noisyDevice() {
	if d, ok := p.spare("noisy-device"); ok {
		p.profiles[d].noise = p.dice.between(4, 7)
		p.trap("noisy-device", d, record.Traffic, record.Latency, record.Loss, record.CPU)
	}
}

// longHaul makes a device whose latency is always beyond the fixed limit.
func (p *plan) longHaul() {
	if d, ok := p.spare("long-haul"); ok {
		p.distant(d)
	}
}

func (p *plan) distant(device int) {
	p.profiles[device].latency = 182
	p.profiles[device].queue = 0.02
	p.trap("long-haul", device, record.Latency)
}

// singleSpike makes lone bad polls ten times as frequent.
func (p *plan) singleSpike() {
	p.spikes = 0.012
	for d := range p.profiles {
		p.event(Event{Kind: "single-spike", Silent: true}, []int{d}, 0, p.ticks-1, record.Latency, record.Loss, record.CPU)
	}
}
