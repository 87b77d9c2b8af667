package mapping

import (
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
)

// Input is what Propose looks at.
type Input struct {
	Format     string // name of the format
	File       string // base name of the input, "" for standard input
	Columns    []Candidate
	Headerless bool // the names are numbers: the input has no header
	// Delimiter is the character between the cells of delimited text, 0 for other
	// formats. One that is no comma helps to prove a decimal comma.
	Delimiter byte
	// Measures tells that the format holds measurements under names of their own,
	// so that numbers of unknown meaning are worth a question.
	Measures bool
	Answers  Answers
}

// proposer is the state of one Propose.
type proposer struct {
	in      Input
	plan    Plan
	names   []name
	cells   []cells
	matches [][]match
	preset  [NumFields]bool // the format says which column it is
	presets bool            // it says so of some metric
	units   []int           // columns that hold units, nil before they are looked for
	commas  marks           // proven for the whole input
	noClock string          // why the column of the time cannot be used, "" when it can
}

// match is a field that a column may be by its name.
type match struct {
	field       Field
	tier, order int
	role        role
	u           unit
	unit        string
	how         How
	path        bool // only the last part of the name says so
}

// Propose settles what can be settled about an input. It never fails: what is
// open becomes Plan.Questions, what is hopeless Plan.Problem.
func Propose(in Input) Plan {
	p := &proposer{in: in}
	p.plan = Plan{Format: in.Format, Answers: in.Answers}
	p.plan.Layout.KeyColumn, p.plan.Layout.ValueColumn = -1, -1
	p.takeColumns()
	if p.in.Headerless && len(in.Answers.Columns) == 0 && !p.headerless() {
		p.askColumns()
		return p.plan
	}
	p.findMatches()
	p.proveCommas()
	p.plan.Time.How = Unsettled
	switch {
	case p.perfmon():
	case p.matrix():
	default:
		p.proposeTime()
		if !p.long() && !p.wide() {
			p.chooseMetrics()
		}
		p.chooseDevice()
		p.chooseRegion()
	}
	p.finish()
	return p.plan
}

func (p *proposer) ask(q Question) { p.plan.Questions = append(p.plan.Questions, q) }

func (p *proposer) note(format string, args ...any) {
	p.plan.Notes = append(p.plan.Notes, fmt.Sprintf(format, args...))
}

func (p *proposer) answered() How {
	if p.in.Answers.FromProfile {
		return HowProfile
	}
	return HowFlag
}

// takeColumns copies the candidates, numbers names that come twice and gives
// the columns of a headerless input the names that the user says.
func (p *proposer) takeColumns() {
	p.in.Columns = append([]Candidate(nil), p.in.Columns...)
	seen := map[string]int{}
	taken := map[string]bool{}
	for i := range p.in.Columns {
		c := &p.in.Columns[i]
		if len(c.Samples) > MaxSamples {
			c.Samples = c.Samples[:MaxSamples]
		}
		if said := p.in.Answers.Columns; p.in.Headerless && i < len(said) {
			c.Name = said[i]
		}
		shown := strings.TrimSpace(c.Name)
		if seen[shown]++; seen[shown] > 1 && shown != "" {
			for n := seen[shown]; ; n++ {
				if s := fmt.Sprintf("%s (%d)", shown, n); !taken[s] {
					shown = s
					break
				}
			}
		}
		taken[shown] = true
		p.names = append(p.names, normalise(c.Name))
		p.cells = append(p.cells, examine(c.Samples))
		p.plan.Columns = append(p.plan.Columns, Column{Name: shown, Scale: 1, unit: unit{mul: 1}, Samples: distinct(c.Samples), First: firstCells(c.Samples)})
	}
}

// firstCells returns the first few cells, cut where they are long.
func firstCells(samples []string) []string {
	const few = 12
	out := make([]string, min(len(samples), few))
	for i := range out {
		out[i] = samples[i][:min(len(samples[i]), maxShownBytes)]
	}
	return out
}

// distinct returns the first few different non-empty samples.
func distinct(samples []string) []string {
	const few = 5
	var out []string
next:
	for _, s := range samples[:min(len(samples), 200)] {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		if len(s) > maxShownBytes {
			s = s[:maxShownBytes]
		}
		for _, o := range out {
			if o == s {
				continue next
			}
		}
		if out = append(out, s); len(out) == few {
			break
		}
	}
	return out
}

// findMatches looks every name up.
func (p *proposer) findMatches() {
	min := false
	for i := range p.names {
		min = min || extremes[p.names[i].key]
	}
	p.matches = make([][]match, len(p.names))
	for i := range p.names {
		c := &p.in.Columns[i]
		if c.Field != None {
			p.preset[c.Field] = true
			if _, ok := c.Field.Metric(); ok {
				p.presets = true
			}
		}
		for _, m := range p.lookUp(i) {
			if m.role == besideMin && !min || m.role == needsUnit && m.u.dim != rate && p.cells[i].dims[rate] == 0 {
				continue
			}
			p.matches[i] = append(p.matches[i], m)
		}
	}
}

