package export

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// with returns the outputs of targets with content of their own, the last one for
// all further ones.
func with(t Targets, content ...func(io.Writer) error) []output {
	outputs := t.outputs()
	for i := range outputs {
		write := content[min(i, len(content)-1)]
		outputs[i].write = func(w io.Writer, _ *analytics.Report) error { return write(w) }
	}
	return outputs
}

func TestTargetFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string // paths
	}{
		{nil, []string{DefaultDashboard, DefaultBottlenecks, DefaultIncidents}},
		{[]string{"--dashboard", "-", "--bottlenecks=b.csv", "--incidents", "i"}, []string{"-", "b.csv", "i"}},
		{[]string{"--json", "-", "--summary", "s.md"}, []string{DefaultDashboard, DefaultBottlenecks, DefaultIncidents, "-", "s.md"}},
		{[]string{"--out", "o"}, []string{"o/network_performance_dashboard.html", "o/bottlenecks.csv", "o/incidents.csv", "o/report.json", "o/summary.md"}},
		{[]string{"--out", "o", "--json=-", "--incidents", DefaultIncidents},
			[]string{"o/network_performance_dashboard.html", "o/bottlenecks.csv", DefaultIncidents, "-", "o/summary.md"}},
	} {
		var targets Targets
		fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
		targets.RegisterFlags(fs)
		if err := fs.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		got := targets.Paths()
		for i := range got {
			got[i] = filepath.ToSlash(got[i])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.args, got, c.want)
		}
		if targets.UsesStdout() != slices.Contains(c.want, "-") {
			t.Errorf("%v: UsesStdout is %v", c.args, targets.UsesStdout())
		}
	}
	if got := DefaultTargets().Paths(); !slices.Equal(got, []string{DefaultDashboard, DefaultBottlenecks, DefaultIncidents}) {
		t.Errorf("the defaults are %v", got)
	}
}

func TestCheckOfMoreTargets(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--json=a", "--summary=b"}, ""},
		{[]string{"--json=-", "--incidents=-"}, "--incidents and --json are both standard output"},
		{[]string{"--json=x", "--summary=./x"}, "--json and --summary are the same file"},
		{[]string{"--out=o", "--json=o/bottlenecks.csv"}, "--bottlenecks and --json are the same file"},
		{[]string{"--out=-"}, "--out is a folder"},
		{[]string{"--json="}, "--json has an empty path"},
		{[]string{"--incidents="}, "--incidents has an empty path"},
		{[]string{"--summary=in.csv"}, "with --summary"},
	} {
		var targets Targets
		fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
		targets.RegisterFlags(fs)
		if err := fs.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		err := targets.Check([]string{"in.csv"})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%v: %v", c.args, err)
		case c.want != "" && (err == nil || record.KindOf(err) != record.KindUsage || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v: got %v", c.args, err)
		}
	}
}

