package gen

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

// scenarioStart is the first sample of a scenario: Monday 2025-03-03 00:00 UTC.
const scenarioStart int64 = 1_740_960_000

// ScenarioConfig chooses a scenario. Zero Days takes the scenario's own.
type ScenarioConfig struct {
	Name     string
	Seed     uint64
	Days     int           // 0..MaxDays
	Step     time.Duration // between samples of a device, whole seconds, up to an hour
	Devices  int           // 1..MaxDevices
	Regions  int           // 1..Devices
	Strength float64       // above 0; size of what is planted, 1 is plain to see
	Jitter   float64       // 0..0.4: how far a sample may be off its time, in steps
}

// The largest scenario.
const (
	MaxDays    = 3660
	MaxDevices = 100_000
)

// DefaultScenario returns the configuration of a scenario by its name.
func DefaultScenario(name string) ScenarioConfig {
	return ScenarioConfig{Name: name, Seed: DefaultSeed, Step: 5 * time.Minute, Devices: 20, Regions: len(regions), Strength: 1}
}

// RegisterFlags adds the flags of a scenario, all but --seed, to fs and sets c to
// their defaults.
func (c *ScenarioConfig) RegisterFlags(fs *pflag.FlagSet) {
	d := DefaultScenario("")
	fs.StringVar(&c.Name, "scenario", "", "`NAME` of telemetry with planted incidents, see the list of generate")
	fs.IntVar(&c.Days, "days", 0, "days of a scenario (default its own, 7 to 30)")
	fs.DurationVar(&c.Step, "step", d.Step, "time between samples of a device of a scenario")
	fs.IntVar(&c.Devices, "devices", d.Devices, "devices of a scenario")
	fs.IntVar(&c.Regions, "regions", d.Regions, "regions of a scenario")
	fs.Float64Var(&c.Strength, "strength", d.Strength, "size of what a scenario plants; 1 is plain to see, 0.3 hard")
	fs.Float64Var(&c.Jitter, "jitter", 0, "how far samples of a scenario are off their time, 0 to 0.4 steps")
}

func names() string {
	var list []string
	for _, r := range recipes {
		list = append(list, r.name)
	}
	return strings.Join(list, ", ")
}

func (c *ScenarioConfig) ticks() int64 {
	return int64(c.Days) * secondsPerDay / int64(c.Step/time.Second)
}

// Scenario is telemetry of a network with planted incidents and traps. Like a
// Sample it is a record.Feed that may be read any number of times, and keeps
// nothing but the blocks in work.
type Scenario struct {
	config ScenarioConfig
	about  string
	names  record.Names
	plan   *plan
	truth  Truth
	// By device: what happens to it.
	effects [][]effect
	habits  [][]habit
}

