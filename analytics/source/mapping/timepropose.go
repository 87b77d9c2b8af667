package mapping

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// proposeTime finds the columns of the time and how to read them.
func (p *proposer) proposeTime() {
	t := &p.plan.Time
	s, unit := p.findTime(t)
	if len(t.Columns) == 0 {
		return
	}
	p.settleZone(t, &s)
	if format := p.in.Answers.TimeFormat; format != "" {
		if err := t.setFormat(format); err == nil { // Parse has checked it
			t.How, t.Why = p.answered(), "--time-format says so"
			p.zoneNote(t, &s)
			return
		}
	}
	name := p.timeName()
	numeric := most(s.numbers, s.filled) && s.dates[yearFirst] < s.numbers
	switch {
	case p.oleTime(t, &s):
	case numeric:
		p.settleEpoch(t, &s, unit)
	case s.minutes > 0 && most(s.minutes, s.filled):
		p.noTime(fmt.Sprintf("no usable time: column %s holds minutes and seconds only, such as %s; a spreadsheet seems to have cut the rest off", name, quote(s.example)))
	default:
		p.settleCivil(t, &s)
	}
}

// noTime gives up on the time.
func (p *proposer) noTime(why string) {
	p.noClock = why
	for _, c := range p.plan.Time.Columns {
		p.plan.Columns[c].Field = None
		p.plan.Columns[c].Other = Time
	}
	p.plan.Time = TimePlan{Why: why}
}

func (p *proposer) timeName() string {
	var names []string
	for _, c := range p.plan.Time.Columns {
		names = append(names, quote(p.plan.Columns[c].Name))
	}
	return strings.Join(names, " with ")
}

func (p *proposer) settleEpoch(t *TimePlan, s *sense, unit string) {
	t.kind, t.Zone, t.location = epochTime, "UTC", nil
	said := unit
	found, others := s.epochUnit()
	switch {
	case unit != "" && (found == "" || found == unit || t.How == HowFormat):
		t.Why = "the unit " + unit + " is said by the format or the name"
	case unit == "" && found != "":
		unit = found
		t.Why = "numbers of that many digits are " + unit + " since 1970"
		if others > 0 {
			p.note("not all numbers of column %s have as many digits: rows with others (%s of the first rows) are rejected", p.timeName(), plural(others, "cell"))
		}
	default:
		p.askEpoch(s, said)
		if unit = found; unit == "" {
			unit = "s"
			t.unit, t.Form = epochUnits[unit], "epoch in unknown unit"
			return
		}
	}
	t.unit, t.Form, t.Format = epochUnits[unit], "epoch "+unit, "epoch-"+unit
}

// askEpoch asks for the unit of an epoch and shows what each would give.
func (p *proposer) askEpoch(s *sense, said string) {
	q := Question{Field: Time, Column: p.plan.Columns[p.plan.Time.Columns[0]].Name}
	q.Text = fmt.Sprintf("In which unit does column %s count from 1970, with values such as %s?", p.timeName(), quote(s.example))
	if said != "" {
		q.Text = fmt.Sprintf("Column %s is named after the unit %s but holds values such as %s: in which unit does it count from 1970?", p.timeName(), said, quote(s.example))
	}
	if t, err := time.Parse("20060102150405", s.example); err == nil && t.Year() >= minYear && t.Year() <= maxYear {
		q.Text = fmt.Sprintf("How are the times of column %s to be read, with values such as %s?", p.timeName(), quote(s.example))
		q.Options = append(q.Options, Option{Label: "year, month, day and clock: " + t.Format("2006-01-02 15:04:05"), Flag: "--time-format %Y%m%d%H%M%S"})
	}
	for _, c := range []string{"ms", "s", "us", "ns"} {
		if ns, ok := epochNS([]byte(s.example), epochUnits[c]); ok {
			q.Options = append(q.Options, Option{
				Label: c + ": " + time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05"),
				Flag:  "--time-format epoch-" + c,
			})
		}
	}
	p.ask(q)
}

func (p *proposer) settleCivil(t *TimePlan, s *sense) {
	name := p.timeName()
	if s.filled == 0 && p.rows() == 0 {
		t.kind, t.family, t.Form = civilTime, yearFirst, orderForms[YearFirst]
		return
	}
	f, n := s.main()
	t.kind, t.family = civilTime, f
	switch {
	case n == 0 && s.clockOnly():
		t.family = noDate
		t.Form = "time of day"
		p.ask(Question{Field: Time, Column: p.firstTimeName(),
			Text:    fmt.Sprintf("Column %s holds times of day without a date, such as %s: which day is it?", name, quote(s.example)),
			Options: []Option{{Label: "the day of all rows", Flag: "--time-format " + placeDay}}})
	case n == 0:
		p.noTime(fmt.Sprintf("no usable time: column %s holds %s, which is no time", name, quote(s.example)))
		return
	case f == noYear:
		t.Form = "month day hh:mm:ss"
		p.ask(Question{Field: Time, Column: p.firstTimeName(),
			Text:    fmt.Sprintf("Column %s holds dates without a year, such as %s: which year is it?", name, quote(s.example)),
			Options: []Option{{Label: "the year of the first row", Flag: "--time-format " + placeYear}}})
	case f == threeNums:
		p.settleOrder(t, s)
	case f == yearFirst:
		t.Form = "year-month-day"
	case f == withName:
		t.Form = "day, month name and year"
	}
	if n > 0 && s.filled > n {
		p.note("column %s holds other texts than times in %s of the first rows", name, plural(s.filled-n, "cell"))
	}
	if n > 0 && 2*s.noClock >= n && s.noClock > 0 {
		p.note("column %s holds days without a time of day, read as midnight", name)
	}
	p.zoneNote(t, s)
}

