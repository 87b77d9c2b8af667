package tui

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/tui/chart"
)

// noObjective is the word that takes the objective away.
const noObjective = "none"

// runObjective states an objective, or takes it away, and shows its budget.
func runObjective(m *Model, arg string) (tea.Cmd, error) {
	v := m.looks.view
	switch {
	case arg == "":
	case m.cfg.Look == nil:
		return nil, &argError{0, "the rows are not kept: this view is fixed"}
	case strings.EqualFold(arg, noObjective):
		v.Objective = nil
	default:
		o, err := slo.Parse(arg)
		if err != nil {
			if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
				return nil, &argError{wrong.Position() - 1, record.CleanText(wrong.What)}
			}
			return nil, &argError{0, err.Error()}
		}
		v.Objective = o
	}
	m.showObjective()
	if arg == "" {
		return nil, nil
	}
	return m.setView(v), nil
}

// objectives lists what can stand behind the command.
func objectives(m *Model) []string {
	out := []string{slo.Example}
	if o := m.looks.view.Objective; o != nil {
		out = []string{record.CleanText(o.Text), noObjective}
	}
	return out
}

// showObjective opens the card of the objective. It follows the report on screen.
func (m *Model) showObjective() {
	m.overlay = &overlay{title: "Objective and error budget", width: budgetWidth, text: func(th *chart.Theme, w int) []string {
		wanted := m.looks.view.Objective
		switch r := m.data.SLO; {
		case wanted == nil && r == nil:
			return statedText(th, w)
		case wanted == nil || r == nil || wanted.Text != r.Objective.Text:
			return []string{th.Paint(chart.Dim, "measuring ...")}
		default:
			return budgetText(th, r, w)
		}
	}}
}

// statedText tells how an objective is stated.
func statedText(th *chart.Theme, w int) []string {
	out := wrap("No objective is stated. An objective says which share of the time has to be good, and what good is; "+
		"what may be bad is the error budget. State one here:", w)
	for _, example := range []string{slo.Example, "99.9% of 1m slots loss < 1 where region = ap-* over 30d"} {
		out = append(out, indent(paint(th, chart.Key, wrap(":slo "+example, w-2)), "  ")...)
	}
	out = append(out, "")
	out = append(out, wrap("The same words follow --slo on the command line, or stand as slo in the settings. "+
		":slo none takes the objective away.", w)...)
	return out
}

// budgetWidth is how wide the card likes to be: all columns beside each other.
const budgetWidth = 116

// budgetColumn is a column of the table of budgets.
type budgetColumn struct {
	title string
	width int
	text  func(b *slo.Budget) string
}

func budgetColumns(o *slo.Report) (budget, slots []budgetColumn) {
	count := func(pick func(*slo.Budget) int64) func(*slo.Budget) string {
		return func(b *slo.Budget) string { return record.Count(pick(b)) }
	}
	budget = []budgetColumn{
		{"attained", 9, (*slo.Budget).AttainedText},
		{"left", 11, (*slo.Budget).LeftText},
		{"minutes", 9, (*slo.Budget).MinutesText},
		{"lasts", 15, (*slo.Budget).LastsText},
	}
	slots = []budgetColumn{
		{"good", 8, count(func(b *slo.Budget) int64 { return b.Good })},
		{"bad", 6, count(func(b *slo.Budget) int64 { return b.Bad })},
		{"no data", 7, count(func(b *slo.Budget) int64 { return b.None })},
	}
	for i := range o.Overall.Burn {
		slots = append(slots, budgetColumn{"burn " + strings.ReplaceAll(o.Overall.Burn[i].Name(), " ", ""), 7, func(b *slo.Budget) string {
			if i >= len(b.Burn) || b.Burn[i].Rate != b.Burn[i].Rate {
				return "-"
			}
			return b.Burn[i].Text()
		}})
	}
	return budget, slots
}

