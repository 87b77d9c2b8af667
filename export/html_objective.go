package export

import (
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
)

// objectiveView is the section of the stated objective.
type objectiveView struct {
	Text                string // "" without an objective
	Level, Mark, Result string
	Burns               []string // windows that burn is told for
	Regions, Spenders   []budgetRow
	Cut                 string // how many regions there are when the page cannot hold all
	Method              string
}

// budgetRow is the state of the objective for a group, as it is printed elsewhere.
type budgetRow struct {
	Region              string // position in Report.Regions, "" for all; for the script
	Name, In            string
	Level, Mark         string
	Target, Attained    string
	Good, Bad, None     string
	Left, Minutes, Time string
	Burns               []string
}

func (p *page) fillObjective() {
	r := p.r.SLO
	if r == nil {
		return
	}
	v, o, all := &p.Objective, r.Objective, &r.Overall
	v.Text = record.CleanText(o.Text)
	level := budgetLevel(all)
	kept := all.AttainedText() + " of the slots with data are good, " + o.TargetText() + " are asked for."
	switch {
	case math.IsNaN(all.Attained):
		v.Result = "No slot could be judged: " + noData + "."
	case all.Attained < o.Target && all.Left >= 0:
		level = kpi.Warn
		v.Result = "At risk: " + kept + " " + all.LeftText() + " of the budget of the period is left."
	case all.Attained < o.Target:
		v.Result = "Missed: " + kept
	default:
		v.Result = "Kept: " + kept + " " + all.LeftText() + " of the budget is left."
	}
	v.Level, v.Mark = levelClass[level], marks[level]
	for i := range all.Burn {
		v.Burns = append(v.Burns, all.Burn[i].Name())
	}
	v.Regions = append(v.Regions, budgetOf(all, o, "All devices"))
	positions := make(map[string]int, len(p.r.Regions))
	for i := range p.r.Regions {
		positions[p.r.Regions[i].Region.Raw] = i
	}
	listed := 0
	for i := range r.Regions {
		b := &r.Regions[i]
		at, ok := positions[b.Region.Raw]
		if ok && !p.listed[at] {
			continue
		}
		row := budgetOf(b, o, orNone(b.Region.Text))
		if listed++; ok {
			row.Region = strconv.Itoa(at)
		}
		v.Regions = append(v.Regions, row)
	}
	if n := len(r.Regions); listed < n {
		v.Cut = count(int64(listed)) + " of " + count(int64(n)) + " regions: those with most bottlenecks."
	}
	for i := range r.Spenders {
		b := &r.Spenders[i]
		row := budgetOf(b, o, orNone(b.Device.Text))
		row.In = orNone(b.Region.Text)
		v.Spenders = append(v.Spenders, row)
	}
	if method := record.CleanText(r.Method); method != "" {
		v.Method = strings.ToUpper(method[:1]) + method[1:] + ". Coverage: " + all.CoverageText() + " of the slots have data. Whole input, not only the time range in view."
	}
}

// budgetLevel grades what is left of a budget.
func budgetLevel(b *slo.Budget) kpi.Level {
	switch {
	case math.IsNaN(b.Left):
		return kpi.Unknown
	case b.Left < 0:
		return kpi.Bad
	case b.Left < kpi.WatchBudget:
		return kpi.Warn
	}
	return kpi.Good
}

func budgetOf(b *slo.Budget, o *slo.Objective, name string) budgetRow {
	level := budgetLevel(b)
	row := budgetRow{
		Name: name, Level: levelClass[level], Mark: marks[level], Target: o.TargetText(), Attained: b.AttainedText(),
		Good: count(b.Good), Bad: count(b.Bad), None: count(b.None),
		Left: b.LeftText(), Minutes: b.MinutesText(), Time: b.LastsText(),
	}
	for i := range b.Burn {
		row.Burns = append(row.Burns, b.Burn[i].Text())
	}
	return row
}
