package export

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"network-analytics/analytics/record"
)

// Temporary files stand in the folder of the file they become. Their names
// cannot be guessed, so that nobody can plant a link in a shared folder.
const (
	tempPrefix = ".network-analytics-"
	tempSuffix = ".tmp"
	staleAfter = time.Hour // an older temporary file belongs to a process that was killed
	newFile    = fs.FileMode(0o644)
	newFolder  = fs.FileMode(0o755)
	writeChunk = 64 << 10
)

// WriteFile makes the file at path with what write writes, whole or not at all.
// The bytes go to a temporary file in the same folder, which is flushed to disk
// and then takes the place of the old file; the folder is flushed too. Whatever
// fails or is killed on the way, path is the old file or the new one, never a
// part. On an error the temporary file is gone; one left behind by a killed
// process is removed by the next write to the folder an hour later.
//
// Missing folders are made (0755). The mode of an existing file is kept, a new
// one gets 0644 less the umask; the owner is who runs the program, and other
// hard links of an old file keep the old content. A symbolic link stays: the file it
// points to is replaced, or made if only that is missing. A link into a missing
// folder, a folder, a pipe, a device and anything else that is no regular file
// are refused.
//
// The error is that of ctx when it ended; else a *record.Error: that of write
// if it returned one for a reason other than writing, otherwise one of
// KindOutput with path, cause and what to try.
func WriteFile(ctx context.Context, path string, write func(io.Writer) error) error {
	s, err := stage(ctx, osDisk{}, path, write)
	if err != nil {
		return err
	}
	return commit(ctx, s)
}

// staged is a new file that lies complete on disk under its temporary name.
type staged struct {
	disk     disk
	path     string // as the caller named it
	target   string // the file to replace, behind any links
	temp     string
	old      string // second name of the old file while a pair is committed, "" for none
	folder   folder
	bytes    int64
	replaces bool // target existed
}

// stage writes the temporary file for path. The caller ends it by commit or discard.
func stage(ctx context.Context, d disk, path string, write func(io.Writer) error) (_ *staged, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target, info, err := resolve(d, path)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(target)
	if err := makeFolder(d, dir); err != nil {
		return nil, outputError(path, "cannot make its folder", err)
	}
	sweep(d, dir, time.Now().Add(-staleAfter))

	s := &staged{disk: d, path: path, target: target, replaces: info != nil}
	mode := newFile
	if s.replaces {
		mode = info.Mode().Perm()
	}
	if s.folder, err = d.OpenFolder(dir); err != nil {
		return nil, outputError(path, "cannot open its folder", err)
	}
	s.temp = tempName(dir)
	f, err := d.Create(s.temp, mode)
	if err != nil {
		s.folder.Close()
		return nil, outputError(path, "cannot create a file in its folder", err)
	}
	closed, complete := false, false
	defer func() { // also when write panics
		if !closed {
			f.Close()
		}
		if !complete {
			s.discard()
		}
	}()

	out := &checkedWriter{ctx: ctx, w: f}
	buffered := bufio.NewWriterSize(out, writeChunk)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return nil, writeError(ctx, path, out.err, err)
	}
	s.bytes = out.n
	if s.replaces { // the umask may have taken bits away
		if err := f.Chmod(mode); err != nil {
			return nil, outputError(path, "cannot keep the mode of the old file", err)
		}
	}
	if err := f.Sync(); err != nil {
		return nil, outputError(path, "cannot write", err)
	}
	closed = true
	if err := f.Close(); err != nil {
		return nil, outputError(path, "cannot write", err)
	}
	complete = true
	return s, nil
}

// commit puts staged files in their places. When one cannot take its place, those
// before it get their old content back and all temporary files are removed.
func commit(ctx context.Context, files ...*staged) error {
	err := ctx.Err()
	done := 0
	for done < len(files) && err == nil {
		s := files[done]
		if done+1 < len(files) {
			s.keepOld()
		}
		if err = s.disk.Rename(s.temp, s.target); err != nil {
			err = outputError(s.path, "cannot replace the file", err)
			break
		}
		done++
	}
	if err != nil {
		for i, s := range files {
			if i < done {
				s.putBack()
			}
			s.discard()
		}
		return err
	}
	for _, s := range files {
		if syncErr := s.folder.Sync(); syncErr != nil && err == nil {
			err = outputError(s.path, "the new file is in place but its folder cannot be flushed to disk", syncErr)
		}
		s.temp = ""
		s.discard()
	}
	return err
}

// keepOld gives the old file a second name to bring it back by. Not every file
// system can do that; then it cannot be brought back.
func (s *staged) keepOld() {
	if !s.replaces {
		return
	}
	name := tempName(filepath.Dir(s.target))
	if s.disk.Link(s.target, name) == nil {
		s.old = name
	}
}

// putBack undoes the rename of commit.
func (s *staged) putBack() {
	s.temp = ""
	switch {
	case !s.replaces:
		s.disk.Remove(s.target)
	case s.old != "":
		if s.disk.Rename(s.old, s.target) == nil {
			s.old = ""
		}
	}
}

// discard removes what is not in its place and releases the folder.
func (s *staged) discard() {
	for _, name := range []string{s.temp, s.old} {
		if name != "" {
			s.disk.Remove(name)
		}
	}
	s.folder.Close()
}

// checkedWriter counts bytes, keeps its first error and fails when ctx ends.
type checkedWriter struct {
	ctx context.Context
	w   io.Writer
	n   int64
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	if c.err == nil {
		c.err = c.ctx.Err()
	}
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	c.err = err
	return n, err
}

// writeError words the failure err of a write function whose writer failed with
// ioErr, nil if it did not.
func writeError(ctx context.Context, path string, ioErr, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if ioErr != nil {
		return outputError(path, "cannot write", ioErr)
	}
	if _, ok := errors.AsType[*record.Error](err); ok {
		return err
	}
	return outputError(path, "cannot make its content", err)
}

// outputError returns the *record.Error of KindOutput for err. Names of
// temporary files, which tell nobody anything, are left out.
func outputError(path, what string, err error) error {
	for {
		var pathErr *fs.PathError
		var linkErr *os.LinkError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		} else if errors.As(err, &linkErr) {
			err = linkErr.Err
		} else {
			break
		}
	}
	return &record.Error{Kind: record.KindOutput, Path: path, What: what, Try: remedy(path, err), Err: err}
}

// remedy says what to try against the cause of a failed write.
func remedy(path string, cause error) string {
	special := func(prefix string) bool { return strings.HasPrefix(path, prefix) }
	is := func(targets ...error) bool {
		for _, t := range targets {
			if errors.Is(cause, t) {
				return true
			}
		}
		return false
	}
	switch {
	case path == standardOutput:
		return "check where it leads"
	case special("/dev/") || special("/proc/"):
		return `use "-" for standard output`
	case is(syscall.ENOSPC, syscall.EDQUOT):
		return "free some space or choose another place"
	case is(syscall.EFBIG):
		return "raise the limit on file sizes or choose another place"
	case is(syscall.EROFS):
		return "the file system is read-only: choose another place"
	case is(fs.ErrPermission):
		return "choose a place you may write to"
	case is(syscall.ENOTDIR, fs.ErrExist):
		return "a part of the path is a file, not a folder: choose another path"
	case is(syscall.ENAMETOOLONG):
		return "choose a shorter name"
	}
	return "check the path or choose another"
}

func tempName(dir string) string {
	return filepath.Join(dir, tempPrefix+rand.Text()+tempSuffix)
}
