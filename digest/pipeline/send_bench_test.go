package pipeline_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/digest"
	"tidings/digest/mail/dkim"
	"tidings/digest/pipeline"
	"tidings/digest/store"
)

// The benchmarks of sending mail to Postfix's smtp-sink, with Postfix's smtp-source as the limit: it makes one message
// and remembers nothing.
const (
	benchMails = 5_000
	benchSize  = 74_000 // bytes of a message: 60 KB of HTML, 5 KB of text, encoded
)

// postfixTool finds a program of Postfix; the benchmark is skipped where there is none.
func postfixTool(b *testing.B, name string) string {
	b.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	path := filepath.Join("/usr/sbin", name) // not on everybody's path
	if _, err := os.Stat(path); err != nil {
		b.Skipf("%s is not installed; Debian has it in the package postfix", name)
	}
	return path
}

// startSink starts smtp-sink and gives its port.
func startSink(b *testing.B) int {
	b.Helper()
	path := postfixTool(b, "smtp-sink")
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	args := []string{"-4", address, "256"}
	if os.Getuid() == 0 {
		args = append([]string{"-u", "nobody"}, args...)
	}
	sink := exec.Command(path, args...)
	sink.Stderr = os.Stderr
	if err := sink.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		sink.Process.Kill()
		sink.Wait()
	})
	for range 100 { // it says nothing when it is ready
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			_, port, _ := net.SplitHostPort(address)
			n, _ := strconv.Atoi(port)
			return n
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.Fatal("smtp-sink does not answer")
	return 0
}

// runSender runs a sender of n messages to its end, and reports its speed.
func runSender(b *testing.B, c *exec.Cmd, n int) (perSecond float64) {
	b.Helper()
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		b.Fatal(err)
	}
	var result benchResult
	if err := json.Unmarshal(out, &result); err != nil || result.Sent != n {
		b.Fatalf("sent %d of %d, %v", result.Sent, n, err)
	}
	b.ReportMetric(result.PeakMB, "MB-peak")
	reportMails(b, n, result.Seconds, c)
	return float64(n) / result.Seconds
}

func reportMails(b *testing.B, n int, seconds float64, c *exec.Cmd) {
	cpu := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	b.ReportMetric(0, "ns/op") // it says nothing here
	b.ReportMetric(float64(n)/seconds, "mails/s")
	b.ReportMetric(float64(cpu.Microseconds())/float64(n), "cpu-µs/mail")
}

// due makes a state in which n deliveries are due.
func due(b *testing.B, n int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	st, err := store.Open(b.Context(), dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	frozen(b, st, time.Now().Add(-time.Hour), n, benchSize)
	return dir
}

// The bounds that the benchmarks print beside what they measure: parts of smtp-source's speed, unsigned and signed with
// Ed25519, microseconds of processor time a mail, and megabytes.
const (
	leastUnsigned = .85
	leastSigned   = .60
	mostCPU       = 200
	mostMemory    = 150
)

// BenchmarkSend mails over four connections, with the ledger in SQLite as it always is: synchronous=FULL. The first line
// is the limit, the last the peer; RSA takes its time in Go, and stands here to be known.
func BenchmarkSend(b *testing.B) {
	port := startSink(b)
	limit := 0.0
	b.Run("smtp-source", func(b *testing.B) {
		for b.Loop() {
			limit = runSource(b, port)
		}
	})
	for _, row := range []struct {
		name, role string
		key        func() (crypto.Signer, error)
		least      float64 // of the limit; 0: none is set
	}{
		{"tidings", "sender", nil, leastUnsigned},
		{"tidings-ed25519", "sender", func() (crypto.Signer, error) { return dkim.NewEd25519(rand.Reader) }, leastSigned},
		{"tidings-rsa2048", "sender", func() (crypto.Signer, error) { return dkim.NewRSA(rand.Reader) }, 0},
		{"go-mail", "gomail", nil, 0},
	} {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := sender{Port: port, Key: keyFile(b, row.key)}
				if row.role == "sender" {
					s.State = due(b, benchMails)
				}
				b.StartTimer()
				speed := runSender(b, s.command(row.role), benchMails)
				if limit > 0 {
					b.ReportMetric(speed/limit, "of-smtp-source")
				}
			}
			if row.least > 0 {
				b.ReportMetric(row.least, "of-it-wanted")
			}
			if row.least == leastUnsigned {
				b.ReportMetric(mostCPU, "cpu-µs-wanted")
			}
		})
	}
}

// runSource mails as many messages with smtp-source, and reports its speed.
func runSource(b *testing.B, port int) (perSecond float64) {
	b.Helper()
	c := exec.Command(postfixTool(b, "smtp-source"), "-d", "-s", fmt.Sprint(pipeline.Connections), "-m", fmt.Sprint(benchMails), "-l", fmt.Sprint(benchSize),
		"-M", "b.example", "-f", "a@d.example", "-t", "u@r.example", fmt.Sprintf("inet:127.0.0.1:%d", port))
	c.Stderr = os.Stderr
	started := time.Now()
	if err := c.Run(); err != nil {
		b.Fatal(err)
	}
	seconds := time.Since(started).Seconds()
	reportMails(b, benchMails, seconds, c)
	return benchMails / seconds
}

// keyFile makes a key, as its file has it.
func keyFile(b *testing.B, make func() (crypto.Signer, error)) string {
	b.Helper()
	if make == nil {
		return ""
	}
	key, err := make()
	if err != nil {
		b.Fatal(err)
	}
	text, err := dkim.Marshal(key)
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

// BenchmarkSend100000 is about memory: it must not grow with the readers. The first line is what a twentieth of them take.
func BenchmarkSend100000(b *testing.B) {
	port := startSink(b)
	for _, n := range []int{benchMails, 20 * benchMails} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := sender{State: due(b, n), Port: port}
				b.StartTimer()
				runSender(b, s.command("sender"), n)
			}
			b.ReportMetric(mostMemory, "MB-wanted")
		})
	}
}

// gomail is what a program has that uses go-mail as its documentation shows: a client for each of as many connections,
// a message made and sent for each reader. It remembers nothing.
func (s sender) gomail() (sent int, err error) {
	r := rendering(digest.Issue{}, benchSize)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range pipeline.Connections {
		wg.Go(func() {
			n, failed := s.gomailConnection(r, benchMails/pipeline.Connections)
			mu.Lock()
			defer mu.Unlock()
			sent += n
			if failed != nil {
				err = failed
			}
		})
	}
	wg.Wait()
	return sent, err
}

func (s sender) gomailConnection(r digest.Rendering, n int) (sent int, err error) {
	client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(s.Port), gomail.WithTLSPolicy(gomail.NoTLS))
	if err != nil {
		return 0, err
	}
	if err := client.DialWithContext(context.Background()); err != nil {
		return 0, err
	}
	for ; sent < n; sent++ {
		m := gomail.NewMsg()
		if err := m.From("paper@paper.example"); err != nil {
			return sent, err
		}
		if err := m.To(fmt.Sprintf("reader%d@example.com", sent)); err != nil {
			return sent, err
		}
		m.Subject(r.Subject)
		m.SetBodyString(gomail.TypeTextPlain, r.Text)
		m.AddAlternativeString(gomail.TypeTextHTML, r.HTML)
		if err := client.Send(m); err != nil {
			return sent, err
		}
	}
	return sent, client.Close()
}
