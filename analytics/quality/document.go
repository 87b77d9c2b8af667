package quality

import (
	"strconv"
	"strings"

	"network-analytics/analytics/record"
)

// Level says how much a Fact matters.
type Level uint8

// The levels.
const (
	Plain   Level = iota
	Detail        // belongs to the fact before it
	Assumed       // nothing proves it
	Wrong         // something is amiss
)

// Fact is a sentence with a label. The label is empty where it is that of the
// fact before.
type Fact struct {
	Label string
	Text  string
	Level Level
}

// Block is a part of what there is to tell: facts, then columns.
type Block struct {
	Title   string
	Facts   []Fact
	Columns []Column
	More    []Fact // after the columns
}

// How much a Document shows; what is left out is counted.
const (
	maxInputs    = 3
	maxColumns   = 12
	maxNames     = 8
	maxTokens    = 6
	maxQuestions = 8
	maxNotes     = 8
)

// Document puts the reading into words, in the order in which people want them.
// Texts from data in it are not made safe.
func (r *Reading) Document() []Block {
	var blocks []Block
	var shown []*Input
	var same [][]string // inputs read like the shown one
	left := 0
next:
	for i := range r.Inputs {
		in := &r.Inputs[i]
		for k, other := range shown {
			if in.alike(other) {
				same[k] = append(same[k], in.Path)
				continue next
			}
		}
		if len(shown) == maxInputs {
			left++
			continue
		}
		shown, same = append(shown, in), append(same, nil)
	}
	for k, in := range shown {
		b := in.block()
		if n := len(same[k]); n > 0 {
			b.More = append(b.More, Fact{Label: "Same", Text: plural(int64(n), "more input") + " read in the same way: " + list(same[k], maxNames)})
		}
		if k == len(shown)-1 && left > 0 {
			b.More = append(b.More, Fact{Label: "More", Text: plural(int64(left), "more input") + " read in other ways; inspect them one by one"})
		}
		blocks = append(blocks, b)
	}
	if r.Done {
		blocks = append(blocks, Block{Title: "Records", Facts: r.records()})
	}
	if n := r.noteFacts(); n != nil {
		blocks = append(blocks, Block{Facts: n})
	}
	if q := r.questionFacts(); q != nil {
		blocks = append(blocks, Block{Title: "Open questions", Facts: q})
	}
	if r.Command != "" {
		blocks = append(blocks, Block{Facts: []Fact{{Label: "Again", Text: r.Command}}})
	}
	return blocks
}

// alike reports whether two inputs are read in the same way.
func (in *Input) alike(o *Input) bool {
	if in.Format != o.Format || in.Encoding != o.Encoding || in.Compression != o.Compression || in.Delimiter != o.Delimiter ||
		in.Layout != o.Layout || in.HeaderLine != o.HeaderLine || in.Time != o.Time || in.Problem != o.Problem ||
		in.Device != o.Device || in.Region != o.Region || len(in.Columns) != len(o.Columns) || len(in.Questions) != len(o.Questions) {
		return false
	}
	for i := range in.Columns {
		a, b := &in.Columns[i], &o.Columns[i]
		if a.Name != b.Name || a.Field != b.Field || a.Unit != b.Unit || a.How != b.How {
			return false
		}
	}
	return true
}

func (in *Input) block() Block {
	b := Block{Title: in.Path}
	add := func(label, text string, level Level) {
		b.Facts = append(b.Facts, Fact{label, text, level})
	}
	how := []string{in.Format}
	if in.Encoding != "" {
		how = append(how, in.Encoding)
	}
	if in.Compression != "" {
		how = append(how, in.Compression)
	}
	if in.Delimiter != "" {
		how = append(how, "delimiter "+delimiterName(in.Delimiter))
	}
	switch {
	case in.HeaderLine > 0:
		how = append(how, "header in line "+record.Count(in.HeaderLine))
	case in.Delimiter != "":
		how = append(how, "no header")
	}
	if in.Skipped > 0 {
		how = append(how, plural(in.Skipped, "line")+" before it skipped")
	}
	if in.Layout != "" {
		how = append(how, in.Layout+" layout")
	}
	add("Format", strings.Join(how, ", "), Plain)
	if in.Problem != "" {
		add("Problem", in.Problem, Wrong)
	}
	if t := in.Time; t.Columns != "" {
		text := t.Columns
		for _, s := range []string{t.Format, t.Zone} {
			if s != "" {
				text += ", " + s
			}
		}
		level := Plain
		if t.How == assumed {
			level = Assumed
		}
		add("Time", text+settled(t.How, t.Why), level)
	}
	if in.Device != "" {
		add("Device", in.Device, Plain)
	}
	if in.Region != "" {
		add("Region", in.Region, Plain)
	}
	var unused []string
	for _, c := range in.Columns {
		switch {
		case c.Field == "":
			unused = append(unused, c.Name)
		case len(b.Columns) < maxColumns:
			b.Columns = append(b.Columns, c)
		}
	}
	if n := len(in.Columns) - len(unused) - len(b.Columns); n > 0 {
		b.More = append(b.More, Fact{Text: "and " + plural(int64(n), "more column") + " of the same kinds"})
	}
	if len(unused) > 0 {
		b.More = append(b.More, Fact{Label: "Not used", Text: list(unused, maxNames)})
	}
	return b
}

// assumed is how a reading is marked that nothing proves.
const assumed = "assumed"

func settled(how, why string) string {
	if how == "" {
		return ""
	}
	if why == "" {
		return " (" + how + ")"
	}
	return " (" + how + ": " + strings.TrimSuffix(why, ".") + ")"
}

func delimiterName(d string) string {
	switch d {
	case "\t":
		return "tab"
	case " ":
		return "blanks"
	}
	return strconv.Quote(d)
}

func (r *Reading) questionFacts() []Fact {
	var out []Fact
	all := r.Questions()
	for i, q := range all[:min(len(all), maxQuestions)] {
		out = append(out, Fact{strconv.Itoa(i+1) + ".", q.Text, Wrong})
		for _, o := range q.Options {
			text := o.Flag
			if o.Label != "" {
				text = o.Label + ": " + text
			}
			out = append(out, Fact{"", text, Detail})
		}
	}
	if n := len(all) - maxQuestions; n > 0 {
		out = append(out, Fact{"", "and " + plural(int64(n), "more question"), Detail})
	}
	return out
}

func (r *Reading) noteFacts() []Fact {
	var out []Fact
	label := "Notes"
	for i, n := range r.Notes() {
		if i == maxNotes {
			return append(out, Fact{"", "and " + plural(int64(len(r.Notes())-i), "more note"), Detail})
		}
		out = append(out, Fact{label, n, Plain})
		label = ""
	}
	return out
}
