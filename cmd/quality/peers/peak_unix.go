//go:build unix

package peers

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// peak is the most memory that a process had, in MB (getrusage; Linux counts in KB, others in bytes).
func peak(state *os.ProcessState) string {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return "-"
	}
	size := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" {
		size <<= 10
	}
	return fmt.Sprint(size >> 20)
}
