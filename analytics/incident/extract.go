package incident

import (
	"cmp"
	"math"
	"slices"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// part makes one incident of the findings at some positions.
func (x *extraction) part(members []int) part {
	lead := &x.j.Findings[members[0]]
	p := part{kind: lead.Kind, start: lead.Start, end: lead.End, raised: lead.Raised, merged: len(members), gb: record.Missing}
	first, last := x.t.Len(), -1 // rows of the runs
	for _, i := range members {
		f := &x.j.Findings[i]
		if weight[f.Kind] > weight[p.kind] {
			p.kind = f.Kind
		}
		p.start, p.end, p.raised = min(p.start, f.Start), max(p.end, f.End), min(p.raised, f.Raised)
		p.ongoing, p.flaps = p.ongoing || f.Ongoing, max(p.flaps, f.Reopened)
		p.seen = p.seen || x.seen(f.First, f.Last)
		if f.Kind == usual.Gap {
			p.missing += x.missing(f)
		} else {
			first, last = min(first, f.First), max(last, min(f.Last, x.t.Len()-1))
		}
	}
	if p.kind == usual.Stuck {
		p.kind = x.harmfulStuck(members)
	}
	for _, i := range members {
		f := &x.j.Findings[i]
		if p.kind == usual.Shift && run(f) && f.Kind == usual.Unusual {
			continue // its metrics are those of the shift, which says more
		}
		p.facts = x.facts(p.facts, f)
	}
	slices.SortStableFunc(p.facts, func(a, b fact) int {
		return cmp.Or(cmp.Compare(size(b.z), size(a.z)), cmp.Compare(a.kind, b.kind), cmp.Compare(a.metric, b.metric), compareRules(a.rule, b.rule))
	})
	x.rows(&p, first, last)
	for _, i := range members {
		if f := &x.j.Findings[i]; f.Kind == usual.Gap {
			x.gapImpact(&p, f)
		}
	}
	p.severity = round2(p.severity)
	return p
}

// harmfulStuck returns the kind of an incident with a stuck value: that of the runs
// when they are half of it. A processor at 99 % is busy, not stuck.
func (x *extraction) harmfulStuck(members []int) usual.Kind {
	kind, bad, stuck := usual.Breach, int64(0), int64(0)
	for _, i := range members {
		f := &x.j.Findings[i]
		if length := f.End - f.Start + x.j.Step; !run(f) {
			stuck += length
		} else {
			bad += length
			if f.Kind == usual.Unusual {
				kind = usual.Unusual
			}
		}
	}
	if 2*bad >= stuck {
		return kind
	}
	return usual.Stuck
}

// weight tells which kind of finding names an incident of several.
var weight = [...]int{usual.Gap: 5, usual.Shift: 4, usual.Stuck: 3, usual.Unusual: 2, usual.Breach: 1, usual.Spike: 0}

// facts adds the deviations of f to those of an incident. Of two about the same
// metric and rule the larger one is shown, for the samples of both.
func (x *extraction) facts(to []fact, f *usual.Finding) []fact {
	if f.Kind == usual.Gap {
		if slices.ContainsFunc(to, func(a fact) bool { return a.kind == usual.Gap }) {
			i := slices.IndexFunc(to, func(a fact) bool { return a.kind == usual.Gap })
			to[i].bad += int(x.missing(f))
			return to
		}
		m := x.shown()
		g := fact{kind: usual.Gap, metric: m, row: -1, at: f.Start, value: record.Missing, usual: record.Missing,
			spread: record.Missing, z: record.Missing, limit: record.Missing, bad: int(x.missing(f))}
		return append(to, g)
	}
	for m := range record.NumMetrics {
		d := &f.Metric[m]
		if !d.Part {
			continue
		}
		a := fact{kind: f.Kind, metric: m, row: d.Row, value: d.Value, usual: d.Usual, z: d.Z, limit: d.Limit, bad: d.Rows, spread: record.Missing}
		if d.Row >= 0 && d.Row < x.t.Len() {
			a.at = x.t.Time[d.Row]
		} else {
			a.at = f.Start
		}
		if f.Kind == usual.Breach && f.Limit >= 0 && f.Limit < len(x.c.Rules) {
			a.rule = &x.c.Rules[f.Limit]
		}
		if b := x.j.Baseline[m]; b != nil {
			a.samples, a.days, a.method = b.N, b.Days, b.Method()
			if b.Why == "" {
				a.spread = b.Spread
			}
		}
		if s := (a.value - a.usual) / a.z; s > 0 { // that of the sample, where it is not the same everywhere
			a.spread = s
		}
		i := slices.IndexFunc(to, func(o fact) bool { return o.kind == a.kind && o.metric == a.metric && o.rule == a.rule })
		if i < 0 {
			to = append(to, a)
			continue
		}
		bad := to[i].bad + a.bad
		if size(a.z) > size(to[i].z) {
			to[i] = a
		}
		to[i].bad = bad
	}
	return to
}

// shown is the metric whose series shows a gap.
func (x *extraction) shown() record.Metric {
	for _, m := range [...]record.Metric{record.Latency, record.Loss, record.Traffic, record.CPU} {
		if x.t.Value[m] != nil {
			return m
		}
	}
	return record.Latency
}

// rows goes over the rows of an incident: how many, how many flagged by the
// reference rule, how severe, whom it hurts. See the package comment.
func (x *extraction) rows(p *part, first, last int) {
	if x.t.Value[record.Traffic] != nil {
		p.gb = 0
	}
	var takes [record.NumMetrics]*fact // the one about what is usual, by metric
	for i := range p.facts {
		a := &p.facts[i]
		switch a.kind {
		case usual.Breach:
			p.severity = max(p.severity, x.excess(a))
			if takes[a.metric] == nil {
				takes[a.metric] = a
			}
		case usual.Shift:
			p.severity = max(p.severity, x.excess(a))
			takes[a.metric] = a
		case usual.Unusual:
			takes[a.metric] = a
		}
	}
	scale := x.scale()
	seconds := float64(x.j.Step) / 1e9
	var r record.Row
	for row := first; row <= last; row++ {
		at := x.t.Time[row]
		for m := range record.NumMetrics {
			r.Value[m] = x.value(m, row)
		}
		p.rows++
		if x.c.Limits.Judge(&r, x.c.Latency, x.c.Loss) != 0 {
			p.flagged++
		}
		p.rule = max(p.rule, x.c.Limits.Severity(r.Value[record.Latency], r.Value[record.Loss], r.Value[record.CPU]))
		spared := 1.0 // 1 - H
		for m, a := range takes {
			if a == nil {
				continue
			}
			m, v := record.Metric(m), r.Value[m]
			expected := x.expected(a, at)
			if a.kind == usual.Unusual {
				if m != record.Traffic {
					p.severity = atLeast(p.severity, (v-min(x.j.Baseline[m].Limit(at), max(scale[m], expected)))/scale[m])
				} else if a.z < 0 {
					p.severity = atLeast(p.severity, 1-v/expected)
				}
			}
			switch m {
			case record.Latency:
				spared *= 1 - clip((v/expected-1)/3)
			case record.Loss:
				spared *= 1 - clip(v/lossCap)
			case record.Traffic:
				if a.z < 0 || a.rule != nil && a.rule.Below {
					spared *= 1 - clip(1-v/expected)
				}
			}
		}
		x.hurt(p, at, r.Value[record.Traffic], takes[record.Traffic], 1-spared, seconds)
	}
}

// lossCap is the loss, in percent, from which a sample counts as all lost: that
// of the reference's uptime score.
const lossCap = 5

// value returns the value of a metric in a row, NaN where there is none.
func (x *extraction) value(m record.Metric, row int) float64 {
	if x.t.Value[m] == nil {
		return record.Missing
	}
	return x.t.Value[m][row]
}

// hurt adds what users suffer in one sample: h of the usual traffic, for the
// time between samples.
func (x *extraction) hurt(p *part, at int64, traffic float64, a *fact, h, seconds float64) {
	p.minutes += seconds * h / 60
	if math.IsNaN(p.gb) {
		return
	}
	usually := record.Missing
	if a != nil && a.kind == usual.Shift {
		usually = x.expected(a, at)
	} else if b := x.j.Baseline[record.Traffic]; b != nil {
		usually = b.At(at)
	}
	if math.IsNaN(usually) {
		usually = traffic // too little history
	}
	if usually > 0 {
		p.gb += usually * seconds * h / 8000
	}
}

// gapSteps is how many points of a gap are looked at for its usual traffic.
const gapSteps = 2000

// gapImpact adds the samples that a gap swallowed, all of them hurt.
func (x *extraction) gapImpact(p *part, f *usual.Finding) {
	n := x.missing(f)
	steps := min(n, gapSteps)
	for i := range steps {
		at := f.Start + int64(float64(f.End-f.Start)*(float64(i)+0.5)/float64(steps))
		x.hurt(p, at, record.Missing, nil, 1, float64(x.j.Step)/1e9*float64(n)/float64(steps))
	}
}

// missing is how many samples are missing in a gap.
func (x *extraction) missing(f *usual.Finding) int64 {
	from, to := f.Start, f.End
	if f.First >= 0 && f.First < x.t.Len() {
		from = x.t.Time[f.First]
	}
	lost := int64(0)
	if f.Last > f.First && f.Last < x.t.Len() {
		to, lost = x.t.Time[f.Last], 1
	}
	if x.j.Step <= 0 {
		return 1
	}
	return max(1, (to-from+x.j.Step/2)/x.j.Step-lost)
}

// expected is what a metric would be without the incident: the usual, for a shift
// the level before, and the limit where there is too little history.
func (x *extraction) expected(a *fact, at int64) float64 {
	e := a.usual
	if b := x.j.Baseline[a.metric]; b != nil && a.kind == usual.Shift {
		e += b.Daily(at) - b.Daily(a.at)
	} else if b != nil {
		e = b.At(at)
	}
	if math.IsNaN(e) {
		return a.limit
	}
	return e
}

// scale is the limit of the reference rule by metric: the unit of a severity.
func (x *extraction) scale() [record.NumMetrics]float64 {
	return [record.NumMetrics]float64{record.Latency: x.c.Limits.Latency, record.Loss: x.c.Limits.Loss, record.CPU: x.c.Limits.CPU}
}

// excess is the severity of the worst value of a fact.
func (x *extraction) excess(a *fact) float64 {
	if a.metric != record.Traffic {
		if a.rule != nil && a.rule.Below {
			return 0
		}
		return atLeast(0, (a.value-a.limit)/x.scale()[a.metric])
	}
	switch {
	case a.rule != nil:
		return atLeast(0, math.Abs(a.value-a.limit)/a.limit)
	case a.z < 0:
		return atLeast(0, 1-a.value/a.usual)
	}
	return 0
}

// atLeast returns the larger of two numbers; s when v is not finite.
func atLeast(s, v float64) float64 {
	if v > s && !math.IsInf(v, 0) {
		return v
	}
	return s
}

// clip returns v within 0..1, 0 for NaN.
func clip(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}
