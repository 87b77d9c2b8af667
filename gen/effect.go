package gen

// change is what an effect does to a sample at its full size.
type change struct {
	traffic float64 // factor less 1
	latency float64 // factor less 1
	delay   float64 // ms
	loss    float64 // points
	cpu     float64 // points
}

// times returns the change made larger or smaller.
func (c change) times(size float64) change {
	return change{
		traffic: max(-0.98, mul(c.traffic, size)), latency: mul(c.latency, size), delay: mul(c.delay, size),
		loss: mul(c.loss, size), cpu: mul(c.cpu, size),
	}
}

// apply changes v by level, 0..1, of c.
func (c *change) apply(v *measured, level float64) {
	v.traffic = mul(v.traffic, 1+mul(level, c.traffic))
	v.latency = mul(v.latency, 1+mul(level, c.latency)) + mul(level, c.delay)
	v.loss += mul(level, c.loss)
	v.cpu += mul(level, c.cpu)
}

// effect is something that happens once to one device.
type effect struct {
	device     int
	from, to   int64 // first and last sample
	rise, fall int64 // samples that it takes to grow and to go
	on, off    int64 // comes and goes in turns of so many samples; 0: steady
	ragged     float64
	change     change
	gap        bool  // no samples
	clock      int64 // seconds that the device's clock is ahead
}

// level tells how far the effect is grown at a sample, 0..1.
func (e *effect) level(tick int64) float64 {
	if tick < e.from || tick > e.to {
		return 0
	}
	since, left := tick-e.from, e.to-tick
	if e.on > 0 && since%(e.on+e.off) >= e.on {
		return 0
	}
	level := 1.0
	if since < e.rise {
		level = float64(since+1) / float64(e.rise+1)
	}
	if left < e.fall {
		level = min(level, float64(left+1)/float64(e.fall+1))
	}
	return level
}

// apply changes the sample. A ragged effect differs from sample to sample.
func (e *effect) apply(seed uint64, tick int64, v *measured) {
	level := e.level(tick)
	if level == 0 {
		return
	}
	u := unit(hash(seed, streamEffect, uint64(e.device), uint64(tick)))
	e.change.apply(v, mul(level, 1+mul(e.ragged, mul(2, u)-1)))
}

// habit is something that happens to a device again and again: what is usual
// for it, however far from its other hours.
type habit struct {
	device int
	hour   float64 // of its middle, UTC
	half   float64 // hours from the middle to either end
	weekly bool    // only on the day below
	day    int64   // 0..6 from Monday
	job    bool    // begins on the minute and ends some minutes early or late, as a planned job does
	rate   float64 // Mbps that come on top
	change change
}

// late is how many hours a job may end early or late.
const late = 0.1

// apply changes the sample at a second after the start.
func (h *habit) apply(seed uint64, second int64, v *measured) {
	day, hour := second/secondsPerDay, float64(second%secondsPerDay)/secondsPerHour
	if h.weekly && day%7 != h.day {
		return
	}
	level := bell(hour, h.hour, h.half)
	if h.job {
		level = 0
		end := h.hour + h.half + mul(late, mul(2, unit(hash(seed, streamHabit, uint64(h.device), uint64(day))))-1)
		if hour >= h.hour-h.half && hour < end {
			level = 1
		}
	}
	if level > 0 {
		h.change.apply(v, level)
		v.traffic += mul(level, h.rate)
	}
}
