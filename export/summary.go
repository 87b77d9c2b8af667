package export

import (
	"fmt"
	"io"
	"math"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
)

// How much the hand-over shows.
const (
	summaryIncidents = 20
	summarySpenders  = 5
	summaryAlwaysBad = 5
)

// Summary writes the hand-over of a report in Markdown, for a ticket, a chat or the
// next shift: the verdict, the incidents with since when and why, the key numbers,
// the regions, the objective, how the input was read, and how to make it again.
// Texts from data cannot become mark-up. It returns the error of w.
func Summary(w io.Writer, r *analytics.Report, about About) error {
	s := summaryDoc{r: r}
	s.verdict()
	s.incidents()
	s.numbers()
	s.regions()
	s.objective()
	s.reading(about.Reading)
	s.again(about)
	_, err := io.WriteString(w, s.String())
	return err
}

type summaryDoc struct {
	strings.Builder
	r *analytics.Report
}

func (s *summaryDoc) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *summaryDoc) title(text string) { s.line("\n## %s\n", text) }

func (s *summaryDoc) verdict() {
	v, r := &s.r.Verdict, s.r
	s.line("# Network telemetry: %s\n", v.Level)
	if v.Headline != "" {
		s.line("**%s**\n", mdText(v.Headline))
	}
	for _, fact := range v.Facts {
		s.line("- %s", mdText(fact))
	}
	s.line("- %s, %s from %s to %s UTC", mdText(r.Load.Source), plural(r.Overall.Rows, "record"), clock(r.First), clock(r.Last))
	if !r.View.All() {
		s.line("- only %s", mdText(r.View.Rows()))
	}
}

func (s *summaryDoc) incidents() {
	f := &s.r.Findings
	total := max(f.Total, len(f.Incidents))
	s.title(fmt.Sprintf("Incidents (%s, %s open)", count(int64(total)), count(int64(f.Open))))
	if total == 0 {
		s.line("None.")
	}
	for i := range f.Incidents[:min(summaryIncidents, len(f.Incidents))] {
		in := &f.Incidents[i]
		state := "ended"
		if in.Open {
			state = "open"
		}
		s.line("%d. **%s %s, %s:** %s", i+1, mdText(in.ID), in.Level, state, mdText(in.Headline))
		writeFacts(&s.Builder, "   ", in)
	}
	if more := total - summaryIncidents; more > 0 {
		s.line("\nAnd %s more, see incidents.csv.", count(int64(more)))
	}
	if f.AlwaysBad > 0 {
		s.line("\nAlways beyond a limit, so no incident: %s.", plural(int64(f.AlwaysBad), "device"))
		for _, c := range f.Chronic[:min(summaryAlwaysBad, len(f.Chronic))] {
			s.line("- %s in %s: median %s %s, limit %s", mdText(c.Device.Text), mdText(c.Region.Text), c.Metric,
				metricText(c.Median, c.Metric), metricText(c.Limit, c.Metric))
		}
	}
	if f.Note != "" {
		s.line("\nHow it was judged: %s", mdText(f.Note))
	}
}

func (s *summaryDoc) numbers() {
	s.title("Key numbers")
	s.line("| number | value | state | samples | how |\n| --- | ---: | --- | ---: | --- |")
	for i := range s.r.Tiles {
		t := &s.r.Tiles[i]
		s.line("| %s | %s | %s | %s | %s |", t.Title, unit(t.Value, t.Decimals, t.Unit), t.Level, count(t.N), mdText(t.Method))
	}
	if c := &s.r.OverallQuality.Capacity; c.Confidence != "" {
		s.line("\nTraffic of all devices together: %s.", c.Text())
	}
}

func (s *summaryDoc) regions() {
	r := s.r
	if len(r.Regions) == 0 {
		return
	}
	groups := make([]int, len(r.Regions))
	for i := range groups {
		groups[i] = i
	}
	title := "Regions"
	if len(groups) > textRegions {
		groups = first(textRegions, groups, func(a, b int) int { return moreBottlenecks(&r.Regions[a], &r.Regions[b]) })
		title += fmt.Sprintf(", %d with most bottlenecks of %s", textRegions, count(int64(len(r.Regions))))
	}
	s.title(title)
	s.line("| region | records | latency p95 | loss mean | availability | coverage | traffic 95th | bottlenecks |")
	s.line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, i := range groups {
		g, q := &r.Regions[i], kpi.Quality{Availability: math.NaN(), Coverage: math.NaN(), Traffic95: math.NaN()}
		if i < len(r.RegionQuality) {
			q = r.RegionQuality[i]
		}
		s.line("| %s | %s | %s | %s | %s | %s | %s | %s |", mdText(g.Region.Text), count(g.Rows),
			unit(g.Metric[record.Latency].P95, kpi.LatencyDigits, "ms"), unit(g.Metric[record.Loss].Mean, kpi.LossDigits, "%"),
			kpi.Percent(q.Availability, kpi.AvailabilityDigits), kpi.Percent(q.Coverage, kpi.CoverageDigits), unit(q.Traffic95, kpi.TrafficDigits, "Mbps"), count(g.Bottlenecks))
	}
}

