package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// faultyDisk is the real file system on which the n-th operation fails.
type faultyDisk struct {
	osDisk
	n     int
	fault error
	calls int
	op    string // what failed, "" while nothing did
}

func (d *faultyDisk) fail(op string) error {
	if d.calls++; d.calls == d.n {
		d.op = op
		return d.fault
	}
	return nil
}

func (d *faultyDisk) Lstat(path string) (fs.FileInfo, error) {
	if err := d.fail("lstat"); err != nil {
		return nil, err
	}
	return d.osDisk.Lstat(path)
}

func (d *faultyDisk) Readlink(path string) (string, error) {
	if err := d.fail("readlink"); err != nil {
		return "", err
	}
	return d.osDisk.Readlink(path)
}

func (d *faultyDisk) MkdirAll(path string, m fs.FileMode) error {
	if err := d.fail("mkdir"); err != nil {
		return err
	}
	return d.osDisk.MkdirAll(path, m)
}

func (d *faultyDisk) ReadDir(path string) ([]fs.DirEntry, error) {
	if err := d.fail("readdir"); err != nil {
		return nil, err
	}
	return d.osDisk.ReadDir(path)
}

func (d *faultyDisk) Link(old, new string) error {
	if err := d.fail("link"); err != nil {
		return err
	}
	return d.osDisk.Link(old, new)
}

func (d *faultyDisk) Rename(old, new string) error {
	if err := d.fail("rename"); err != nil {
		return err
	}
	return d.osDisk.Rename(old, new)
}

func (d *faultyDisk) Remove(path string) error {
	if err := d.fail("remove"); err != nil {
		return err
	}
	return d.osDisk.Remove(path)
}

func (d *faultyDisk) Create(path string, m fs.FileMode) (diskFile, error) {
	if err := d.fail("create"); err != nil {
		return nil, err
	}
	f, err := d.osDisk.Create(path, m)
	return &faultyFile{f, d}, err
}

func (d *faultyDisk) OpenFolder(path string) (folder, error) {
	if err := d.fail("open folder"); err != nil {
		return nil, err
	}
	f, err := d.osDisk.OpenFolder(path)
	return &faultyFolder{f, d}, err
}

type faultyFile struct {
	diskFile
	d *faultyDisk
}

// Write writes half of p before it fails.
func (f *faultyFile) Write(p []byte) (int, error) {
	if err := f.d.fail("write"); err != nil {
		n, _ := f.diskFile.Write(p[:len(p)/2])
		return n, err
	}
	return f.diskFile.Write(p)
}

func (f *faultyFile) Chmod(m fs.FileMode) error {
	if err := f.d.fail("chmod"); err != nil {
		return err
	}
	return f.diskFile.Chmod(m)
}

func (f *faultyFile) Sync() error {
	if err := f.d.fail("sync"); err != nil {
		return err
	}
	return f.diskFile.Sync()
}

func (f *faultyFile) Close() error {
	err := f.diskFile.Close()
	if err := f.d.fail("close"); err != nil {
		return err
	}
	return err
}

type faultyFolder struct {
	folder
	d *faultyDisk
}

func (f *faultyFolder) Sync() error {
	if err := f.d.fail("sync folder"); err != nil {
		return err
	}
	return f.folder.Sync()
}

// tolerated are the operations whose failure is no failure of the write: they
// only tidy up, prepare for a second fault or look for what is then made.
var tolerated = []string{"readdir", "remove", "link", "lstat"}

// long is content of several chunks.
func long(letter string) string { return strings.Repeat(letter+"\n", writeChunk) }

