package mapping

import "fmt"

// proveCommas looks for a comma that can only stand before decimals. In input
// whose cells are not separated by commas it proves the comma for all of them.
func (p *proposer) proveCommas() {
	switch p.in.Answers.Decimal {
	case ',':
		p.commas = commaDecimal
		return
	case '.':
		return
	}
	if p.in.Delimiter == ',' || p.in.Delimiter == 0 {
		return
	}
	decimal, grouping := 0, 0
	for i := range p.cells {
		decimal += p.cells[i].decimal
		grouping += p.cells[i].grouping
	}
	if decimal > 0 && grouping == 0 {
		p.commas = commaDecimal
		p.note("numbers such as 12,5 have a decimal comma")
	}
}

// columnMarks says how the numbers of a column are written and asks where
// "1,234" may be either.
func (p *proposer) columnMarks(i int) marks {
	c := &p.cells[i]
	if p.commas == commaDecimal {
		if p.cells[i].decimal == 0 && c.ambiguous == "" && p.pointsOnly(i) {
			return plainNumbers
		}
		return commaDecimal
	}
	switch {
	case p.in.Answers.Decimal == '.':
		if c.grouping > 0 || c.decimal > 0 || c.ambiguous != "" {
			return commaGrouping
		}
	case c.decimal > 0 && c.grouping == 0:
		return commaDecimal
	case c.grouping > 0 && c.decimal == 0:
		return commaGrouping
	case c.ambiguous != "":
		p.ask(Question{Field: p.plan.Columns[i].Field, Column: p.plan.Columns[i].Name,
			Text: fmt.Sprintf("Is the comma of %s in column %s a decimal comma or a mark between thousands?", quote(c.ambiguous), quote(p.plan.Columns[i].Name)),
			Options: []Option{
				{Label: "between thousands", Flag: "--decimal point"},
				{Label: "a decimal comma", Flag: "--decimal comma"},
			}})
	}
	return plainNumbers
}

// pointsOnly tells that a column has a point that no grouping allows: its
// numbers are written the other way than those of other columns.
func (p *proposer) pointsOnly(i int) bool {
	for _, s := range p.in.Columns[i].Samples {
		b := trim([]byte(s))
		_, point := ParseDecimal(b, 0)
		_, comma := parseNumber(b, 0, commaDecimal)
		if point && !comma {
			return true
		}
	}
	return false
}
