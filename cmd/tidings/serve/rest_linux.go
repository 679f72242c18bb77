package serve

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// forgetCode lets go of the program's own code, of which starting needs nearly all and running little: 14 MB and 6. What is
// needed is there again at its first use, from the file or what the system keeps of it (madvise(2), MADV_DONTNEED). Only
// mappings that are for execution and not for writing are touched: they are as the file has them.
func forgetCode() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uintptr
		var may string
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &may); n < 3 || may != "r-xp" || !strings.HasSuffix(lines.Text(), program) {
			continue
		}
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED) // it is advice
	}
}
