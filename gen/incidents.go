package gen

import (
	"math"

	"network-analytics/analytics/record"
)

// causes are the classes that incidents use.
const (
	causeSaturation = "saturation"
	causeLoss       = "packet loss"
	causeCPU        = "cpu"
	causePath       = "path shift"
	causeOutage     = "outage"
	causeTraffic    = "traffic loss"
)

// add plants an effect at the strength of the scenario.
func (p *plan) add(e effect) {
	e.change = e.change.times(p.strength)
	p.effects = append(p.effects, e)
}

// saturation fills a link around the busiest hour: more traffic, a queue, drops.
func (p *plan) saturation() {
	length := p.between(90, 210, 6)
	for range tries {
		device := int(p.dice.below(uint64(len(p.profiles))))
		near, ok := p.moment(length)
		// The day's peak lies in the first half of the stretch.
		peak := mul(p.profiles[device].peak, 3600) - mul(p.dice.between(0, 0.5), float64(length*p.step))
		from := (near*p.step/secondsPerDay*secondsPerDay + int64(peak+secondsPerDay)%secondsPerDay) / p.step
		if !ok || from+length >= p.ticks || p.trapped[device] || !p.free(device, from, from+length-1) {
			continue
		}
		p.take([]int{device}, from, from+length-1)
		p.saturate(device, from, from+length-1)
		return
	}
	p.failed = "saturation"
}

func (p *plan) saturate(device int, from, to int64) {
	p.add(effect{
		device: device, from: from, to: to, rise: p.samples(10, 1), fall: p.samples(15, 1), ragged: 0.12,
		change: change{
			traffic: p.dice.between(0.45, 0.8), latency: p.dice.between(0.9, 1.8),
			loss: p.dice.between(1, 3), cpu: p.dice.between(8, 18),
		},
	})
	p.event(Event{Kind: "saturation", Cause: causeSaturation}, []int{device}, from, to,
		record.Traffic, record.Latency, record.Loss, record.CPU)
}

// degradation lets the loss of a line grow over days.
func (p *plan) degradation() {
	length := p.between(2*1440, 4*1440, 12)
	if device, from, ok := p.one("degradation", length); ok {
		p.add(effect{
			device: device, from: from, to: from + length - 1, rise: length * 4 / 5, ragged: 0.15,
			change: change{latency: p.dice.between(0.2, 0.4), loss: p.dice.between(2.5, 5)},
		})
		p.event(Event{Kind: "degradation", Cause: causeLoss}, []int{device}, from, from+length-1, record.Loss, record.Latency)
	}
}

// lossBurst drops packets for a while.
func (p *plan) lossBurst() {
	length := p.between(25, 100, 4)
	if device, from, ok := p.one("loss-burst", length); ok {
		p.add(effect{
			device: device, from: from, to: from + length - 1, ragged: 0.3,
			change: change{latency: p.dice.between(0.02, 0.12), loss: p.dice.between(3, 8)},
		})
		p.event(Event{Kind: "loss-burst", Cause: causeLoss, Abrupt: true}, []int{device}, from, from+length-1, record.Loss, record.Latency)
	}
}

// cpuRunaway lets a process take the processor within an hour, until it is ended.
func (p *plan) cpuRunaway() {
	length := p.between(180, 540, 6)
	if device, from, ok := p.one("cpu-runaway", length); ok {
		p.runaway(device, from, from+length-1)
	}
}

func (p *plan) runaway(device int, from, to int64) {
	p.add(effect{
		device: device, from: from, to: to, rise: p.between(20, 60, 1), ragged: 0.06,
		change: change{latency: p.dice.between(0.02, 0.1), cpu: p.dice.between(35, 50)},
	})
	p.event(Event{Kind: "cpu-runaway", Cause: causeCPU}, []int{device}, from, to, record.CPU, record.Latency)
}

// outage silences all devices of a region.
func (p *plan) outage() {
	length := p.between(25, 100, 5)
	if devices, from, ok := p.many("outage", length); ok {
		p.silence("outage", devices, from, from+length-1)
	}
}

// gap silences one device.
func (p *plan) gap() {
	length := p.between(40, 240, 6)
	if device, from, ok := p.one("outage", length); ok {
		p.silence("outage", []int{device}, from, from+length-1)
	}
}

func (p *plan) silence(kind string, devices []int, from, to int64) {
	for _, d := range devices {
		p.add(effect{device: d, from: from, to: to, gap: true})
	}
	p.event(Event{Kind: kind, Cause: causeOutage, Abrupt: true}, devices, from, to)
}

