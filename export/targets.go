package export

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// Default places of the files. The JSON and the summary are written when they are
// asked for.
const (
	DefaultDashboard   = "reports/network_performance_dashboard.html"
	DefaultBottlenecks = "reports/bottlenecks.csv"
	DefaultIncidents   = "reports/incidents.csv"
	defaultJSON        = "reports/report.json"
	defaultSummary     = "reports/summary.md"
)

// Stdout as a path means standard output.
const Stdout = "-"

// standardOutput names it in messages.
const standardOutput = "standard output"

// Targets says where the files of an export go.
type Targets struct {
	Dashboard   string // path of the page, or Stdout
	Bottlenecks string // path of the flagged rows as CSV, or Stdout
	Incidents   string // path of the incidents as CSV, or Stdout
	JSON        string // path of the report as JSON, or Stdout; "" for none
	Summary     string // path of the hand-over in Markdown, or Stdout; "" for none
	// Out is a folder that takes all five under their default names, but for those
	// with a path of their own; "" for none.
	Out    string
	RawCSV bool // see CSVOptions.Raw
	// About goes into the page, the JSON and the summary.
	About About

	flags *pflag.FlagSet // tells which paths the user gave
	given bool           // see Given
}

// Given returns the targets without the files of every export, but for those that
// the user gave a place for.
func (t Targets) Given() Targets {
	t.given = true
	return t
}

// About is what a Report does not know of how it was made.
type About struct {
	Version string           // of the program
	Reading *quality.Reading // how the input was read; nil when not known
}

// command is the command line that makes the report again but for what the view
// leaves out, "" when not known.
func (a *About) command(v *analytics.View) string {
	if a.Reading == nil || a.Reading.Command == "" {
		return ""
	}
	flags := ""
	add := func(flag, text string) { flags += " --" + flag + "=" + shellQuote(text) }
	for i := range v.Rules {
		add("limit", v.Rules[i].Text)
	}
	if v.Objective != nil {
		add("slo", v.Objective.Text)
	}
	if v.Capacity > 0 {
		add("capacity", decimal(v.Capacity))
	}
	program, rest, _ := strings.Cut(a.Reading.Command, " ")
	return strings.TrimSpace(program + flags + " " + rest)
}

// shellQuote makes one word of a shell out of a text.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// DefaultTargets returns the places used when nothing else is asked for.
func DefaultTargets() Targets {
	return Targets{Dashboard: DefaultDashboard, Bottlenecks: DefaultBottlenecks, Incidents: DefaultIncidents}
}

// RegisterFlags adds --dashboard, --bottlenecks, --incidents, --json, --summary,
// --out and --raw-csv to fs and sets t to their defaults.
func (t *Targets) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringVar(&t.Dashboard, "dashboard", DefaultDashboard, `where to write the HTML page ("-": standard output)`)
	fs.StringVar(&t.Bottlenecks, "bottlenecks", DefaultBottlenecks, `where to write the bottleneck rows as CSV ("-": standard output)`)
	fs.StringVar(&t.Incidents, "incidents", DefaultIncidents, `where to write the incidents as CSV ("-": standard output)`)
	fs.StringVar(&t.JSON, "json", "", "`FILE` to write the whole report to as JSON (\"-\": standard output)")
	fs.StringVar(&t.Summary, "summary", "", "`FILE` to write a hand-over in Markdown to (\"-\": standard output)")
	fs.StringVar(&t.Out, "out", "", "`DIR` that takes all files, JSON and summary too, under their default names")
	fs.BoolVar(&t.RawCSV, "raw-csv", false, "write names to the CSV files untouched, also those a spreadsheet would run as a formula")
	t.flags = fs
}

// output is one file to be made.
type output struct {
	flag, path string
	write      func(io.Writer, *analytics.Report) error
}

// outputs returns what is asked for, the page first.
func (t *Targets) outputs() []output {
	csv := CSVOptions{Raw: t.RawCSV}
	all := []struct {
		output
		usual string
	}{
		{output{"dashboard", t.Dashboard, func(w io.Writer, r *analytics.Report) error { return htmlPage(w, r, t.About) }}, DefaultDashboard},
		{output{"bottlenecks", t.Bottlenecks, func(w io.Writer, r *analytics.Report) error { return BottlenecksCSV(w, r, csv) }}, DefaultBottlenecks},
		{output{"incidents", t.Incidents, func(w io.Writer, r *analytics.Report) error { return IncidentsCSV(w, r, csv) }}, DefaultIncidents},
		{output{"json", t.JSON, func(w io.Writer, r *analytics.Report) error { return JSON(w, r, t.About) }}, defaultJSON},
		{output{"summary", t.Summary, func(w io.Writer, r *analytics.Report) error { return Summary(w, r, t.About) }}, defaultSummary},
	}
	var out []output
	for _, o := range all {
		given := t.flags != nil && t.flags.Changed(o.flag)
		if t.Out != "" && !given {
			o.path = filepath.Join(t.Out, filepath.Base(o.usual))
		}
		if optional := o.usual == defaultJSON || o.usual == defaultSummary; optional && o.path == "" && !given {
			continue
		}
		if t.given && t.Out == "" && !given {
			continue
		}
		o.flag = "--" + o.flag
		out = append(out, o.output)
	}
	return out
}

