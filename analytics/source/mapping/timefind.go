package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// timeChoice is a column, or two, that may hold the time.
type timeChoice struct {
	columns     []int
	tier, order int
	s           sense
	unit        string // said by the name or the format
	how         How
}

// findTime picks the columns of the time and returns what they look like.
func (p *proposer) findTime(t *TimePlan) (sense, string) {
	c, ok := p.timeChoice()
	if !ok {
		return sense{}, ""
	}
	t.Columns, t.How = c.columns, c.how
	defer func() { t.Why = p.plan.Columns[c.columns[0]].Why }()
	for _, i := range c.columns {
		p.plan.Columns[i].Field = Time
		p.plan.Columns[i].How = c.how
		p.plan.Columns[i].Why = map[How]string{HowName: "by its name", HowCell: "the only column that holds times",
			HowFormat: "the format says so", HowFlag: "--map says so", HowProfile: "the profile says so"}[c.how]
	}
	return c.s, c.unit
}

func (p *proposer) timeChoice() (timeChoice, bool) {
	if said := p.in.Answers.Map[Time]; said != "" {
		return p.saidTime(said)
	}
	var promised []timeChoice
	for i := range p.in.Columns {
		if p.in.Columns[i].Field == Time {
			c := timeChoice{columns: []int{i}, s: senseTimes(p.in.Columns[i].Samples), unit: p.in.Columns[i].Unit, how: HowFormat}
			if c.s.whole() {
				return c, true
			}
			promised = append(promised, c)
		}
	}
	if len(promised) > 0 {
		return promised[0], true
	}
	var all, dates, clocks []timeChoice
	for i := range p.names {
		n := &p.names[i]
		if notTime[n.key] {
			continue
		}
		names := p.matches[i]
		if strings.TrimSpace(p.in.Columns[i].Name) == "" || n.raw || strings.Contains(n.key, "ole") {
			names = append(slices.Clone(names), match{field: Time, tier: 15})
		}
		var s sense
		looked := false
		for _, m := range names {
			if m.field != Time {
				continue
			}
			if !looked {
				s, looked = senseTimes(p.in.Columns[i].Samples), true
			}
			c := timeChoice{columns: []int{i}, tier: m.tier, order: m.order, s: s, unit: timeUnitName(m), how: HowName}
			ole := n.raw || strings.Contains(n.key, "ole")
			switch {
			case ole:
				if most(s.ole, s.filled) {
					c.tier = 1 // proves its zone, unlike the text beside it
					all = append(all, c)
				}
			case m.tier == 15 && !s.whole():
			case m.role == dateOnly && s.dateOnly() || s.dateOnly() && s.whole() && !s.epochs():
				dates = append(dates, c)
				c.tier += 5
				all = append(all, c)
			case s.clockOnly():
				clocks = append(clocks, c)
			case m.role == clockOnly && !s.epochs():
			default:
				all = append(all, c)
			}
		}
	}
	if len(dates) > 0 && len(clocks) > 0 {
		all = append(all, p.joined(dates[0], clocks[0]))
	} else {
		all = append(all, clocks...)
	}
	return p.bestTime(all)
}

func timeUnitName(m match) string {
	if m.u.dim == timeSpan && epochUnits[m.unit] != 0 {
		return m.unit
	}
	return ""
}

// joined is the choice of a column of dates with one of times of day.
func (p *proposer) joined(date, clock timeChoice) timeChoice {
	a, b := p.in.Columns[date.columns[0]].Samples, p.in.Columns[clock.columns[0]].Samples
	both := make([]string, min(len(a), len(b)))
	for i := range both {
		if strings.TrimSpace(a[i]) != "" && strings.TrimSpace(b[i]) != "" {
			both[i] = strings.TrimSpace(a[i]) + " " + strings.TrimSpace(b[i])
		}
	}
	return timeChoice{columns: []int{date.columns[0], clock.columns[0]}, tier: 12, s: senseTimes(both), how: date.how}
}

