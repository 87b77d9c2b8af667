package analytics

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/montanaflynn/stats"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

const (
	// concentration is how many times the share elsewhere a place's share of
	// flagged rows must be before the verdict names the place as the seat.
	concentration = 2
	// fewFlagged is the number of flagged rows below which nothing is said of
	// how they are spread: it would be chance.
	fewFlagged = 10
	// fewBuckets is the number of buckets below which no correlation is told.
	fewBuckets = 24
	// strongCorrelation is the least correlation worth a sentence.
	strongCorrelation = 0.6
)

// verdict says what is wrong in one sentence and a few facts. It leads with the
// incidents. Where too little history is known to tell what is usual, it tells of
// the rows beyond the fixed limits instead, and why.
func verdict(r *Report) kpi.Verdict {
	unjudged := withoutData(r)
	var v kpi.Verdict
	switch f := &r.Findings; {
	case f.Total > 0:
		v = ofIncidents(r)
	case f.Judged > 0 && f.Judged >= f.TooLittle && len(unjudged) < len(judged):
		v = ofQuiet(r)
	default:
		v = ofRows(r, len(unjudged) == len(judged))
		if f.TooLittle > 0 && v.Level != kpi.Unknown {
			v.Facts = append(v.Facts, fmt.Sprintf("Not judged by what is usual: too little history on %s of %s.",
				record.Count(int64(f.TooLittle)), places(r, f.Judged+f.TooLittle)))
		}
	}
	if fact := chronic(r); fact != "" {
		v.Facts = append(v.Facts, fact)
	}
	if len(r.Bottlenecks) > 0 {
		v.Facts = append(v.Facts, rules(r), spread(r), when(r))
	}
	if fact := withLoad(r); fact != "" {
		v.Facts = append(v.Facts, fact)
	}
	if len(unjudged) > 0 && len(unjudged) < len(judged) {
		v.Facts = append(v.Facts, "Not judged: no data for "+strings.Join(unjudged, " and ")+".")
	}
	if n := r.Load.TotalRejected(); n > 0 {
		v.Facts = append(v.Facts, fmt.Sprintf("%s of %s rows could not be used.", record.Count(n), record.Count(n+r.Load.Rows)))
	}
	return v
}

// ofRows is the verdict by the fixed limits alone.
func ofRows(r *Report, blind bool) kpi.Verdict {
	rows := record.Count(r.Overall.Rows)
	if blind {
		return kpi.Verdict{Level: kpi.Unknown, Headline: fmt.Sprintf("Nothing to judge: %s records without latency, loss or CPU.", rows)}
	}
	v := kpi.Verdict{Level: kpi.RowShareLevel(float64(len(r.Bottlenecks)) / float64(r.Overall.Rows))}
	if len(r.Bottlenecks) == 0 {
		v.Headline = fmt.Sprintf("No bottleneck: all %s records are within the limits.", rows)
		return v
	}
	if v.Level == kpi.Good {
		v.Level = kpi.Warn // something was found, so look
	}
	v.Headline = beyond(r)
	return v
}

// beyond tells of the rows beyond the fixed limits and the worst of them. There is
// one at least.
func beyond(r *Report) string {
	worst := worstRow(r.Bottlenecks)
	return fmt.Sprintf("%s of %s records (%s) are bottlenecks; worst: %s, severity %.2f at %s (%s).",
		record.Count(int64(len(r.Bottlenecks))), record.Count(r.Overall.Rows), percent(len(r.Bottlenecks), r.Overall.Rows),
		r.place(worst), worst.Severity, minute(worst.Time), r.values(worst))
}

// judged are the metrics that the bottleneck rule looks at.
var judged = [...]record.Metric{record.Latency, record.Loss, record.CPU}

// withoutData names the metrics of the rule of which there is no value.
func withoutData(r *Report) []string {
	var names []string
	for _, m := range judged {
		if r.Overall.Metric[m].N == 0 {
			names = append(names, m.String())
		}
	}
	return names
}

// worstRow returns the row of the highest severity, the first of equals.
func worstRow(b []detect.Bottleneck) *detect.Bottleneck {
	worst := &b[0]
	for i := range b {
		if b[i].Severity > worst.Severity {
			worst = &b[i]
		}
	}
	return worst
}

// place names the device and region of a row, as far as the input has them.
func (r *Report) place(b *detect.Bottleneck) string {
	device, region := r.Device(b.Device).Text, r.Region(b.Region).Text
	switch {
	case r.Load.HasDevice && r.Load.HasRegion:
		return device + " in " + region
	case r.Load.HasDevice:
		return device
	case r.Load.HasRegion:
		return region
	}
	return "one record"
}

// values lists what a flagged row measured, without the unremarkable.
func (r *Report) values(b *detect.Bottleneck) string {
	var parts []string
	say := func(rules detect.Why, m record.Metric, form string) {
		if b.Why&rules != 0 {
			parts = append(parts, fmt.Sprintf(form, b.Value[m]))
		}
	}
	say(detect.LatencyLimit|detect.LatencyZ, record.Latency, "latency %.4g ms")
	say(detect.LossLimit|detect.LossZ, record.Loss, "loss %.3g %%")
	say(detect.CPULimit, record.CPU, "CPU %.3g %%")
	return strings.Join(parts, ", ")
}