// flapping lets a link go bad and come back, again and again.
func (p *plan) flapping() {
	on, off := p.between(15, 20, 3), p.between(10, 15, 2)
	length := (4+int64(p.dice.below(6)))*(on+off) - off
	if device, from, ok := p.one("flapping", length); ok {
		p.add(effect{
			device: device, from: from, to: from + length - 1, on: on, off: off, ragged: 0.2,
			change: change{latency: p.dice.between(0.1, 0.3), loss: p.dice.between(4, 9)},
		})
		p.event(Event{Kind: "flapping", Cause: causeLoss, Abrupt: true}, []int{device}, from, from+length-1, record.Loss, record.Latency)
	}
}

// slowDrift lets the processor or the latency of a device climb to the end.
func (p *plan) slowDrift() {
	length := int64(mul(p.dice.between(0.5, 0.7), float64(p.ticks)))
	for range tries {
		device := int(p.dice.below(uint64(len(p.profiles))))
		from := p.ticks - length
		if p.trapped[device] || !p.free(device, from, p.ticks-1) {
			continue
		}
		p.take([]int{device}, from, p.ticks-1)
		p.drift(device, from, p.dice.uniform() < 0.5)
		return
	}
	p.failed = "slow-drift"
}

func (p *plan) drift(device int, from int64, cpu bool) {
	e := effect{device: device, from: from, to: p.ticks - 1, rise: p.ticks - from}
	cause, metric := causeCPU, record.CPU
	if cpu {
		e.change.cpu = p.dice.between(20, 35)
	} else {
		e.change.latency = p.dice.between(0.4, 0.8)
		cause, metric = causePath, record.Latency
	}
	p.add(e)
	p.event(Event{Kind: "slow-drift", Cause: cause}, []int{device}, from, p.ticks-1, metric)
}

// pathShift moves a device to a longer path for a day or more.
func (p *plan) pathShift() {
	length := p.between(1080, 3*1440, 12)
	if device, from, ok := p.one("path-shift", length); ok {
		// A third of the way, at least 6 ms: a small rise on a fast link too.
		delay := 6 + mul(p.dice.between(0.3, 0.6), p.profiles[device].latency)
		p.add(effect{device: device, from: from, to: from + length - 1, change: change{delay: delay}})
		p.event(Event{Kind: "path-shift", Cause: causePath, Abrupt: true}, []int{device}, from, from+length-1, record.Latency)
	}
}

// trafficDrop takes users away.
func (p *plan) trafficDrop() {
	length := p.between(60, 240, 5)
	if device, from, ok := p.one("traffic-drop", length); ok {
		p.add(effect{
			device: device, from: from, to: from + length - 1, ragged: 0.05,
			change: change{traffic: -p.dice.between(0.65, 0.95), cpu: -p.dice.between(3, 8)},
		})
		p.event(Event{Kind: "traffic-drop", Cause: causeTraffic, Abrupt: true}, []int{device}, from, from+length-1, record.Traffic)
	}
}

// uplink hurts most devices of a region within three samples of each other.
func (p *plan) uplink() {
	length := p.between(40, 150, 6)
	if devices, from, ok := p.many("uplink", length); ok {
		p.shared(devices, from, from+length-1)
	}
}

// shared hurts at least 3 of 4 devices that hang on the same line, the first at once.
func (p *plan) shared(devices []int, from, to int64) {
	hit := make([]int, 0, len(devices))
	skip := int(p.dice.below(uint64(len(devices)/4 + 1)))
	first := int(p.dice.below(uint64(len(devices))))
	for i := range len(devices) - skip {
		hit = append(hit, devices[(first+i)%len(devices)])
	}
	delay, loss := p.dice.between(0.4, 0.9), p.dice.between(2.5, 6)
	for i, d := range hit {
		late := int64(0)
		if i > 0 {
			late = int64(p.dice.below(3))
		}
		p.add(effect{
			device: d, from: from + late, to: to, ragged: 0.25,
			change: change{latency: mul(delay, p.dice.between(0.8, 1.2)), loss: mul(loss, p.dice.between(0.8, 1.2))},
		})
	}
	p.event(Event{Kind: "uplink", Cause: causeLoss, Abrupt: true}, hit, from, to, record.Loss, record.Latency)
}

// clockStep sets the clock of a device 95 minutes ahead for a day.
func (p *plan) clockStep() {
	length := p.samples(1440, 4)
	if device, from, ok := p.one("clock-step", length); ok {
		p.effects = append(p.effects, effect{device: device, from: from, to: from + length - 1, clock: 95 * 60})
		// Its stamps, not the true times, are what the data shows.
		p.event(Event{Kind: "clock-step", Optional: true}, []int{device}, from, from+length-1+int64(math.Ceil(95*60/float64(p.step))))
	}
}
