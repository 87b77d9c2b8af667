package mapping

import "strings"

// cells is what the samples of a column look like as measurements.
type cells struct {
	filled    int            // neither empty nor a missing mark
	numbers   int            // of these, numbers with or without unit
	bare      int            // numbers without unit
	units     map[string]int // spellings of units in cells
	dims      [share + 1]int
	lists     int // cells such as ['15.3']
	decimal   int // cells whose comma can only stand before decimals
	grouping  int // cells whose commas can only stand between thousands
	ambiguous string
	example   string
}

// examine looks at the samples of a column.
func examine(samples []string) cells {
	var c cells
	for _, text := range samples {
		b := trim([]byte(text))
		if len(b) == 0 || IsMissingMark(b) {
			continue
		}
		c.filled++
		if c.example == "" {
			c.example = string(b)
		}
		if inner, ok := listItem(b); ok {
			if _, ok := ParseDecimal(inner, 0); ok {
				c.lists++
				c.numbers++
				c.bare++
			}
			continue
		}
		digits, unit := splitCell(b)
		if !c.commas(digits) {
			continue
		}
		if len(unit) == 0 {
			c.numbers++
			c.bare++
			continue
		}
		if u, ok := cellUnit(unit, None); ok {
			c.numbers++
			c.dims[u.dim]++
			if c.units == nil {
				c.units = map[string]int{}
			}
			if len(c.units) < 16 {
				c.units[string(unit)]++
			}
		}
	}
	return c
}

// commas judges the commas of a number and tells whether it is one.
func (c *cells) commas(b []byte) bool {
	if _, ok := ParseDecimal(b, 0); ok {
		return true
	}
	_, asDecimal := parseNumber(b, 0, commaDecimal)
	_, asGrouping := parseNumber(b, 0, commaGrouping)
	if asGrouping && strings.HasPrefix(strings.TrimLeft(string(b), "+-"), "0,") {
		asGrouping = false // no number begins with a group of 0
	}
	switch {
	case asDecimal && asGrouping:
		if c.ambiguous == "" {
			c.ambiguous = string(b)
		}
	case asDecimal:
		c.decimal++
	case asGrouping:
		c.grouping++
	default:
		return false
	}
	return true
}

// numeric tells that the column holds numbers, with or without unit.
func (c *cells) numeric() bool { return c.filled > 0 && most(c.numbers, c.filled) }
