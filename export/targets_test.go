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

	"network-analytics/analytics/record"
)

func TestTargetFlags(t *testing.T) {
	var targets Targets
	fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
	targets.RegisterFlags(fs)
	if targets != DefaultTargets() {
		t.Errorf("flags set %+v", targets)
	}
	if err := fs.Parse([]string{"--dashboard", "-", "--bottlenecks=b.csv", "--raw-csv"}); err != nil {
		t.Fatal(err)
	}
	if targets != (Targets{Dashboard: "-", Bottlenecks: "b.csv", RawCSV: true}) {
		t.Errorf("flags set %+v", targets)
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
		err := Targets{Dashboard: c.page, Bottlenecks: c.rows}.Check(c.inputs)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.want != "" && (err == nil || record.KindOf(err) != record.KindUsage || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

func TestWriteMakesBoth(t *testing.T) {
	r := generated(t, 12_000)
	dir := t.TempDir()
	targets := Targets{Dashboard: filepath.Join(dir, "reports", "a.html"), Bottlenecks: filepath.Join(dir, "reports", "b.csv")}
	put(t, filepath.Join(dir, "b"), "", 0o644)
	for _, replaced := range []bool{false, true} {
		written, err := targets.Write(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		if err := HTML(&page, r); err != nil {
			t.Fatal(err)
		}
		rows := bottlenecks(t, r, CSVOptions{})
		want := []Written{
			{targets.Dashboard, int64(page.Len()), replaced},
			{targets.Bottlenecks, int64(len(rows)), replaced},
		}
		if !slices.Equal(written, want) {
			t.Errorf("got %+v, want %+v", written, want)
		}
		if content(t, targets.Bottlenecks) != rows || content(t, targets.Dashboard) != page.String() {
			t.Error("files differ from what the writers make")
		}
	}
	if left := leftovers(t, filepath.Join(dir, "reports")); left != nil {
		t.Errorf("left: %v", left)
	}
}

func TestWriteToStandardOutput(t *testing.T) {
	r := flagged("=1", "r")
	path := filepath.Join(t.TempDir(), "a")
	for _, raw := range []bool{false, true} {
		var out bytes.Buffer
		targets := Targets{Dashboard: path, Bottlenecks: Stdout, RawCSV: raw}
		written, err := targets.write(t.Context(), osDisk{}, &out, text("page"),
			func(w io.Writer) error { return BottlenecksCSV(w, r, CSVOptions{Raw: raw}) })
		if err != nil {
			t.Fatal(err)
		}
		if want := bottlenecks(t, r, CSVOptions{Raw: raw}); out.String() != want || content(t, path) != "page" {
			t.Errorf("stdout has %q", out.String())
		}
		if want := []Written{{path, 4, raw}, {Stdout, int64(out.Len()), false}}; !slices.Equal(written, want) {
			t.Errorf("got %+v, want %+v", written, want)
		}
	}
}

// When one of the two cannot be made, neither changes.
func TestWriteFailsAsAPair(t *testing.T) {
	full := errors.New("full")
	for name, c := range map[string]struct {
		targets    func(dir string) Targets
		page, rows func(io.Writer) error
		stdout     io.Writer
		want       string
	}{
		"rows fail": {
			func(dir string) Targets { return Targets{Dashboard: dir + "/a", Bottlenecks: dir + "/b"} },
			text("new"), func(io.Writer) error { return full }, nil, "b: cannot make its content: full",
		},
		"page fails": {
			func(dir string) Targets { return Targets{Dashboard: dir + "/a", Bottlenecks: dir + "/b"} },
			func(io.Writer) error { return full }, text("new"), nil, "a: cannot make its content: full",
		},
		"rows cannot be a file": {
			func(dir string) Targets { return Targets{Dashboard: dir + "/a", Bottlenecks: dir} },
			text("new"), text("new"), nil, "is a folder",
		},
		"standard output is full": {
			func(dir string) Targets { return Targets{Dashboard: dir + "/a", Bottlenecks: Stdout} },
			text("new"), text("new"), &limitedWriter{left: 2, err: full}, "standard output: cannot write: full",
		},
	} {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "a"), "old", 0o644)
		put(t, filepath.Join(dir, "b"), "old", 0o644)
		written, err := c.targets(dir).write(t.Context(), osDisk{}, c.stdout, c.page, c.rows)
		if written != nil || err == nil || record.KindOf(err) != record.KindOutput || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, %v", name, written, err)
		}
		if a, b := content(t, filepath.Join(dir, "a")), content(t, filepath.Join(dir, "b")); a != "old" || b != "old" || leftovers(t, dir) != nil {
			t.Errorf("%s: a is %q, b is %q, temporary files %v", name, a, b, leftovers(t, dir))
		}
	}
}

func TestWriteToFullDevice(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here:", err)
	}
	defer full.Close()
	targets := Targets{Dashboard: filepath.Join(t.TempDir(), "a.html"), Bottlenecks: Stdout}
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
	targets := Targets{Dashboard: filepath.Join(dir, "a"), Bottlenecks: filepath.Join(dir, "b")}
	_, err := targets.write(ctx, osDisk{}, nil, text("new"),
		func(w io.Writer) error { cancel(); return text("new")(w) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("left: %v", entries)
	}
}
