package command

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

const (
	// memoryShare is the part of the available memory that rows may take.
	memoryShare = 4
	// mostMemory bounds that, unless more is asked for: about five million rows. Those
	// in a temporary file cost hardly more time, and the memory is of use to others.
	mostMemory = 64 << 20
	// usualMemory is what is taken to be available where that is not known.
	usualMemory = 512 << 20
)

// memorySize is the value of a flag: bytes, or with a unit such as 200MB. 0 is not set.
type memorySize int64

// Type is the word for the value in the help.
func (*memorySize) Type() string { return "SIZE" }

// String returns the size in the largest unit that it is a multiple of.
func (m *memorySize) String() string {
	if *m == 0 {
		return ""
	}
	n, unit := int64(*m), 0
	for ; n%1024 == 0 && unit < 3; unit++ {
		n /= 1024
	}
	return strconv.FormatInt(n, 10) + [...]string{"", "KB", "MB", "GB"}[unit]
}

// Set reads a size. Units are powers of 1024; a B or iB behind them is optional.
func (m *memorySize) Set(text string) error {
	t := strings.ToUpper(strings.TrimSpace(text))
	t = strings.TrimSuffix(strings.TrimSuffix(t, "B"), "I")
	factor := 1.0
	for i, unit := range "KMG" {
		if rest, ok := strings.CutSuffix(t, string(unit)); ok {
			t, factor = rest, math.Pow(1024, float64(i+1))
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(t), 64)
	if err != nil || !(v*factor >= 1 && v*factor < 1<<62) {
		return errors.New("a size is a number of bytes, or one with KB, MB or GB")
	}
	*m = memorySize(v * factor)
	return nil
}

// rowMemory returns how many bytes rows may take on this machine, whose file
// system is root.
func rowMemory(root fs.FS) int64 { return min(availableMemory(root)/memoryShare, mostMemory) }

// availableMemory returns how many bytes can still be taken: what the kernel says,
// or what is left of a container's limit when that is less.
func availableMemory(root fs.FS) int64 {
	free := int64(usualMemory)
	if kb, ok := field(read(root, "proc/meminfo"), "MemAvailable:"); ok {
		free = kb * 1024
	}
	for _, line := range bytes.Split(read(root, "proc/self/cgroup"), []byte("\n")) {
		parts := strings.SplitN(string(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		base, limit, used := "sys/fs/cgroup", "memory.max", "memory.current"
		switch {
		case parts[1] == "": // version 2
		case strings.Contains(","+parts[1]+",", ",memory,"):
			base, limit, used = "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
		default:
			continue
		}
		// In a container the path may be the host's: then only the top is there.
		for dir := path.Clean("/" + parts[2]); ; dir = path.Dir(dir) {
			if most, ok := whole(read(root, path.Join(base, dir, limit))); ok {
				now, _ := whole(read(root, path.Join(base, dir, used)))
				cache, _ := field(read(root, path.Join(base, dir, "memory.stat")), "inactive_file")
				free = min(free, max(0, most-max(0, now-cache)))
			}
			if dir == "/" {
				break
			}
		}
	}
	return free
}

func read(root fs.FS, name string) []byte {
	b, _ := fs.ReadFile(root, name) //nolint:errcheck // other systems have no such file
	return b
}

// field returns the number behind a name at the begin of a line.
func field(text []byte, name string) (int64, bool) {
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == name {
			return whole([]byte(words[1]))
		}
	}
	return 0, false
}

func whole(text []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64)
	return n, err == nil && n >= 0
}

// memoryHelp says what the flag does.
var memoryHelp = fmt.Sprintf("keep up to `SIZE` of rows in memory, as 200MB, and the rest in a temporary file (default: a quarter of what is available, at most %dMB)", mostMemory>>20)
