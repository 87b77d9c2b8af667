package mapping

import (
	"strings"
	"time"
)

// Settled returns the answers that make the next reading of such an input
// silent and the same: what the user said, and what was assumed or found about
// zone, order, units and columns. It is what a saved profile holds.
func (p *Plan) Settled() Answers {
	a := p.Answers
	a.SaveProfile, a.FromProfile = "", false
	t := &p.Time
	if len(t.Columns) > 0 {
		if a.Map[Time] == "" && t.How != HowFormat {
			var names []string
			for _, c := range t.Columns {
				names = append(names, p.Columns[c].Name)
			}
			if name := strings.Join(names, "+"); !strings.Contains(name, "\n") && strings.TrimSpace(name) == name && name != "" {
				a.Map[Time] = name
			}
		}
		if t.assumed && a.Zone == nil {
			a.Zone = time.UTC
		}
		if a.DateOrder == AnyOrder && t.family == threeNums && t.How != HowFormat {
			a.DateOrder = t.order
		}
		if a.TimeFormat == "" && t.kind != civilTime {
			a.TimeFormat = t.Format
		}
	}
	if p.Layout.Kind != Tidy {
		if a.Layout == "" && p.Format != "" {
			a.Layout = p.Layout.Kind.String()
		}
		return a
	}
	for f := Traffic; f < NumFields; f++ {
		i := p.Column(f)
		if i < 0 || p.Columns[i].How == HowFormat {
			continue
		}
		c := &p.Columns[i]
		if a.Map[f] == "" && strings.TrimSpace(c.Name) == c.Name && c.Name != "" && !p.several(f) {
			a.Map[f] = c.Name
		}
		if a.Unit[f] == "" && c.Unit != "" && c.How != Unsettled && c.How != HowName {
			a.Unit[f] = c.Unit
		}
	}
	return a
}

func (p *Plan) several(f Field) bool {
	n := 0
	for i := range p.Columns {
		if p.Columns[i].Field == f {
			n++
		}
	}
	return n > 1
}

// CommandLine returns the flags, without program and file names, that
// reproduce this reading: what the user said and what was assumed.
func (p *Plan) CommandLine() []string {
	a := p.Answers
	if a.Zone == nil && p.Time.assumed {
		a.Zone = time.UTC
	}
	return a.flags()
}

// flags writes answers as flags.
func (a *Answers) flags() []string {
	var out []string
	add := func(flag, value string) {
		if value != "" {
			out = append(out, "--"+flag, value)
		}
	}
	add("format", a.Format)
	delimiter := a.Delimiter
	switch delimiter {
	case "\t":
		delimiter = "tab"
	case " ":
		delimiter = "blank"
	}
	add("delimiter", delimiter)
	add("columns", strings.Join(a.Columns, ","))
	add("layout", a.Layout)
	for f := Time; f < NumFields; f++ {
		if a.Map[f] != "" {
			add("map", f.String()+"="+a.Map[f])
		}
	}
	for f := Traffic; f < NumFields; f++ {
		if a.Unit[f] != "" {
			add("unit", f.String()+"="+a.Unit[f])
		}
	}
	if a.Zone != nil {
		add("tz", a.Zone.String())
	}
	add("date-order", orderNames[a.DateOrder])
	add("time-format", a.TimeFormat)
	add("loss-unit", a.LossUnit)
	add("cpu-unit", a.CPUUnit)
	add("decimal", map[byte]string{'.': "point", ',': "comma"}[a.Decimal])
	add("device-from", a.DeviceFrom)
	add("region-from", a.RegionFrom)
	if !a.Start.IsZero() {
		add("start", a.Start.Format(time.RFC3339Nano))
	}
	if a.Step > 0 {
		add("step", a.Step.String())
	}
	return out
}

// ShellQuote writes an argument so that a shell reads it back.
func ShellQuote(s string) string { return shellQuote(s) }
