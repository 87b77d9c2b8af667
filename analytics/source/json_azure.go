package source

import (
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// azure reads what Azure Monitor answers for metrics: resources, in them
// metrics with their unit, in them series of points.
type azure struct {
	resources []azureSeries
	region    jsonNode
}

// azureSeries is what holds for the points of one metric of one resource.
type azureSeries struct {
	device string
	region jsonNode
	name   string
	unit   string
	main   string // the statistic that stands for the metric
}

func newAzure() docFormat { return &azure{} }

func isAzure(v jsonNode) bool {
	first := v.get("value").first()
	return first.get("timeseries").isArray() && first.get("name").ok()
}

// azureStatistics are the statistics of a point, best first.
var azureStatistics = []string{"average", "maximum", "total", "minimum", "count"}

func (f *azure) begin(d *docTable, doc jsonNode) error {
	d.column(constant("timeStamp", mapping.Time, ""))
	d.column(constant("resource", mapping.Device, ""))
	d.column(constant("resourceregion", mapping.Region, ""))
	list := doc.get("value")
	if !list.isArray() {
		return fmt.Errorf("no metrics in this answer")
	}
	f.resources = f.resources[:0]
	for m := list.first(); m.ok(); m = m.after(list) {
		s := azureSeries{device: azureResource(m.get("id").str()), region: doc.get("resourceregion"), unit: m.get("unit").str()}
		if s.name = m.get("name", "value").str(); s.name == "" {
			s.name = m.get("name", "localizedValue").str()
		}
		series := m.get("timeseries")
		for t := series.first(); t.ok(); t = t.after(series) {
			points := t.get("data")
			s.main = ""
			for p := points.first(); p.ok() && s.main == ""; p = p.after(points) {
				for _, name := range azureStatistics {
					if s.main == "" && p.get(name).ok() {
						s.main = name
					}
				}
			}
			f.resources = append(f.resources, s)
			d.addAll(points, len(f.resources)-1)
		}
	}
	return nil
}

// azureResource returns the name of the resource in the id of its metric.
func azureResource(id string) string {
	id, _, _ = strings.Cut(id, "/providers/Microsoft.Insights/")
	id, _, _ = strings.Cut(id, "/providers/microsoft.insights/")
	return id[strings.LastIndexByte(id, '/')+1:]
}

func (f *azure) row(d *docTable, it docItem) bool {
	s := &f.resources[it.num]
	time := it.node.get("timeStamp")
	if !time.ok() {
		return false
	}
	d.set(0, time.value())
	if s.device != "" {
		d.set(1, d.join([]byte(s.device)))
	}
	d.set(2, s.region.value())
	for _, name := range azureStatistics {
		if v := it.node.get(name).value(); v != nil {
			d.put(cloudColumn(s.name, name, s.unit, name == s.main), v)
		}
	}
	return true
}