// NewScenario plans a scenario. Its error is of KindUsage.
func NewScenario(c ScenarioConfig) (*Scenario, error) {
	wrong := func(what, try string, args ...any) error {
		return &record.Error{Kind: record.KindUsage, What: fmt.Sprintf(what, args...), Try: try}
	}
	at := slices.IndexFunc(recipes, func(r recipe) bool { return r.name == c.Name })
	if at < 0 {
		return nil, wrong("there is no scenario %q", "use --scenario with one of "+names(), c.Name)
	}
	c.Days = cmp.Or(c.Days, recipes[at].days)
	switch {
	case c.Days < 0 || c.Days > MaxDays:
		return nil, wrong("cannot generate %d days", fmt.Sprintf("use --days with 1 to %d", MaxDays), c.Days)
	case c.Step < time.Second || c.Step > time.Hour || c.Step%time.Second != 0:
		return nil, wrong("cannot generate a sample every %s", "use --step with whole seconds, at most 1h", c.Step)
	case c.Devices < 1 || c.Devices > MaxDevices:
		return nil, wrong("cannot generate %d devices", fmt.Sprintf("use --devices with 1 to %d", MaxDevices), c.Devices)
	case c.Regions < 1 || c.Regions > c.Devices:
		return nil, wrong("cannot put %d devices into %d regions", "use --regions with 1 or more, and no more than devices", c.Devices, c.Regions)
	case !(c.Strength > 0 && c.Strength <= 10):
		return nil, wrong("cannot plant at strength %g", "use --strength above 0, at most 10", c.Strength)
	case !(c.Jitter >= 0 && c.Jitter <= 0.4):
		return nil, wrong("cannot move samples by %g steps", "use --jitter with 0 to 0.4", c.Jitter)
	}
	p := newPlan(&c)
	recipes[at].plant(p)
	if p.failed != "" {
		return nil, wrong("there is no room to plant %s", "use more --days, --devices or a smaller --step", p.failed)
	}
	s := &Scenario{config: c, about: recipes[at].about, plan: p,
		effects: make([][]effect, c.Devices), habits: make([][]habit, c.Devices)}
	for i := range c.Devices {
		s.names.Devices.ID(deviceName(i))
	}
	for i := range c.Regions {
		s.names.Regions.ID(regionName(i))
	}
	for _, e := range p.effects {
		s.effects[e.device] = append(s.effects[e.device], e)
	}
	for _, h := range p.habits {
		s.habits[h.device] = append(s.habits[h.device], h)
	}
	slices.SortStableFunc(p.events, func(a, b Event) int { return a.Start.Compare(b.Start) })
	for i := range p.events {
		p.events[i].ID = fmt.Sprintf("E-%d", i+1)
	}
	s.truth = Truth{
		Scenario: c.Name, Seed: c.Seed, Strength: c.Strength, Start: p.at(0), End: p.at(p.ticks - 1),
		Step: Step(c.Step), Devices: c.Devices, Regions: c.Regions, Events: append([]Event{}, p.events...),
	}
	return s, nil
}

func regionName(i int) string {
	if i < len(regions) {
		return regions[i]
	}
	return fmt.Sprintf("region-%02d", i+1)
}

// Names returns the devices and regions.
func (s *Scenario) Names() *record.Names { return &s.names }

// Truth returns what is planted.
func (s *Scenario) Truth() *Truth { return &s.truth }

// About says in a few words what the scenario shows.
func (s *Scenario) About() string { return s.about }

// ticksPerBlock is the number of sampling times that share a generator.
func (s *Scenario) ticksPerBlock() int64 { return max(1, blockRecords/int64(s.config.Devices)) }

func (s *Scenario) blocks() uint64 {
	per := s.ticksPerBlock()
	return uint64((s.plan.ticks + per - 1) / per)
}

// Read delivers the scenario. See record.Feed and Sample.Read.
func (s *Scenario) Read(ctx context.Context, workers int, sink record.Sink, progress *record.Progress) (record.LoadReport, error) {
	report := record.LoadReport{
		Source:    fmt.Sprintf("generated, scenario %s, seed %d", s.config.Name, s.config.Seed),
		HasRegion: true, HasDevice: true,
		Present: [record.NumMetrics]bool{true, true, true, true},
	}
	progress.SetTotal(s.plan.ticks*int64(s.config.Devices), 0)
	rows, err := readBlocks(ctx, workers, s.blocks(), sink, progress, func() func(uint64, *record.Batch) {
		var b scenarioBlock
		return func(number uint64, batch *record.Batch) {
			b.fill(s, number)
			b.batch(batch)
		}
	})
	report.Rows = rows
	return report, err
}

// WriteCSV writes the scenario as Sample.WriteCSV writes a sample.
func (s *Scenario) WriteCSV(ctx context.Context, w io.Writer, progress *record.Progress) error {
	progress.SetTotal(s.plan.ticks*int64(s.config.Devices), 0)
	names := newLineNames(&s.names)
	return writeBlocks(ctx, w, s.blocks(), progress, func() func(uint64, []byte) ([]byte, int) {
		var b scenarioBlock
		return func(number uint64, dst []byte) ([]byte, int) {
			b.fill(s, number)
			return b.appendCSV(dst, &names), len(b.rows)
		}
	})
}

