package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// text returns a write function for s.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

// content returns a file's content, "" when there is none.
func content(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

// leftovers returns the temporary files of ours in dir.
func leftovers(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			names = append(names, e.Name())
		}
	}
	return names
}

func put(t testing.TB, path, s string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(s), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func symlink(t testing.TB, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}

func TestWriteFileMakesFolders(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "c.txt")
	if err := WriteFile(t.Context(), path, text("hello")); err != nil {
		t.Fatal(err)
	}
	if content(t, path) != "hello" || leftovers(t, filepath.Dir(path)) != nil {
		t.Errorf("content %q, temporary files %v", content(t, path), leftovers(t, filepath.Dir(path)))
	}
	// As a bare name in the working folder.
	t.Chdir(dir)
	if err := WriteFile(t.Context(), "bare.txt", text("x")); err != nil || content(t, "bare.txt") != "x" {
		t.Errorf("bare name: %v", err)
	}
}

func TestWriteFileKeepsTheMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o666, 0o755, 0o444} {
		path := filepath.Join(dir, fmt.Sprintf("%o", mode))
		put(t, path, "old", mode)
		if err := WriteFile(t.Context(), path, text("new")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode() != mode || content(t, path) != "new" {
			t.Errorf("mode %o became %o, content %q", mode, info.Mode(), content(t, path))
		}
	}
	path := filepath.Join(dir, "new")
	if err := WriteFile(t.Context(), path, text("new")); err != nil {
		t.Fatal(err)
	}
	reference := filepath.Join(dir, "reference")
	if err := os.WriteFile(reference, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	want, _ := os.Stat(reference)
	if got, _ := os.Stat(path); got.Mode() != want.Mode() {
		t.Errorf("a new file has mode %o, want %o", got.Mode(), want.Mode())
	}
}

func TestSymbolicLinks(t *testing.T) {
	for _, c := range []struct {
		name  string
		links [][2]string // name, where it points
		wrote string      // file that has the new content, "" when refused
		what  string      // in the error
	}{
		{"to a file", [][2]string{{"out", "old"}}, "old", ""},
		{"through another link", [][2]string{{"out", "sub/next"}, {"sub/next", "../old"}}, "old", ""},
		{"to a file in a linked folder", [][2]string{{"out", "way/new"}, {"way", "sub"}}, "sub/new", ""},
		{"up from a linked folder", [][2]string{{"out", "way/../inner"}, {"way", "sub/deep"}}, "sub/inner", ""},
		{"to nothing in a folder", [][2]string{{"out", "sub/new"}}, "sub/new", ""},
		{"to nothing in no folder", [][2]string{{"out", "gone/new"}}, "", "a folder that does not exist"},
		{"to a folder", [][2]string{{"out", "sub"}}, "", "is a folder"},
		{"in a circle", [][2]string{{"out", "next"}, {"next", "out"}}, "", "too many symbolic links"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "sub", "deep"), 0o755); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(dir, "old"), "old", 0o644)
			for _, l := range c.links {
				symlink(t, l[1], filepath.Join(dir, l[0]))
			}
			path := filepath.Join(dir, "out")
			err := WriteFile(t.Context(), path, text("new"))
			if info, _ := os.Lstat(path); info.Mode()&fs.ModeSymlink == 0 {
				t.Error("the link is gone")
			}
			if c.wrote == "" {
				if record.KindOf(err) != record.KindOutput || !strings.Contains(err.Error(), c.what) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || content(t, filepath.Join(dir, c.wrote)) != "new" {
				t.Errorf("%v, %s has %q", err, c.wrote, content(t, filepath.Join(dir, c.wrote)))
			}
		})
	}
}

func TestRefusedTargets(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file"), "old", 0o644)
	cases := []struct{ path, what string }{
		{"", "empty"},
		{dir, "is a folder"},
		{dir + "/", "names a folder"},
		{filepath.Join(dir, "new") + "/", "names a folder"},
		{filepath.Join(dir, "file", "x"), "a part of the path is a file"},
		{filepath.Join(dir, strings.Repeat("n", 300)), "shorter name"},
	}
	if runtime.GOOS != "windows" {
		cases = append(cases,
			struct{ path, what string }{"/dev/full", "is a device"},
			struct{ path, what string }{"/dev/null", `use "-" for standard output`})
	}
	for _, c := range cases {
		err := WriteFile(t.Context(), c.path, text("new"))
		if record.KindOf(err) != record.KindOutput || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%q: got %v", c.path, err)
		}
	}
	if content(t, filepath.Join(dir, "file")) != "old" || leftovers(t, dir) != nil {
		t.Error("something was written")
	}
}

