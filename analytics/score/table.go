package score

import (
	"fmt"
	"math"
	"strings"
)

// Header is the head of a table of scenarios. It and the lines fit 80 columns.
const Header = `scenario      by     events recall prec.  false  /d-day each cause exact  50%  95%
`

// Legend explains the columns of Header.
const Legend = `by: incidents, or the reference rule with its flagged rows of a device joined over
ten samples. events planted; recall; precision; false alarms, in all and per device
and day; alarms for each event found; share with the right cause; share of abrupt
events whose start and end are within a sample; samples until an abrupt event could
be known: median and 95 %.
`

// Lines are the two lines of a scenario: incidents and the reference rule.
func (b *Both) Lines(name string) string {
	return b.Incidents.line(name, "ours") + b.Rule.line("", "rule")
}

func (r *Result) line(name, by string) string {
	cause := number(r.CauseRight(), 2)
	if r.Causes == 0 && len(r.Misnamed) == 0 {
		cause = "-" // it names none
	}
	return fmt.Sprintf("%-13s %-6s %6d %6s %5s %6d %7.4f %4s %5s %5s %4s %4s\n", name, by, r.Planted,
		number(r.Recall(), 3), number(r.Precision(), 3), r.False, r.FalseRate(), number(r.PiecesEach(), 2), cause,
		number(r.Exact(), 2), number(quantile(r.DetectAbrupt, 0.5), 0), number(quantile(r.DetectAbrupt, 0.95), 0))
}

// number prints v, or a dash where there is nothing to tell.
func number(v float64, digits int) string {
	if math.IsNaN(v) {
		return "-"
	}
	return fmt.Sprintf("%.*f", digits, v)
}

// List tells what went wrong, a line each.
func (r *Result) List() string {
	var b strings.Builder
	for _, part := range []struct {
		what  string
		lines []string
	}{{"missed", r.Missed}, {"false", r.Wrong}, {"cause", r.Misnamed}, {"times", r.Inexact}} {
		for _, line := range part.lines {
			fmt.Fprintf(&b, "%-7s %s\n", part.what, line)
		}
	}
	return b.String()
}
