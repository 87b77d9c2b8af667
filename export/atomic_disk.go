package export

import (
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

// maxLinks is how many symbolic links one path may lead through.
const maxLinks = 40

// disk is what writing a file asks of the file system. Tests put one in its
// place that fails at any step.
type disk interface {
	Lstat(path string) (fs.FileInfo, error)
	Readlink(path string) (string, error)
	MkdirAll(path string, mode fs.FileMode) error
	ReadDir(path string) ([]fs.DirEntry, error)
	// Create makes a file that must not exist and opens it for writing.
	Create(path string, mode fs.FileMode) (diskFile, error)
	Link(old, new string) error
	Rename(old, new string) error
	Remove(path string) error
	OpenFolder(path string) (folder, error)
}

// diskFile is a file open for writing.
type diskFile interface {
	io.WriteCloser
	Chmod(mode fs.FileMode) error
	Sync() error
}

// folder is an open folder; Sync flushes the names in it to disk.
type folder interface {
	Sync() error
	Close() error
}

// osDisk is the real file system.
type osDisk struct{}

func (osDisk) Lstat(path string) (fs.FileInfo, error)     { return os.Lstat(path) }
func (osDisk) Readlink(path string) (string, error)       { return os.Readlink(path) }
func (osDisk) MkdirAll(path string, m fs.FileMode) error  { return os.MkdirAll(path, m) }
func (osDisk) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }
func (osDisk) Link(old, new string) error                 { return os.Link(old, new) }
func (osDisk) Rename(old, new string) error               { return os.Rename(old, new) }
func (osDisk) Remove(path string) error                   { return os.Remove(path) }
func (osDisk) OpenFolder(path string) (folder, error)     { return openFolder(path) }
func (osDisk) Create(path string, mode fs.FileMode) (diskFile, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// resolve follows the links of path to the file that is to be replaced. info is
// nil when that file does not exist yet.
func resolve(d disk, path string) (target string, info fs.FileInfo, err error) {
	refuse := func(what, try string) error {
		return &record.Error{Kind: record.KindOutput, Path: path, What: what, Try: try}
	}
	switch {
	case path == "":
		return "", nil, refuse("the name of the output file is empty", "give a path")
	case os.IsPathSeparator(path[len(path)-1]):
		return "", nil, refuse("the path names a folder, not a file", "add a file name")
	}
	target = path
	for range maxLinks {
		info, err = d.Lstat(target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if target != path {
				if _, err := d.Lstat(filepath.Dir(target)); err != nil {
					return "", nil, refuse("is a symbolic link into a folder that does not exist", "make the folder or remove the link")
				}
			}
			return target, nil, nil
		case err != nil:
			return "", nil, outputError(path, "cannot look at the file", err)
		case info.Mode().IsRegular():
			return target, info, nil
		case info.Mode()&fs.ModeSymlink == 0:
			what, try := "is "+fileType(info.Mode())+", not a regular file", "choose another path"
			if !info.IsDir() {
				try = `choose another path, or use "-" for standard output`
			}
			return "", nil, refuse(what, try)
		}
		link, err := d.Readlink(target)
		if err != nil {
			return "", nil, outputError(path, "cannot follow the symbolic link", err)
		}
		if !filepath.IsAbs(link) {
			// Not filepath.Join: "x/.." need not be where x stands.
			link = filepath.Dir(target) + string(filepath.Separator) + link
		}
		target = link
	}
	return "", nil, refuse("leads through too many symbolic links", "remove the circle of links")
}

func fileType(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

// makeFolder makes dir and what is missing above it, and flushes their names.
func makeFolder(d disk, dir string) error {
	var parents []string // of the missing folders
	for p := dir; ; {
		parent := filepath.Dir(p)
		if _, err := d.Lstat(p); err == nil || parent == p {
			break
		}
		parents = append(parents, parent)
		p = parent
	}
	if len(parents) == 0 {
		return nil
	}
	if err := d.MkdirAll(dir, newFolder); err != nil {
		return err
	}
	for _, parent := range parents {
		f, err := d.OpenFolder(parent)
		if err != nil {
			return err
		}
		err = f.Sync()
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// sweep removes temporary files of ours in dir that were last written before
// the given time. It is a favour to the user, so its errors do not matter.
func sweep(d disk, dir string, before time.Time) {
	entries, err := d.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !isTempName(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		info, err := d.Lstat(path)
		if err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) && isOurs(info) {
			d.Remove(path)
		}
	}
}

// isTempName reports whether tempName may have made the name.
func isTempName(name string) bool {
	middle, ok := strings.CutPrefix(name, tempPrefix)
	if ok {
		middle, ok = strings.CutSuffix(middle, tempSuffix)
	}
	return ok && len(middle) >= 26 && strings.Trim(middle, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// unsupported reports whether err only says that a file system cannot flush folders.
func unsupported(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported)
}
