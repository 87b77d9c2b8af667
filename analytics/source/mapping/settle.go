package mapping

import (
	"fmt"
	"slices"
	"strings"
)

// settleUnit finds the unit of a metric column: by flag, format, name, cells or
// neighbour, in this order, and asks where none of them says it.
func (p *proposer) settleUnit(i int, m match) {
	col, c := &p.plan.Columns[i], &p.cells[i]
	f := m.field
	col.marks = p.columnMarks(i)
	col.list = c.lists > 0
	if col.list {
		p.note("cells of column %s are lists of one number, such as %s: the number is read", quote(col.Name), quote(c.example))
	}
	set := func(u unit, text string, how How, why string) {
		col.unit, col.Unit = u, text
		if col.How == HowName || col.How == Unsettled || how == HowFlag || how == HowProfile {
			col.How = how
		}
		if why != "" {
			col.Why = why
		}
	}
	col.CellUnits = c.dims[dimensionOf[f]] > 0
	said, text, okSaid := p.saidUnit(f)
	switch {
	case okSaid:
		if m.role == idle && said.offset == 0 {
			said.mul, said.offset = -said.mul, 100
			text += " idle"
		}
		set(said, text, p.answered(), "the unit is as the user says")
	case m.how == HowFormat && m.unit != "":
		set(p.idleUnit(m))
		col.How = HowFormat
	case m.unit != "":
		u, text, _, _ := p.idleUnit(m)
		set(u, text, HowName, "its name says "+text)
	case col.CellUnits:
		col.bareUnknown = true
		set(unit{mul: 1, offset: map[bool]float64{true: 100}[m.role == idle]}, "", HowCell, "each cell has its unit")
	case p.siblingUnit(i, f, set):
	case f == Loss || f == CPU:
		if !p.settleShare(i, m, set) {
			return
		}
	default:
		if c.filled == 0 {
			p.empty(i)
			return
		}
		col.unit = unit{mul: 1}
		p.askUnit(i, f, "")
	}
	p.settleCounter(i, m, okSaid)
	if !okSaid {
		p.veto(i, m)
	}
}

func (p *proposer) idleUnit(m match) (unit, string, How, string) {
	u, text := m.u, m.unit
	if m.role == idle && u.offset == 0 {
		u.mul, u.offset, text = -u.mul, 100, text+" idle"
	}
	return u, text, HowFormat, "the format says so"
}

// empty leaves out a column without any value and without a known unit.
func (p *proposer) empty(i int) {
	if p.rows() == 0 {
		p.plan.Columns[i].How = Unsettled
		return
	}
	p.note("column %s is empty in the first rows and has no unit: it is not used", quote(p.plan.Columns[i].Name))
	p.plan.Columns[i].Other, p.plan.Columns[i].Field = p.plan.Columns[i].Field, None
}

// saidUnit returns the unit that --unit, --loss-unit or --cpu-unit gives.
func (p *proposer) saidUnit(f Field) (unit, string, bool) {
	a := &p.in.Answers
	text := a.Unit[f]
	switch {
	case text != "":
	case f == Loss:
		text = a.LossUnit
	case f == CPU:
		text = a.CPUUnit
	}
	u, name, ok := parseUnit(text)
	return u, name, ok && u.fits(f)
}

// siblingUnit looks for a column that holds the unit: "DownloadUnit" beside
// "Download" or "DownloadValue", "unit" beside the only number.
func (p *proposer) siblingUnit(i int, f Field, set func(unit, string, How, string)) bool {
	base := p.names[i].key
	short := base
	for _, end := range []string{"value", "val"} {
		if n := len(base) - len(end); n > 0 && base[n:] == end {
			short = base[:n]
		}
	}
	for _, k := range p.unitColumns() {
		key := p.names[k].key
		if key != base+"unit" && key != base+"units" && key != short+"unit" && key != short+"units" && key != "unit" && key != "units" {
			continue
		}
		if s := p.plan.Columns[k].Samples; len(s) == 1 {
			if u, text, ok := parseUnit(s[0]); ok && u.fits(f) {
				set(u, text, HowSibling, "column "+quote(p.plan.Columns[k].Name)+" says "+text)
				return true
			}
		}
	}
	return false
}

// unitColumns returns the columns whose names end in unit or units.
func (p *proposer) unitColumns() []int {
	if p.units == nil {
		p.units = []int{}
		for k := range p.names {
			if key := p.names[k].key; (strings.HasSuffix(key, "unit") || strings.HasSuffix(key, "units")) && len(p.units) < 256 {
				p.units = append(p.units, k)
			}
		}
	}
	return p.units
}

