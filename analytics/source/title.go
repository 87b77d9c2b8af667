package source

import "fmt"

// Title names what paths stand for in a few words, not yet made safe to print.
func Title(paths []string) string {
	switch {
	case len(paths) != 1:
		return fmt.Sprintf("%d files", len(paths))
	case paths[0] == "-":
		return "standard input"
	}
	return paths[0]
}
