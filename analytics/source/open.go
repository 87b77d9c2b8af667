package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

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
	files := make([]*file, 0, len(paths))
	for _, path := range paths {
		f, err := checkPath(path, stdin)
		if err != nil {
			return nil, err
		}
		for _, other := range files {
			if twice := f.kind == standardInput && other.kind == standardInput ||
				f.info != nil && other.info != nil && os.SameFile(f.info, other.info); twice {
				return nil, f.fault("the same input as "+`"`+other.label()+`"`+", it would be counted twice", "name it once", nil)
			}
		}
		files = append(files, f)
	}
	return files, nil
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

// checkHead reads the first lines of a regular file and reports what makes it
// useless. An empty file is one only when it is alone.
func (f *file) checkHead(opt Options, alone bool) error {
	in, err := f.open()
	if err != nil {
		return err
	}
	defer in.close()
	h := headReader{in: in, file: f, maxLine: opt.MaxLine}
	_, err = h.read(context.Background())
	if h.empty && !alone {
		return nil
	}
	return err
}
