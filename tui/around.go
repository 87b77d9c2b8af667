package tui

import (
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// aroundChart draws the neighbourhood of an incident in w x h cells: the metric,
// what is usual and the limit.
func aroundChart(th *chart.Theme, i *incident.Incident, e *incident.Evidence, w, h int) []string {
	if len(e.Around.Time) == 0 {
		return blankLines(th, "no samples around it", w, h)
	}
	return neighbourhood(th, e.Metric, &e.Around, i.Start, i.End, w, h)
}

func blankLines(th *chart.Theme, text string, w, h int) []string {
	return centred([]string{th.Paint(chart.Dim, th.Fit(text, min(w, cells(text))))}, min(w, cells(text)), w, max(1, h))
}

// neighbourhood draws samples with what is usual beside them. The stretch from
// first to last is heavy on the time axis.
func neighbourhood(th *chart.Theme, m record.Metric, a *incident.Around, first, last int64, w, h int) []string {
	o := chart.LineOptions{Width: w, Height: h, Unit: m.Info().Unit, MarkStart: first, MarkEnd: last}
	o.Lines = []chart.Line{{Name: m.String(), Role: chart.Series0, Series: seriesOf(a.Time, a.Value, 3)}}
	if known(a.Usual) {
		o.Lines = append(o.Lines, chart.Line{Name: "usual", Role: chart.Series1, Series: seriesOf(a.Time, a.Usual, math.MaxInt)})
	}
	if known(a.Limit) {
		o.Lines = append(o.Lines, chart.Line{Name: "limit", Role: chart.Limit, Series: seriesOf(a.Time, a.Limit, math.MaxInt)})
	}
	return strings.Split(chart.LineChart(th, o), "\n")
}

// known reports whether there is a number.
func known(values []float64) bool {
	for _, v := range values {
		if !math.IsNaN(v) {
			return true
		}
	}
	return false
}

// seriesOf makes a series of values at times that rise. A bucket is as wide as the
// usual distance of the times; what falls into one is merged, and between samples
// that are no farther apart than bridged times that the line goes on.
func seriesOf(times []int64, values []float64, bridged int) series.Series {
	n := len(times)
	if n == 0 || len(values) != n {
		return series.Series{}
	}
	width := max(1, usualStep(times))
	if longest := (times[n-1] - times[0]) / 2000; width < longest {
		width = longest
	}
	s := series.Series{Start: times[0], Width: width, Points: make([]series.Point, (times[n-1]-times[0])/width+1)}
	for k := range s.Points {
		s.Points[k] = series.NoData()
	}
	last := -1 // bucket of the sample before
	for k, t := range times {
		v := values[k]
		if math.IsNaN(v) {
			last = -1
			continue
		}
		at := int((t - times[0]) / width)
		one := series.Point{N: 1, Mean: v, Min: v, Max: v, P95: v}
		if p := &s.Points[at]; p.N == 0 {
			*p = one
		} else {
			*p = series.Merge([]series.Point{*p, one})
		}
		if last >= 0 && at-last <= bridged {
			from := s.Points[last].Mean
			for b := last + 1; b < at; b++ {
				v := from + (v-from)*float64(b-last)/float64(at-last)
				s.Points[b] = series.Point{N: 1, Mean: v, Min: v, Max: v, P95: v}
			}
		}
		last = at
	}
	return s
}

// usualStep is the median distance of times that rise, 0 for a single one.
func usualStep(times []int64) int64 {
	var steps []int64
	for k := 1; k < len(times); k++ {
		steps = append(steps, times[k]-times[k-1])
	}
	if steps == nil {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}