// Whatever write does, the old file stays until the new one is whole.
func TestFailingWriteFunctions(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, "old", 0o644)
	own := &record.Error{Kind: record.KindInternal, What: "template broken"}
	ctx, cancel := context.WithCancel(t.Context())
	for name, c := range map[string]struct {
		write func(io.Writer) error
		check func(error) bool
	}{
		"plain error": {
			func(w io.Writer) error { text("new")(w); return errors.New("strange") },
			func(err error) bool {
				return record.KindOf(err) == record.KindOutput && strings.Contains(err.Error(), "strange")
			},
		},
		"an error of ours": {
			func(io.Writer) error { return own },
			func(err error) bool { return err == error(own) },
		},
		"cancelled, then goes on and says it is fine": {
			func(w io.Writer) error { cancel(); io.WriteString(w, strings.Repeat("x", 1<<20)); return nil },
			func(err error) bool { return errors.Is(err, context.Canceled) },
		},
		"started after the end": {
			func(io.Writer) error { t.Error("write was called"); return nil },
			func(err error) bool { return errors.Is(err, context.Canceled) },
		},
	} {
		use := t.Context()
		switch name {
		case "cancelled, then goes on and says it is fine":
			use = ctx
		case "started after the end":
			ended, end := context.WithCancel(t.Context())
			end()
			use = ended
		}
		if err := WriteFile(use, path, c.write); !c.check(err) {
			t.Errorf("%s: got %v", name, err)
		}
		if content(t, path) != "old" || leftovers(t, dir) != nil {
			t.Errorf("%s: content %q, temporary files %v", name, content(t, path), leftovers(t, dir))
		}
	}
	// Cancelled when all is written but nothing is in place yet.
	late, end := context.WithCancel(t.Context())
	s, err := stage(late, osDisk{}, path, text("new"))
	if err != nil {
		t.Fatal(err)
	}
	end()
	if err := commit(late, s); !errors.Is(err, context.Canceled) || content(t, path) != "old" || leftovers(t, dir) != nil {
		t.Errorf("late cancel: %v, content %q, temporary files %v", err, content(t, path), leftovers(t, dir))
	}
}

func TestPanicInWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, "old", 0o644)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		WriteFile(t.Context(), path, func(io.Writer) error { panic("boom") })
	}()
	if content(t, path) != "old" || leftovers(t, dir) != nil {
		t.Errorf("content %q, temporary files %v", content(t, path), leftovers(t, dir))
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old, young := time.Now().Add(-2*time.Hour), time.Now().Add(-time.Minute)
	stays := map[string]time.Time{
		filepath.Base(tempName(dir)):                              young,
		".network-analytics-notes.tmp":                            old,
		".network-analytics-" + strings.Repeat("a", 26) + ".tmp":  old, // not our alphabet
		".network-analytics-" + strings.Repeat("A", 26) + ".html": old,
		"x" + filepath.Base(tempName(dir)):                        old,
		"report.html":                                             old,
	}
	for name, at := range stays {
		put(t, filepath.Join(dir, name), "x", 0o644)
		os.Chtimes(filepath.Join(dir, name), at, at)
	}
	for range 3 {
		name := tempName(dir)
		put(t, name, "x", 0o644)
		os.Chtimes(name, old, old)
	}
	folder := tempName(dir) // somebody's joke
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	os.Chtimes(folder, old, old)
	if os.Geteuid() == 0 && runtime.GOOS != "windows" {
		foreign := tempName(dir)
		put(t, foreign, "x", 0o644)
		os.Chtimes(foreign, old, old)
		if err := os.Chown(foreign, 12345, 12345); err == nil {
			stays[filepath.Base(foreign)] = old
		}
	}
	if err := WriteFile(t.Context(), filepath.Join(dir, "new"), text("x")); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		_, ok := stays[e.Name()]
		if !ok && e.Name() != "new" && e.Name() != filepath.Base(folder) {
			t.Errorf("%s was not removed", e.Name())
		}
		delete(stays, e.Name())
	}
	if len(stays) > 0 {
		t.Errorf("removed: %v", stays)
	}
}

func TestErrorTexts(t *testing.T) {
	for _, c := range []struct {
		path string
		err  error
		want string
	}{
		{"out/a.html", &fs.PathError{Op: "write", Path: "out/.network-analytics-X.tmp", Err: syscall.ENOSPC},
			"out/a.html: cannot write: no space left on device; free some space or choose another place"},
		{"a", &os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.EROFS},
			"a: cannot write: read-only file system; the file system is read-only: choose another place"},
		{"a", syscall.EACCES, "a: cannot write: permission denied; choose a place you may write to"},
		{"a", syscall.EFBIG, "a: cannot write: file too large; raise the limit on file sizes or choose another place"},
		{"a\x1b[2J", syscall.EIO, `a\x1b[2J: cannot write: input/output error; check the path or choose another`},
	} {
		err := outputError(c.path, "cannot write", c.err)
		if runtime.GOOS == "linux" && err.Error() != c.want {
			t.Errorf("got  %s\nwant %s", err, c.want)
		}
		if record.KindOf(err) != record.KindOutput {
			t.Errorf("%v is of kind %d", err, record.KindOf(err))
		}
	}
}

func TestLargeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	chunk := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	s, err := stage(t.Context(), osDisk{}, path, func(w io.Writer) error {
		for range 10 {
			if _, err := w.Write(chunk); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := commit(t.Context(), s); err != nil || s.bytes != 3_200_000 || content(t, path) != string(bytes.Repeat(chunk, 10)) {
		t.Errorf("%v, %d bytes", err, s.bytes)
	}
}
