// Package records turns what the DNS answers about a sender into findings: what is good, what receivers will mind, and the
// record to publish. It knows SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), MX (RFC 5321) and the names of addresses.
package records

import (
	"fmt"
	"slices"
	"strings"

	"tidings/digest/mail/dkim"
)

// Answer is what the DNS says about one name. Values is empty and Err nil when there is no such record.
type Answer struct {
	Name   string // asked about
	Values []string
	Err    error // the DNS could not be asked
}

// Facts are all the answers about a sender.
type Facts struct {
	From    string   // the domain that readers see
	Return  string   // the domain that mail comes back to, which SPF is about
	Server  string   // name of the mail server that mail is handed to; empty: it is this machine's
	SPF     Answer   // TXT of Return
	Keys    []Key    // that mail is signed with
	DMARC   []Answer // TXT of _dmarc.From, and of the domains above it, nearest first
	MX      Answer   // of From
	Hosts   Answer   // addresses of From
	Reverse []Reverse
}

// Key is a DKIM key of ours: the record that it needs, and what there is.
type Key struct {
	Want string // the text
	Got  Answer // TXT
}

// Reverse is an address that mail is sent from, its names, and the addresses of these names.
type Reverse struct {
	Names Answer // PTR; Name is the address
	Back  []string
}

// Level says how a finding matters.
type Level string

// The levels.
const (
	Good    Level = "good"
	Note    Level = "note"    // not ours to judge
	Unknown Level = "unknown" // the DNS did not answer
	Missing Level = "missing" // large services turn mail away without it
	Wrong   Level = "wrong"
)

// Finding is one thing that was looked at.
type Finding struct {
	About   string // SPF, DKIM, DMARC, MX, PTR
	Level   Level
	Words   string
	Publish string // a line for the zone; empty: nothing is to be published
}

// Judge says what the facts amount to, in the order SPF, DKIM, DMARC, MX, PTR.
func Judge(f Facts) []Finding {
	all := []Finding{spf(f)}
	for _, k := range f.Keys {
		all = append(all, ofKey(k))
	}
	if len(f.Keys) == 0 {
		all = append(all, Finding{"DKIM", Note, "mail is not signed here; unless your mail server signs it, make keys with tidings dkim new", ""})
	}
	all = append(all, dmarc(f), mx(f))
	for _, r := range f.Reverse {
		all = append(all, ptr(r))
	}
	return all
}

func unknown(about string, a Answer) Finding {
	return Finding{about, Unknown, fmt.Sprintf("%s: the DNS does not answer: %v", a.Name, a.Err), ""}
}

// line is a TXT record for a zone.
func line(name, text string) string {
	return dkim.ZoneLine(strings.TrimSuffix(name, "."), text)
}

// starting are the values that begin with a version, which a space or a semicolon ends.
func starting(values []string, version string) []string {
	var found []string
	for _, v := range values {
		if rest, ok := cutPrefixFold(strings.TrimSpace(v), version); ok && (rest == "" || strings.ContainsRune(" ;", rune(rest[0]))) {
			found = append(found, v)
		}
	}
	return found
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// spf judges the record of the domain that mail comes back to. Which addresses the mail server sends from, nobody but its
// operator knows; so only what is wrong for any of them is.
func spf(f Facts) Finding {
	who := "a:" + f.Server
	if f.Server == "" {
		who = "mx"
	}
	suggestion := line(f.Return, "v=spf1 "+who+" -all")
	found := starting(f.SPF.Values, "v=spf1")
	switch {
	case f.SPF.Err != nil:
		return unknown("SPF", f.SPF)
	case len(found) == 0:
		return Finding{"SPF", Missing, f.Return + " does not say who may send for it; your mail provider may want an include: of its own in place of " + who, suggestion}
	case len(found) > 1:
		return Finding{"SPF", Wrong, fmt.Sprintf("%s has %d SPF records, which is an error (RFC 7208 section 4.5); keep one", f.Return, len(found)), suggestion}
	}
	terms := strings.Fields(strings.ToLower(found[0]))[1:]
	for _, t := range terms {
		switch t {
		case "all", "+all":
			return Finding{"SPF", Wrong, f.Return + " lets everybody send for it (all)", line(f.Return, ending(found[0]))}
		case "-all", "~all":
			if len(terms) == 1 {
				return Finding{"SPF", Wrong, f.Return + " says that nobody sends for it", suggestion}
			}
		}
	}
	return Finding{"SPF", Good, f.Return + ": " + found[0], ""}
}

// ending is the record with an end that lets nobody else in.
func ending(record string) string {
	words := strings.Fields(record)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.EqualFold(strings.TrimPrefix(w, "+"), "all") }), " ") + " -all"
}

