package export

import (
	"io"
	"strconv"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/usual"
)

// incidentColumns are the columns of incidents.csv; see IncidentsCSV.
var incidentColumns = [...]string{
	"incident", "rank", "level", "severity", "kind", "cause", "scope", "device", "region", "devices_hit", "devices_of",
	"start", "end", "open", "duration_s", "raised", "last_good", "came_back",
	"metric", "at", "value", "usual", "spread", "z", "limit", "baseline_samples", "baseline_days", "peer_rank", "peers",
	"impact_gb", "impact_device_minutes", "samples", "flagged", "rule_severity", "headline", "why", "rule", "method", "devices",
}

// csvDevices is how many devices of an incident are named in its line.
const csvDevices = 100

// IncidentsCSV writes the incidents of r by rank, one a line with LF ends, at most
// incident.MaxIncidents of them:
//
//	incident, rank       identifier, and place by impact from 1
//	level, severity      low, medium, high or critical, and the number behind it
//	kind, cause, scope   words
//	device               of an incident of one device; else where the evidence is from
//	region               empty when there are several
//	devices_hit, _of     devices that take part, and how many there are
//	start, end           first and last bad sample, RFC 3339 in UTC
//	open                 yes when it reaches the end of the input
//	raised, last_good    when it could first be known; last good sample before it
//	came_back            how often it cleared and came back
//	metric ... peers     the evidence of the worst metric: column name, time, value,
//	                     usual value, spread, deviation in spreads, limit, what the
//	                     baseline was learned from, rank among the peers by deviation
//	impact_gb            user traffic hurt; impact_device_minutes time hurt
//	samples, flagged     rows inside, and those of them in bottlenecks.csv
//	rule_severity        largest severity of these
//	headline, why        sentences; rule and method belong to the evidence
//	devices              names by start, "; " between them, 100 at most
//
// What is not known is empty. Numbers are the shortest decimals that read back as
// the same number. Names are as the input has them; a text that a spreadsheet would
// take for a formula gets a leading apostrophe and bytes that are no UTF-8 become
// U+FFFD, unless opt.Raw. It returns the error of w.
func IncidentsCSV(w io.Writer, r *analytics.Report, opt CSVOptions) error {
	buf := []byte(strings.Join(incidentColumns[:], ",") + "\n")
	for i := range r.Findings.Incidents {
		for k, cell := range incidentCells(&r.Findings.Incidents[i]) {
			if k > 0 {
				buf = append(buf, ',')
			}
			if !opt.Raw && holdsText(incidentColumns[k]) {
				cell = guardFormula(strings.ToValidUTF8(cell, "\uFFFD"))
			}
			buf = appendField(buf, []byte(cell))
		}
		buf = append(buf, '\n')
		if len(buf) > writeChunk {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}

// holdsText reports whether a column holds texts from data or with data in them.
func holdsText(name string) bool {
	switch name {
	case "device", "region", "headline", "why", "rule", "method", "devices":
		return true
	}
	return false
}

func incidentCells(in *incident.Incident) [len(incidentColumns)]string {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	at := func(t int64) string {
		if t == 0 {
			return ""
		}
		return rfc3339(t)
	}
	var e incident.Evidence
	metric := ""
	nan := [...]string{"", "", "", "", ""} // value, usual, spread, z, limit
	if len(in.Evidence) > 0 {
		e = in.Evidence[0]
		metric = metricOf(in, &e)
		for i, v := range [...]float64{e.Value, e.Usual, e.Spread, e.Z, e.Limit} {
			nan[i] = decimal(v)
		}
	}
	device, region := e.Device, in.Region
	if in.Scope == incident.OneDevice && len(in.Devices) > 0 {
		device, region = in.Devices[0].Device, in.Devices[0].Region
	}
	open := "no"
	if in.Open {
		open = "yes"
	}
	names := make([]string, 0, len(in.Devices))
	for _, d := range in.Devices[:min(csvDevices, len(in.Devices))] {
		names = append(names, d.Device.Raw)
	}
	return [...]string{
		in.ID, strconv.Itoa(in.Rank), in.Level.String(), decimal(in.Severity), in.Kind.String(), in.Cause.String(), in.Scope.String(),
		device.Raw, region.Raw, strconv.Itoa(in.Hit), strconv.Itoa(in.Of),
		at(in.Start), at(in.End), open, decimal(seconds(in.End - in.Start)), at(in.Raised), at(in.LastGood), strconv.Itoa(in.Flaps),
		metric, at(e.At), nan[0], nan[1], nan[2], nan[3], nan[4], strconv.Itoa(e.Samples), strconv.Itoa(e.Days), strconv.Itoa(e.PeerRank), strconv.Itoa(e.Peers),
		decimal(in.ImpactGB), decimal(in.ImpactMinutes), whole(in.Rows), whole(in.Flagged), decimal(in.Rule),
		in.Headline, in.Why, e.Rule, e.Method, strings.Join(names, "; "),
	}
}

// metricOf returns the column name of the metric of an evidence, "" where data is
// missing as a whole.
func metricOf(in *incident.Incident, e *incident.Evidence) string {
	if in.Kind == usual.Gap {
		return ""
	}
	return e.Metric.Info().Column
}

// decimal prints a number as bottlenecks.csv does, nothing when it is none.
func decimal(v float64) string {
	if v-v != 0 { // NaN and infinities
		return ""
	}
	return detect.Number(v, v == float64(int64(v)))
}
