package quality

import "network-analytics/analytics/record"

// Reading is all there is to tell about how inputs were read. Texts from data
// in it are not made safe: whoever shows them does that.
type Reading struct {
	Inputs []Input
	Load   record.LoadReport // zero before the inputs were read
	Times  Report            // zero before the inputs were read
	Done   bool              // the inputs were read
	// Command is the command line that reproduces the reading without a question.
	Command string
}

// Input is how one file or pipe is read.
type Input struct {
	Path        string
	Format      string
	Encoding    string
	Compression string // "" for none
	Delimiter   string // "" where there is none
	Layout      string // "" for a record per row
	HeaderLine  int64  // 0 for none
	Skipped     int64  // lines before the header or the first row
	Time        TimeColumn
	Columns     []Column
	Device      string // where devices come from when it is no column
	Region      string
	Problem     string // why it cannot be read as telemetry
	Questions   []Question
	Notes       []string
}

// TimeColumn is how times are read.
type TimeColumn struct {
	Columns string // one, or several joined by +
	Format  string
	Zone    string
	How     string
	Why     string
}

// Column is how one column is read.
type Column struct {
	Name    string
	Field   string // canonical column name, "" when the column is not used
	Unit    string
	How     string
	Why     string
	Samples []string
}

// Question is something that only the user can settle.
type Question struct {
	Field   string // canonical column name, "" for the layout as a whole
	Column  string
	Text    string
	Options []Option
}

// Option is a possible answer.
type Option struct {
	Label string
	Flag  string // the command line flag that gives this answer
}

// Questions returns the open questions of all inputs; what several inputs ask in
// the same words comes once.
func (r *Reading) Questions() []Question {
	var out []Question
	seen := map[string]bool{}
	for i := range r.Inputs {
		for _, q := range r.Inputs[i].Questions {
			k := q.Field + "\x00" + q.Column + "\x00" + q.Text
			if !seen[k] {
				seen[k] = true
				out = append(out, q)
			}
		}
	}
	return out
}

// Notes returns what was assumed and repaired: the notes of the load, which
// hold those of the inputs, or before there is one those of the inputs.
func (r *Reading) Notes() []string {
	if r.Done {
		return r.Load.Notes
	}
	var out []string
	for _, in := range r.Inputs {
		for _, n := range in.Notes {
			if len(r.Inputs) > 1 {
				n = in.Path + ": " + n
			}
			out = append(out, n)
		}
	}
	return out
}
