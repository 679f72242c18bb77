//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const readOnlyFolder = "TIDINGS_TEST_READ_ONLY_FOLDER"

// TestReadOnlyFolderSaysWhatToDo runs itself again as a user who may read the state and not write it: root may always.
func TestReadOnlyFolderSaysWhatToDo(t *testing.T) {
	if dir := os.Getenv(readOnlyFolder); dir != "" {
		_, err := Open(context.Background(), dir, Options{})
		wantHint(t, err, "must be able to write")
		fmt.Println("refused:", err)
		return
	}
	dir, err := os.MkdirTemp("", "readonly") // not t.TempDir, whose parent is closed to others
	ok(t, err)
	existing := filepath.Join(dir, "existing")
	ok(t, (&state{where: existing}).open(t).Close())
	ok(t, os.Chmod(filepath.Join(existing, "tidings.db"), 0o444))
	self := copyOfSelf(t, dir)
	for _, folder := range []string{dir, existing} {
		ok(t, os.Chmod(folder, 0o555))
	}
	t.Cleanup(func() {
		ok(t, errors.Join(os.Chmod(existing, 0o755), os.Chmod(dir, 0o755), os.RemoveAll(dir)))
	})
	for _, path := range []string{existing, filepath.Join(dir, "new")} {
		c := exec.Command(self, "-test.run=^TestReadOnlyFolderSaysWhatToDo$", "-test.v")
		c.Env = append(os.Environ(), readOnlyFolder+"="+path)
		if os.Getuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}} // nobody
		}
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "refused: ") || !strings.Contains(string(out), "permission denied") {
			t.Errorf("%s: %v\n%s", path, err, out)
		}
	}
}

// copyOfSelf puts this test's program where every user may run it.
func copyOfSelf(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	ok(t, err)
	from, err := os.Open(self)
	ok(t, err)
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "test"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	ok(t, err)
	_, err = io.Copy(to, from)
	ok(t, err)
	ok(t, to.Close())
	return to.Name()
}
