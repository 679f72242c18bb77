//go:build unix

package local

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// apart has a program run in a process group of its own: Ctrl-C is not for it, since what is on its way is finished, and
// whatever it has started is killed with it.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// syncFolder puts the names in a folder on the disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
