package quality

import (
	"cmp"
	"math"
	"slices"

	"network-analytics/analytics/record"
)

// How many examples a Report holds of each kind.
const (
	MaxGaps     = 5
	MaxCoverage = 3
)

// Report is what the times of an input tell. The zero value is that of an input
// without a record.
type Report struct {
	Rows        int64
	First, Last int64 // earliest and latest time; both 0 without rows
	// StepsBack counts rows that are earlier than the row before them in the
	// input, OwnStepsBack those that are earlier than the row before them of the
	// same series in the same batch.
	StepsBack, OwnStepsBack int64
	// EqualTimes counts rows that have device, region and time of another.
	EqualTimes int64

	Series   int   // devices in regions
	Regular  int   // those with a usual step
	Beyond   int64 // rows of series that were too many to follow
	WithGaps int   // regular series with gaps
	Gaps     int64
	// MoreGaps tells that there are more gaps than were counted.
	MoreGaps bool
	Longest  []Gap      // the longest gaps, at most MaxGaps
	Least    []Coverage // regular series that cover least, at most MaxCoverage
	Most     []Coverage // those that cover most, none that is in Least
	// Step is the median of the usual steps, 0 when no series is regular.
	Step int64
}

// Gap is a stretch without records of a regular series.
type Gap struct {
	Device, Region record.Name
	From, To       int64 // last record before and first after
	Missing        int64 // records that the usual step would have made
}

// Coverage is how well a series covers the time of the input.
type Coverage struct {
	Device, Region record.Name
	Rows           int64
	First, Last    int64
	Step           int64   // usual step
	Share          float64 // 0..1
	Gaps           int
}

// Report returns what was gathered so far; names are those of the feed.
func (c *Collector) Report(names *record.Names) Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := Report{Rows: c.rows, StepsBack: c.back + c.stepsBetween(), OwnStepsBack: c.ownBack, EqualTimes: c.equal, Series: len(c.list), Beyond: c.beyond}
	if c.rows == 0 {
		return r
	}
	r.First, r.Last = c.first, c.last
	var steps []int64
	var covers []Coverage
	for i := range c.list {
		s := &c.list[i]
		step := s.usualStep()
		if step == 0 {
			continue
		}
		r.Regular++
		steps = append(steps, step)
		device, region := names.Devices.Name(s.device), names.Regions.Name(s.region)
		cover := Coverage{Device: device, Region: region, Rows: s.rows, First: s.first, Last: s.last, Step: step}
		expected := float64(c.last)/float64(step) - float64(c.first)/float64(step)
		cover.Share = min(1, float64(s.rows-s.equal)/math.Round(expected+1))
		least := step + step/2
		for j := 1; j < len(s.covered); j++ {
			h := hole(s.covered[j-1], s.covered[j])
			if h <= least {
				continue
			}
			cover.Gaps++
			r.Longest = append(r.Longest, Gap{
				Device: device, Region: region, From: s.covered[j-1].hi, To: s.covered[j].lo, Missing: (h+step/2)/step - 1,
			})
		}
		if cover.Gaps > 0 {
			r.WithGaps++
		}
		r.Gaps += int64(cover.Gaps)
		r.MoreGaps = r.MoreGaps || s.closed > least
		if len(r.Longest) > 64 {
			r.Longest = longest(r.Longest)
		}
		covers = append(covers, cover)
	}
	r.Longest = longest(r.Longest)
	slices.SortFunc(covers, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(a.Share, b.Share), cmp.Compare(a.Device.Raw, b.Device.Raw), cmp.Compare(a.Region.Raw, b.Region.Raw))
	})
	r.Least = slices.Clone(covers[:min(MaxCoverage, len(covers))])
	rest := covers[len(r.Least):]
	r.Most = slices.Clone(rest[max(0, len(rest)-MaxCoverage):])
	slices.Reverse(r.Most)
	if len(steps) > 0 {
		slices.Sort(steps)
		r.Step = steps[len(steps)/2]
	}
	return r
}

// longest returns the MaxGaps longest gaps, the longest first.
func longest(gaps []Gap) []Gap {
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.To-b.From, a.To-a.From), cmp.Compare(a.From, b.From),
			cmp.Compare(a.Device.Raw, b.Device.Raw), cmp.Compare(a.Region.Raw, b.Region.Raw))
	})
	return gaps[:min(MaxGaps, len(gaps))]
}

// stepsBetween counts the steps back from one batch to the next.
func (c *Collector) stepsBetween() int64 {
	slices.SortFunc(c.edges, func(a, b edge) int { return cmp.Compare(a.seq, b.seq) })
	var n int64
	for i := 1; i < len(c.edges); i++ {
		if c.edges[i].first < c.edges[i-1].last {
			n++
		}
	}
	return n
}

// usualStep returns the usual step of a regular series, 0 for any other.
func (s *series) usualStep() int64 {
	steps := slices.Clone(s.steps[:s.numSteps])
	if len(steps) < leastSteps { // its rows lie in different batches
		for j := 1; j < len(s.covered); j++ {
			steps = append(steps, hole(s.covered[j-1], s.covered[j]))
		}
	}
	if len(steps) < leastSteps {
		return 0
	}
	slices.Sort(steps)
	step := steps[len(steps)/2]
	near := 0
	for _, d := range steps {
		if d >= step-step/4 && d <= step+step/4 {
			near++
		}
	}
	if 4*near < 3*len(steps) {
		return 0
	}
	return step
}