// values returns the samples of a column as numbers before any conversion.
func (p *proposer) values(i int) []float64 {
	c := Column{unit: unit{mul: 1}, marks: p.plan.Columns[i].marks, list: p.cells[i].lists > 0}
	var out []float64
	for _, s := range p.in.Columns[i].Samples {
		if v, _, ok := c.Read([]byte(s)); ok && v == v {
			out = append(out, v)
		}
	}
	return out
}

// settleShare tells percent from fraction where no unit is written: a value
// above 1 rules out a fraction, shares that add up to 1 or 100 prove either.
func (p *proposer) settleShare(i int, m match, set func(unit, string, How, string)) bool {
	values := p.values(i)
	if len(values) == 0 {
		p.empty(i)
		return false
	}
	percent, _, _ := parseUnit("percent")
	fraction, _, _ := parseUnit("fraction")
	use := func(u unit, text string, how How, why string) {
		m.u, m.unit = u, text
		u, text, _, _ = p.idleUnit(m)
		set(u, text, how, why)
	}
	if m.field == CPU {
		switch p.sumOfShares(i) {
		case 1:
			use(fraction, "fraction", HowSibling, "the shares beside it add up to 1")
			return true
		case 100:
			use(percent, "percent", HowSibling, "the shares beside it add up to 100")
			return true
		}
	}
	if slices.Max(values) > 1 {
		use(percent, "percent", HowCell, "values above 1 rule out a fraction")
		return true
	}
	flag := map[Field]string{Loss: "--loss-unit ", CPU: "--cpu-unit "}[m.field]
	p.plan.Columns[i].How = Unsettled
	if m.role == idle {
		use(percent, "percent", Unsettled, "")
	} else {
		p.plan.Columns[i].unit = unit{mul: 1}
	}
	p.ask(Question{Field: m.field, Column: p.plan.Columns[i].Name,
		Text: fmt.Sprintf("Is column %s a percentage or a fraction of 1, with values such as %s and none above 1?", quote(p.plan.Columns[i].Name), quote(p.cells[i].example)),
		Options: []Option{
			{Label: "a fraction of 1", Flag: flag + "fraction"},
			{Label: "percent", Flag: flag + "percent"},
		}})
	return true
}

const maxShares = 64 // columns that may be shares of one whole

// sumOfShares returns 1 or 100 when the column and others like it add up to
// that in nine of ten rows to a tenth of it, 0 otherwise.
func (p *proposer) sumOfShares(i int) int {
	rows := len(p.in.Columns[i].Samples)
	var columns []int
	for k := range p.plan.Columns {
		if len(columns) > maxShares {
			break
		}
		if c := &p.cells[k]; (k == i || p.plan.Columns[k].Field == None) && c.filled > 0 && c.bare == c.filled {
			columns = append(columns, k)
		}
	}
	if len(columns) < 3 || len(columns) > maxShares || rows < 2 {
		return 0
	}
	one, hundred, whole := 0, 0, 0
	for r := range rows {
		sum, ok := 0.0, true
		for _, k := range columns {
			s := p.in.Columns[k].Samples
			if r >= len(s) {
				ok = false
				break
			}
			v, good := ParseDecimal(trim([]byte(s[r])), 0)
			ok = ok && good && v >= 0
			sum += v
		}
		if !ok {
			continue
		}
		whole++
		if sum > 0.9 && sum < 1.1 {
			one++
		}
		if sum > 90 && sum < 110 {
			hundred++
		}
	}
	switch {
	case whole < 2:
		return 0
	case 10*one >= 9*whole:
		return 1
	case 10*hundred >= 9*whole:
		return 100
	}
	return 0
}

var unitChoices = map[Field][]string{
	Latency: {"ms", "s", "us"},
	Traffic: {"Mbit/s", "bit/s", "kbit/s", "B/s"},
	Loss:    {"percent", "fraction"},
	CPU:     {"percent", "fraction"},
}

// askUnit asks for the unit of a column.
func (p *proposer) askUnit(i int, f Field, text string) {
	col := &p.plan.Columns[i]
	col.How = Unsettled
	if text == "" {
		text = fmt.Sprintf("In which unit is column %s (%s), with values such as %s?", quote(col.Name), f, quote(p.cells[i].example))
	}
	for _, q := range p.plan.Questions {
		if q.Field == f && len(q.Options) > 0 && q.Options[0].Flag == "--unit "+f.String()+"="+unitChoices[f][0] {
			return // one flag answers for all columns of a field
		}
	}
	q := Question{Field: f, Column: col.Name, Text: text}
	for _, u := range unitChoices[f] {
		q.Options = append(q.Options, Option{Label: u, Flag: "--unit " + f.String() + "=" + u})
	}
	q.Options = append(q.Options, Option{Label: "not " + f.String() + ": leave it out", Flag: "--map " + f.String() + "=" + none})
	p.ask(q)
}
