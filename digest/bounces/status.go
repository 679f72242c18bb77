package bounces

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message"
)

// fields is a group of lines "Name: value", names in lower case. Of a name that stands twice the first counts.
type fields map[string]string

// The bounds of a group.
const (
	maxBlocks = 100
	maxFields = 100
)

// blocks parses groups of fields, parted by empty lines (RFC 3464 section 2.1). Lines that are no fields are passed over.
func blocks(text string) []fields {
	var all []fields
	now, last := fields{}, ""
	end := func() {
		if len(now) > 0 {
			all = append(all, now)
		}
		now, last = fields{}, ""
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			if end(); len(all) == maxBlocks {
				break
			}
			continue
		}
		if line[0] == ' ' || line[0] == '\t' { // the line before goes on
			if last != "" && len(now[last]) < maxWords {
				now[last] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		last = strings.ToLower(strings.TrimSpace(name))
		if _, taken := now[last]; !ok || taken || len(now) == maxFields {
			last = ""
			continue
		}
		now[last] = strings.TrimSpace(value)
	}
	end()
	return all
}

// ofRecipients is what a delivery report says: a mail of ours has one recipient, and where a forwarder made several of it
// the worst counts.
func ofRecipients(recipients []fields) Report {
	report := Report{Kind: Notice}
	for _, f := range recipients {
		if action, _, _ := strings.Cut(strings.ToLower(f["action"]), " "); action != "failed" && action != "" {
			continue // delayed: the end is still to come; delivered, relayed, expanded: it arrived
		}
		words := diagnostic(f)
		status := codeIn(f["status"])
		if said := codeIn(words); said != "" && vague(status) {
			status = said
		}
		failed := Report{Kind: kindOf(status, words), Status: status, Words: oneLine(words)}
		if weight(failed.Kind) > weight(report.Kind) {
			report = failed
		}
	}
	return report
}

func weight(k Kind) int { return slices.Index([]Kind{Notice, Soft, Policy, Hard}, k) }

// diagnostic is what the server said, without the name of the protocol before it.
func diagnostic(f fields) string {
	if kind, words, ok := strings.Cut(f["diagnostic-code"], ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " \t") {
		return strings.TrimSpace(words)
	}
	return cmp.Or(f["diagnostic-code"], f["status"])
}

// vague says whether a status tells nothing but whether it is for ever.
func vague(status string) bool { return status == "" || strings.HasSuffix(status, ".0.0") }

var (
	enhancedCode = regexp.MustCompile(`(?:^|[\s#(\[-])([245]\.\d{1,3}\.\d{1,3})(?:$|[^\d.])`)
	replyCode    = regexp.MustCompile(`(?:^|\s)([45])\d\d(?:$|[ -])`)
)

// codeIn is the first enhanced status code in a text.
func codeIn(text string) string {
	if m := enhancedCode.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// kindOf sorts a failure by its code (RFC 3463 section 3), and by the reply's first digit where there is no code.
func kindOf(status, words string) Kind {
	class := ""
	if status != "" {
		class = status[:1]
	} else if m := replyCode.FindStringSubmatch(words); m != nil {
		class = m[1]
	}
	about, detail, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(status, class), "."), ".")
	switch {
	case about == "7": // security and policy
		return Policy
	case about == "6": // the form of the message
		return Policy
	case about == "1" && (detail == "7" || detail == "8"): // the sender's address
		return Policy
	case class == "4":
		return Soft
	case about == "2" && (detail == "2" || detail == "3"), about == "3", about == "5": // full; too large; their server; a misunderstanding
		return Soft
	case about == "4" && detail != "4": // the way there; 5.4.4 is that there is none
		return Soft
	}
	return Hard
}

// KindOfReply is what a refusal during the sending means, by its enhanced status code, which may be empty, and its words.
func KindOfReply(status, words string) Kind { return kindOf(status, words) }

// ofComplaint is what a feedback report says (RFC 5965 section 7.3, RFC 6591): some are about the mail, and one kind takes a
// complaint back.
func ofComplaint(f fields) Report {
	kind := strings.ToLower(f["feedback-type"])
	report := Report{Kind: Policy, Words: oneLine("feedback " + cmp.Or(kind, "without a type"))}
	switch kind {
	case "abuse", "fraud", "opt-out":
		report.Kind = Complaint
	case "not-spam":
		report.Kind = Notice
	}
	return report
}

// qmail begins its bounces with this, and has done since 1997 (QSBMF).
const qmail = "Hi. This is the "

// ofOldServer reads bounces that are plain text: qmail's, and those of Exim before 4.86, which name the recipient in
// X-Failed-Recipients. Both give the code or the words of the other server.
func ofOldServer(h message.Header, text string) (Report, bool) {
	start := strings.Index(text, qmail)
	if !h.Has("X-Failed-Recipients") && (start < 0 || start > 200) {
		return Report{}, false
	}
	words := text
	if _, after, ok := strings.Cut(text, ">:\n"); ok && start >= 0 { // the paragraph of the recipient
		words = after
	} else if _, after, ok := strings.Cut(text, ">:\r\n"); ok && start >= 0 {
		words = after
	}
	for _, end := range []string{"\n--- Below", "\r\n--- Below", "\n------ This is a copy", "\r\n------ This is a copy"} {
		words, _, _ = strings.Cut(words, end)
	}
	status := codeIn(words)
	if status == "" && !replyCode.MatchString(words) {
		return Report{}, false
	}
	return Report{Kind: kindOf(status, words), Status: status, Words: oneLine(words)}, true
}

// oneLine makes a text one line of bounded length that can be shown.
func oneLine(text string) string {
	words := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(c rune) bool { return c <= ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 }), " ")
	if r := []rune(words); len(r) > maxWords {
		return string(r[:maxWords-1]) + "…"
	}
	return words
}
