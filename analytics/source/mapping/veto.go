package mapping

import (
	"fmt"
	"slices"
)

// veto asks where header and values do not fit. It looks at sizes only to doubt
// what names and formats say, never to choose.
func (p *proposer) veto(i int, m match) {
	col := &p.plan.Columns[i]
	if col.How == Unsettled || col.Counter {
		return
	}
	var values []float64
	outside, filled := 0, 0
	metric, _ := m.field.Metric()
	for _, s := range p.in.Columns[i].Samples {
		v, ok := col.number(trim([]byte(s)))
		if !ok {
			continue
		}
		filled++
		if v < metric.Info().Min || v > metric.Info().Max {
			outside++
			continue
		}
		if v != 0 {
			values = append(values, v)
		}
	}
	if most(outside, filled) && outside*2 > filled && filled > 1 && slices.Max(append(values, 0)) == 0 {
		p.doubt(i, m.field, "its values lie outside what is possible")
		return
	}
	if len(values) == 0 {
		return
	}
	slices.Sort(values)
	median, largest := values[len(values)/2], values[len(values)-1]
	exact := m.tier == tierCanonical && m.how == HowName || m.how == HowFormat || col.CellUnits
	switch {
	case m.field == Latency && (median > 10_000 || !exact && (median < 0.01 || largest > 3_600_000)):
		p.doubt(i, m.field, fmt.Sprintf("%s would be %.6g ms", quote(p.cells[i].example), median))
	case m.field == Traffic && median > 10_000_000:
		p.doubt(i, m.field, fmt.Sprintf("%s would be %.6g Mbit/s", quote(p.cells[i].example), median))
	}
}

// doubt asks about a column whose values do not fit its name.
func (p *proposer) doubt(i int, f Field, why string) {
	col := &p.plan.Columns[i]
	p.askUnit(i, f, fmt.Sprintf("Header and values of column %s do not fit (%s): what is it?", quote(col.Name), why))
}
