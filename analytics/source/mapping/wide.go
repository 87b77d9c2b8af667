package mapping

import (
	"fmt"
	"strings"
)

// part is a column name split into a device and a metric.
type part struct {
	column int
	device string
	name   string // the part that names the metric
	match
}

// notDevices are words before a metric that make another metric of it.
var notDevices = setOf(`normalized normalised moving avg average mean median min max minimum maximum std stddev
	jitter baseline peak expected previous last first total sum target trend rolling predicted threshold delta
	bandwidth server client download upload down up in out rx tx internet network packet time http tcp udp icmp
	dns ping latency rtt one way oneway per app application observed estimated actual raw smoothed scaled is has
	high low test moving_avg p50 p90 p95 p99`)

// wideNames are names that are traffic where a device stands before them.
var wideNames = map[string]bool{"in": true, "out": true, "rx": true, "tx": true, "recv": true, "trans": true}

const maxSplitBytes = 80 // longer names are not taken apart

// splitName splits "edge-01 latency", "reviews&p99" or "latency edge-01".
func splitName(n *name) (device string, m match, metric string, ok bool) {
	s := n.text
	if len(s) > maxSplitBytes {
		return "", match{}, "", false
	}
	try := func(device, metric string) bool {
		device = strings.Trim(device, " _-.:/|&")
		key := squash(device)
		if key == "" || notDevices[key] || len(aliases[key]) > 0 {
			return false
		}
		words := strings.FieldsFunc(strings.ToLower(device), func(r rune) bool { return r == ' ' || r == '_' || r == '-' })
		for _, w := range words {
			if notDevices[w] {
				return false
			}
		}
		part := normalise(metric)
		if part.unit == "" {
			part.u, part.unit = n.u, n.unit
		}
		found := exact(&part, 0)
		if rest, u, text, ok := cutSuffix(part.text); len(found) == 0 && ok && part.unit == "" {
			part = normalise(rest)
			part.u, part.unit = u, text
			found = exact(&part, 0)
		}
		for _, f := range found {
			if f.field >= Traffic && (f.role != needsUnit || wideNames[part.key]) {
				m = f
				return true
			}
		}
		return false
	}
	for i := 1; i < len(s)-1; i++ {
		if strings.IndexByte(" _-.:/|&", s[i]) < 0 {
			continue
		}
		if try(s[:i], s[i+1:]) {
			return strings.Trim(s[:i], " _-.:/|&"), m, strings.Trim(s[i+1:], " "), true
		}
	}
	for i := len(s) - 2; i > 0; i-- {
		if strings.IndexByte(" _-.:/|&", s[i]) >= 0 && try(s[i+1:], s[:i]) {
			return strings.Trim(s[i+1:], " _-.:/|&"), m, strings.Trim(s[:i], " "), true
		}
	}
	return "", match{}, "", false
}

// wide recognises several devices in one row. It needs columns of which none
// is a metric by its whole name, and a device with two metrics or two devices
// with the same one. Only a flag or a format makes it so without asking.
func (p *proposer) wide() bool {
	said := p.in.Answers.Layout
	if said == "tidy" || said == "long" || p.presets || strings.HasPrefix(p.in.Format, "json") && said == "" {
		return false
	}
	var parts []part
	for i := range p.names {
		if p.plan.Columns[i].Field != None || p.cells[i].filled > 0 && !p.cells[i].numeric() {
			continue
		}
		for _, m := range p.matches[i] {
			if _, ok := m.field.Metric(); ok && !m.path && said != "wide" {
				return false
			}
		}
		if device, m, name, ok := splitName(&p.names[i]); ok {
			parts = append(parts, part{i, device, name, m})
		}
	}
	devices := map[string]map[Field]int{}
	perField := map[Field]int{}
	best := 0
	for _, x := range parts {
		if devices[x.device] == nil {
			devices[x.device] = map[Field]int{}
		}
		if devices[x.device][x.field]++; devices[x.device][x.field] == 1 {
			perField[x.field]++
		}
		best = max(best, len(devices[x.device]), perField[x.field])
	}
	if best < 2 {
		return false
	}
	p.split(p.pickParts(parts))
	return true
}

