package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/mail"
	"tidings/digest/mail/dkim"
	"tidings/digest/pipeline"
	"tidings/digest/store"
)

// sender is a run of Send as a program of its own, which can be killed and whose memory and time are its own: this test
// binary, told by the environment what to be.
type sender struct {
	State  string        // where the store is
	Port   int           // of the mail server on loopback
	Passed time.Duration // how much later it is for the sender than on the machine's clock
	Key    string        // signs the mail, as a file of a private key has it; empty: it goes unsigned
}

const senderSettings = "TIDINGS_TEST_SENDER" // a sender in JSON

// command is the program.
func (s sender) command(role string) *exec.Cmd {
	settings, err := json.Marshal(s)
	if err != nil {
		panic(err) // text and numbers can always be written
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), benchRole+"="+role, senderSettings+"="+string(settings))
	if role == "sender" {
		c.Env = append(c.Env, "GOGC=50") // as cmd/tidings sets it
	}
	return c
}

func (s sender) now() time.Time { return time.Now().Add(s.Passed) }

func (s sender) dialer() (mail.Dialer, error) {
	d := mail.Dialer{Host: "127.0.0.1", Port: s.Port, HELO: "sender.example"}
	if s.Key == "" {
		return d, nil
	}
	key, err := dkim.Parse([]byte(s.Key))
	d.DKIM = &dkim.Signer{Domain: "paper.example", Keys: []dkim.Key{{Selector: "s", Private: key}}}
	return d, err
}

// send mails what is due, and says how many were sent.
func (s sender) send() (sent int, err error) {
	st, err := store.Open(context.Background(), s.State, store.Options{Now: s.now})
	if err != nil {
		return 0, err
	}
	defer st.Close()
	dialer, err := s.dialer()
	if err != nil {
		return 0, err
	}
	p := &pipeline.Pipeline{
		Editions: []digest.Edition{{ID: "daily"}}, From: "Paper <paper@paper.example>", Owner: fmt.Sprint(rand.Uint64()),
		Store: st, Log: slog.New(slog.DiscardHandler), Now: s.now, Web: "https://paper.example", Links: signer,
		Mail: mailerFunc(func(ctx context.Context) (pipeline.Session, error) { return dialer.Connect(ctx) }),
	}
	r, err := p.Send(context.Background(), "")
	return r.Tally[digest.Sent], err
}

// benchSender runs a sender and says how it went.
func benchSender(send func(sender) (int, error)) error {
	var s sender
	if err := json.Unmarshal([]byte(os.Getenv(senderSettings)), &s); err != nil {
		return err
	}
	started := time.Now()
	sent, err := send(s)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(benchResult{Seconds: time.Since(started).Seconds(), Sent: sent}.withPeak())
}

// withPeak adds the most memory that this process has had.
func (r benchResult) withPeak() benchResult {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		kb, _ := strconv.Atoi(strings.Fields(peak)[0])
		r.PeakMB = float64(kb) / 1024
	}
	return r
}

// frozen stores an issue for readers whose message has about so many bytes.
func frozen(t testing.TB, st *store.Store, now time.Time, readers, size int) digest.Issue {
	t.Helper()
	slot := digest.SlotOf(now, time.UTC)
	is := digest.Issue{ID: digest.Key("issue", "daily", string(slot)), Edition: "daily", Slot: slot, State: digest.IssueBuilt, Due: now, Until: now}
	r := rendering(is, size)
	rows := make([]digest.Delivery, readers)
	for i := range rows {
		to := fmt.Sprintf("reader%d@example.com", i)
		id := digest.Key("delivery", is.ID, to)
		rows[i] = digest.Delivery{
			ID: id, Issue: is.ID, Edition: is.Edition, Slot: slot, Once: string(slot), Subscriber: to, To: to, Rendering: r.ID, Due: now,
			MessageID: id + "@paper.example",
		}
	}
	if saved, err := st.SaveIssue(t.Context(), is, nil, nil, []digest.Rendering{r}, rows); err != nil || !saved {
		t.Fatalf("saved %v, %v", saved, err)
	}
	return is
}

// rendering is a digest of about so many bytes on the wire: HTML with links and letters that have to be encoded, and the
// reader's token at the end of both parts, where digests have it.
func rendering(is digest.Issue, size int) digest.Rendering {
	var html, text strings.Builder
	for i := 0; html.Len() < size*3/4; i++ {
		fmt.Fprintf(&html, "<p style=\"margin:0 0 16px\"><a href=\"https://paper.example/%d\">Über die Fähre</a> nach neun Jahren wieder täglich</p>\n", i)
	}
	for i := 0; text.Len() < size/15; i++ {
		fmt.Fprintf(&text, "%d. The ferry to Skerry sails again from Monday.\nhttps://paper.example/%d\n\n", i, i)
	}
	leave := "https://paper.example/leave/daily/" + digest.ReaderToken
	fmt.Fprintf(&html, "<p><a href=\"%s\">Unsubscribe</a></p>\n", leave)
	fmt.Fprintf(&text, "Unsubscribe: %s\n", leave)
	return digest.Rendering{
		ID: digest.Key("rendering", is.ID), Issue: is.ID, Subject: "The ferry sails again", Text: text.String(), HTML: html.String(),
		Contents: digest.Contents{Title: "Paper"},
	}
}