func TestCheckFindsFilesThatAreTheSame(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	put(t, "in.csv", "x", 0o644)
	put(t, "other.csv", "x", 0o644)
	os.Mkdir("sub", 0o755)
	symlink(t, "in.csv", "link.csv")
	symlink(t, "new.csv", "dangling.csv")
	symlink(t, "sub", "way")
	if err := os.Link("in.csv", "hard.csv"); err != nil {
		t.Skip("no hard links here:", err)
	}
	for _, c := range []struct {
		page, rows string
		inputs     []string
		want       string // in the error, "" for none
	}{
		{"a.html", "b.csv", nil, ""},
		{"a.html", "b.csv", []string{"in.csv", "-", "missing.csv"}, ""},
		{"-", "b.csv", []string{"-"}, ""},
		{"a.html", "-", []string{"-"}, ""},
		{"other.csv", "b.csv", []string{"in.csv"}, ""},
		{"-", "-", nil, "both standard output"},
		{"", "b.csv", nil, "--dashboard has an empty path"},
		{"a.html", "", nil, "--bottlenecks has an empty path"},
		{"a", "a", nil, "same file"},
		{"a", "./a", nil, "same file"},
		{"sub/../a", filepath.Join(dir, "a"), nil, "same file"},
		{"way/new/a", "sub/new/a", nil, "same file"},
		{"dangling.csv", "new.csv", nil, "same file"},
		{"link.csv", "in.csv", nil, "same file"},
		{"a.html", "in.csv", []string{"other.csv", "in.csv"}, "in.csv: is also an input"},
		{"a.html", filepath.Join(dir, "in.csv"), []string{"in.csv"}, "is also an input"},
		{"link.csv", "b.csv", []string{"in.csv"}, "link.csv: is also an input"},
		{"in.csv", "b.csv", []string{"link.csv"}, "with --dashboard"},
		{"a.html", "hard.csv", []string{"in.csv"}, "with --bottlenecks"},
	} {
		err := Targets{Dashboard: c.page, Bottlenecks: c.rows, Incidents: "reports/i.csv"}.Check(c.inputs)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.want != "" && (err == nil || record.KindOf(err) != record.KindUsage || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

func TestWriteMakesAll(t *testing.T) {
	r := generated(t, 12_000)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, "reports", name) }
	targets := Targets{Dashboard: in("a.html"), Bottlenecks: in("b.csv"), Incidents: in("i.csv"), JSON: in("j.json"), Summary: in("s.md")}
	for _, replaced := range []bool{false, true} {
		written, err := targets.Write(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		var want []Written
		for _, o := range targets.outputs() {
			var b bytes.Buffer
			if err := o.write(&b, r); err != nil {
				t.Fatal(err)
			}
			if content(t, o.path) != b.String() {
				t.Errorf("%s differs from what its writer makes", o.path)
			}
			want = append(want, Written{o.path, int64(b.Len()), replaced})
		}
		if !slices.Equal(written, want) || len(want) != 5 {
			t.Errorf("got %+v, want %+v", written, want)
		}
	}
	if content(t, in("b.csv")) != bottlenecks(t, r, CSVOptions{}) {
		t.Error("the rows are not in their place")
	}
	if left := leftovers(t, filepath.Join(dir, "reports")); left != nil {
		t.Errorf("left: %v", left)
	}
}

func TestWriteToStandardOutput(t *testing.T) {
	r := flagged("=1", "r")
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	for _, raw := range []bool{false, true} {
		var out bytes.Buffer
		targets := Targets{Dashboard: path, Bottlenecks: Stdout, Incidents: filepath.Join(dir, "i"), RawCSV: raw}
		outputs := targets.outputs()
		outputs[0].write = func(w io.Writer, _ *analytics.Report) error { return text("page")(w) }
		written, err := writeSet(t.Context(), osDisk{}, &out, r, outputs)
		if err != nil {
			t.Fatal(err)
		}
		if want := bottlenecks(t, r, CSVOptions{Raw: raw}); out.String() != want || content(t, path) != "page" {
			t.Errorf("stdout has %q", out.String())
		}
		if want := []Written{{path, 4, raw}, {Stdout, int64(out.Len()), false}}; !slices.Equal(written[:2], want) {
			t.Errorf("got %+v, want %+v", written, want)
		}
	}
}

// When one of the files cannot be made, none changes.
func TestWriteFailsAsASet(t *testing.T) {
	full := errors.New("full")
	failing := func(io.Writer) error { return full }
	for name, c := range map[string]struct {
		path    [3]string // of page, rows and incidents; in the folder but for standard output
		content []func(io.Writer) error
		stdout  io.Writer
		want    string
	}{
		"rows fail":               {[3]string{"a", "b", "c"}, []func(io.Writer) error{text("new"), failing, text("new")}, nil, "b: cannot make its content: full"},
		"page fails":              {[3]string{"a", "b", "c"}, []func(io.Writer) error{failing, text("new")}, nil, "a: cannot make its content: full"},
		"incidents fail":          {[3]string{"a", "b", "c"}, []func(io.Writer) error{text("new"), text("new"), failing}, nil, "c: cannot make its content: full"},
		"rows cannot be a file":   {[3]string{"a", "", "c"}, []func(io.Writer) error{text("new")}, nil, "is a folder"},
		"standard output is full": {[3]string{"a", Stdout, "c"}, []func(io.Writer) error{text("new")}, &limitedWriter{left: 2, err: full}, "standard output: cannot write: full"},
	} {
		dir := t.TempDir()
		for i, name := range c.path {
			if name != Stdout {
				c.path[i] = filepath.Join(dir, name)
			}
		}
		for _, name := range []string{"a", "b", "c"} {
			put(t, filepath.Join(dir, name), "old", 0o644)
		}
		targets := Targets{Dashboard: c.path[0], Bottlenecks: c.path[1], Incidents: c.path[2]}
		written, err := writeSet(t.Context(), osDisk{}, c.stdout, nil, with(targets, c.content...))
		if written != nil || err == nil || record.KindOf(err) != record.KindOutput || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, %v", name, written, err)
		}
		for _, file := range []string{"a", "b", "c"} {
			if got := content(t, filepath.Join(dir, file)); got != "old" || leftovers(t, dir) != nil {
				t.Errorf("%s: %s is %q, temporary files %v", name, file, got, leftovers(t, dir))
			}
		}
	}
}

func TestWriteToFullDevice(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here:", err)
	}
	defer full.Close()
	dir := t.TempDir()
	targets := Targets{Dashboard: filepath.Join(dir, "a.html"), Bottlenecks: Stdout, Incidents: filepath.Join(dir, "i.csv")}
	_, err = targets.Write(t.Context(), generated(t, 1000), full)
	if !errors.Is(err, syscall.ENOSPC) || record.KindOf(err) != record.KindOutput || !strings.HasPrefix(err.Error(), "standard output: ") {
		t.Errorf("got %v", err)
	}
	if content(t, targets.Dashboard) != "" {
		t.Error("the page was made although the rows were not")
	}
}

func TestWriteStopsWhenCancelled(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	targets := Targets{Dashboard: filepath.Join(dir, "a"), Bottlenecks: filepath.Join(dir, "b"), Incidents: filepath.Join(dir, "c")}
	_, err := writeSet(ctx, osDisk{}, nil, nil, with(targets, text("new"),
		func(w io.Writer) error { cancel(); return text("new")(w) }))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("left: %v", entries)
	}
}
