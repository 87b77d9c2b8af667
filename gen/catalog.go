package gen

// recipe plants a scenario and says what it is.
type recipe struct {
	name  string
	about string
	days  int
	trap  bool // nothing in it is news
	plant func(p *plan)
}

func times(n int, plant func(*plan)) func(*plan) {
	return func(p *plan) {
		for range n {
			plant(p)
		}
	}
}

// recipes are the scenarios, in the order of the help.
var recipes = []recipe{
	{"demo", "a week with a bit of everything, to look around in", 7, false, story},
	{"mixed", "14 incidents of all kinds, and traps", 14, false, mixed},
	{"saturation", "links that fill at the busiest hour", 14, false, times(3, (*plan).saturation)},
	{"degradation", "lines whose loss grows over days", 14, false, times(2, (*plan).degradation)},
	{"loss-burst", "lines that drop packets for a while", 14, false, times(4, (*plan).lossBurst)},
	{"cpu-runaway", "processes that take the processor", 14, false, times(3, (*plan).cpuRunaway)},
	{"outage", "a region and a device that fall silent", 14, false, func(p *plan) { p.outage(); p.gap() }},
	{"flapping", "links that go bad and come back, again and again", 14, false, times(2, (*plan).flapping)},
	{"slow-drift", "a device that gets slower or busier over weeks", 21, false, (*plan).slowDrift},
	{"path-shift", "paths that get longer for a day or more", 14, false, times(2, (*plan).pathShift)},
	{"traffic-drop", "devices that lose their traffic", 14, false, times(3, (*plan).trafficDrop)},
	{"uplink", "a shared line that hurts most devices of a region", 14, false, times(2, (*plan).uplink)},
	{"clock-step", "a device whose clock is 95 minutes ahead for a day", 14, true, (*plan).clockStep},
	{"seasonal-peak", "trap: devices that cross the fixed limits every evening", 30, true, times(3, (*plan).seasonalPeak)},
	{"backup", "trap: planned jobs, two nightly and one weekly", 30, true, func(p *plan) { p.backup(false); p.backup(false); p.backup(true) }},
	{"noisy-device", "trap: devices whose values always jump about", 30, true, times(2, (*plan).noisyDevice)},
	{"single-spike", "trap: many lone bad polls", 30, true, (*plan).singleSpike},
	{"long-haul", "trap: a device that always takes 182 ms", 30, true, (*plan).longHaul},
	{"quiet", "nothing planted", 30, true, func(*plan) {}},
	{"traps", "all traps together", 30, true, traps},
}

// ScenarioInfo tells what a scenario is.
type ScenarioInfo struct {
	Name, About string
	Trap        bool // nothing in it is news
}

// Scenarios tells all scenarios.
func Scenarios() (list []ScenarioInfo) {
	for _, r := range recipes {
		list = append(list, ScenarioInfo{r.name, r.about, r.trap})
	}
	return list
}

// traps plants all that must stay silent.
func traps(p *plan) {
	p.seasonalPeak()
	p.seasonalPeak()
	p.backup(false)
	p.backup(true)
	p.noisyDevice()
	p.longHaul()
}

// mixed plants incidents of all kinds among traps.
func mixed(p *plan) {
	p.seasonalPeak()
	p.seasonalPeak()
	p.longHaul()
	p.noisyDevice()
	p.backup(false)
	p.outage()
	p.uplink()
	p.slowDrift()
	p.degradation()
	p.clockStep()
	p.pathShift()
	p.pathShift()
	p.saturation()
	p.saturation()
	p.lossBurst()
	p.lossBurst()
	p.lossBurst()
	p.cpuRunaway()
	p.flapping()
	p.trafficDrop()
}

// story plants the same incidents whatever the seed, at shares of the time: what
// somebody who looks for the first time should find.
func story(p *plan) {
	n, regions := len(p.profiles), p.regions
	// pick returns a device of a region, as far into its members as share tells.
	pick := func(region int, share float64) int {
		devices := p.members(region % regions)
		return devices[min(len(devices)-1, int(mul(share, float64(len(devices)))))]
	}
	moment := func(day, hour float64) int64 {
		return int64(mul(day+hour/24, float64(p.ticks)/7))
	}
	if n < 4*regions || regions < 2 {
		p.failed = "demo"
		return
	}
	last := regions - 1
	p.distant(pick(last, 0.99))
	p.evening(pick(0, 0.99))
	p.drift(pick(2, 0.4), moment(1.5, 0), false)
	p.silence("outage", p.members(1%regions), moment(1, 9.25), moment(1, 9.25)+p.samples(40, 5)-1)
	p.runaway(pick(2, 0), moment(2, 11), moment(2, 17))
	busy := pick(0, 0.4)
	from := moment(4, p.profiles[busy].peak-0.75)
	p.saturate(busy, from, from+p.samples(150, 6))
	devices := p.members(last)
	devices = devices[:len(devices)-1]
	p.shared(devices, moment(6, 20.2), p.ticks-1)
}