// Paths returns where the files go, as they were asked for.
func (t Targets) Paths() []string {
	var paths []string
	for _, o := range t.outputs() {
		paths = append(paths, o.path)
	}
	return paths
}

// UsesStdout reports whether one of the outputs is standard output.
func (t Targets) UsesStdout() bool { return slices.Contains(t.Paths(), Stdout) }

// Written is one output that was made.
type Written struct {
	Path     string // as it was asked for; Stdout for standard output
	Bytes    int64
	Replaced bool // there was a file before
}

// Asked reports whether the user asked for files beside those of every export.
func (t Targets) Asked() bool { return t.JSON != "" || t.Summary != "" || t.Out != "" }

// Check finds what is wrong with the targets before any work is done: two of them
// are the same file or both standard output, or one is also an input, by whatever
// name, link or hard link. inputs are paths; "-" among them is standard input. The
// error is a *record.Error of KindUsage.
func (t Targets) Check(inputs []string) error {
	usage := func(path, what, try string) error {
		return &record.Error{Kind: record.KindUsage, Path: path, What: what, Try: try}
	}
	if t.Out == Stdout {
		return usage("", "--out is a folder and cannot be standard output", `give one file "-", such as --json -`)
	}
	outputs := t.outputs()
	for i, o := range outputs {
		if o.path == "" {
			return usage("", o.flag+" has an empty path", `give a path, or "-" for standard output`)
		}
		for _, other := range outputs[:i] {
			if o.path == Stdout && other.path == Stdout {
				return usage("", other.flag+" and "+o.flag+" are both standard output", "give one of them a path")
			}
			if sameFile(other.path, o.path) {
				return usage(other.path, other.flag+" and "+o.flag+" are the same file", "give each its own path")
			}
		}
	}
	for _, o := range outputs {
		for _, in := range inputs {
			if sameFile(o.path, in) {
				return usage(o.path, "is also an input and would be overwritten", "choose another path with "+o.flag)
			}
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file, which need not exist yet.
func sameFile(a, b string) bool {
	if a == Stdout || b == Stdout {
		return false
	}
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil && os.SameFile(infoA, infoB) {
		return true
	}
	return canonical(a) == canonical(b)
}

// canonical returns the absolute path of the file that a write to path makes,
// with all links followed as far as the path exists.
func canonical(path string) string {
	if target, _, err := resolve(osDisk{}, path); err == nil {
		path = target
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	for p, rest := abs, ""; ; {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			return filepath.Join(real, rest)
		}
		parent := filepath.Dir(p)
		if parent == p {
			return abs
		}
		p, rest = parent, filepath.Join(filepath.Base(p), rest)
	}
}

// Write makes all outputs from r, the page first, and tells what it wrote. Files
// are replaced as WriteFile does, and as a set: all are complete on disk before the
// first takes its place, and when one then cannot, those before it get their old
// content back where the file system allows it. So after an error the old set is
// there; standard output, where asked for, may have a part.
//
// Two calls with the same targets must not run at the same time.
func (t Targets) Write(ctx context.Context, r *analytics.Report, stdout io.Writer) ([]Written, error) {
	return writeSet(ctx, osDisk{}, stdout, r, t.outputs())
}

func writeSet(ctx context.Context, d disk, stdout io.Writer, r *analytics.Report, outputs []output) ([]Written, error) {
	written := make([]Written, len(outputs))
	var files []*staged
	committed := false
	defer func() {
		if !committed {
			for _, s := range files {
				s.discard()
			}
		}
	}()
	for i, o := range outputs {
		if o.path == Stdout {
			continue
		}
		s, err := stage(ctx, d, o.path, func(w io.Writer) error { return o.write(w, r) })
		if err != nil {
			return nil, err
		}
		files = append(files, s)
		written[i] = Written{Path: o.path, Bytes: s.bytes, Replaced: s.replaces}
	}
	for i, o := range outputs {
		if o.path != Stdout {
			continue
		}
		out := &checkedWriter{ctx: ctx, w: stdout}
		if err := o.write(out, r); err != nil {
			return nil, writeError(ctx, standardOutput, out.err, err)
		}
		written[i] = Written{Path: Stdout, Bytes: out.n}
	}
	committed = true // or undone by commit itself
	if err := commit(ctx, files...); err != nil {
		return nil, err
	}
	return written, nil
}
