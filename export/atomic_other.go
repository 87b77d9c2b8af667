//go:build !unix

package export

import "io/fs"

// plainFolder stands for a folder where folders cannot be flushed.
type plainFolder struct{}

func openFolder(string) (folder, error) { return plainFolder{}, nil }

func (plainFolder) Sync() error  { return nil }
func (plainFolder) Close() error { return nil }

// isOurs is always true: who may remove a file is the system's decision.
func isOurs(fs.FileInfo) bool { return true }