// every runs one write for n = 1, 2, 3 ... with the n-th operation failing until
// one runs without a fault. start prepares an empty folder; write writes;
// state says "old", "new" or what else is there.
func every(t *testing.T, start func(dir string), write func(d disk, dir string) error, state func(dir string) string) {
	faults := []error{syscall.ENOSPC, syscall.EIO, syscall.EACCES, syscall.EROFS}
	seen := map[string]int{}
	for n := 1; ; n++ {
		dir := t.TempDir()
		start(dir)
		d := &faultyDisk{n: n, fault: faults[n%len(faults)]}
		err := write(d, dir)
		if d.op == "" {
			if err != nil || state(dir) != "new" {
				t.Fatalf("without a fault: %v, %s", err, state(dir))
			}
			t.Logf("%d operations failed in turn: %v", n-1, seen)
			break
		}
		seen[d.op]++
		at := fmt.Sprintf("operation %d (%s: %v)", n, d.op, d.fault)
		var want string
		switch {
		case err == nil && slices.Contains(tolerated, d.op):
			want = "new"
		case err == nil:
			t.Errorf("%s: no error", at)
			continue
		case d.op == "sync folder" && state(dir) == "new": // too late to go back, and said so
			want = "new"
			if !strings.Contains(err.Error(), "in place") {
				t.Errorf("%s: error does not say that the file is in place: %v", at, err)
			}
		default:
			want = "old"
		}
		if err != nil && (record.KindOf(err) != record.KindOutput || !errors.Is(err, d.fault)) {
			t.Errorf("%s: got %v", at, err)
		}
		if got := state(dir); got != want {
			t.Errorf("%s: found %s, want %s", at, got, want)
		}
		if d.op != "remove" && d.op != "lstat" && d.op != "readdir" { // a failed sweep leaves what it should sweep
			filepath.WalkDir(dir, func(path string, e fs.DirEntry, _ error) error {
				if isTempName(e.Name()) {
					t.Errorf("%s: %s is left", at, e.Name())
				}
				return nil
			})
		}
	}
	for _, op := range []string{"lstat", "readdir", "create", "write", "sync", "close", "rename", "sync folder", "open folder"} {
		if seen[op] == 0 {
			t.Errorf("%s was never made to fail", op)
		}
	}
}

// stale puts an old temporary file into dir.
func stale(t *testing.T, dir string) {
	name := tempName(dir)
	put(t, name, "stale", 0o600)
	old := time.Now().Add(-2 * staleAfter)
	if err := os.Chtimes(name, old, old); err != nil {
		t.Fatal(err)
	}
}

func stateOf(t *testing.T, old, new string, paths ...string) string {
	var states []string
	for _, p := range paths {
		switch c := content(t, p); c {
		case old:
			states = append(states, "old")
		case new:
			states = append(states, "new")
		default:
			states = append(states, fmt.Sprintf("%d bytes", len(c)))
		}
	}
	return strings.Join(slices.Compact(states), "+")
}

func TestEveryOperationFails(t *testing.T) {
	path := func(dir string) string { return filepath.Join(dir, "out") }
	write := func(d disk, p string) error {
		s, err := stage(t.Context(), d, p, text(long("n")))
		if err != nil {
			return err
		}
		return commit(t.Context(), s)
	}
	t.Run("existing file", func(t *testing.T) {
		every(t, func(dir string) { put(t, path(dir), long("o"), 0o640); stale(t, dir) },
			func(d disk, dir string) error { return write(d, path(dir)) },
			func(dir string) string { return stateOf(t, long("o"), long("n"), path(dir)) })
	})
	t.Run("through a link", func(t *testing.T) {
		every(t, func(dir string) { put(t, path(dir), long("o"), 0o640); symlink(t, "out", filepath.Join(dir, "link")) },
			func(d disk, dir string) error { return write(d, filepath.Join(dir, "link")) },
			func(dir string) string { return stateOf(t, long("o"), long("n"), path(dir)) })
	})
	t.Run("new file in a new folder", func(t *testing.T) {
		path := func(dir string) string { return filepath.Join(dir, "a", "b", "out") }
		every(t, func(string) {},
			func(d disk, dir string) error { return write(d, path(dir)) },
			func(dir string) string { return stateOf(t, "", long("n"), path(dir)) })
	})
}

// The files of an export are all old or all new after any fault.
func TestEveryOperationOfASetFails(t *testing.T) {
	targets := func(dir string) Targets {
		return Targets{Dashboard: filepath.Join(dir, "page", "a.html"), Bottlenecks: filepath.Join(dir, "b.csv"), Incidents: filepath.Join(dir, "c.csv")}
	}
	write := func(d disk, dir string) error {
		_, err := writeSet(t.Context(), d, io.Discard, nil, with(targets(dir), text(long("n"))))
		return err
	}
	for name, old := range map[string]string{"all exist": long("o"), "none exists": ""} {
		t.Run(name, func(t *testing.T) {
			every(t,
				func(dir string) {
					if old != "" {
						os.Mkdir(filepath.Join(dir, "page"), 0o755)
						for _, path := range targets(dir).Paths() {
							put(t, path, old, 0o644)
						}
						stale(t, filepath.Join(dir, "page"))
					}
				},
				write,
				func(dir string) string { return stateOf(t, old, long("n"), targets(dir).Paths()...) })
		})
	}
}