// scenarioRow is a sample as whole parts of the units.
type scenarioRow struct {
	second         int64 // since 1970 UTC
	device, region int32
	traffic        uint32 // hundredths of Mbps
	latency        uint32 // hundredths of ms
	loss           uint32 // thousandths of percent
	cpu            uint32 // hundredths of percent
}

// scenarioBlock is a run of sampling times.
type scenarioBlock struct {
	rows     []scenarioRow
	regional []float64
}

// fill draws a block. Samples of one time are in the order of the devices, or by
// time when it jitters.
func (b *scenarioBlock) fill(s *Scenario, number uint64) {
	b.rows = b.rows[:0]
	per, p := s.ticksPerBlock(), s.plan
	d := dice{source: rand.NewPCG(p.seed, number*0x9E3779B97F4A7C15+1)}
	first := int64(number) * per
	for tick := first; tick < min(first+per, p.ticks); tick++ {
		b.tick(s, &d, tick)
	}
}

func (b *scenarioBlock) tick(s *Scenario, d *dice, tick int64) {
	p := s.plan
	second := tick * p.step
	b.regional = b.regional[:0]
	for r := range p.regions {
		b.regional = append(b.regional, regional(p.seed, r, second))
	}
	begin := len(b.rows)
	for device := range p.profiles {
		v := p.sample(d, device, tick, b.regional, s.habits[device])
		ahead, gap := int64(0), false
		for i := range s.effects[device] {
			e := &s.effects[device][i]
			if tick < e.from || tick > e.to {
				continue
			}
			gap = gap || e.gap
			ahead += e.clock
			e.apply(p.seed, tick, &v)
		}
		p.profiles[device].told(&v)
		if s.config.Jitter > 0 {
			ahead += int64(mul(mul(d.between(-1, 1), s.config.Jitter), float64(p.step)))
			gap = d.uniform() < lostPolls || gap
		}
		if gap {
			continue
		}
		b.rows = append(b.rows, scenarioRow{
			second: scenarioStart + second + ahead, device: int32(device), region: int32(p.profiles[device].region),
			traffic: uint32(scaled(v.traffic, hundredths)), latency: uint32(scaled(v.latency, hundredths)),
			loss: uint32(scaled(v.loss, thousandths)), cpu: uint32(scaled(v.cpu, hundredths)),
		})
	}
	if s.config.Jitter > 0 {
		slices.SortStableFunc(b.rows[begin:], func(a, b scenarioRow) int { return cmp.Compare(a.second, b.second) })
	}
}

// lostPolls is the share of samples that are missing when the times jitter.
const lostPolls = 0.002

// batch turns the block into the columns of a batch.
func (b *scenarioBlock) batch(out *record.Batch) {
	out.Reset()
	for i := range b.rows {
		r := &b.rows[i]
		out.Append(r.second*int64(time.Second), record.NameID(r.device), record.NameID(r.region), [record.NumMetrics]float64{
			record.Traffic: float64(r.traffic) / hundredths,
			record.Latency: float64(r.latency) / hundredths,
			record.Loss:    float64(r.loss) / thousandths,
			record.CPU:     float64(r.cpu) / hundredths,
		})
	}
}

// appendCSV appends the lines of the block.
func (b *scenarioBlock) appendCSV(dst []byte, names *lineNames) []byte {
	for i := range b.rows {
		r := &b.rows[i]
		dst = time.Unix(r.second, 0).UTC().AppendFormat(dst, time.DateTime)
		dst = append(dst, names.device[r.device]...)
		dst = append(dst, names.region[r.region]...)
		dst = appendMeasurements(dst, r.traffic, r.latency, r.loss, r.cpu)
	}
	return dst
}