// rules counts the flagged rows by the rule they broke.
func rules(r *Report) string {
	var latency, loss, cpu, unusual int
	for i := range r.Bottlenecks {
		w := r.Bottlenecks[i].Why
		if w&detect.LatencyLimit != 0 {
			latency++
		}
		if w&detect.LossLimit != 0 {
			loss++
		}
		if w&detect.CPULimit != 0 {
			cpu++
		}
		if w&(detect.LatencyLimit|detect.LossLimit|detect.CPULimit) == 0 {
			unusual++
		}
	}
	var parts []string
	say := func(n int, form string, args ...any) {
		if n > 0 {
			parts = append(parts, record.Count(int64(n))+" "+fmt.Sprintf(form, args...))
		}
	}
	say(latency, "over %g ms latency", r.Limits.Latency)
	say(loss, "over %g %% loss", r.Limits.Loss)
	say(cpu, "over %g %% CPU", r.Limits.CPU)
	say(unusual, "unusual only (z-score over %g)", r.Limits.Z)
	return "Why: " + strings.Join(parts, ", ") + "."
}

// spread says whether the flagged rows sit in one place or everywhere.
func spread(r *Report) string {
	all := int64(len(r.Bottlenecks))
	if all < fewFlagged {
		return fmt.Sprintf("Where: %s, too few to tell a pattern.", plural(all, "record"))
	}
	if g := seat(r.Devices, r.Overall); g != nil && r.Load.HasDevice {
		return fmt.Sprintf("Where: concentrated on device %s (%s of its %s records).",
			g.Device.Text, record.Count(g.Bottlenecks), record.Count(g.Rows))
	}
	if g := seat(r.Regions, r.Overall); g != nil && r.Load.HasRegion {
		return fmt.Sprintf("Where: concentrated in region %s (%s of its %s records).",
			g.Region.Text, record.Count(g.Bottlenecks), record.Count(g.Rows))
	}
	hit := 0
	for i := range r.Devices {
		if r.Devices[i].Bottlenecks > 0 {
			hit++
		}
	}
	return fmt.Sprintf("Where: spread evenly, %s of %s affected.",
		record.Count(int64(hit)), plural(int64(len(r.Devices)), "device"))
}

// seat returns the group that holds at least half of all flagged rows at a rate
// well above that of the other rows, nil when there is none.
func seat(groups []kpi.Group, all kpi.Group) *kpi.Group {
	for i := range groups {
		g := &groups[i]
		elsewhere := float64(all.Bottlenecks-g.Bottlenecks) / float64(all.Rows-g.Rows)
		if len(groups) > 1 && 2*g.Bottlenecks >= all.Bottlenecks &&
			float64(g.Bottlenecks)/float64(g.Rows) >= concentration*elsewhere {
			return g
		}
	}
	return nil
}

// when says since when and until when there are flagged rows, and where most are.
func when(r *Report) string {
	first, last := r.Bottlenecks[0].Time, r.Bottlenecks[len(r.Bottlenecks)-1].Time
	if first == last {
		return "When: " + minute(first) + " UTC."
	}
	const hour = int64(time.Hour)
	count := map[int64]int{}
	for i := range r.Bottlenecks {
		count[r.Bottlenecks[i].Time/hour]++
	}
	var peak int64
	for h, n := range count {
		if n > count[peak] || n == count[peak] && h < peak {
			peak = h
		}
	}
	return fmt.Sprintf("When: from %s to %s UTC, most in the hour from %s (%s).",
		minute(first), minute(last), minute(peak*hour), record.Count(int64(count[peak])))
}

// withLoad says whether latency moves with traffic over time, which points to
// saturation, by Pearson's correlation of the buckets' means. It is silent when
// there are few buckets or the correlation is weak.
func withLoad(r *Report) string {
	latency, traffic := r.Timeline.Overall[record.Latency].Points, r.Timeline.Overall[record.Traffic].Points
	var x, y stats.Float64Data
	for i := range latency {
		if latency[i].N > 0 && traffic[i].N > 0 {
			x, y = append(x, traffic[i].Mean), append(y, latency[i].Mean)
		}
	}
	if len(x) < fewBuckets {
		return ""
	}
	c, err := stats.Correlation(x, y)
	if err != nil || !(math.Abs(c) >= strongCorrelation) {
		return ""
	}
	way := "rises with"
	if c < 0 {
		way = "falls against"
	}
	return fmt.Sprintf("Load: latency %s traffic over time (correlation %.2f).", way, c)
}

func minute(t int64) string { return time.Unix(0, t).UTC().Format("2006-01-02 15:04") }

func percent(part int, of int64) string {
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(of))
}

func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return record.Count(n) + " " + noun
}
