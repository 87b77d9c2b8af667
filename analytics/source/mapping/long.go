package mapping

import (
	"fmt"
	"strings"
)

const maxKeys = 1 << 16 // names of metrics or series; more are left out

// keyNames are columns that hold the name of a metric, likeliest first; the
// ones after series may hold other things as well.
var keyNames = strings.Fields(`field metric metricname kpi kpiname counter countername parameter param variable
	measure measurename item itemname quantity series seriesname statistic measurement name`)

var valueNames = setOf(`value _value val reading metric_value measure_value wert valeur valor`)

// keyRules are how new names of a long layout are settled.
type keyRules struct {
	columns [NumFields]Column // with unit, by field
	settled [NumFields]bool
	kind    [NumFields]string // name of the metric that was chosen among several
	tier    [NumFields]int
	devices bool // names may begin with a device
}

// long recognises one value per row: a column of names, one of values.
func (p *proposer) long() bool {
	said := p.in.Answers.Layout
	if said == "tidy" || said == "wide" || p.presets {
		return false
	}
	value := -1
	for i := range p.names {
		if p.plan.Columns[i].Field == None && valueNames[p.names[i].key] && (p.cells[i].numeric() || p.cells[i].filled == 0) {
			value = i
		}
		for _, m := range p.matches[i] {
			if _, ok := m.field.Metric(); ok && said != "long" && p.plan.Columns[i].Field == None {
				return false
			}
		}
	}
	if value < 0 {
		return false
	}
	for _, name := range keyNames {
		for i := range p.names {
			if p.names[i].key != name || i == value || p.plan.Columns[i].Field != None || p.cells[i].numeric() {
				continue
			}
			if p.tryLong(i, value, name) {
				return true
			}
		}
	}
	return false
}

// keyMatch is a metric that a name of a long layout means.
type keyMatch struct {
	name, device, metric string
	match
}

func matchKey(text string, devices bool) (k keyMatch, ok bool) {
	n := normalise(text)
	k.name = text
	found := exact(&n, 0)
	if rest, u, unitText, ok := cutSuffix(n.text); len(found) == 0 && ok && n.unit == "" {
		s := normalise(rest)
		s.u, s.unit = u, unitText
		found = exact(&s, 0)
	}
	for _, m := range found {
		if _, ok := m.field.Metric(); ok && m.role != needsUnit {
			k.match, k.metric = m, text
			return k, true
		}
	}
	if devices {
		if device, m, metric, ok := splitName(&n); ok {
			k.device, k.match, k.metric = device, m, metric
			return k, true
		}
	}
	return k, false
}

func (p *proposer) tryLong(key, value int, keyName string) bool {
	var all []keyMatch
	var unknown []string
	seen := map[string]bool{}
	for _, s := range p.in.Columns[key].Samples {
		if s = strings.TrimSpace(s); s == "" || seen[s] {
			continue
		}
		seen[s] = true
		if m, ok := matchKey(s, true); ok {
			all = append(all, m)
		} else {
			unknown = append(unknown, s)
		}
	}
	if len(all) == 0 {
		return false
	}
	l := &p.plan.Layout
	l.Kind, l.KeyColumn, l.ValueColumn = Long, key, value
	l.known = map[string]int{}
	l.rules = &keyRules{devices: true}
	p.plan.Columns[key].Why, p.plan.Columns[value].Why = "holds the names of metrics", "holds the values"
	for _, f := range []Field{Latency, Loss, Traffic, CPU} {
		p.longField(f, all, key, value)
	}
	for _, name := range unknown {
		l.add(Key{Name: name, Column: Column{Name: name, Scale: 1, Why: "not a metric that is known"}})
	}
	if len(unknown) > 0 {
		p.note("values named %s are no metric and are left out", joinQuoted(unknown, 4))
	}
	series := false
	for _, k := range all {
		series = series || k.device != ""
	}
	// Grafana exports "Series;Time;Value"; a header that says metric says enough.
	if p.in.Answers.Layout == "long" || !series || strings.HasPrefix(keyName, "series") {
		return true
	}
	p.ask(Question{Column: p.plan.Columns[key].Name, Text: fmt.Sprintf("Each row seems to hold one value, named by column %s (%s); is that right?", quote(p.plan.Columns[key].Name), joinQuoted(keysOf(all), 3)),
		Options: []Option{{Label: "yes, one value per row", Flag: "--layout long"}, {Label: "no, one record per row", Flag: "--layout tidy"}}})
	return true
}

func keysOf(all []keyMatch) []string {
	var names []string
	for _, k := range all {
		names = append(names, k.name)
	}
	return names
}

func joinQuoted(names []string, limit int) string {
	var out []string
	for _, n := range names[:min(len(names), limit)] {
		out = append(out, quote(n))
	}
	if len(names) > limit {
		out = append(out, fmt.Sprintf("%d more", len(names)-limit))
	}
	return strings.Join(out, ", ")
}

