package mapping

// Input is what Propose looks at.
type Input struct {
	Format     string // name of the format
	File       string // base name of the input, "" for standard input
	Columns    []Candidate
	Headerless bool // the names are numbers: the input has no header
	Answers    Answers
}

// Propose settles what can be settled about an input. It never fails: what is
// open becomes Plan.Questions, what is hopeless Plan.Problem.
func Propose(in Input) Plan {
	p := Plan{Format: in.Format, Answers: in.Answers}
	for _, c := range in.Columns {
		p.Columns = append(p.Columns, Column{Name: c.Name, Field: c.Field, Unit: c.Unit, Scale: 1})
	}
	return p
}

// CommandLine returns the flags, without program and file names, that
// reproduce this reading.
func (p *Plan) CommandLine() []string { return nil }

func (l *Layout) learn(string) *Key { return nil }
