package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
)

// Schema names the form of what JSON writes. Fields may be added to it; a field
// that goes or changes its meaning raises the number.
const Schema = "network-analytics/1"

// How many items a list of the JSON holds.
const (
	jsonGroups      = 10_000 // regions, devices
	jsonIncidents   = 1000
	jsonAround      = 100 // incidents that have the series around them
	jsonMembers     = 100 // devices of an incident
	jsonBottlenecks = 5000
)

// JSON writes the whole report as one JSON object, the numbers as screen and page
// have them:
//
//	schema      Schema
//	run_id      the same in all files of one run
//	version     of the program
//	command     command line that reads the input the same way; "" when not known
//	source      what was read, in words
//	time        first, last, seconds
//	view        rows (in words), from, to, where, rules[], objective, capacity_mbps
//	limits      latency_ms, packet_loss_pct, cpu_utilization_pct, z
//	load        files[] of path, bytes, rows; rows as in InspectJSON; missing[] as in
//	            InspectJSON; notes[]
//	verdict     level, headline, facts[]
//	tiles[]     key, title, value, unit, samples, level, now, usual, method
//	overall     a group: rows, first, last, uptime_score, performance_score,
//	            bottlenecks, max_severity, metrics by column name of n, sum, mean,
//	            std, min, max, p50, p95, p99, exact (of the percentiles), quality
//	  .quality  good, bad, no_data (samples), availability, availability_at_least
//	            (if all without data were bad), coverage (0..1), jitter_ms, jitter_pairs, traffic_p95_mbps, traffic_slots,
//	            traffic_slot_seconds, longest_loss_run, capacity of days,
//	            mbps_per_day, busy_hour_mbps, limit_mbps, days_left, confidence
//	regions     a list of groups with region
//	devices     a list of groups with device and region
//	incidents   a list by rank, and before it: open, judged, too_little_history, note
//	  each      id, rank, level, severity, kind, scope, cause, why, headline, region,
//	            prefix, devices_hit, devices_of, start, end, open, seconds, raised,
//	            last_good, came_back, impact_gb, impact_device_minutes, samples,
//	            flagged, rule_severity, devices[] of device, region, start, end
//	            (100 at most), evidence[]
//	  .evidence metric, device, region, at, value, usual, spread, z, limit, rule,
//	            samples, days, method, bad, peer_rank, peers, around of time_ms[]
//	            (since 1970), value[], usual[], limit[]; null after the first 100
//	            incidents
//	spikes      a list: metric, device, region, at, value, usual, z
//	always_bad  a list of devices whose median is beyond a limit: metric, device,
//	            region, median, limit, samples
//	slo         null, or objective (text, target, slot_seconds, period_seconds),
//	            method, overall, regions[], spenders[], each with region, device,
//	            good, bad, no_data (slots), attained, coverage, bad_allowed,
//	            budget_left, minutes_left, hours_left, burn[] of window_seconds,
//	            rate, slots
//	bottlenecks a list by severity: time, device, region, the metrics by column
//	            name, z_latency, z_loss, rules[], severity, description
//
// A list is total and items; total counts also what was left out. Metrics have the
// units that their column names say. null stands for a number that is not known
// and for one without end, such as the days left of what does not grow; a time
// that is not known is null too. Names are as the input has them, with U+FFFD for
// bytes that are no UTF-8, and left out where there is none; device_text and
// region_text give them made safe to show where that is different. Characters that
// a terminal acts upon are written as \u escapes. It returns the error of w.
func JSON(w io.Writer, r *analytics.Report, about About) error {
	j := jsonWriter{w: w}
	j.field("schema", Schema)
	j.field("run_id", r.RunID)
	j.field("version", about.Version)
	j.field("command", about.command(&r.View))
	j.field("source", r.Load.Source)
	j.field("time", jsonTime{rfc3339(r.First), rfc3339(r.Last), seconds(r.Last - r.First)})
	j.field("view", newJSONView(&r.View))
	j.field("limits", jsonLimits{r.Limits.Latency, r.Limits.Loss, r.Limits.CPU, r.Limits.Z})
	j.field("load", newJSONLoad(&r.Load))
	j.field("verdict", jsonVerdict{r.Verdict.Level.String(), r.Verdict.Headline, slices.Concat([]string{}, r.Verdict.Facts)})
	j.array("tiles", len(r.Tiles), func(i int) any { return newJSONTile(&r.Tiles[i]) })
	j.field("overall", newJSONGroup(&r.Overall, &r.OverallQuality))
	j.groups("regions", r.Regions, r.RegionQuality)
	j.groups("devices", r.Cells, r.CellQuality)

	f := &r.Findings
	j.object("incidents")
	j.field("open", f.Open)
	j.field("judged", f.Judged)
	j.field("too_little_history", f.TooLittle)
	j.field("note", f.Note)
	j.items(max(f.Total, len(f.Incidents)), min(len(f.Incidents), jsonIncidents), func(i int) any {
		return newJSONIncident(&f.Incidents[i], i < jsonAround)
	})
	j.end("}")
	j.list("spikes", max(int(f.SpikeCount), len(f.Spikes)), len(f.Spikes), func(i int) any { return newJSONSpike(&f.Spikes[i]) })
	j.list("always_bad", max(f.AlwaysBad, len(f.Chronic)), len(f.Chronic), func(i int) any { return newJSONChronic(&f.Chronic[i]) })
	if s := r.SLO; s == nil {
		j.field("slo", nil)
	} else {
		j.object("slo")
		o := s.Objective
		j.field("objective", jsonObjective{o.Text, o.Target, seconds(o.Slot), seconds(o.Period)})
		j.field("method", s.Method)
		j.field("overall", newJSONBudget(&s.Overall))
		j.array("regions", min(len(s.Regions), jsonGroups), func(i int) any { return newJSONBudget(&s.Regions[i]) })
		j.array("spenders", len(s.Spenders), func(i int) any { return newJSONBudget(&s.Spenders[i]) })
		j.end("}")
	}
	worst := mostSevere(r.Bottlenecks, jsonBottlenecks)
	j.list("bottlenecks", len(r.Bottlenecks), len(worst), func(i int) any { return newJSONBottleneck(r, worst[i]) })
	return j.close()
}

