package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"network-analytics/analytics/record"
)

type fileKind uint8

const (
	regularFile fileKind = iota
	namedPipe
	standardInput
)

// file is one input: what Open found out about it and how it is opened.
type file struct {
	path  string // as the user named it
	kind  fileKind
	size  int64 // bytes, -1 when unknown
	stdin io.Reader
	info  fs.FileInfo // nil when unknown

	found   *prepared // what Open or Prepare found out, nil when not yet
	waiting bool      // found is still open, for Read to go on with
}

// take opens the input for reading, or goes on where Prepare stopped.
func (f *file) take(ctx context.Context, opt Options, alone bool) (*prepared, error) {
	if f.waiting {
		f.waiting = false
		if t := f.found.tableReader; t != nil {
			t.src.ctx = ctx
		}
		return f.found, nil
	}
	p, err := prepare(ctx, f, opt, alone)
	if err == nil {
		f.found = p
	}
	return p, err
}

// label returns the path as it stands in a sentence.
func (f *file) label() string { return showPath(f.path) }

func (f *file) fault(what, try string, err error) *record.Error {
	return &record.Error{Kind: record.KindInput, Path: f.path, What: what, Try: try, Err: cause(err)}
}

// cause takes the operation and the path off a file error, for they are named
// in the message already.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// checkPaths returns the inputs, or says which of them cannot be one.
func checkPaths(paths []string, stdin io.Reader) ([]*file, error) {
	if len(paths) == 0 {
		return nil, &record.Error{Kind: record.KindUsage, What: "no input named", Try: `name a file, or "-" for standard input`}
	}
	paths, err := expand(paths)
	if err != nil {
		return nil, err
	}
	files := make([]*file, 0, len(paths))
	seen := map[fileID][]*file{}
	var in *file
	for _, path := range paths {
		f, err := checkPath(path, stdin)
		if err != nil {
			return nil, err
		}
		if f.kind == standardInput && in != nil {
			return nil, f.twice(in)
		}
		if f.kind == standardInput {
			in = f
		}
		if f.info != nil {
			id := fileID{f.info.Size(), f.info.ModTime().UnixNano()}
			for _, other := range seen[id] {
				if os.SameFile(f.info, other.info) {
					return nil, f.twice(other)
				}
			}
			seen[id] = append(seen[id], f)
		}
		files = append(files, f)
	}
	return files, nil
}

// fileID narrows down which files may be the same.
type fileID struct{ size, modified int64 }

func (f *file) twice(other *file) error {
	return f.fault("the same input as "+`"`+other.label()+`"`+", it would be counted twice", "name it once", nil)
}

// expand puts the files of directories and patterns in their place, sorted.
func expand(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		f := &file{path: path}
		info, err := os.Stat(path)
		switch {
		case path == "-":
		case err == nil && info.IsDir():
			names, err := regularFiles(path)
			if err != nil {
				return nil, f.fault("cannot be listed", "", err)
			}
			if len(names) == 0 {
				return nil, f.fault("is a directory without files", "name files", nil)
			}
			out = append(out, names...)
			continue
		case err != nil && strings.ContainsAny(path, "*?["):
			names, err := filepath.Glob(path)
			if err != nil {
				return nil, &record.Error{Kind: record.KindUsage, Path: path, What: "is no pattern", Err: err}
			}
			if len(names) == 0 {
				return nil, f.fault("no file fits this pattern", "", nil)
			}
			for _, name := range names {
				if info, err := os.Stat(name); err == nil && info.IsDir() {
					continue
				}
				out = append(out, name)
			}
			continue
		}
		out = append(out, path)
	}
	return out, nil
}

// regularFiles lists the files in a directory, hidden ones apart.
func regularFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			names = append(names, path)
		}
	}
	return names, nil
}

func checkPath(path string, stdin io.Reader) (*file, error) {
	if path == "-" {
		return checkStdin(stdin)
	}
	f := &file{path: path, size: -1}
	info, err := os.Stat(path)
	if err != nil {
		return nil, f.fault("cannot be opened", "", err)
	}
	f.info = info
	switch mode := info.Mode(); {
	case mode.IsDir():
		return nil, f.fault("is a directory", "name the files in it", nil)
	case mode.IsRegular():
		f.size = info.Size()
	case mode&fs.ModeNamedPipe != 0:
		f.kind = namedPipe
	default:
		return nil, f.fault("is neither a file nor a pipe", `pass its data on standard input and name "-"`, nil)
	}
	return f, nil
}

func checkStdin(stdin io.Reader) (*file, error) {
	f := &file{path: "-", kind: standardInput, size: -1, stdin: stdin}
	if stdin == nil {
		return nil, f.fault("standard input is not available", "name a file", nil)
	}
	osFile, ok := stdin.(*os.File)
	if !ok {
		return f, nil
	}
	info, err := osFile.Stat()
	if err != nil {
		return nil, f.fault("standard input cannot be read", "", err)
	}
	switch {
	case info.IsDir():
		return nil, f.fault("standard input is a directory", "", nil)
	case info.Mode().IsRegular():
		at, err := osFile.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, f.fault("standard input cannot be read", "", err)
		}
		f.size = max(info.Size()-at, 0)
		f.info = info
	}
	return f, nil
}

// open begins to read the input.
func (f *file) open() (input, error) {
	switch {
	case f.kind == namedPipe:
		open, wake := openFifo(f.path)
		return newPipeInput(nil, open, wake), nil
	case f.kind == standardInput && f.size < 0:
		return newPipeInput(f.stdin, nil, wakeReader(f.stdin)), nil
	case f.kind == standardInput:
		return &fileInput{f: f.stdin.(*os.File), left: f.size}, nil
	}
	osFile, err := os.Open(f.path)
	if err != nil {
		return nil, f.fault("cannot be opened", "", err)
	}
	info, err := osFile.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it was replaced by something that is no regular file")
	}
	if err != nil {
		osFile.Close()
		return nil, f.fault("cannot be opened", "", err)
	}
	return &fileInput{f: osFile, left: info.Size(), ownFile: true}, nil
}

// reading is the error of a decoder that cannot go on.
func (f *file) reading(err error) error {
	if e, ok := errors.AsType[*record.Error](err); ok {
		named := *e
		if named.Path == "" {
			named.Path = f.path
		}
		return &named
	}
	return f.fault("cannot be read", "", err)
}
