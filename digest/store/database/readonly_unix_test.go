//go:build unix

package database_test

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
	"time"

	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

const readOnlyFolder = "TIDINGS_TEST_READ_ONLY_FOLDER"

// TestReadOnlyFolderSaysWhatToDo runs itself again as a user who may read the state and not write it: root may always.
func TestReadOnlyFolderSaysWhatToDo(t *testing.T) {
	if dir := os.Getenv(readOnlyFolder); dir != "" {
		_, err := database.Open(context.Background(), dir, time.Now)
		wantHint(t, err, "must be able to write")
		fmt.Println("refused:", err)
		return
	}
	dir, err := os.MkdirTemp("", "readonly") // not t.TempDir, whose parent is closed to others
	storetest.OK(t, err)
	existing := filepath.Join(dir, "existing")
	storetest.OK(t, storetest.At(existing).Open(t).Close())
	storetest.OK(t, os.Chmod(filepath.Join(existing, "tidings.db"), 0o444))
	self := copyOfSelf(t, dir)
	for _, folder := range []string{dir, existing} {
		storetest.OK(t, os.Chmod(folder, 0o555))
	}
	t.Cleanup(func() {
		storetest.OK(t, errors.Join(os.Chmod(existing, 0o755), os.Chmod(dir, 0o755), os.RemoveAll(dir)))
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
	storetest.OK(t, err)
	from, err := os.Open(self)
	storetest.OK(t, err)
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "test"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	storetest.OK(t, err)
	_, err = io.Copy(to, from)
	storetest.OK(t, err)
	storetest.OK(t, to.Close())
	return to.Name()
}
