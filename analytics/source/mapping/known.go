package mapping

import (
	"strings"
)

// headerlessForms are the columns of programs that write no header, each with
// the field and unit that the program promises.
var headerlessForms = []struct {
	name    string
	columns string // name, or name=field:unit
	fits    func(*proposer) bool
}{
	{"ookla cli csv", "timestamp=time:,server name=device:,server id,latency=latency:ms,jitter,packet loss=loss:percent,download=traffic:B/s,upload,download bytes,upload bytes,share url",
		func(p *proposer) bool {
			return p.like(10, func(s string) bool { return strings.HasPrefix(s, "https://www.speedtest.net/result/") }) && p.dated(0)
		}},
	{"speedtest-cli csv", "Server ID,Sponsor,Server Name=device:,Timestamp=time:,Distance,Ping=latency:ms,Download=traffic:bit/s,Upload,Share,IP Address",
		func(p *proposer) bool {
			return p.dated(3) && p.like(9, func(s string) bool { return strings.Count(s, ".") == 3 }) &&
				p.cells[0].numeric() && p.cells[5].numeric() && p.cells[6].numeric() && p.cells[7].numeric()
		}},
}

func (p *proposer) like(column int, fits func(string) bool) bool {
	if column >= len(p.in.Columns) {
		return false
	}
	n, all := 0, 0
	for _, s := range p.in.Columns[column].Samples {
		if s = strings.TrimSpace(s); s != "" {
			if all++; fits(s) {
				n++
			}
		}
	}
	return most(n, all)
}

func (p *proposer) dated(column int) bool {
	s := senseTimes(p.in.Columns[column].Samples)
	f, n := s.main()
	return f != noYear && most(n, s.filled)
}

// headerless gives the columns the names of a known program's output.
func (p *proposer) headerless() bool {
	for _, form := range headerlessForms {
		names := strings.Split(form.columns, ",")
		if len(names) != len(p.in.Columns) || !form.fits(p) {
			continue
		}
		for i, n := range names {
			n, rest, _ := strings.Cut(n, "=")
			field, unit, _ := strings.Cut(rest, ":")
			p.in.Columns[i].Field, _ = fieldNamed(field)
			p.in.Columns[i].Unit = unit
			p.in.Columns[i].Name, p.plan.Columns[i].Name, p.names[i] = n, n, normalise(n)
		}
		p.plan.Format = form.name
		p.note("there is no header; the columns are those of %s", form.name)
		return true
	}
	return false
}

// askColumns asks what the columns of an input without header are.
func (p *proposer) askColumns() {
	var names []string
	times := 0
	for i := range p.in.Columns {
		s := senseTimes(p.in.Columns[i].Samples)
		if _, n := s.main(); 2*n > s.filled && times == 0 {
			names = append(names, "timestamp")
			times++
			continue
		}
		names = append(names, "_")
	}
	var first []string
	for i := range p.plan.Columns[:min(len(p.plan.Columns), 8)] {
		if s := p.plan.Columns[i].Samples; len(s) > 0 {
			first = append(first, quote(s[0]))
		} else {
			first = append(first, `""`)
		}
	}
	p.ask(Question{Text: "The input has no header: what are its columns, the first row being " + strings.Join(first, ", ") + "?",
		Options: []Option{{Label: "names by commas, _ for columns not needed; fields are " + fieldList(),
			Flag: "--columns " + strings.Join(names, ",")}}})
}

// matrix tells a square of names by names, which has no time at all.
func (p *proposer) matrix() bool {
	if len(p.names) < 4 || p.cells[0].numeric() {
		return false
	}
	rows := p.in.Columns[0].Samples
	if len(rows) < 3 || len(rows) > len(p.names)+1 {
		return false
	}
	names := map[string]bool{}
	for _, c := range p.in.Columns[1:] {
		names[strings.TrimSpace(c.Name)] = true
	}
	found := 0
	for _, r := range rows {
		if r = strings.TrimSpace(r); r != "" && names[r] {
			found++
		}
	}
	if 4*found < 3*len(rows) {
		return false
	}
	p.plan.Problem = "no usable time: this is a matrix of " + plural(len(rows), "name") + " by " + plural(len(p.names)-1, "name") + ", not measurements over time"
	return true
}