// mostSevere returns at most n rows, the most severe first, then by time.
func mostSevere(rows []detect.Bottleneck, n int) []*detect.Bottleneck {
	all := make([]*detect.Bottleneck, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	slices.SortFunc(all, func(a, b *detect.Bottleneck) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Row.Compare(&b.Row))
	})
	return all[:min(n, len(all))]
}

// jsonWriter writes an object with a member a line, and an item of a list a line.
type jsonWriter struct {
	w     io.Writer
	b     bytes.Buffer
	err   error
	depth int
	some  bool // a member or item stands before at this depth
}

// flush hands on what was made.
func (j *jsonWriter) flush() {
	if j.err == nil {
		_, j.err = j.w.Write(asciiControls(j.b.Bytes()))
	}
	j.b.Reset()
}

// next begins a line.
func (j *jsonWriter) next() {
	if j.depth == 0 {
		j.b.WriteByte('{')
		j.depth++
	} else if j.some {
		j.b.WriteByte(',')
	}
	j.some = true
	j.b.WriteByte('\n')
	for range j.depth {
		j.b.WriteString("  ")
	}
	if j.b.Len() > writeChunk {
		j.flush()
	}
}

func (j *jsonWriter) name(s string) {
	j.next()
	j.b.WriteString(strconv.Quote(s) + ": ")
}

func (j *jsonWriter) value(v any) {
	enc := json.NewEncoder(&j.b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil && j.err == nil {
		j.err = err
	}
	j.b.Truncate(max(0, j.b.Len()-1)) // the line end
}

func (j *jsonWriter) field(name string, v any) {
	j.name(name)
	j.value(v)
}

func (j *jsonWriter) object(name string) {
	j.name(name)
	j.b.WriteByte('{')
	j.depth, j.some = j.depth+1, false
}

// end closes an object or array.
func (j *jsonWriter) end(sign string) {
	j.depth--
	if j.some {
		j.b.WriteByte('\n')
		for range j.depth {
			j.b.WriteString("  ")
		}
	}
	j.b.WriteString(sign)
	j.some = true
}

func (j *jsonWriter) array(name string, n int, item func(int) any) {
	j.name(name)
	j.b.WriteByte('[')
	j.depth, j.some = j.depth+1, false
	for i := range n {
		j.next()
		j.value(item(i))
	}
	j.end("]")
}

// items writes the two members of a list.
func (j *jsonWriter) items(total, n int, item func(int) any) {
	j.field("total", total)
	j.array("items", n, item)
}

func (j *jsonWriter) list(name string, total, n int, item func(int) any) {
	j.object(name)
	j.items(total, n, item)
	j.end("}")
}

// groups writes groups with their quality in their order, or of too many those
// with most bottlenecks.
func (j *jsonWriter) groups(name string, groups []kpi.Group, quality []kpi.Quality) {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	if len(order) > jsonGroups {
		slices.SortFunc(order, func(a, b int) int { return moreBottlenecks(&groups[a], &groups[b]) })
		order = order[:jsonGroups]
	}
	j.list(name, len(groups), len(order), func(i int) any {
		var q *kpi.Quality
		if order[i] < len(quality) {
			q = &quality[order[i]]
		}
		return newJSONGroup(&groups[order[i]], q)
	})
}

func (j *jsonWriter) close() error {
	j.b.WriteString("\n}\n")
	j.flush()
	return j.err
}

// number is null when it is no finite number.
type number float64

// MarshalJSON writes the shortest decimal that reads back as the same number.
func (n number) MarshalJSON() ([]byte, error) {
	if v := float64(n); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}

// rounded is a number of six digits, for series.
type rounded float64

// MarshalJSON writes the number, null when it is no finite one.
func (n rounded) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	return json.Marshal(v)
}

func numbers[N ~float64](list []float64) []N {
	out := make([]N, len(list))
	for i, v := range list {
		out[i] = N(v)
	}
	return out
}

// moment is a time in ns since 1970, null when it is 0.
type moment int64

// MarshalJSON writes RFC 3339 in UTC.
func (m moment) MarshalJSON() ([]byte, error) {
	if m == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(rfc3339(int64(m)))
}