// bestTime prefers whole instants to anything else, then the rank of the name.
func (p *proposer) bestTime(all []timeChoice) (timeChoice, bool) {
	slices.SortStableFunc(all, func(a, b timeChoice) int {
		return cmp.Or(cmp.Compare(rankTime(&a), rankTime(&b)), cmp.Compare(a.tier, b.tier), cmp.Compare(a.order, b.order))
	})
	if len(all) > 0 && rankTime(&all[0]) == 0 {
		for _, c := range all[1:] {
			if rankTime(&c) == 0 {
				for _, i := range c.columns {
					p.plan.Columns[i].Other = Time
				}
			}
		}
		return all[0], true
	}
	var byCell []timeChoice
	for i := range p.in.Columns {
		if notTime[p.names[i].key] || p.cells[i].numeric() {
			continue
		}
		s := senseTimes(p.in.Columns[i].Samples)
		if _, n := s.main(); n > 0 && 10*n >= 9*s.filled && 2*s.noClock < n && s.dates[noYear] < n {
			byCell = append(byCell, timeChoice{columns: []int{i}, s: s, how: HowCell})
		}
	}
	switch {
	case len(byCell) > 1:
		q := Question{Field: Time, Text: "Which column is the time of a record?"}
		for _, c := range byCell {
			q.Options = append(q.Options, p.mapOption(Time, c.columns[0]))
		}
		p.ask(q)
		fallthrough
	case len(byCell) == 1:
		return byCell[0], true
	case len(all) > 0:
		return all[0], true
	}
	return timeChoice{}, false
}

func rankTime(c *timeChoice) int {
	switch {
	case c.s.filled == 0:
		return 2
	case c.s.whole() || most(c.s.ole, c.s.filled) && c.tier == 1:
		return 0
	case most(c.s.dates[noYear], c.s.filled):
		return 1
	case most(c.s.clocks+c.s.minutes, c.s.filled):
		return 3
	}
	return 4
}

// saidTime follows --map timestamp=COLUMN or DATE+TIME.
func (p *proposer) saidTime(said string) (timeChoice, bool) {
	c := timeChoice{how: p.answered()}
	if i, ok := p.find(said); ok {
		c.columns = []int{i}
		c.s = senseTimes(p.in.Columns[i].Samples)
		for _, m := range p.matches[i] {
			if m.field == Time {
				c.unit = timeUnitName(m)
			}
		}
		return c, true
	}
	if d, t, ok := strings.Cut(said, "+"); ok {
		i, okD := p.find(d)
		j, okT := p.find(t)
		if okD && okT {
			return p.joined(timeChoice{columns: []int{i}, how: c.how}, timeChoice{columns: []int{j}}), true
		}
	}
	p.askColumn(Time, said)
	return c, false
}

// find returns the column that the user names: as spelled, then in any case,
// then by its normalised name, then by its number ("#3").
func (p *proposer) find(said string) (int, bool) {
	said = strings.TrimSpace(said)
	for i := range p.plan.Columns {
		if p.plan.Columns[i].Name == said || p.in.Columns[i].Name == said {
			return i, true
		}
	}
	for i := range p.plan.Columns {
		if strings.EqualFold(p.plan.Columns[i].Name, said) {
			return i, true
		}
	}
	if key := squash(said); key != "" {
		for i := range p.plan.Columns {
			if squash(p.plan.Columns[i].Name) == key {
				return i, true
			}
		}
	}
	var n int
	if _, err := fmt.Sscanf(said, "#%d", &n); err == nil && n >= 1 && n <= len(p.plan.Columns) {
		return n - 1, true
	}
	return 0, false
}

// askColumn tells that the user named a column that is not there.
func (p *proposer) askColumn(f Field, said string) {
	q := Question{Field: f, Text: fmt.Sprintf("No column is called %s: which one is %s?", quote(said), f)}
	for i := range p.plan.Columns {
		if len(q.Options) == maxListed {
			break
		}
		q.Options = append(q.Options, p.mapOption(f, i))
	}
	p.ask(q)
}

func (p *proposer) mapOption(f Field, column int) Option {
	name := p.plan.Columns[column].Name
	label := "column " + quote(name)
	if s := p.plan.Columns[column].Samples; len(s) > 0 {
		label += ", such as " + quote(s[0])
	}
	if name == "" || len(name) > 60 {
		name = fmt.Sprintf("#%d", column+1)
	}
	return Option{Label: label, Flag: "--map " + shellQuote(f.String()+"="+name)}
}
