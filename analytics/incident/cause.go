package incident

import (
	"fmt"
	"math"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// The limits of the rules for a cause, in spreads from the usual.
const (
	farOut     = 3.0
	trafficOut = 4.0  // below the usual, for a loss of traffic
	nearlyMost = 0.8  // of the largest
	lossWeight = 0.5  // of the latency: loss makes latency rise, seldom the other way round
	nothing    = 99.5 // percent of loss, from which nothing comes back
)

// causeOf names the probable cause of a group: that of most of its entries, of
// equals that of the one farthest out. The reasons are those of the entry with this
// cause that is farthest out.
func causeOf(i *Incident, g *group) (Cause, string) {
	var count [BrokenLimit + 1]int
	var strongest [BrokenLimit + 1]*entry
	for _, e := range g.entries {
		c := e.cause()
		if count[c]++; strongest[c] == nil || e.far() > strongest[c].far() {
			strongest[c] = e
		}
	}
	best := Unknown
	if i.Kind == usual.Gap {
		best = Outage
	} else {
		for c := range count {
			if c := Cause(c); count[c] > count[best] || count[c] == count[best] && count[c] > 0 && strongest[c].far() > strongest[best].far() {
				best = c
			}
		}
	}
	e := strongest[best]
	why := e.why(best)
	if i.Hit > 1 {
		if best == Outage && i.Kind == usual.Gap {
			return best, fmt.Sprintf("%s, from %d of %d devices at the same time", why, i.Hit, i.Of)
		}
		why += ", on " + e.device.Text
		if n := len(g.entries); count[best] < n {
			why += fmt.Sprintf("; %d of %d findings say so", count[best], n)
		}
	}
	return best, why
}

// far is the largest z of a part.
func (p *part) far() float64 {
	far := 0.0
	for i := range p.facts {
		far = max(far, size(p.facts[i].z))
	}
	return far
}

// peaks returns per metric the fact farthest out, nil for none.
func (p *part) peaks() (peak [record.NumMetrics]*fact) {
	for i := range p.facts {
		f := &p.facts[i]
		if o := peak[f.metric]; f.kind != usual.Gap && (o == nil || size(f.z) > size(o.z)) {
			peak[f.metric] = f
		}
	}
	return peak
}

// cause is the first rule that fits. See the package comment.
func (p *part) cause() Cause {
	if p.kind == usual.Gap {
		return Outage
	}
	if p.kind == usual.Stuck {
		return Unknown
	}
	peak := p.peaks()
	var z [record.NumMetrics]float64
	weight := 1.0
	if far := p.far(); p.kind == usual.Shift && far > 0 {
		weight = max(1, farOut/far) // it lasts, and need not be far out
	}
	for m, f := range peak {
		if f != nil && !math.IsNaN(f.z) {
			z[m] = weight * f.z
		}
	}
	traffic, latency, loss, cpu := z[record.Traffic], max(z[record.Latency], 0), max(z[record.Loss], 0), max(z[record.CPU], 0)
	switch {
	case loss >= farOut && peak[record.Loss].value >= nothing:
		return Outage
	case traffic <= -trafficOut && -traffic >= nearlyMost*p.far():
		return TrafficLoss
	case traffic >= farOut && max(latency, loss, cpu) >= farOut:
		return Saturation
	case cpu >= farOut && cpu >= latency && cpu >= loss:
		return CPU
	case loss >= farOut && loss >= lossWeight*latency:
		return PacketLoss
	case latency >= farOut:
		return PathShift
	case traffic >= farOut:
		return LoadChange
	case traffic <= -farOut:
		return TrafficLoss
	case p.broken() != nil:
		return BrokenLimit
	}
	return Unknown
}

// broken is the first broken limit of a part, nil for none.
func (p *part) broken() *fact {
	for i := range p.facts {
		if p.facts[i].kind == usual.Breach {
			return &p.facts[i]
		}
	}
	return nil
}

// why gives the reasons for a cause.
func (p *part) why(c Cause) string {
	peak := p.peaks()
	say := func(m record.Metric) string {
		f := peak[m]
		if f == nil || math.IsNaN(f.z) {
			return m.String() + " as usual"
		}
		side := "above"
		if f.z < 0 {
			side = "below"
		}
		return fmt.Sprintf("%s %s is %.1f spreads %s its usual %s", m, Value(m, f.value), math.Abs(f.z), side, Value(m, f.usual))
	}
	// The worst of latency, loss and CPU.
	harm := record.Latency
	for _, m := range [...]record.Metric{record.Loss, record.CPU} {
		if f := peak[m]; f != nil && (peak[harm] == nil || size(f.z) > size(peak[harm].z)) {
			harm = m
		}
	}
	beside := func(m record.Metric) string {
		f := peak[m]
		if f == nil || !(f.z > 0) {
			return m.String() + " did not rise"
		}
		return fmt.Sprintf("%s only %.1f spreads above", m, f.z)
	}
	switch c {
	case Outage:
		if p.kind == usual.Gap {
			return fmt.Sprintf("probable outage: %s missing", record.Count(p.missing)+plural(int(p.missing), " sample"))
		}
		return "probable outage: nothing came back, " + say(record.Loss)
	case TrafficLoss:
		return "probable traffic loss: " + say(record.Traffic) + ", and nothing else is as far out"
	case Saturation:
		return "probable saturation: " + say(record.Traffic) + " while " + say(harm)
	case CPU:
		return "probable CPU overload: " + say(record.CPU) + "; " + beside(record.Latency) + ", " + beside(record.Loss)
	case PacketLoss:
		return "probable packet loss: " + say(record.Loss) + "; " + beside(record.Latency)
	case PathShift:
		return "probable path or latency change: " + say(record.Latency) + "; " + beside(record.Traffic) + ", " + beside(record.Loss)
	case LoadChange:
		return "probable change of load: " + say(record.Traffic) + ", and nothing suffers from it"
	case BrokenLimit:
		return "a stated limit is broken, nothing unusual beside it"
	}
	if p.kind == usual.Stuck {
		return "the value does not move: rather the sensor or what reads it than the network"
	}
	return "no rule for a cause fits"
}
