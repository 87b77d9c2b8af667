package command

import (
	"testing"
	"testing/fstest"
)

func TestMemorySize(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "1000": 1000, "64KB": 64 << 10, "200MB": 200 << 20, "1.5g": 3 << 29, "2 GiB": 2 << 30, "10m": 10 << 20, "7b": 7,
	} {
		var m memorySize
		if err := m.Set(text); err != nil || int64(m) != want {
			t.Errorf("%q is %d, want %d (%v)", text, m, want, err)
		}
		var again memorySize
		if err := again.Set(m.String()); err != nil || again != m {
			t.Errorf("%q prints as %q, which is %d", text, m.String(), again)
		}
	}
	for _, text := range []string{"", "MB", "-1", "0", "nan", "inf", "10TB", "1e30", "5 apples"} {
		if m := memorySize(3); m.Set(text) == nil || m != 3 {
			t.Errorf("%q is taken as %d", text, m)
		}
	}
}

func TestAvailableMemory(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	info := file("MemTotal:  8388608 kB\nMemFree:   100 kB\nMemAvailable:    4194304 kB\n") // 4 GiB
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  int64
	}{
		"nothing known": {fstest.MapFS{}, usualMemory},
		"no container":  {fstest.MapFS{"proc/meminfo": info}, 4 << 30},
		"version 2": {fstest.MapFS{
			"proc/meminfo": info, "proc/self/cgroup": file("0::/a/b\n"),
			"sys/fs/cgroup/a/b/memory.max": file("max\n"), "sys/fs/cgroup/a/memory.max": file("1073741824\n"),
			"sys/fs/cgroup/a/memory.current": file("536870912\n"), "sys/fs/cgroup/a/memory.stat": file("anon 5\ninactive_file 268435456\n"),
		}, 768 << 20}, // 1 GiB less 512 MiB, of which 256 MiB can be had back
		"version 2, the path is the host's": {fstest.MapFS{
			"proc/meminfo": info, "proc/self/cgroup": file("0::/docker/1234\n"), "sys/fs/cgroup/memory.max": file("536870912\n"),
		}, 512 << 20},
		"version 1": {fstest.MapFS{
			"proc/meminfo": info, "proc/self/cgroup": file("5:cpu:/x\n4:memory:/x\n"),
			"sys/fs/cgroup/memory/x/memory.limit_in_bytes": file("2147483648"), "sys/fs/cgroup/memory/x/memory.usage_in_bytes": file("1073741824"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712"),
		}, 1 << 30},
		"used up": {fstest.MapFS{
			"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("100"), "sys/fs/cgroup/memory.current": file("200"),
		}, 0},
	} {
		if got := availableMemory(c.files); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := rowMemory(fstest.MapFS{"proc/meminfo": info}); got != mostMemory {
		t.Errorf("of 4 GiB rows get %d", got)
	}
	small := fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("104857600")}
	if got := rowMemory(small); got != 25<<20 {
		t.Errorf("of 100 MiB rows get %d", got)
	}
}
