package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// none is what --map says where a field is to be left empty.
const none = "none"

// choice is a column that may be a field.
type choice struct {
	column int
	match
}

// chooseMetrics picks the column of each metric.
func (p *proposer) chooseMetrics() {
	for _, f := range []Field{Latency, Loss, Traffic, CPU} {
		if said := p.in.Answers.Map[f]; said != "" {
			p.saidMetric(f, said)
			continue
		}
		p.chooseMetric(f)
	}
	p.onlyValue()
}

func (p *proposer) saidMetric(f Field, said string) {
	if said == none {
		return
	}
	i, ok := p.find(said)
	if !ok {
		p.askColumn(f, said)
		return
	}
	c := choice{column: i, match: match{field: f, how: p.answered()}}
	if p.in.Columns[i].Field == f {
		c.match = p.presetMatch(i)
	} else if m, ok := p.matchOf(i, f); ok {
		c.match = m
	} else if u, text, ok := parseUnit(p.in.Columns[i].Unit); ok && u.fits(f) {
		c.u, c.unit = u, text
		if p.in.Columns[i].Counter {
			c.role = counterOf
		}
	} else if n := &p.names[i]; n.unit != "" && n.u.fits(f) {
		c.u, c.unit = n.u, n.unit
	} else if _, u, text, ok := cutSuffix(n.text); ok && u.fits(f) {
		c.u, c.unit = u, text
	}
	c.how = p.answered()
	p.take(c)
}

func (p *proposer) matchOf(i int, f Field) (match, bool) {
	for _, m := range p.matches[i] {
		if m.field == f {
			return m, true
		}
	}
	return match{}, false
}

// presetMatch is what the format promises of a column.
func (p *proposer) presetMatch(i int) match {
	c := &p.in.Columns[i]
	m := match{field: c.Field, how: HowFormat}
	if u, text, ok := parseUnit(c.Unit); ok {
		m.u, m.unit = u, text
	}
	if c.Counter {
		m.role = counterOf
	}
	return m
}

// chooseMetric lets the format, then the rank of the names decide; where equal
// names are left it asks.
func (p *proposer) chooseMetric(f Field) {
	var all []choice
	for i := range p.plan.Columns {
		if p.plan.Columns[i].Field != None {
			continue
		}
		if p.preset[f] {
			if p.in.Columns[i].Field == f {
				all = append(all, choice{i, p.presetMatch(i)})
			}
			continue
		}
		if m, ok := p.matchOf(i, f); ok && p.in.Columns[i].Field == None {
			if p.presets && (m.unit == "" || m.tier > tierPath+10) {
				continue // the format knows its columns: only what is plain is taken beside them
			}
			if c := &p.cells[i]; c.filled > 0 && !c.numeric() {
				continue
			}
			all = append(all, choice{i, m})
		}
	}
	full := slices.DeleteFunc(slices.Clone(all), func(c choice) bool { return p.cells[c.column].filled == 0 })
	if len(full) > 0 {
		all = full
	}
	slices.SortStableFunc(all, func(a, b choice) int { return cmp.Compare(a.tier, b.tier) })
	if len(all) == 0 {
		return
	}
	equal := 1
	for equal < len(all) && (all[equal].tier == all[0].tier ||
		all[equal].path && all[equal].tier == all[0].tier+tierPath && p.apart(all[0].column, all[equal].column)) {
		equal++
	}
	for _, c := range all[1:] {
		p.plan.Columns[c.column].Other = f
	}
	asked := len(p.plan.Questions)
	p.take(all[0])
	if equal > 1 {
		p.rivals(f, all[:equal], asked)
	} else if len(all) > 1 && p.plan.Columns[all[0].column].Field == f {
		p.note("%s is column %s; %s would be second choice", f, quote(p.plan.Columns[all[0].column].Name), p.nameList(all[1:]))
	}
}

func (p *proposer) nameList(all []choice) string {
	var names []string
	for _, c := range all[:min(len(all), 4)] {
		names = append(names, quote(p.plan.Columns[c.column].Name))
	}
	return strings.Join(names, ", ")
}

// rivals settles columns of equal rank: the same values are no question, nor
// are columns that are never filled in the same row. The question goes before
// those about the first of the columns, which begin at asked.
func (p *proposer) rivals(f Field, all []choice, asked int) {
	first := p.in.Columns[all[0].column].Samples
	same, apart := true, true
	for k, c := range all[1:] {
		s := p.in.Columns[c.column].Samples
		same = same && slices.Equal(first, s) && all[0].unit == c.unit && p.cells[c.column].filled > 0
		for _, o := range all[:k+1] {
			apart = apart && p.apart(o.column, c.column)
		}
	}
	name := quote(p.plan.Columns[all[0].column].Name)
	switch {
	case same:
		p.note("%s is column %s; %s holds the same values", f, name, p.nameList(all[1:]))
	case apart:
		for _, c := range all[1:] {
			p.plan.Columns[c.column].Other = None
			p.take(c)
		}
		p.harmonise(f)
		p.note("%s is column %s, or %s in rows where that is empty", f, name, p.nameList(all[1:]))
	default:
		q := Question{Field: f, Column: p.plan.Columns[all[0].column].Name,
			Text: fmt.Sprintf("Which column is %s: %s?", f, p.nameList(all))}
		for _, c := range all[:min(len(all), maxListed)] {
			q.Options = append(q.Options, p.mapOption(f, c.column))
		}
		q.Options = append(q.Options, Option{Label: "none of them", Flag: "--map " + f.String() + "=" + none})
		p.plan.Questions = slices.Insert(p.plan.Questions, asked, q)
		p.plan.Columns[all[0].column].How = Unsettled
	}
}

