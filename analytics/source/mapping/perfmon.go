package mapping

import (
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/record"
)

// perfmon reads the header of a Windows counter log: the first name holds the
// format and the zone, the others are paths \\HOST\Object(instance)\Counter.
func (p *proposer) perfmon() bool {
	if len(p.in.Columns) < 2 {
		return false
	}
	first := strings.Trim(strings.TrimSpace(strings.TrimPrefix(p.in.Columns[0].Name, "\ufeff")), `"`)
	if !strings.HasPrefix(first, "(PDH-CSV") && !strings.HasPrefix(first, "(PDH-TSV") {
		return false
	}
	p.plan.Format = strings.TrimSpace(p.plan.Format + " (Windows counter log)")
	t := &p.plan.Time
	t.Columns, t.How, t.Why = []int{0}, HowFormat, "the header is that of a counter log: month first"
	p.mark(0, Time, HowFormat, t.Why)
	t.kind, t.family, t.order, t.Form = civilTime, threeNums, MonthFirst, orderForms[MonthFirst]
	t.Zone = "UTC"
	s := senseTimes(p.in.Columns[0].Samples)
	if a := p.in.Answers.Zone; a != nil {
		p.settleZone(t, &s)
	} else if minutes, ok := perfmonBias(first); ok {
		east := -minutes * 60
		t.Zone = "UTC" + time.Unix(0, 0).In(time.FixedZone("", east)).Format("-07:00")
		t.location = time.FixedZone(t.Zone, east)
	} else {
		p.note("no zone in the header: times are read as UTC; --tz says otherwise")
		t.assumed = true
	}
	hosts := map[string]int{}
	for i := 1; i < len(p.in.Columns); i++ {
		host, object, instance, counter, ok := perfmonPath(p.in.Columns[i].Name)
		if !ok {
			continue
		}
		var m match
		switch {
		case object == "processor" && instance == "_total" && counter == "% processor time",
			object == "processor information" && instance == "_total" && counter == "% processor time":
			m.field, m.unit = CPU, "percent"
		case object == "network interface" && counter == "bytes total/sec":
			m.field, m.unit = Traffic, "B/s"
		default:
			continue
		}
		m.u, m.unit, _ = parseUnit(m.unit)
		m.how = HowFormat
		k, known := hosts[host]
		if !known {
			k = len(p.plan.Layout.Splits)
			hosts[host] = k
			p.plan.Layout.Splits = append(p.plan.Layout.Splits, newSplit(host))
		}
		metric, _ := m.field.Metric()
		if p.plan.Layout.Splits[k].Columns[metric] >= 0 {
			p.plan.Columns[i].Other = m.field
			continue
		}
		p.plan.Layout.Splits[k].Columns[metric] = i
		p.take(choice{i, m})
	}
	if len(hosts) > 0 {
		p.plan.Layout.Kind = Wide
	}
	return true
}

func newSplit(device string) Split {
	s := Split{Device: device}
	for m := range record.NumMetrics {
		s.Columns[m] = -1
	}
	return s
}

// perfmonBias reads the minutes west of UTC at the end of the first name.
func perfmonBias(name string) (int, bool) {
	i := strings.LastIndexByte(name, '(')
	if i < 0 || !strings.HasSuffix(name, ")") {
		return 0, false
	}
	minutes, err := strconv.Atoi(name[i+1 : len(name)-1])
	return minutes, err == nil && minutes > -24*60 && minutes < 24*60
}

// perfmonPath takes a counter path apart; all but the host in lower case.
func perfmonPath(s string) (host, object, instance, counter string, ok bool) {
	s, ok = strings.CutPrefix(strings.Trim(strings.TrimSpace(s), `"`), `\\`)
	if !ok {
		return
	}
	host, s, ok = strings.Cut(s, `\`)
	if !ok {
		return
	}
	i := strings.LastIndexByte(s, '\\')
	if i < 0 {
		return "", "", "", "", false
	}
	s = strings.ToLower(s)
	object, counter = s[:i], s[i+1:]
	if k := strings.IndexByte(object, '('); k >= 0 && strings.HasSuffix(object, ")") {
		object, instance = object[:k], object[k+1:len(object)-1]
	}
	return host, object, instance, counter, true
}