// budgetText tells all of a report of an objective.
func budgetText(th *chart.Theme, r *slo.Report, w int) []string {
	o := r.Objective
	out := paint(th, chart.Title, wrap(record.CleanText(o.Text), w))
	all := &r.Overall
	switch {
	case all.Attained != all.Attained:
		out = append(out, th.Paint(chart.Dim, "no slot could be judged: "+noData))
	case all.Left >= 0 && all.Attained < o.Target:
		out = append(out, paint(th, chart.Warn, wrap("At risk: "+all.AttainedText()+" of the slots with data are good, "+o.TargetText()+" are asked for. "+
			all.LeftText()+" of the budget of the period is left.", w))...)
	case all.Attained < o.Target:
		out = append(out, paint(th, chart.Bad, wrap("Missed: "+all.AttainedText()+" of the slots with data are good, "+o.TargetText()+" are asked for.", w))...)
	default:
		out = append(out, paint(th, budgetRole(all), wrap("Kept: "+all.AttainedText()+" of the slots with data are good, "+o.TargetText()+" are asked for. "+
			all.LeftText()+" of the budget is left.", w))...)
	}
	out = append(out, "")
	groups := []namedBudget{{"all devices", all}}
	for i := range r.Regions {
		if name := r.Regions[i].Region.Text; name != "" {
			groups = append(groups, namedBudget{name, &r.Regions[i]})
		}
	}
	budget, slots := budgetColumns(r)
	out = append(out, budgetTables(th, groups, budget, slots, "Error budget (minutes are device-minutes)", w)...)
	if len(r.Spenders) > 0 {
		var spenders []namedBudget
		for i := range r.Spenders {
			b := &r.Spenders[i]
			name := b.Device.Text
			if b.Region.Text != "" {
				name += ", " + b.Region.Text
			}
			spenders = append(spenders, namedBudget{name, b})
		}
		out = append(out, budgetTables(th, spenders, budget, slots, "Devices that spent most", w)...)
	}
	out = append(out, th.Paint(chart.Header, "How it is counted"))
	method := record.CleanText(r.Method)
	if method != "" {
		method = strings.ToUpper(method[:1]) + method[1:]
	}
	out = append(out, paint(th, chart.Dim, wrap(method+". Slots without data are neither good nor bad; "+
		"coverage: "+all.CoverageText()+" of the slots have data.", w))...)
	return out
}

type namedBudget struct {
	name string
	*slo.Budget
}

// budgetTables draws budgets beside their slots, or where that is too wide below
// each other, and a blank line behind them.
func budgetTables(th *chart.Theme, groups []namedBudget, budget, slots []budgetColumn, title string, w int) []string {
	need := func(columns []budgetColumn) (n int) {
		for _, c := range columns {
			n += 1 + c.width
		}
		return n
	}
	parts := [][]budgetColumn{append(budget[:len(budget):len(budget)], slots...)}
	const leastName = 14
	if need(parts[0])+leastName > w {
		parts = nil
		for _, columns := range [][]budgetColumn{budget, slots} {
			for len(columns) > 0 {
				n := len(columns)
				for n > 1 && need(columns[:n])+leastName > w {
					n--
				}
				parts, columns = append(parts, columns[:n]), columns[n:]
			}
		}
	}
	out := paint(th, chart.Header, wrap(title, w))
	for i, columns := range parts {
		name := max(8, min(w-need(columns), 1+widest("", names(groups), 30)))
		if i > 0 {
			out = append(out, "")
		}
		line := th.Fit("", name)
		for _, c := range columns {
			line += " " + th.FitLeft(c.title, c.width)
		}
		out = append(out, th.Paint(chart.Dim, line))
		for _, g := range groups {
			line := th.Fit(g.name, name)
			for _, c := range columns {
				line += " " + th.FitLeft(c.text(g.Budget), c.width)
			}
			out = append(out, th.Paint(budgetRole(g.Budget), line))
		}
	}
	return append(out, "")
}

func names(groups []namedBudget) []string {
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = g.name
	}
	return out
}

// budgetRole colours a budget; its numbers say the same.
func budgetRole(b *slo.Budget) chart.Role {
	switch {
	case b.Left != b.Left:
		return chart.Dim
	case b.Left < 0:
		return chart.Bad
	case b.Left < kpi.WatchBudget:
		return chart.Warn
	}
	return chart.Text
}

// paint paints lines.
func paint(th *chart.Theme, role chart.Role, lines []string) []string {
	for i := range lines {
		lines[i] = th.Paint(role, lines[i])
	}
	return lines
}
