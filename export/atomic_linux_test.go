package export

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"network-analytics/analytics/record"
)

// smallDisk mounts a file system in memory and returns its folder. Without the
// right to mount, the test is skipped.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, options); err != nil {
		t.Skip("cannot mount a small disk (needs root):", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// remount makes the small disk read-only.
func remount(dir string) error {
	return syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
}

// On a disk that is really full, the old file stays; with room again, the next
// write succeeds.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, "size=256k")
	path := filepath.Join(dir, "out")
	if err := WriteFile(t.Context(), path, text("old")); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(t.Context(), path, text(long("n")+long("n")+long("n")))
	if !errors.Is(err, syscall.ENOSPC) || record.KindOf(err) != record.KindOutput {
		t.Errorf("got %v", err)
	}
	if content(t, path) != "old" || leftovers(t, dir) != nil {
		t.Errorf("content %q, temporary files %v", content(t, path), leftovers(t, dir))
	}
	if err := WriteFile(t.Context(), path, text("new")); err != nil || content(t, path) != "new" {
		t.Errorf("with room again: %v", err)
	}
	if err := remount(dir); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(t.Context(), path, text("newer")); !errors.Is(err, syscall.EROFS) || record.KindOf(err) != record.KindOutput {
		t.Errorf("read-only: got %v", err)
	}
	if content(t, path) != "new" {
		t.Errorf("read-only: content %q", content(t, path))
	}
}
