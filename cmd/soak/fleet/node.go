//go:build unix

// Package fleet turns a program and a configuration into machines that serve one state: processes of `tidings serve` on
// loopback, with a press to read and a mail server to mail by, which can be harmed and counted.
package fleet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Node is one machine: a process of `tidings serve`, with its own copy of the configuration. It is not safe for concurrent
// use.
type Node struct {
	Name    string
	program string
	dir     string
	address string // of its numbers
	log     *os.File
	process *exec.Cmd
	ended   chan error // has the end of the process
	died    error
	pid     int
	used    time.Duration // processor time of the lives that ended
}

// NewNode makes a machine that does not run yet, with its files in a folder. Its log is added to through all its lives.
func NewNode(program, dir, name string) (*Node, error) {
	n := &Node{Name: name, program: program, dir: filepath.Join(dir, name)}
	err := os.MkdirAll(n.dir, 0o700)
	if err == nil {
		n.address, err = freeAddress()
	}
	if err == nil {
		n.log, err = os.Create(n.Log())
	}
	return n, err
}

// freeAddress is one that nothing listens at.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// Log is the file of what it says.
func (n *Node) Log() string { return filepath.Join(n.dir, "log") }

// Configure writes its sources.yaml, to which it adds where its numbers are. A node that runs takes it up.
func (n *Node) Configure(sources string) error {
	sources += fmt.Sprintf("metrics: {listen: %q}\n", n.address)
	fresh := filepath.Join(n.dir, "fresh")
	if err := os.WriteFile(fresh, []byte(sources), 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, filepath.Join(n.dir, "sources.yaml")) // it never sees half of one
}

// Start starts it.
func (n *Node) Start() error {
	n.process = exec.Command(n.program, "serve", "--config", n.dir)
	n.process.Stderr = n.log
	n.process.Dir = n.dir
	if err := n.process.Start(); err != nil {
		n.process = nil
		return err
	}
	n.pid = n.process.Process.Pid
	ended := make(chan error, 1)
	process := n.process
	go func() { ended <- process.Wait() }()
	n.ended, n.died = ended, nil
	return nil
}

// PID is that of its process, or of its last; 0 when it never had one.
func (n *Node) PID() int { return n.pid }

// Lives says whether its process runs; if it ended by itself, the error says how.
func (n *Node) Lives() (bool, error) {
	if n.process == nil {
		return false, n.died
	}
	select {
	case err := <-n.ended:
		n.process, n.died = nil, fmt.Errorf("%s ended by itself: %w; its log is %s", n.Name, errors.Join(err), n.Log())
		return false, n.died
	default:
		return true, nil
	}
}

// Signal sends it a signal: SIGSTOP puts it to sleep, and SIGCONT wakes it.
func (n *Node) Signal(s os.Signal) error {
	if n.process == nil {
		return os.ErrProcessDone
	}
	return n.process.Process.Signal(s)
}

// ends waits for its end.
func (n *Node) ends() error {
	err := <-n.ended
	n.used += n.process.ProcessState.UserTime() + n.process.ProcessState.SystemTime()
	n.process = nil
	return err
}

// Used is the processor time that its ended lives took.
func (n *Node) Used() time.Duration { return n.used }

// Kill ends it without warning, and returns when it is gone.
func (n *Node) Kill() error {
	if n.process == nil {
		return nil
	}
	err := n.process.Process.Kill()
	_ = n.ends() // it says that it was killed
	return err
}

// Stop ends it as an operator does, and returns when it has ended; the error is how.
func (n *Node) Stop() error {
	if err := n.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return n.ends()
}

// Close kills it, if it runs.
func (n *Node) Close() error { return errors.Join(n.Kill(), n.log.Close()) }

// patience is how long it may take to answer.
const patience = 10 * time.Second

func (n *Node) ask(path string) (io.ReadCloser, error) {
	client := http.Client{Timeout: patience}
	answer, err := client.Get("http://" + n.address + path)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("%s%s: %s", n.Name, path, answer.Status)
	}
	return answer.Body, nil
}

// Ready says whether it does its work.
func (n *Node) Ready() bool {
	body, err := n.ask("/readyz")
	if err == nil {
		body.Close()
	}
	return err == nil
}

// AwaitReady waits until it does its work, or has ended.
func (n *Node) AwaitReady(within time.Duration) error {
	for deadline := time.Now().Add(within); !n.Ready(); time.Sleep(100 * time.Millisecond) {
		if lives, err := n.Lives(); !lives {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s is not ready within %s; its log is %s", n.Name, within, n.Log())
		}
	}
	return nil
}

// Figures are its numbers, by name and labels as in the format of Prometheus.
func (n *Node) Figures() (map[string]float64, error) {
	body, err := n.ask("/metrics")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	figures := make(map[string]float64)
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if f, err := strconv.ParseFloat(value, 64); ok && err == nil {
			figures[name] = f
		}
	}
	return figures, lines.Err()
}