func (p *proposer) firstTimeName() string { return p.plan.Columns[p.plan.Time.Columns[0]].Name }

var orderNames = map[Order]string{DayFirst: "dmy", MonthFirst: "mdy", YearFirst: "ymd"}
var orderForms = map[Order]string{AnyOrder: "day, month and year in unknown order", DayFirst: "day/month/year", MonthFirst: "month/day/year", YearFirst: "year-month-day"}

func (p *proposer) settleOrder(t *TimePlan, s *sense) {
	t.short = s.short > s.long
	proven, possible := s.order()
	if t.order != AnyOrder { // the format's
		proven, possible = t.order, nil
	}
	switch {
	case p.in.Answers.DateOrder != AnyOrder:
		t.order, t.How, t.Why = p.in.Answers.DateOrder, p.answered(), "--date-order says so"
		if s.fits[t.order] == 0 {
			p.ask(p.orderQuestion(s, []Order{DayFirst, MonthFirst}, fmt.Sprintf("--date-order %s does not fit %s: which order is it?", orderNames[t.order], quote(s.dated))))
		}
	case proven != AnyOrder:
		t.order = proven
		if t.How != HowFormat {
			t.Why = "a number above 12 among the samples proves the order"
		}
	case len(possible) == 0:
		p.ask(p.orderQuestion(s, []Order{DayFirst, MonthFirst}, fmt.Sprintf("Column %s has dates that are day first and dates that are month first, such as %s: which order holds?", p.timeName(), quote(s.dated))))
	default:
		p.ask(p.orderQuestion(s, possible, fmt.Sprintf("Which number is the day in dates such as %s of column %s?", quote(s.dated), p.timeName())))
	}
	t.Form = orderForms[t.order]
}

func (p *proposer) orderQuestion(s *sense, orders []Order, text string) Question {
	q := Question{Field: Time, Column: p.firstTimeName(), Text: text}
	for _, o := range orders {
		c, _ := scanCivil([]byte(s.dated))
		label := orderForms[o]
		if setOrder(&c, o) {
			label += fmt.Sprintf(": %s is %d %s %d", quote(s.dated), c.day, time.Month(c.month), c.year)
		}
		q.Options = append(q.Options, Option{Label: label, Flag: "--date-order " + orderNames[o]})
	}
	return q
}

// oleTime settles a column of OLE day numbers, which only a header tells from
// other numbers.
func (p *proposer) oleTime(t *TimePlan, s *sense) bool {
	if len(t.Columns) != 1 || !most(s.ole, s.filled) {
		return false
	}
	n := &p.names[t.Columns[0]]
	if !n.raw && !strings.Contains(n.key, "ole") {
		return false
	}
	t.kind, t.Form, t.Format, t.Zone, t.location = oleTime, "OLE day number", "ole", "UTC", nil
	t.Why = "the header says raw: days since 1899-12-30, always UTC"
	return true
}

// settleZone takes the zone that the user, the format or a name says.
func (p *proposer) settleZone(t *TimePlan, s *sense) {
	a := &p.in.Answers
	switch {
	case a.Zone != nil:
		t.Zone, t.words = a.Zone.String(), true
		if a.Zone != time.UTC {
			t.location = a.Zone
		}
	case t.location != nil: // the format's
		t.Zone = t.location.String()
	default:
		t.Zone = "UTC"
	}
}

// zoneNote says or asks what times without a zone are taken for.
func (p *proposer) zoneNote(t *TimePlan, s *sense) {
	a := &p.in.Answers
	named := false
	for _, c := range t.Columns {
		named = named || p.names[c].zone == "UTC"
	}
	switch {
	case len(s.words) > 0 && a.Zone == nil:
		p.ask(p.zoneQuestion(s))
	case s.offsets > 0 && s.naive == 0:
		t.Zone = "as written"
	case t.kind == epochTime || t.kind == oleTime || s.naive == 0 && t.kind == civilTime || t.hasZone():
	case a.Zone == nil && t.location == nil && named:
		t.Why = strings.TrimPrefix(t.Why+"; the name says UTC", "; ")
	case a.Zone == nil && t.location == nil:
		if t.How == HowName || t.How == HowCell {
			t.How = HowAssumed
		}
		t.Why = noZoneWritten(t.Why, s.offsets > 0)
		if !p.ours() {
			p.note("no zone in column %s: read as UTC; --tz says otherwise", p.timeName())
		}
		t.assumed = true
		if t.How != HowFormat {
			p.clocksSetBack(t)
		}
	}
}

