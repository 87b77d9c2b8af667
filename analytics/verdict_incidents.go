package analytics

import (
	"fmt"
	"strings"
	"time"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

const (
	// toldIncidents is how many incidents beside the worst the facts name.
	toldIncidents = 2
	// usualShare is the share of rows that may be beyond the fixed limits, though
	// usual for their devices, before a quiet input is told by its rows.
	usualShare = 0.05
)

// ofIncidents is the verdict when there are incidents: the open ones lead.
func ofIncidents(r *Report) kpi.Verdict {
	f := &r.Findings
	over := f.Total - f.Open
	v := kpi.Verdict{Level: kpi.Warn}
	var s strings.Builder
	list := make([]*incident.Incident, 0, len(f.Incidents))
	for _, open := range [...]bool{true, false} { // by rank, the open ones first
		for i := range f.Incidents {
			if f.Incidents[i].Open == open {
				list = append(list, &f.Incidents[i])
			}
		}
	}
	worst := list[0]
	switch {
	case f.Open == 0:
		fmt.Fprintf(&s, "No open incident; %s over", areOver(over))
		fmt.Fprintf(&s, ", worst: %s", worst.Brief())
	case f.Open == 1:
		fmt.Fprintf(&s, "1 open incident: %s", worst.Brief())
	default:
		fmt.Fprintf(&s, "%s open incidents; worst: %s", record.Count(int64(f.Open)), worst.Brief())
	}
	if f.Open > 0 && f.Worst >= incident.High {
		v.Level = kpi.Bad
	}
	if f.Open > 0 && over > 0 {
		fmt.Fprintf(&s, "; %s over", areOver(over))
	}
	switch {
	case f.TooLittle > 0:
		fmt.Fprintf(&s, "; too little history on %s of %s", record.Count(int64(f.TooLittle)), places(r, f.Judged+f.TooLittle))
	case f.AlwaysBad == 0:
		s.WriteString("; everything else as usual")
	}
	v.Headline = s.String() + "."
	for k, i := range list[:min(len(list), 1+toldIncidents)] {
		if k == 0 {
			v.Facts = append(v.Facts, "Cause of the worst: "+i.Why+".")
			continue
		}
		v.Facts = append(v.Facts, "Next: "+i.Headline+".")
	}
	if len(r.Bottlenecks) > 0 {
		v.Facts = append(v.Facts, "Fixed limits: "+beyond(r))
	}
	return v
}

// areOver is the subject of "over".
func areOver(n int) string {
	if n == 1 {
		return "1 earlier is"
	}
	return record.Count(int64(n)) + " earlier ones are"
}

// ofQuiet is the verdict when nothing is out of the usual.
func ofQuiet(r *Report) kpi.Verdict {
	f := &r.Findings
	v := kpi.Verdict{Level: kpi.Good}
	as := plural(int64(len(r.Devices)), "device") + " as usual"
	if f.TooLittle > 0 {
		as = fmt.Sprintf("%s as usual, too little history on %s more", places(r, f.Judged), record.Count(int64(f.TooLittle)))
	}
	flagged := int64(len(r.Bottlenecks))
	if flagged == 0 {
		v.Headline = fmt.Sprintf("Nothing unusual: %s; all %s records are within the fixed limits.", as, record.Count(r.Overall.Rows))
		return v
	}
	lone := int64(0)
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		if _, spike := f.Covers(r.Region(b.Region), r.Device(b.Device), b.Time); spike {
			lone++
		}
	}
	usually := flagged - lone
	rows := fmt.Sprintf("%s beyond the fixed limits (%s)", plural(flagged, "row"), percent(len(r.Bottlenecks), r.Overall.Rows))
	switch share := float64(usually) / float64(r.Overall.Rows); {
	case share >= usualShare: // that many are news, however usual they are
		v.Level = kpi.RowShareLevel(share)
		v.Headline = beyond(r)
		v.Facts = append(v.Facts, fmt.Sprintf("No incident: nothing stands out of what is usual for a device in this input, of %s.",
			incident.Span(time.Duration(r.Last-r.First))))
		return v
	case f.AlwaysBad > 0:
		v.Level = kpi.Warn
		v.Headline = fmt.Sprintf("Nothing new, but %s always beyond a limit; %s in all.", places(r, f.AlwaysBad), rows)
	case usually == 0:
		v.Headline = fmt.Sprintf("Nothing unusual: %s; %s %s.", as, rows, isOrAre(flagged, "a lone spike", "lone spikes"))
	case lone == 0:
		v.Headline = fmt.Sprintf("Nothing unusual: %s; %s %s.", as, rows, isOrAre(flagged, "usual for its device", "usual for their devices"))
	default:
		v.Headline = fmt.Sprintf("Nothing unusual: %s; %s: %s, %s usual for their devices.", as, rows, plural(lone, "lone spike"), record.Count(usually))
	}
	v.Facts = append(v.Facts, "Fixed limits: "+beyond(r))
	return v
}

func isOrAre(n int64, single, several string) string {
	if n == 1 {
		return "is " + single
	}
	return "are " + several
}

// places counts what the findings count: devices, or devices by region where some
// are in several.
func places(r *Report, n int) string {
	s := plural(int64(n), "device")
	if len(r.Cells) > len(r.Devices) {
		s += " by region"
	}
	return s
}

// chronic names what is always beyond a fixed limit, "" for nothing.
func chronic(r *Report) string {
	f := &r.Findings
	if len(f.Chronic) == 0 {
		return ""
	}
	c := &f.Chronic[0]
	where := c.Device.Text
	if r.Load.HasRegion {
		where += " in " + c.Region.Text
	}
	s := fmt.Sprintf("Always beyond a limit: %s (half of its samples have %s above %s", where, c.Metric, incident.Value(c.Metric, c.Limit))
	if more := f.AlwaysBad - 1; more > 0 {
		return s + fmt.Sprintf("), and %s more.", record.Count(int64(more)))
	}
	return s + ")."
}