func (s *summaryDoc) objective() {
	o := s.r.SLO
	if o == nil {
		return
	}
	s.title("Objective")
	s.line("%s\n", mdCode(o.Objective.Text))
	s.line("| | attained | good slots | bad | no data | budget left | device-minutes left | hours left |")
	s.line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	row := func(name string, b *slo.Budget) {
		s.line("| %s | %s | %s | %s | %s | %s | %s | %s |", name, b.AttainedText(), count(b.Good), count(b.Bad), count(b.None),
			b.LeftText(), b.MinutesText(), b.LastsText())
	}
	row("all", &o.Overall)
	for i := range o.Regions[:min(textRegions, len(o.Regions))] {
		row(mdText(o.Regions[i].Region.Text), &o.Regions[i])
	}
	for i := range o.Spenders[:min(summarySpenders, len(o.Spenders))] {
		b := &o.Spenders[i]
		row("spender: "+mdText(b.Device.Text)+" in "+mdText(b.Region.Text), b)
	}
	s.line("")
	for _, b := range o.Overall.Burn {
		if !math.IsNaN(b.Rate) {
			s.line("- burn over the last %s: %s (%s)", b.Name(), b.Text(), plural(b.Slots, "slot"))
		}
	}
	s.line("- method: %s", mdText(o.Method))
}

func (s *summaryDoc) reading(reading *quality.Reading) {
	l := &s.r.Load
	s.title("How it was read")
	s.line("- rows: %s used, %s rejected", count(l.Rows), count(l.TotalRejected()))
	for reason, n := range l.Rejected {
		if n > 0 {
			s.line("- rejected: %s %s", count(n), record.Reason(reason))
		}
	}
	for m := range record.NumMetrics {
		for reason, n := range l.Missing[m] {
			if n > 0 {
				s.line("- missing: %s cells of %s (%s)", count(n), m.Info().Column, record.MissingReason(reason))
			}
		}
		if l.Rows > 0 && !l.Present[m] {
			s.line("- no column for %s", m.Info().Column)
		}
	}
	if reading != nil {
		for i := range reading.Inputs {
			in := &reading.Inputs[i]
			if i == textFiles {
				s.line("- and %s", plural(int64(len(reading.Inputs)-textFiles), "more input"))
				break
			}
			var columns []string
			for _, c := range in.Columns {
				if c.Field != "" {
					columns = append(columns, strings.TrimSpace(mdText(c.Name)+" as "+c.Field+" "+mdText(c.Unit)))
				}
			}
			zone := ""
			if in.Time.Zone != "" {
				zone = ", times in " + mdText(in.Time.Zone)
			}
			if columns != nil {
				zone += "; " + strings.Join(columns, ", ")
			}
			s.line("- %s: %s%s", mdText(in.Path), mdText(in.Format), zone)
		}
	}
	for _, n := range l.Notes {
		s.line("- note: %s", mdText(n))
	}
}

func (s *summaryDoc) again(about About) {
	r := s.r
	s.title("Again")
	if c := about.command(&r.View); c != "" {
		fence := "```"
		for strings.Contains(c, fence) {
			fence += "`"
		}
		s.line("%ssh\n%s\n%s\n", fence, record.CleanText(c), fence)
	}
	s.line("- limits: latency %s ms, loss %s %%, cpu %s %%, z %s", decimal(r.Limits.Latency), decimal(r.Limits.Loss), decimal(r.Limits.CPU), decimal(r.Limits.Z))
	for i := range r.View.Rules {
		s.line("- limit that raises incidents: %s", mdText(r.View.Rules[i].Text))
	}
	if r.RunID != "" {
		s.line("- run %s: files of the same run have the same number", r.RunID)
	}
	if about.Version != "" {
		s.line("- network-analytics %s", mdText(about.Version))
	}
}
