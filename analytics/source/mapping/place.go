package mapping

import (
	"cmp"
	"slices"
	"strings"
)

// chooseDevice picks the columns that name the device. Names may be wrong
// without making numbers wrong, so rank decides and nobody is asked.
func (p *proposer) chooseDevice() {
	if p.place(&p.plan.Device, Device, p.in.Answers.DeviceFrom) {
		return
	}
	defer p.seriesOf()
	flows := p.has("destination", "dst", "dstip", "dstaddr", "dest", "destip")
	best := p.bestPlace(Device, func(i int) bool {
		k := p.names[i].key
		return k == "source" && flows || (k == "name" || k == "source" || k == "target") && p.cells[i].numeric()
	})
	if best < 0 {
		return
	}
	p.plan.Device.Columns = []int{best}
	for i := range p.in.Columns { // a format may need several columns to name a device
		if i != best && p.in.Columns[i].Field == Device && p.plan.Columns[i].Field == None && p.cells[i].filled > 0 {
			p.plan.Device.Columns = append(p.plan.Device.Columns, i)
			p.mark(i, Device, HowFormat, "the format says so")
		}
	}
	if part := p.interfaceOf(best); part >= 0 {
		p.plan.Device.Columns = append(p.plan.Device.Columns, part)
		p.mark(part, Device, HowName, "tells the parts of a device apart")
		p.note("one %s has several interfaces: the device is %s with %s", quote(p.plan.Columns[best].Name), quote(p.plan.Columns[best].Name), quote(p.plan.Columns[part].Name))
	}
}

// seriesOf adds to the device the column that names the series of a column
// "value": its rows are of different things, whatever they are.
func (p *proposer) seriesOf() {
	if p.plan.Layout.Kind != Tidy || !slices.ContainsFunc(p.valueColumns(), func(i int) bool {
		_, ok := p.plan.Columns[i].Field.Metric()
		return ok
	}) {
		return
	}
	for _, name := range keyNames {
		for i := range p.names {
			if p.names[i].key != name || p.plan.Columns[i].Field != None || p.cells[i].numeric() || p.cells[i].filled == 0 {
				continue
			}
			p.plan.Device.Columns = append(p.plan.Device.Columns, i)
			p.mark(i, Device, HowName, "names the series of the values")
			return
		}
	}
}

// valueColumns returns the columns that are called "value" or so.
func (p *proposer) valueColumns() []int {
	var out []int
	for i := range p.names {
		if valueNames[p.names[i].key] {
			out = append(out, i)
		}
	}
	return out
}

// chooseRegion picks the column of the region.
func (p *proposer) chooseRegion() {
	if p.place(&p.plan.Region, Region, p.in.Answers.RegionFrom) {
		return
	}
	best := p.bestPlace(Region, func(i int) bool {
		if p.cells[i].numeric() {
			return true
		}
		values := p.plan.Columns[i].Samples
		if len(values) == 0 {
			return false
		}
		for _, v := range values {
			v = strings.ToLower(v)
			switch {
			case p.names[i].key == "region" && registries[v]:
			case p.names[i].key == "state" && (v == "up" || v == "down" || v == "ok" || len(v) == 1):
			default:
				return false
			}
		}
		p.note("column %s is no region, with values such as %s", quote(p.plan.Columns[i].Name), quote(values[0]))
		return true
	})
	if best >= 0 {
		p.plan.Region.Columns = []int{best}
	}
}

func (p *proposer) has(keys ...string) bool {
	return slices.ContainsFunc(p.names, func(n name) bool { return slices.Contains(keys, n.key) })
}

func (p *proposer) mark(i int, f Field, how How, why string) {
	c := &p.plan.Columns[i]
	c.Field, c.How, c.Why, c.Other = f, how, why, None
}

// place follows --device-from, --region-from or --map for a name.
func (p *proposer) place(to *NameFrom, f Field, from string) bool {
	if from == "" {
		from = p.in.Answers.Map[f]
	}
	text, constant := strings.CutPrefix(from, "=")
	switch {
	case from == "":
		return false
	case from == none:
		return true
	case from == "file":
		to.File = true
		return true
	case constant:
		to.Text = text
		return true
	}
	parts := []string{from}
	if _, ok := p.find(from); !ok {
		parts = strings.Split(from, ",")
	}
	for _, part := range parts {
		i, ok := p.find(part)
		if !ok {
			p.askColumn(f, part)
			return true
		}
		to.Columns = append(to.Columns, i)
		if p.plan.Columns[i].Field == None {
			p.mark(i, f, p.answered(), "as the user says")
		}
	}
	return true
}

// bestPlace returns the column of the best name for a field, -1 for none.
func (p *proposer) bestPlace(f Field, not func(int) bool) int {
	var all []choice
	for i := range p.plan.Columns {
		if p.plan.Columns[i].Field != None {
			continue
		}
		if p.preset[f] {
			if p.in.Columns[i].Field == f {
				p.mark(i, f, HowFormat, "the format says so")
				return i
			}
			continue
		}
		if m, ok := p.matchOf(i, f); ok && p.in.Columns[i].Field == None && (p.cells[i].filled > 0 || len(p.in.Columns[i].Samples) == 0) && !not(i) {
			all = append(all, choice{i, m})
		}
	}
	if len(all) == 0 {
		return -1
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(a.order, b.order))
	})
	p.mark(all[0].column, f, HowName, "by its name")
	for _, c := range all[1:] {
		p.plan.Columns[c.column].Other = f
	}
	return all[0].column
}

// interfaceOf returns the column that tells interfaces apart where one device
// has several, -1 otherwise.
func (p *proposer) interfaceOf(device int) int {
	if interfaceNames[p.names[device].key] || len(p.plan.Time.Columns) == 0 || p.preset[Device] {
		return -1
	}
	for i := range p.names {
		if i == device || !interfaceNames[p.names[i].key] || p.cells[i].filled == 0 {
			continue
		}
		if p.unique(device, i) > p.unique(device, -1) {
			return i
		}
	}
	return -1
}

// unique counts the different pairs of device, and part of it. Several parts
// per device are what makes a part worth naming.
func (p *proposer) unique(device, part int) int {
	seen := map[[2]string]bool{}
	d := p.in.Columns[device].Samples
	for r := range d {
		key := [2]string{d[r]}
		if part >= 0 && r < len(p.in.Columns[part].Samples) {
			key[1] = p.in.Columns[part].Samples[r]
		}
		seen[key] = true
	}
	return len(seen)
}
