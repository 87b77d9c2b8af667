//go:build unix

package export

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// unixFolder is a folder whose names can be flushed to disk.
type unixFolder struct{ f *os.File }

// openFolder opens a folder. One that may be written but not read cannot be
// opened and so not flushed; that is no reason to refuse it.
func openFolder(path string) (folder, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return unixFolder{}, nil
	}
	if err != nil {
		return nil, err
	}
	return unixFolder{f}, nil
}

func (u unixFolder) Sync() error {
	if u.f == nil {
		return nil
	}
	if err := u.f.Sync(); err != nil && !unsupported(err) {
		return err
	}
	return nil
}

func (u unixFolder) Close() error {
	if u.f == nil {
		return nil
	}
	return u.f.Close()
}

// isOurs reports whether the file belongs to who runs the program.
func isOurs(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && s.Uid == uint32(os.Geteuid())
}
