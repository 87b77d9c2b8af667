package export

import (
	"fmt"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
)

// fillAbout tells where the numbers come from: what was read, what was left
// out, the rules, and how each number is made.
func (p *page) fillAbout() {
	load := &p.r.Load
	read := []string{"Source: " + p.Source}
	const maxFiles = 12
	for i, f := range load.Files {
		if len(load.Files) < 2 {
			break
		}
		if i == maxFiles {
			read = append(read, plural(int64(len(load.Files)-maxFiles), "more file"))
			break
		}
		read = append(read, f.Path+": "+plural(f.Rows, "row"))
	}
	read = append(read, plural(load.Rows, "row")+" used, "+plural(load.TotalRejected(), "row")+" rejected")
	if load.Rows > 0 {
		read = append(read, "Time of the rows: "+clockSeconds(p.r.First)+" to "+clockSeconds(p.r.Last)+" UTC. All times on this page are UTC.")
	}
	read = append(read, viewText(&p.r.View)...)
	if load.Truncated {
		read = append(read, "The input ended in the middle of a row; the rows before it are used.")
	}
	if load.Repaired > 0 {
		read = append(read, plural(load.Repaired, "line")+" used after damage was taken out")
	}
	run := []string{"Written by " + p.By}
	if p.r.RunID != "" {
		run = append(run, "Run "+p.r.RunID+": files of this run over the same data carry the same number.")
	}
	p.about("This run", run)
	p.about("What was read", append(read, load.Notes...))
	p.about("Rows left out", p.leftOut())
	p.about("Cells without a value", p.missing())

	l := p.r.Limits
	p.about("When a row is a bottleneck", []string{
		fmt.Sprintf("latency above %s ms, loss above %s %%, CPU above %s %%, or a z-score of latency or loss above %s",
			shortNumber(l.Latency), shortNumber(l.Loss), shortNumber(l.CPU), shortNumber(l.Z)),
		zSentence(record.Latency, p.r.Latency),
		zSentence(record.Loss, p.r.Loss),
		fmt.Sprintf("Severity: the largest of (latency − %[1]s) / %[1]s, (loss − %[2]s) / %[2]s and (CPU − %[3]s) / %[3]s, at least 0.",
			shortNumber(l.Latency), shortNumber(l.Loss), shortNumber(l.CPU)),
	})

	var methods []string
	for _, t := range p.r.Tiles {
		if t.Method != "" {
			methods = append(methods, t.Title+": "+t.Method+" ("+plural(t.N, "sample")+")")
		}
	}
	p.about("How the headline numbers are made", methods)

	about := []string{
		"A missing value takes part in no statistic and is never read as 0.",
		"Buckets joined for drawing keep count, mean and maximum exactly; their 95th percentile is the largest of the joined ones, an upper bound.",
	}
	if n := len(p.r.Regions) - hues; n > 0 {
		about = append(about, fmt.Sprintf("Colours go to the %d regions with most bottlenecks; the other %s share grey.", hues, count(int64(n))))
	}
	p.about("How to read the charts", about)
}

// viewText says in words which rows a view keeps and what it asks of them.
func viewText(v *analytics.View) []string {
	var out []string
	if v.From != 0 || v.To != 0 {
		text := "Only rows"
		if v.From != 0 {
			text += " from " + clockSeconds(v.From)
		}
		if v.To != 0 {
			text += " before " + clockSeconds(v.To)
		}
		out = append(out, text+" UTC are looked at.")
	}
	if v.Where != nil {
		out = append(out, "Only rows are looked at for which this holds: "+record.CleanText(v.Where.String()))
	}
	for i := range v.Rules {
		out = append(out, "A stated limit raises incidents: "+record.CleanText(v.Rules[i].Text))
	}
	if v.Objective != nil {
		out = append(out, "Objective: "+record.CleanText(v.Objective.Text))
	}
	return out
}

func (p *page) about(title string, items []string) {
	if len(items) > 0 {
		p.About = append(p.About, aboutView{title, items})
	}
}

func (p *page) leftOut() (items []string) {
	for reason, n := range p.r.Load.Rejected {
		if n == 0 {
			continue
		}
		text := record.Reason(reason).String() + ": " + count(n)
		for _, f := range p.r.Load.Faults {
			if f.Reason == record.Reason(reason) {
				text += "; " + faultText(f)
			}
		}
		items = append(items, text)
	}
	return items
}

// faultText prints a fault as file:line:column: what is wrong.
func faultText(f record.RowFault) string {
	place := f.File
	if f.Line > 0 {
		place += fmt.Sprintf(":%d", f.Line)
	}
	if f.Column > 0 {
		place += fmt.Sprintf(":%d", f.Column)
	}
	if f.Field != "" {
		place += " " + f.Field
	}
	if f.Value != "" {
		place += fmt.Sprintf(" %q", f.Value)
	}
	if f.Detail != "" {
		place += ", " + f.Detail
	}
	return place
}

func (p *page) missing() (items []string) {
	for m := range record.NumMetrics {
		if !p.r.Load.Present[m] {
			items = append(items, m.Info().Column+": the input has no such column")
			continue
		}
		for reason, n := range p.r.Load.Missing[m] {
			if n > 0 {
				items = append(items, m.Info().Column+", "+record.MissingReason(reason).String()+": "+count(n))
			}
		}
	}
	return items
}

func zSentence(m record.Metric, pop detect.Population) string {
	if pop.N == 0 {
		return "z-score of " + m.String() + ": " + noData
	}
	return fmt.Sprintf("z-score of %s: against mean %s and population standard deviation %s %s of all %s.",
		m, num(pop.Mean, 4), num(pop.Std, 4), m.Info().Unit, plural(pop.N, "value"))
}

func shortNumber(v float64) string { return detect.Number(v, true) }

// clockSeconds prints a time in UTC to the second.
func clockSeconds(ns int64) string { return time.Unix(0, ns).UTC().Format(time.DateTime) }