// apart tells that two columns are both used, yet never in the same row.
func (p *proposer) apart(a, b int) bool {
	x, y := p.in.Columns[a].Samples, p.in.Columns[b].Samples
	if p.cells[a].filled == 0 || p.cells[b].filled == 0 {
		return false
	}
	for i := range min(len(x), len(y)) {
		if strings.TrimSpace(x[i]) != "" && strings.TrimSpace(y[i]) != "" {
			return false
		}
	}
	return true
}

// take makes a column the field of its match and settles its unit.
func (p *proposer) take(c choice) {
	col := &p.plan.Columns[c.column]
	col.Field, col.How = c.field, c.how
	col.Why = map[How]string{HowName: "by its name", HowFormat: "the format says so", HowFlag: "--map says so", HowProfile: "the profile says so"}[c.how]
	p.settleUnit(c.column, c.match)
}

// onlyValue asks what a column "value" is where nothing else is a metric, or
// what the numbers are of a format that holds measurements.
func (p *proposer) onlyValue() {
	for i := range p.plan.Columns {
		if _, ok := p.plan.Columns[i].Field.Metric(); ok {
			return
		}
	}
	for _, q := range p.plan.Questions {
		if _, ok := q.Field.Metric(); ok {
			return
		}
	}
	said := false
	for f := Traffic; f < NumFields; f++ {
		said = said || p.in.Answers.Map[f] != ""
	}
	if said || len(p.plan.Time.Columns) == 0 && !p.in.Measures {
		return
	}
	var open []int
	for i := range p.names {
		if p.unknownMetric(i) {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	q := Question{Column: p.plan.Columns[open[0]].Name}
	if len(open) == 1 {
		q.Text = fmt.Sprintf("What does column %s measure, with values such as %s?", quote(q.Column), quote(p.cells[open[0]].example))
	} else {
		var names []string
		for _, i := range open[:min(len(open), maxListed)] {
			names = append(names, quote(p.plan.Columns[i].Name)+" (such as "+quote(p.cells[i].example)+")")
		}
		if n := len(open) - len(names); n > 0 {
			names = append(names, fmt.Sprintf("%d more", n))
		}
		q.Text = "No column is known to be traffic, latency, loss or cpu: what do the others measure, " + strings.Join(names, ", ") + "?"
	}
	for _, i := range open[:min(len(open), maxAsked)] {
		q.Options = append(q.Options, p.metricOptions(i, len(open) > 1)...)
	}
	p.ask(q)
}

// maxAsked is of how many columns of unknown meaning each possible one is named.
const maxAsked = 3

// unknownMetric tells a column of numbers whose meaning is worth a question.
func (p *proposer) unknownMetric(i int) bool {
	c := &p.in.Columns[i]
	if p.plan.Columns[i].Field != None || c.Tag || !p.cells[i].numeric() {
		return false
	}
	switch p.names[i].key {
	case "value", "val", "wert", "valeur", "valor":
		return true
	}
	if !p.in.Measures || notTime[p.names[i].key] {
		return false
	}
	u, _, ok := parseUnit(c.Unit)
	for f := Traffic; f < NumFields; f++ {
		if !ok || u.fits(f) {
			return true
		}
	}
	return false
}

// metricOptions are the fields that a column may be.
func (p *proposer) metricOptions(i int, named bool) []Option {
	var out []Option
	name := p.plan.Columns[i].Name
	u, unit, ok := parseUnit(p.in.Columns[i].Unit)
	for f := Traffic; f < NumFields; f++ {
		m, _ := f.Metric()
		o := Option{
			Label: m.Info().Title + " in " + m.Info().Unit + " (or say another unit)",
			Flag:  "--map " + shellQuote(f.String()+"="+name),
		}
		switch {
		case !ok:
			o.Flag += " --unit " + shellQuote(f.String()+"="+m.Info().Unit)
		case !u.fits(f):
			continue
		default:
			o.Label = m.Info().Title + " in " + unit + ", as the format says"
		}
		if named {
			o.Label = quote(name) + ": " + o.Label
		}
		out = append(out, o)
	}
	return out
}
