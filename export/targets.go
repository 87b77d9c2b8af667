package export

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// Default places of the two files.
const (
	DefaultDashboard   = "reports/network_performance_dashboard.html"
	DefaultBottlenecks = "reports/bottlenecks.csv"
)

// Stdout as a path means standard output.
const Stdout = "-"

// standardOutput names it in messages.
const standardOutput = "standard output"

// Targets says where the two files of an export go.
type Targets struct {
	Dashboard   string // path of the page, or Stdout
	Bottlenecks string // path of the CSV, or Stdout
	RawCSV      bool   // see CSVOptions.Raw
}

// DefaultTargets returns the places used when nothing else is asked for.
func DefaultTargets() Targets {
	return Targets{Dashboard: DefaultDashboard, Bottlenecks: DefaultBottlenecks}
}

// RegisterFlags adds --dashboard, --bottlenecks and --raw-csv to fs and sets t
// to their defaults.
func (t *Targets) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringVar(&t.Dashboard, "dashboard", DefaultDashboard, `where to write the HTML page ("-": standard output)`)
	fs.StringVar(&t.Bottlenecks, "bottlenecks", DefaultBottlenecks, `where to write the bottleneck rows as CSV ("-": standard output)`)
	fs.BoolVar(&t.RawCSV, "raw-csv", false, "write names to the CSV untouched, also those a spreadsheet would run as a formula")
}

// Written is one output that was made.
type Written struct {
	Path     string // as it was asked for; Stdout for standard output
	Bytes    int64
	Replaced bool // there was a file before
}

// Check finds what is wrong with the targets before any work is done: the two
// are the same file, both are standard output, or one is also an input, by
// whatever name, link or hard link. inputs are paths; "-" among them is
// standard input. The error is a *record.Error of KindUsage.
func (t Targets) Check(inputs []string) error {
	usage := func(path, what, try string) error {
		return &record.Error{Kind: record.KindUsage, Path: path, What: what, Try: try}
	}
	outputs := []struct{ flag, path string }{{"--dashboard", t.Dashboard}, {"--bottlenecks", t.Bottlenecks}}
	for _, o := range outputs {
		if o.path == "" {
			return usage("", o.flag+" has an empty path", `give a path, or "-" for standard output`)
		}
	}
	switch {
	case t.Dashboard == Stdout && t.Bottlenecks == Stdout:
		return usage("", "--dashboard and --bottlenecks are both standard output", "give one of them a path")
	case sameFile(t.Dashboard, t.Bottlenecks):
		return usage(t.Dashboard, "--dashboard and --bottlenecks are the same file", "give each its own path")
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

// Write makes both outputs from r, the page first, and tells what it wrote.
// Files are replaced as WriteFile does, and as a pair: both are complete on disk
// before the first takes its place, and when the second then cannot, the first
// gets its old content back where the file system allows it. So after an error
// the old pair is there; standard output, where asked for, may have a part.
//
// Two calls with the same targets must not run at the same time.
func (t Targets) Write(ctx context.Context, r *analytics.Report, stdout io.Writer) ([]Written, error) {
	return t.write(ctx, osDisk{}, stdout,
		func(w io.Writer) error { return HTML(w, r) },
		func(w io.Writer) error { return BottlenecksCSV(w, r, CSVOptions{Raw: t.RawCSV}) })
}

func (t Targets) write(ctx context.Context, d disk, stdout io.Writer, page, rows func(io.Writer) error) ([]Written, error) {
	outputs := []struct {
		path  string
		write func(io.Writer) error
	}{{t.Dashboard, page}, {t.Bottlenecks, rows}}

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
		s, err := stage(ctx, d, o.path, o.write)
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
		if err := o.write(out); err != nil {
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