// ofKey compares the published key with ours.
func ofKey(k Key) Finding {
	publish := line(k.Got.Name, k.Want)
	want, name := tags(k.Want), k.Got.Name
	if k.Got.Err != nil {
		return unknown("DKIM", k.Got)
	}
	var records []map[string]string
	for _, v := range k.Got.Values {
		t := tags(v)
		if _, ok := t["p"]; ok {
			records = append(records, t)
		}
	}
	switch {
	case len(records) == 0:
		return Finding{"DKIM", Missing, name + " has no key: every signature fails", publish}
	case len(records) > 1:
		return Finding{"DKIM", Wrong, fmt.Sprintf("%s has %d keys; which one counts is undefined (RFC 6376 section 3.6.2.2)", name, len(records)), publish}
	}
	got := records[0]
	switch {
	case got["p"] == "":
		return Finding{"DKIM", Wrong, name + " is revoked: its key is empty", publish}
	case got["p"] != want["p"] || kind(got) != kind(want):
		return Finding{"DKIM", Wrong, name + " is another key than the one that mail is signed with", publish}
	}
	if strings.Contains(":"+got["t"]+":", ":y:") {
		return Finding{"DKIM", Wrong, name + " says t=y: receivers treat the mail as unsigned", publish}
	}
	return Finding{"DKIM", Good, name + " is our key", ""}
}

// kind is the kind of a key (RFC 6376 section 3.6.1).
func kind(t map[string]string) string {
	if t["k"] == "" {
		return "rsa"
	}
	return strings.ToLower(t["k"])
}

// tags parses a list of tags (RFC 6376 section 3.2). White space in values, which folding leaves, does not count.
func tags(text string) map[string]string {
	out := make(map[string]string)
	for part := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(part, "=")
		if ok {
			out[strings.ToLower(strings.TrimSpace(name))] = strings.Join(strings.Fields(value), "")
		}
	}
	return out
}

// dmarc judges the policy of the sender's domain, or of the nearest one above it that has any.
func dmarc(f Facts) Finding {
	publish := line("_dmarc."+f.From, "v=DMARC1; p=none")
	for _, a := range f.DMARC {
		if a.Err != nil {
			return unknown("DMARC", a)
		}
		found := starting(a.Values, "v=DMARC1")
		switch {
		case len(found) > 1:
			return Finding{"DMARC", Wrong, fmt.Sprintf("%s has %d policies, so that none counts (RFC 7489 section 6.6.3); keep one", a.Name, len(found)), publish}
		case len(found) == 1:
			if p := strings.ToLower(tags(found[0])["p"]); !slices.Contains([]string{"none", "quarantine", "reject"}, p) {
				return Finding{"DMARC", Wrong, fmt.Sprintf("%s says p=%s, which is no policy", a.Name, p), publish}
			}
			return Finding{"DMARC", Good, a.Name + ": " + found[0], ""}
		}
	}
	return Finding{"DMARC", Missing, f.From + " has no policy; Gmail and Yahoo ask for one, p=none at least, of everybody who writes to many", publish}
}

// mx says whether answers to the sender arrive.
func mx(f Facts) Finding {
	switch {
	case f.MX.Err != nil:
		return unknown("MX", f.MX)
	case slices.Equal(f.MX.Values, []string{"."}):
		return Finding{"MX", Wrong, f.From + " says that it takes no mail (RFC 7505): readers' answers are lost, and some servers refuse such senders", ""}
	case len(f.MX.Values) > 0:
		return Finding{"MX", Good, f.From + " takes mail at " + strings.Join(f.MX.Values, ", "), ""}
	case f.Hosts.Err == nil && len(f.Hosts.Values) > 0:
		return Finding{"MX", Good, f.From + " has no MX; mail goes to its own address (RFC 5321 section 5.1)", ""}
	}
	missing := Finding{"MX", Missing, f.From + " takes no mail: readers' answers are lost, and some servers refuse such senders", ""}
	if f.Server != "" {
		missing.Publish = fmt.Sprintf("%s. IN MX 10 %s.", f.From, strings.TrimSuffix(f.Server, "."))
	}
	return missing
}

// ptr says whether an address has a name that leads back to it, which Gmail asks for.
func ptr(r Reverse) Finding {
	address := r.Names.Name
	switch {
	case r.Names.Err != nil:
		return unknown("PTR", r.Names)
	case len(r.Names.Values) == 0:
		return Finding{"PTR", Missing, address + " has no name; whoever runs that address must set one", ""}
	case !slices.Contains(r.Back, address):
		return Finding{"PTR", Wrong, fmt.Sprintf("%s is called %s, which does not lead back to it", address, strings.Join(r.Names.Values, ", ")), ""}
	}
	return Finding{"PTR", Good, fmt.Sprintf("%s is called %s", address, strings.Join(r.Names.Values, ", ")), ""}
}

// Above lists a domain and those above it that may have a policy for it: all but the last label.
func Above(domain string) []string {
	labels := strings.Split(strings.TrimSuffix(domain, "."), ".")
	var all []string
	for i := range max(1, len(labels)-1) {
		all = append(all, strings.Join(labels[i:], "."))
	}
	return all
}
