package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime/quotedprintable"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"tidings/digest/config"
	"tidings/digest/demo"
	"tidings/digest/mail/posttest"
)

var update = flag.Bool("update", false, "write what the program prints into the scripts that compare it")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tidings": main})
}

// TestScripts runs the scripts under testdata/script, each a promise about the command line. They call the program as a
// shell does, in a folder of their own, with servers of their own on loopback. Beside the commands of package testscript
// they have:
//
//	tidings ARGS                 the program; it must succeed
//	exit CODE COMMAND            a command that must end with this exit code, and without a stack trace
//	$TODAY                       the date that the program sees
//	expand FILE...               writes the variables into files of the script
//	jsoncmp FILE WANT            compares JSON; a string in WANT that begins with ~ is a regular expression
//	press                        serves the invented press of `tidings demo` at $PRESS
//	web DIR                      serves a folder at $WEB, and at $WEB_TLS with a certificate that nobody vouches for; see
//	                             webServer for the addresses that make trouble
//	seen N PATH|ADDRESS          the web server was asked for a path, or a mail server had mail for an address, N times;
//	                             "unconditional PATH" counts the requests without validators
//	await [N] PATH|ADDRESS       waits for the first time, or the Nth
//	port VARIABLE                finds a port that nothing listens at
//	ask METHOD URL [FIELD=VALUE] does what a browser does, and prints the status and the page
//	shows URL TEXT               waits until a page has a text in it
//	link MAIL FIELD|WORD VAR     finds a link in a mail: that of a header field, or the first with a word in its path
//	relay [OPTIONS]              a mail server at 127.0.0.1:$RELAY_PORT that leaves mail in mail/ADDRESS.eml; see
//	                             mailServer for the options
//	postoffice                   a real Postfix at $SMTP_PORT, whose sendmail is $SENDMAIL, and a real Dovecot at $IMAP_PORT with
//	                             the password $IMAP_PASSWORD; see package posttest. [post-office] says whether they are there
//	fetch USER N FILE            waits until a user of the post office has N mails, and reads the newest by IMAP
//	signed MAIL RECORDS N        a mail has N DKIM signatures that are good by the records in a file
//	days-pass N DIR              makes a state look as if what is in it had happened N days earlier
//	later DIR DURATION           lets a time pass for the feeds of a state: they were asked so much longer ago
//	mailed FILE MOST             a page takes at most so many bytes as it is mailed, in quoted-printable
//	newer-state DIR              makes a state look as if a later version of the program had written it
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Values[tallyKey{}] = &tally{count: make(map[string]int), nth: make(map[sight]chan struct{})}
			zone := zoneAtNoon(time.Now())
			loc, err := time.LoadLocation(zone)
			if err != nil {
				return err
			}
			e.Setenv("TZ", zone)
			e.Setenv("TODAY", time.Now().In(loc).Format(time.DateOnly))
			e.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "post-office":
				return posttest.HasPostfix() == nil && posttest.HasDovecot() == nil, nil
			case "system-config":
				_, err := os.Stat(config.SystemDir)
				return err == nil, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exit":        cmdExit,
			"expand":      cmdExpand,
			"jsoncmp":     cmdJSONCmp,
			"press":       cmdPress,
			"web":         cmdWeb,
			"seen":        cmdSeen,
			"await":       cmdAwait,
			"port":        cmdPort,
			"ask":         cmdAsk,
			"shows":       cmdShows,
			"link":        cmdLink,
			"relay":       cmdRelay,
			"postoffice":  cmdPostOffice,
			"fetch":       cmdFetch,
			"signed":      cmdSigned,
			"days-pass":   cmdDaysPass,
			"later":       cmdLater,
			"mailed":      cmdMailed,
			"newer-state": cmdNewerState,
		},
	})
}

// zoneAtNoon is a time zone in which it is about noon, so that no script sees midnight pass or comes before 07:00.
func zoneAtNoon(now time.Time) string {
	east := 12 - now.UTC().Hour()
	return fmt.Sprintf("Etc/GMT%+d", -east) // POSIX counts westward
}

// usage ends the script when a command is called in a way that it does not know.
func usage(ts *testscript.TestScript, neg, ok bool, words string) {
	if neg || !ok {
		ts.Fatalf("usage: %s", words)
	}
}

func cmdExit(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) > 1, "exit CODE COMMAND")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	if strings.Contains(ts.ReadFile("stderr"), "goroutine ") {
		ts.Fatalf("it panics")
	}
}

func cmdMailed(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "mailed FILE MOST")
	most, err := strconv.Atoi(args[1])
	ts.Check(err)
	var quoted strings.Builder
	w := quotedprintable.NewWriter(&quoted)
	_, err = w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(errors.Join(err, w.Close()))
	if quoted.Len() > most {
		ts.Fatalf("%s takes %d bytes as it is mailed, and may take %d", args[0], quoted.Len(), most)
	}
}

func cmdExpand(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) > 0, "expand FILE...")
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), func(key string) string {
			value := ts.Getenv(key)
			if value == "" {
				ts.Fatalf("%s: $%s is not set", name, key)
			}
			return value
		})
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
	}
}

func cmdJSONCmp(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "jsoncmp FILE WANT")
	got, want := jsonValues(ts, args[0]), jsonValues(ts, args[1])
	if at := differs(got, want, ""); at != "" {
		ts.Fatalf("%s is not %s: %s", args[0], args[1], at)
	}
}