// pickParts leaves one column per device and metric: of several kinds of the
// same metric, such as p50 and p99, the one that the user says or is asked for.
func (p *proposer) pickParts(parts []part) []part {
	var out []part
	for _, f := range []Field{Latency, Loss, Traffic, CPU} {
		var kinds []string
		tier := 1 << 20
		for _, x := range parts {
			if x.field == f {
				tier = min(tier, x.tier)
			}
		}
		for _, x := range parts {
			if x.field == f && x.tier == tier && len(kinds) < 64 && !contains(kinds, x.name) {
				kinds = append(kinds, x.name)
			}
		}
		if len(kinds) == 0 || p.in.Answers.Map[f] == none {
			continue
		}
		kind := kinds[0]
		clash := len(kinds) > 1 && p.clash(parts, f, kinds)
		if said := p.in.Answers.Map[f]; said != "" {
			kind = said
			if !contains(kinds, said) {
				p.askKind(f, kinds)
				kind = kinds[0]
			}
		} else if clash {
			p.askKind(f, kinds)
		}
		for _, x := range parts {
			if x.field == f && (x.name == kind || len(kinds) > 1 && p.in.Answers.Map[f] == "" && x.tier == tier && !clash) {
				out = append(out, x)
			} else if x.field == f {
				p.plan.Columns[x.column].Other = f
			}
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// clash tells that a device has two columns of one metric.
func (p *proposer) clash(parts []part, f Field, kinds []string) bool {
	seen := map[string]bool{}
	for _, x := range parts {
		if x.field == f && contains(kinds, x.name) {
			if seen[x.device] {
				return true
			}
			seen[x.device] = true
		}
	}
	return false
}

func (p *proposer) askKind(f Field, kinds []string) {
	q := Question{Field: f, Text: fmt.Sprintf("Which of the columns of each device is %s?", f)}
	for _, k := range kinds[:min(len(kinds), maxListed)] {
		q.Options = append(q.Options, Option{Label: "those named " + quote(k), Flag: "--map " + shellQuote(f.String()+"="+k)})
	}
	p.ask(q)
}

// split makes the layout of the parts and asks whether it is right.
func (p *proposer) split(parts []part) {
	l := &p.plan.Layout
	l.Kind = Wide
	at := map[string]int{}
	for _, x := range parts {
		k, ok := at[x.device]
		if !ok {
			k = len(l.Splits)
			at[x.device] = k
			l.Splits = append(l.Splits, newSplit(x.device))
		}
		metric, _ := x.field.Metric()
		l.Splits[k].Columns[metric] = x.column
		p.take(choice{x.column, x.match})
	}
	for _, f := range []Field{Latency, Loss, Traffic, CPU} {
		p.harmonise(f)
	}
	if p.in.Answers.Layout == "wide" {
		return
	}
	p.ask(Question{Text: "Each row seems to hold one record of each device: " + p.splitText() + "; is that right?",
		Options: []Option{
			{Label: "yes, one record per device: " + plural(len(l.Splits), "device"), Flag: "--layout wide"},
			{Label: "no, one record per row", Flag: "--layout tidy"},
		}})
}

func (p *proposer) splitText() string {
	var devices []string
	for k, s := range p.plan.Layout.Splits {
		if k == 3 {
			devices = append(devices, fmt.Sprintf("%d more", len(p.plan.Layout.Splits)-k))
			break
		}
		var fields []string
		for _, c := range s.Columns {
			if c >= 0 {
				fields = append(fields, p.plan.Columns[c].Field.String()+" from "+quote(p.plan.Columns[c].Name))
			}
		}
		devices = append(devices, quote(s.Device)+" ("+strings.Join(fields, ", ")+")")
	}
	return strings.Join(devices, ", ")
}

// harmonise lets columns of one field, which one program wrote, share the unit
// that some of them prove.
func (p *proposer) harmonise(f Field) {
	proof := -1
	for i := range p.plan.Columns {
		if c := &p.plan.Columns[i]; c.Field == f && c.How == HowCell && !c.CellUnits {
			proof = i
		}
	}
	if proof < 0 {
		p.onceOnly(f)
		return
	}
	from := &p.plan.Columns[proof]
	for i := range p.plan.Columns {
		if c := &p.plan.Columns[i]; c.Field == f && c.How == Unsettled {
			c.unit, c.Unit, c.How, c.Why = from.unit, from.Unit, HowSibling, "as column "+quote(from.Name)
			p.dropQuestions(func(q *Question) bool { return q.Field == f && q.Column == c.Name })
		}
	}
}

func (p *proposer) dropQuestions(drop func(*Question) bool) {
	kept := p.plan.Questions[:0]
	for i := range p.plan.Questions {
		if !drop(&p.plan.Questions[i]) {
			kept = append(kept, p.plan.Questions[i])
		}
	}
	p.plan.Questions = kept
}

// onceOnly keeps the first of the questions that one flag answers.
func (p *proposer) onceOnly(f Field) {
	seen := map[string]bool{}
	p.dropQuestions(func(q *Question) bool {
		if q.Field != f || len(q.Options) == 0 {
			return false
		}
		key := q.Options[0].Flag
		again := seen[key]
		seen[key] = true
		return again
	})
}