// exact returns the matches of a whole name.
func exact(n *name, penalty int) []match {
	if n.raw {
		return nil
	}
	var out []match
	for _, a := range aliases[n.key] {
		m := match{field: a.field, path: penalty > 0, tier: a.tier + penalty, order: a.order, role: a.role, u: n.u, unit: n.unit, how: HowName}
		if m.unit == "" && a.unit != "" {
			m.u, m.unit, _ = parseUnit(a.unit)
		}
		if a.tier == tierCanonical && m.unit == "" {
			m.u, m.unit = canonicalUnit(a.field)
		}
		metric := a.field >= Traffic
		if m.unit != "" && (metric && !m.u.fits(a.field) || a.field == Time && m.u.dim != timeSpan || a.field == Device || a.field == Region) {
			continue // "latency (%)" is no latency
		}
		out = append(out, m)
	}
	return out
}

func canonicalUnit(f Field) (unit, string) {
	text := map[Field]string{Traffic: "Mbit/s", Latency: "ms", Loss: "percent", CPU: "percent"}[f]
	u, name, _ := parseUnit(text)
	return u, name
}

// finish states the problems that no question can mend.
func (p *proposer) finish() {
	metric := p.plan.Layout.Kind != Tidy
	for i := range p.plan.Columns {
		c := &p.plan.Columns[i]
		c.Scale = c.unit.scale()
		c.Offset = c.unit.offset
		c.DecimalComma = c.marks == commaDecimal
		_, ok := c.Field.Metric()
		metric = metric || ok
	}
	open := false
	for _, q := range p.plan.Questions {
		_, ok := q.Field.Metric()
		open = open || ok || q.Field == None
	}
	if p.plan.Problem == "" {
		switch {
		case !metric && !open && p.noClock != "":
			p.plan.Problem = p.noClock + "; columns: " + p.columnList()
		case !metric && !open && p.textual() >= 0:
			i := p.textual()
			p.plan.Problem = fmt.Sprintf("not telemetry: column %s holds no numbers but %s; columns: %s", quote(p.plan.Columns[i].Name), quote(p.cells[i].example), p.columnList())
		case !metric && !open && len(p.plan.Columns) == 0:
			p.plan.Problem = "not telemetry: no column found"
		case !metric && !open:
			p.plan.Problem = "not telemetry: no metric column found; columns: " + p.columnList()
		case len(p.plan.Time.Columns) == 0 && !p.asked(Time):
			p.withoutClock()
		}
	}
	if p.plan.Problem != "" || p.rows() == 0 { // without rows there is nothing to read wrongly
		p.plan.Questions = nil
	}
}

// textual returns a column that is a metric by its name but holds other texts
// than numbers, -1 for none.
func (p *proposer) textual() int {
	for i := range p.matches {
		for _, m := range p.matches[i] {
			if _, ok := m.field.Metric(); ok && p.cells[i].filled > 0 && !p.cells[i].numeric() && p.plan.Columns[i].Field == None && m.role == plain {
				return i
			}
		}
	}
	return -1
}

// withoutClock asks when the first row was measured.
func (p *proposer) withoutClock() {
	p.plan.NoClock = true
	why := p.noClock
	if why == "" {
		why = "no usable time: no column of times found; columns: " + p.columnList()
	}
	if p.rows() == 0 || !p.in.Answers.Start.IsZero() {
		p.plan.Problem = why // unless the caller gives the rows a clock
		return
	}
	q := AskStart("", why)
	if p.in.Answers.Map[Time] == "" {
		q.Options = append(q.Options, Option{Label: "the name of a column that holds it", Flag: "--map timestamp=" + placeColumn})
	}
	p.plan.Questions = slices.Insert(p.plan.Questions, 0, q)
}

// AskStart is the question of an input that counts from a start it does not
// name, or whose rows have no time at all. why is a sentence without its stop.
func AskStart(column, why string) Question {
	return Question{
		Field: Time, Column: column, Text: why + "; when did it begin?",
		Options: []Option{
			{Label: "the time of the first row, one row per second", Flag: "--start 2025-03-01T10:00:00Z"},
			{Label: "with another distance between rows", Flag: "--start 2025-03-01T10:00:00Z --step 200ms"},
		},
	}
}

func (p *proposer) asked(f Field) bool {
	for _, q := range p.plan.Questions {
		if q.Field == f {
			return true
		}
	}
	return false
}

func (p *proposer) columnList() string {
	var names []string
	for i := range p.plan.Columns {
		if i == maxListed {
			names = append(names, fmt.Sprintf("%d more", len(p.plan.Columns)-i))
			break
		}
		names = append(names, record.Clean(p.plan.Columns[i].Name))
	}
	return strings.Join(names, ", ")
}