// noZoneWritten adds to why a time is read as it is that its zone is assumed.
func noZoneWritten(why string, some bool) string {
	what := "no zone is written"
	if some {
		what = "some times have no zone"
	}
	switch why {
	case "", "by its name", "the format says so", "--map says so", "the profile says so":
		return what
	}
	return what + "; " + why
}

// ours reports whether the input has all columns of the canonical format, named
// as there, and no other: that format defines times without a zone as UTC.
func (p *proposer) ours() bool {
	if p.in.Headerless || len(p.in.Columns) != int(NumFields-Time) {
		return false
	}
	var seen [NumFields]bool
	for i := range p.in.Columns {
		c := &p.in.Columns[i]
		if c.Field == None || c.Name != c.Field.String() || seen[c.Field] {
			return false
		}
		seen[c.Field] = true
	}
	return true
}

// clocksSetBack asks for the zone where times that otherwise grow go back once
// by at most an hour in the night: the hour came twice, which UTC never does.
func (p *proposer) clocksSetBack(t *TimePlan) {
	if t.kind != civilTime || t.family == threeNums && t.order == AnyOrder {
		return
	}
	var last int64
	back, at, seen := 0, int64(0), false
	for r := range p.rows() {
		ns, ok := p.timeOf(r)
		if !ok {
			continue
		}
		if seen && ns < last {
			back++
			at = ns
			if last-ns > 3600*nsPerSecond {
				return
			}
		}
		last, seen = ns, true
	}
	if back != 1 {
		return
	}
	local := time.Unix(0, at).UTC()
	if m := local.Month(); local.Hour() > 3 || m != time.October && m != time.November && m != time.March && m != time.April || local.Weekday() != time.Sunday {
		return
	}
	p.ask(Question{Field: Time, Column: p.firstTimeName(),
		Text: fmt.Sprintf("Column %s goes back to %s once, as clocks do in autumn: in which zone are its times?", p.timeName(), local.Format("2006-01-02 15:04:05")),
		Options: []Option{
			{Label: "the zone of the clock, as in Europe/Berlin", Flag: "--tz " + placeZone},
			{Label: "UTC all the same", Flag: "--tz UTC"},
		}})
}

// rows returns how many sample rows there are.
func (p *proposer) rows() int {
	n := 0
	for i := range p.in.Columns {
		n = max(n, len(p.in.Columns[i].Samples))
	}
	return n
}

// timeOf reads the time of a sample row.
func (p *proposer) timeOf(row int) (int64, bool) {
	cells := make([][]byte, len(p.in.Columns))
	for _, c := range p.plan.Time.Columns {
		if s := p.in.Columns[c].Samples; row < len(s) {
			cells[c] = []byte(s[row])
		}
	}
	ns, _, fault := p.plan.Time.Read(cells)
	return ns, fault == TimeOK
}

// zonesOf are zones that a word may stand for, in no order of trust.
var zonesOf = map[string][]string{
	"BST": {"Europe/London", "Asia/Dhaka"}, "IST": {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"},
	"CST": {"America/Chicago", "Asia/Shanghai", "America/Havana"}, "CDT": {"America/Chicago"},
	"EST": {"America/New_York", "America/Panama"}, "EDT": {"America/New_York"},
	"MST": {"America/Denver", "America/Phoenix"}, "MDT": {"America/Denver"},
	"PST": {"America/Los_Angeles", "Asia/Manila"}, "PDT": {"America/Los_Angeles"},
	"CET": {"Europe/Berlin"}, "CEST": {"Europe/Berlin"}, "EET": {"Europe/Helsinki", "Africa/Cairo"},
	"EEST": {"Europe/Helsinki"}, "WET": {"Europe/Lisbon"}, "WEST": {"Europe/Lisbon"},
	"MSK": {"Europe/Moscow"}, "JST": {"Asia/Tokyo"}, "KST": {"Asia/Seoul"}, "HKT": {"Asia/Hong_Kong"},
	"SGT": {"Asia/Singapore"}, "AEST": {"Australia/Sydney", "Australia/Brisbane"}, "AEDT": {"Australia/Sydney"},
}

func (p *proposer) zoneQuestion(s *sense) Question {
	q := Question{Field: Time, Column: p.firstTimeName()}
	slices.Sort(s.words)
	if len(s.words) == 1 {
		q.Text = fmt.Sprintf("Which zone does the word %s in column %s mean?", s.words[0], p.timeName())
	} else {
		q.Text = fmt.Sprintf("Which zone do the words %s in column %s mean (rows with a word of another zone are rejected)?", strings.Join(s.words, " and "), p.timeName())
	}
	for _, w := range s.words {
		for _, z := range zonesOf[w] {
			q.Options = append(q.Options, Option{Label: w + " as in " + z, Flag: "--tz " + z})
		}
	}
	if len(q.Options) == 0 {
		q.Options = []Option{{Label: "a zone of the IANA list", Flag: "--tz " + placeZone}}
	}
	return q
}
