package inspect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/analytics/source/mapping"
)

// Inputs puts plans into words.
func Inputs(plans []source.InputPlan) []quality.Input {
	out := make([]quality.Input, len(plans))
	for i := range plans {
		out[i] = input(&plans[i])
	}
	return out
}

// maxSamples is how many values of a column are shown.
const maxSamples = 5

func input(p *source.InputPlan) quality.Input {
	plan := &p.Plan
	in := quality.Input{
		Path: p.Path, Format: plan.Format, Encoding: p.Encoding, Compression: p.Compression, Delimiter: p.Delimiter,
		HeaderLine: p.HeaderLine, Skipped: int64(p.Skipped), Problem: plan.Problem, Notes: plan.Notes,
		Device: nameFrom(&plan.Device, plan), Region: nameFrom(&plan.Region, plan),
	}
	switch {
	case p.Empty:
		in.Format = "empty"
	case in.Format == "":
		in.Format = "not known before it is read"
	}
	if plan.Layout.Kind != mapping.Tidy {
		in.Layout = plan.Layout.Kind.String()
	}
	if t := &plan.Time; len(t.Columns) > 0 {
		var names []string
		for _, c := range t.Columns {
			if c < len(plan.Columns) {
				names = append(names, named(plan.Columns[c].Name))
			}
		}
		in.Time = quality.TimeColumn{Columns: strings.Join(names, " + "), Format: t.Form, Zone: t.Zone, How: how(t.How), Why: telling(t.How, t.Why)}
	}
	for i := range plan.Columns {
		c := column(&plan.Columns[i])
		if c.Field == "" {
			c.Field = role(plan, i)
		}
		if c.Field == record.ColumnTimestamp && c.How == how(mapping.Unsettled) && plan.Time.How != mapping.Unsettled {
			c.How = in.Time.How
		}
		c.Name = named(c.Name)
		in.Columns = append(in.Columns, c)
	}
	for i := range plan.Layout.Keys {
		k := &plan.Layout.Keys[i]
		c := column(&k.Column)
		if c.Name = k.Name; k.Device != "" {
			c.Why = strings.TrimPrefix(c.Why+"; device "+k.Device, "; ")
		}
		if len(c.Samples) == 0 && plan.Layout.ValueColumn >= 0 && plan.Layout.ValueColumn < len(plan.Columns) {
			c.Samples = first(plan.Columns[plan.Layout.ValueColumn].Samples)
		}
		in.Columns = append(in.Columns, c)
	}
	for _, q := range plan.Questions {
		in.Questions = append(in.Questions, question(q))
	}
	return in
}

// named returns a column's name as it is shown.
func named(name string) string {
	if name == "" {
		return "(no name)"
	}
	return name
}

func how(h mapping.How) string { return h.String() }

func first(list []string) []string { return slices.Clone(list[:min(len(list), maxSamples)]) }

// telling returns why something was settled, "" where that says no more than how.
func telling(h mapping.How, why string) string {
	switch why {
	case "by its name", "the format says so", "--map says so", "the profile says so":
		if h == mapping.HowName || h == mapping.HowFormat || h == mapping.HowFlag || h == mapping.HowProfile || h == mapping.Unsettled {
			return ""
		}
	}
	return why
}

func column(c *mapping.Column) quality.Column {
	out := quality.Column{
		Name: c.Name, Field: c.Field.String(), Unit: c.Unit, How: how(c.How), Why: telling(c.How, c.Why), Samples: first(c.Samples),
	}
	if c.Field == mapping.None {
		out.How = ""
		if c.Other != mapping.None {
			out.Why = "would be " + c.Other.String() + " too"
		}
	}
	if c.CellUnits {
		out.Unit = "in cells"
	}
	var more []string
	if c.Counter {
		more = append(more, "a total: differences per second are taken")
	}
	if c.DecimalComma {
		more = append(more, "decimal comma")
	}
	if more != nil {
		out.Why = strings.TrimPrefix(out.Why+"; "+strings.Join(more, "; "), "; ")
	}
	return out
}

// role returns the field that a column without one has a part in.
func role(plan *mapping.Plan, i int) string {
	switch {
	case slices.Contains(plan.Time.Columns, i):
		return record.ColumnTimestamp
	case slices.Contains(plan.Device.Columns, i):
		return record.ColumnDevice
	case slices.Contains(plan.Region.Columns, i):
		return record.ColumnRegion
	}
	return ""
}

// nameFrom says where names come from when that is no single column.
func nameFrom(n *mapping.NameFrom, plan *mapping.Plan) string {
	switch {
	case len(n.Columns) > 1:
		var names []string
		for _, c := range n.Columns {
			if c < len(plan.Columns) {
				names = append(names, plan.Columns[c].Name)
			}
		}
		return strings.Join(names, " / ")
	case len(n.Columns) == 1:
		return ""
	case n.File:
		return "the file's name"
	case n.Text != "":
		return strconv.Quote(n.Text) + " in all rows"
	}
	return ""
}

func question(q mapping.Question) quality.Question {
	out := quality.Question{Field: q.Field.String(), Column: q.Column, Text: q.Text}
	for _, o := range q.Options {
		out.Options = append(out.Options, quality.Option{Label: o.Label, Flag: o.Flag})
	}
	return out
}

// OpenQuestions is the error of inputs that cannot be read before the user has
// said how. It is a *record.Error of KindUsage to errors.As.
type OpenQuestions struct {
	Path      string // the input that asks, "" for several
	Questions []quality.Question
}

// Error says in one line how much is open.
func (e *OpenQuestions) Error() string {
	what := "1 question about how to read it is open"
	if n := len(e.Questions); n != 1 {
		what = fmt.Sprintf("%d questions about how to read it are open", n)
	}
	if e.Path != "" {
		what = e.Path + ": " + what
	}
	return what + "; answer with a flag, or run it in a terminal"
}

// Unwrap gives the error its kind.
func (e *OpenQuestions) Unwrap() error {
	return &record.Error{Kind: record.KindUsage, What: e.Error()}
}

// Lines returns the questions with the flags that answer them, to be printed
// below the error. Texts from data in them are made safe.
func (e *OpenQuestions) Lines() []string {
	var out []string
	for _, q := range e.Questions {
		out = append(out, "  "+record.CleanText(q.Text))
		for _, o := range q.Options {
			line := record.CleanText(o.Flag)
			if o.Label != "" {
				line = record.CleanText(o.Label) + ": " + line
			}
			out = append(out, "    "+line)
		}
	}
	return out
}
