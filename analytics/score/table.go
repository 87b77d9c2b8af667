package score

import (
	"fmt"
	"math"
	"strings"
)

// Header is the head of a table of scenarios, with what the columns mean.
const Header = `                      incidents                                                          reference rule
scenario       events recall precis. false /dev.day pieces cause exact  detect 50% 95% | recall precis.    false /dev.day
`

// Legend explains the columns of Header.
const Legend = `events planted; recall and precision of incidents; false alarms, and per device and day;
incidents per event found; share with the right cause; share of abrupt events whose start
and end are within one sample; samples until an abrupt event could be known, median and 95 %.
The reference rule: its flagged rows, those of a device joined over ten samples.
`

// Line is the line of a scenario.
func (b *Both) Line(name string) string {
	i, r := &b.Incidents, &b.Rule
	return fmt.Sprintf("%-14s %6d %6s %7s %5d %8.4f %6s %5s %5s %11s %3s | %6s %7s %8d %8.4f\n", name, i.Planted,
		number(i.Recall(), 3), number(i.Precision(), 3), i.False, i.FalseRate(), number(i.PiecesEach(), 2), number(i.CauseRight(), 2),
		number(i.Exact(), 2), number(quantile(i.DetectAbrupt, 0.5), 0), number(quantile(i.DetectAbrupt, 0.95), 0),
		number(r.Recall(), 3), number(r.Precision(), 3), r.False, r.FalseRate())
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
