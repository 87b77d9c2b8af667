package gen

// measured is what one sample holds.
type measured struct {
	traffic, latency, loss, cpu float64 // Mbps, ms, %, %
}

// Streams of hash keep what is derived from the same seed apart.
const (
	streamProfile = iota + 1
	streamRegionHour
	streamRegionDay
	streamDevice
	streamPath
	streamSpike
	streamEffect
	streamHabit
	streamPlan
)

// profile is what a device is like.
type profile struct {
	region  int
	traffic float64 // Mbps at full load
	latency float64 // ms without load
	queue   float64 // share that full load adds to the latency
	loss    float64 // % without load
	cpu     float64 // % without load
	work    float64 // points that full load adds to the cpu
	peak    float64 // hour of the day, UTC, of the largest load
	noise   float64 // 1; more for a device that is always noisy
	tail    float64 // share of the latency that its one-sided jitter has on average
	growth  float64 // share of the load that comes on top every day
	sparse  bool    // loses nothing in most polls
	whole   bool    // tells its cpu in whole percent
}

// peakHours are when the regions of the sample have their evening, UTC.
var peakHours = [...]float64{1, 4, 19, 14}

// newProfile derives a device from the seed.
func newProfile(seed uint64, device, region int) profile {
	draw := func(what uint64, lo, hi float64) float64 {
		return lo + mul(unit(hash(seed, streamProfile, uint64(device), what)), hi-lo)
	}
	peak := mul(24, unit(hash(seed, streamProfile, 1<<40, uint64(region))))
	if region < len(peakHours) {
		peak = peakHours[region]
	}
	peak += draw(0, -0.5, 0.5)
	if peak < 0 {
		peak += 24
	}
	size := draw(1, 0, 1) // few large ones
	tail, growth := 0.018, 0.0
	if draw(7, 0, 1) < 0.25 {
		tail = 0.06
	}
	if draw(8, 0, 1) < 0.3 {
		growth = draw(9, 0, 0.004)
	}
	return profile{
		region:  region,
		traffic: 60 + mul(mul(size, size), 600),
		latency: draw(2, 7, 60),
		queue:   draw(3, 0.08, 0.25),
		loss:    draw(4, 0.04, 0.15),
		cpu:     draw(5, 12, 28),
		work:    draw(6, 20, 40),
		peak:    peak,
		noise:   1,
		tail:    tail,
		growth:  growth,
		sparse:  draw(10, 0, 1) < 0.4,
		whole:   draw(11, 0, 1) < 0.3,
	}
}

// Hours and days between the knots of the slow curves.
const (
	secondsPerHour = 3600
	secondsPerDay  = 86400
)

// weekend is the load of Saturday and Sunday against that of a working day.
var weekend = [7]float64{1, 1, 1, 1, 1, 0.85, 0.78} // from Monday

// season is the load that is usual at a time, 0..1, and the same every week.
// second counts from the start, which is a Monday at 00:00.
func (p *profile) season(second int64) float64 {
	hour := float64(second%secondsPerDay) / secondsPerHour
	day := second / secondsPerDay % 7
	lunch := p.peak - 7
	if lunch < 0 {
		lunch += 24
	}
	curve := 0.22 + mul(0.62, bell(hour, p.peak, 12)) + mul(0.16, bell(hour, lunch, 4))
	// The weekend comes and goes during the first three hours of a day.
	before := weekend[(day+6)%7]
	return mul(curve, before+mul(weekend[day]-before, smooth(hour/3)))
}

// regional is how much more load a region has than usual, as a factor about 1:
// some days and some hours are busier, for all of its devices.
func regional(seed uint64, region int, second int64) float64 {
	hour := wander(seed, streamRegionHour, uint64(region), float64(second)/secondsPerHour)
	day := wander(seed, streamRegionDay, uint64(region), float64(second)/secondsPerDay)
	return 1 + mul(0.05, hour) + mul(0.05, day)
}

// measure draws a sample of a device under a load. It takes the same draws
// whatever is planted, so that only what is planted differs.
// own and path are slow curves of the device's load and way, of about variance 1.
func (p *profile) measure(d *dice, load, own, path float64) measured {
	load = mul(load, 1+mul(0.05, own))
	wide := p.noise // now and then a poll is a bad one
	if d.uniform() < 0.03 {
		wide = mul(wide, 2.2)
	}
	traffic := mul(mul(p.traffic, load), 1+mul(mul(0.06, wide), d.normal(0, 1)))
	queue := mul(mul(p.queue, load), load)
	jitter := mul(0.02, d.normal(0, 1)) + mul(p.tail, -ln(d.uniform()))
	latency := mul(p.latency, 1+queue+mul(0.015, path)+mul(wide, jitter))
	busy := mul(load, load)
	loss := p.loss + mul(0.12, busy) + mul(mul(0.035, wide), d.normal(0, 1))
	if p.sparse {
		loss = 0
		if d.uniform() < 0.03+mul(0.07, busy) {
			loss = mul(0.15, -ln(d.uniform()))
		}
	}
	cpu := p.cpu + mul(p.work, load) + mul(mul(1.6, wide), d.normal(0, 1))
	return measured{traffic, latency, loss, cpu}
}

// Lone spikes: at most one in spikeWindow samples of a device, never near the
// edge of the window, so that two are never neighbours.
const (
	spikeWindow = 64
	spikeEdge   = 8
)

// spikeAt returns how strong a spike a sample is, 0 for none. rate is the share
// of samples that are one, below 1/spikeWindow.
func spikeAt(seed uint64, device int, tick int64, rate float64) float64 {
	h := hash(seed, streamSpike, uint64(device), uint64(tick/spikeWindow))
	if unit(h) >= mul(rate, spikeWindow) {
		return 0
	}
	at := spikeEdge + hash(h, 1)%(spikeWindow-2*spikeEdge)
	if uint64(tick%spikeWindow) != at {
		return 0
	}
	return 0.5 + unit(hash(h, 2))
}

// spike is one bad poll.
func (v *measured) spike(size float64) {
	v.latency = mul(v.latency, 1+mul(1.2, size))
	v.loss += mul(2, size)
	v.cpu += mul(15, size)
}

// told brings the values into their ranges and into the form the device tells them in.
func (p *profile) told(v *measured) {
	v.traffic = min(1e6, max(0, v.traffic))
	v.latency = min(1e6, max(0.1, v.latency))
	v.loss = min(100, max(0, v.loss))
	v.cpu = min(100, max(0, v.cpu))
	if p.whole {
		v.cpu = float64(int64(v.cpu + 0.5))
	}
}

// sample draws what a device measures at a time, without what is planted once.
func (p *plan) sample(d *dice, device int, tick int64, regional []float64, habits []habit) measured {
	who, second := &p.profiles[device], tick*p.step
	// Knots are two hours apart for the load and 45 minutes for the way.
	own := wander(p.seed, streamDevice, uint64(device), float64(second)/(2*secondsPerHour))
	path := wander(p.seed, streamPath, uint64(device), float64(second)/(0.75*secondsPerHour))
	load := mul(mul(who.season(second), regional[who.region]), 1+mul(who.growth, float64(second)/secondsPerDay))
	v := who.measure(d, load, own, path)
	for i := range habits {
		habits[i].apply(p.seed, second, &v)
	}
	if size := spikeAt(p.seed, device, tick, p.spikes); size > 0 {
		v.spike(size)
	}
	return v
}