// longField chooses among the names of one field and settles their unit by the
// values of their rows.
func (p *proposer) longField(f Field, all []keyMatch, key, value int) {
	var of []keyMatch
	for _, k := range all {
		if k.field == f {
			of = append(of, k)
		}
	}
	if len(of) == 0 || p.in.Answers.Map[f] == none {
		return
	}
	l := &p.plan.Layout
	tier := of[0].tier
	for _, k := range of {
		tier = min(tier, k.tier)
	}
	var kinds []string
	for _, k := range of {
		if k.tier == tier && !contains(kinds, k.metric) {
			kinds = append(kinds, k.metric)
		}
	}
	kind := kinds[0]
	if said := p.in.Answers.Map[f]; said != "" {
		kind = said
		if !contains(kinds, said) {
			p.askKind(f, kinds)
			kind = kinds[0]
		}
	} else if len(kinds) > 1 {
		p.askKind(f, kinds)
	}
	l.rules.kind[f], l.rules.tier[f] = kind, tier
	for _, k := range of {
		if k.metric != kind {
			l.add(Key{Name: k.name, Device: k.device, Column: Column{Name: k.name, Other: f, Scale: 1}})
			continue
		}
		sub := p.rowsOf(k, key, value)
		sub.take(choice{0, k.match})
		c := sub.plan.Columns[0]
		c.Scale, c.Offset, c.DecimalComma = c.unit.scale(), c.unit.offset, c.marks == commaDecimal
		l.add(Key{Name: k.name, Device: k.device, Column: c})
		if c.How != Unsettled {
			l.rules.columns[f], l.rules.settled[f] = c, true
		}
		p.plan.Questions = append(p.plan.Questions, sub.plan.Questions...)
		for _, n := range sub.plan.Notes {
			p.note("%s", n)
		}
	}
	if l.rules.settled[f] { // what one name proves holds for the others
		for i := range l.Keys {
			if c := &l.Keys[i].Column; c.Field == f && c.How == Unsettled {
				name := c.Name
				*c = l.rules.columns[f]
				c.Name = name
			}
		}
		p.dropQuestions(func(q *Question) bool {
			return q.Field == f && len(q.Options) > 0 && (strings.HasPrefix(q.Options[0].Flag, "--loss-unit") || strings.HasPrefix(q.Options[0].Flag, "--cpu-unit"))
		})
	}
	p.onceOnly(f)
}

// rowsOf is a proposer of one column: the values of the rows with one name, and
// the units beside them.
func (p *proposer) rowsOf(k keyMatch, key, value int) *proposer {
	sub := &proposer{in: p.in, commas: p.commas}
	sub.in.Columns = []Candidate{{Name: k.name}}
	units := -1
	for i := range p.names {
		if n := p.names[i].key; n == "unit" || n == "units" || n == p.names[value].key+"unit" {
			units = i
			sub.in.Columns = append(sub.in.Columns, Candidate{Name: "unit"})
		}
	}
	names, values := p.in.Columns[key].Samples, p.in.Columns[value].Samples
	for r := range min(len(names), len(values)) {
		if strings.TrimSpace(names[r]) != k.name {
			continue
		}
		sub.in.Columns[0].Samples = append(sub.in.Columns[0].Samples, values[r])
		if units >= 0 && r < len(p.in.Columns[units].Samples) {
			sub.in.Columns[1].Samples = append(sub.in.Columns[1].Samples, p.in.Columns[units].Samples[r])
		}
	}
	for i := range sub.in.Columns {
		c := &sub.in.Columns[i]
		sub.names = append(sub.names, normalise(c.Name))
		sub.cells = append(sub.cells, examine(c.Samples))
		sub.plan.Columns = append(sub.plan.Columns, Column{Name: c.Name, Scale: 1, unit: unit{mul: 1}, Samples: distinct(c.Samples)})
	}
	return sub
}

func (l *Layout) add(k Key) *Key {
	l.known[k.Name] = len(l.Keys)
	l.Keys = append(l.Keys, k)
	return &l.Keys[len(l.Keys)-1]
}

// learn settles a name that first comes after the samples. It is used only in
// a unit that its name says or that was proven for its field.
func (l *Layout) learn(name string) *Key {
	if len(l.Keys) >= maxKeys || l.known == nil {
		return nil
	}
	if len(name) > maxNameBytes {
		return nil
	}
	k := Key{Name: name, Column: Column{Name: name, Scale: 1, Why: "not a metric that is known"}}
	m, ok := matchKey(name, l.rules.devices)
	r := l.rules
	if !ok || r.kind[m.field] != "" && (m.metric != r.kind[m.field] || m.tier != r.tier[m.field]) {
		return l.add(k)
	}
	k.Device = m.device
	switch {
	case r.settled[m.field]:
		k.Column = r.columns[m.field]
		k.Column.Name = name
	case m.unit != "" && m.u.dim == dimensionOf[m.field] && m.role != idle:
		k.Column = Column{Name: name, Field: m.field, Unit: m.unit, How: HowName, Why: "its name says " + m.unit, unit: m.u,
			Scale: m.u.scale(), Offset: m.u.offset}
	default:
		k.Column.Why = "its unit is not known"
	}
	return l.add(k)
}