// jsonValues reads the values of a file, one or one a line.
func jsonValues(ts *testscript.TestScript, name string) []any {
	var values []any
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(name)))
	for {
		var v any
		err := dec.Decode(&v)
		if err == io.EOF {
			return values
		}
		if err != nil {
			ts.Fatalf("%s is not JSON: %v", name, err)
		}
		values = append(values, v)
	}
}

// differs says where got is not as want, and is empty where it is. Objects must have the same keys, neither more nor less.
func differs(got, want any, at string) string {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is no object", at)
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				return fmt.Sprintf("%s has a key %q", at, key)
			}
		}
		for key, value := range want {
			if _, ok := got[key]; !ok {
				return fmt.Sprintf("%s has no key %q", at, key)
			}
			if found := differs(got[key], value, at+"."+key); found != "" {
				return found
			}
		}
		return ""
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return fmt.Sprintf("%s is not a list of %d: %v", at, len(want), got)
		}
		for i := range want {
			if found := differs(got[i], want[i], fmt.Sprintf("%s[%d]", at, i)); found != "" {
				return found
			}
		}
		return ""
	case string:
		if pattern, ok := strings.CutPrefix(want, "~"); ok {
			if got, ok := got.(string); ok && regexp.MustCompile("^(?s:"+pattern+")$").MatchString(got) {
				return ""
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Sprintf("%s is %#v, not %#v", at, got, want)
	}
	return ""
}

func cmdPress(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 0, "press")
	// The slow paper of the press is not slow here: waiting for it proves nothing that fetch does not prove.
	press, err := demo.NewPress(demo.PressOptions{Now: time.Now(), Delay: time.Millisecond})
	ts.Check(err)
	base, err := press.Start()
	ts.Check(err)
	ts.Defer(func() { _ = press.Close() })
	ts.Setenv("PRESS", base)
}

func cmdDaysPass(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "days-pass N DIR")
	days, err := strconv.Atoi(args[0])
	ts.Check(err)
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[1]), "tidings.db"))
	ts.Check(err)
	defer db.Close()
	earlier := func(table, columns, value string) {
		for _, column := range strings.Fields(columns) {
			_, err := db.Exec("UPDATE " + table + " SET " + column + " = " + fmt.Sprintf(value, column, days))
			ts.Check(err)
		}
	}
	for table, columns := range map[string]string{
		"feed": "next_poll last_try last_ok validators_at", "article": "seen published updated", "issue": "due until built",
		"delivery": "due next_try expires updated wake", "link": "made", "fact": "made",
	} {
		earlier(table, columns, "max(0, %s - %d * 86400000)")
	}
	_, err = db.Exec("UPDATE feed SET etag = '', last_modified = ''") // a file changed within a second looks the same by its date
	ts.Check(err)
	const slot = "date(substr(%[1]s, 1, 10), '-%[2]d days') || substr(%[1]s, 11)" // "2006-01-02T15:04", or its date
	earlier("issue", "slot", slot)
	earlier("delivery", "slot once", slot)
	const key = "%[1]s || '-%[2]d'" // keys are made of slots, and today's must be free again
	earlier("issue", "id", key)
	earlier("rendering", "id issue", key)
	earlier("told", "rendering", key)
	earlier("delivery", "id issue rendering", key)
}

func cmdNewerState(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "newer-state DIR")
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), "tidings.db"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	ts.Check(err)
}

func cmdLater(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "later DIR DURATION")
	passed, err := time.ParseDuration(args[1])
	ts.Check(err)
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), "tidings.db"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(`UPDATE feed SET next_poll = next_poll - $1, last_try = last_try - $1, last_ok = last_ok - $1`, passed.Milliseconds())
	ts.Check(err)
}

// tally counts what the servers of a script see: paths that were asked for, addresses that had mail.
type tally struct {
	mu    sync.Mutex
	count map[string]int
	nth   map[sight]chan struct{} // closed when the count is reached
}

// sight is the nth time that something is seen.
type sight struct {
	what string
	n    int
}

// tallyKey is where a script keeps its tally.
type tallyKey struct{}

func tallyOf(ts *testscript.TestScript) *tally { return ts.Value(tallyKey{}).(*tally) }

func (t *tally) add(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count[what]++
	close(t.at(sight{what, t.count[what]}))
}

// at is closed when something is seen the nth time. The caller holds mu.
func (t *tally) at(s sight) chan struct{} {
	if t.nth[s] == nil {
		t.nth[s] = make(chan struct{})
	}
	return t.nth[s]
}

func cmdSeen(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "seen N PATH|ADDRESS")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	t := tallyOf(ts)
	t.mu.Lock()
	defer t.mu.Unlock()
	if got := t.count[args[1]]; got != want {
		ts.Fatalf("%s was seen %d times, not %d", args[1], got, want)
	}
}

func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1 || len(args) == 2, "await [N] PATH|ADDRESS")
	s := sight{args[len(args)-1], 1}
	if len(args) == 2 {
		var err error
		s.n, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	t := tallyOf(ts)
	t.mu.Lock()
	seen := t.at(s)
	t.mu.Unlock()
	select {
	case <-seen:
	case <-time.After(time.Minute):
		ts.Fatalf("%s was not seen", s.what)
	}
}
