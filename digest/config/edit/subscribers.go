package edit

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"go.yaml.in/yaml/v3"

	"tidings/digest"
)

// Subscriber is an entry of the list of subscribers. One that has no settings is written as the address alone.
type Subscriber struct {
	Email    string
	Settings []Setting // in the order in which they are written
}

// Setting is a key of a subscriber and its value as YAML in one line, as Text and Texts make it.
type Setting struct{ Key, Value string }

// ErrNoSubscriber says that a file does not have a subscriber; another one may.
var ErrNoSubscriber = errors.New("the file has no such subscriber")

const subscribersKey = "subscribers"

// Text is one line of text as YAML.
func Text(s string) string { return scalar(s) }

// Texts is a list of texts as YAML, in one line.
func Texts(all []string) string {
	items := make([]string, len(all))
	for i, s := range all {
		items[i] = scalar(s)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// String is the entry as YAML, in a form that may stand in a block and in a flow list.
func (s Subscriber) String() string {
	if len(s.Settings) == 0 {
		return scalar(s.Email)
	}
	var b strings.Builder
	b.WriteString("{email: " + scalar(s.Email))
	for _, set := range s.Settings {
		b.WriteString(", " + set.Key + ": " + set.Value)
	}
	b.WriteString("}")
	return b.String()
}

// HasSubscribers says whether a file has the list of subscribers, or a part of it.
func HasSubscribers(text []byte) bool {
	s, err := read(text)
	return err == nil && has(s.root, subscribersKey)
}

// AddSubscribers writes subscribers at the end of the list. The error is what is wrong with the YAML, or a refusal.
func AddSubscribers(text []byte, subscribers ...Subscriber) ([]byte, error) {
	s, err := read(text)
	if err != nil || len(subscribers) == 0 {
		return text, err
	}
	items := make([]string, len(subscribers))
	for i, one := range subscribers {
		items[i] = one.String()
	}
	if err = s.addTo(s.root, subscribersKey, -1, items); err == nil {
		text, err = s.result()
	}
	if err != nil {
		return nil, digest.Hint(err, "write by hand, under subscribers: %s", someOf(items))
	}
	return text, nil
}

// someOf is the first items, for a person to write.
func someOf(items []string) string {
	const shown = 3
	if len(items) <= shown {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(items[:shown], ", "), len(items)-shown)
}

// RemoveSubscriber takes out the subscriber of an address, in whatever case it is written; see Remove for what goes with
// it. The error is ErrNoSubscriber, what is wrong with the YAML, or a refusal.
func RemoveSubscriber(text []byte, email string) ([]byte, error) {
	s, err := read(text)
	if err != nil {
		return nil, err
	}
	at := s.subscribers()
	list := s.list()
	i, ok := at[keyOf(email)]
	if !ok {
		return nil, ErrNoSubscriber
	}
	return s.without(list, i)
}

// SetSubscribers writes settings into the entries of subscribers that the file has, over those of the same key; a bare
// address grows into a mapping where it stands. missing are the others. The error is what is wrong with the YAML, or a
// refusal.
func SetSubscribers(text []byte, subscribers ...Subscriber) (changed []byte, missing []Subscriber, err error) {
	s, err := read(text)
	if err != nil {
		return nil, nil, err
	}
	at, list := s.subscribers(), s.list()
	for _, one := range subscribers {
		i, ok := at[keyOf(one.Email)]
		if !ok {
			missing = append(missing, one)
			continue
		}
		if err := s.set(list, i, one.Settings); err != nil {
			return nil, nil, digest.Hint(err, "write by hand, in line %d: %s", list.Content[i].Line, one)
		}
	}
	changed, err = s.result()
	return changed, missing, err
}

// Entries are the subscribers of a file as they are written there: those of the list of that name, or of a file that is
// nothing but a list.
func Entries(text []byte) ([]Subscriber, error) {
	s, err := read(text)
	if err != nil {
		return nil, err
	}
	list := s.root
	if list != nil && list.Kind == yaml.MappingNode {
		list = s.list()
	}
	var out []Subscriber
	for _, item := range itemsOf(list) {
		if item.Kind == yaml.AliasNode {
			item = item.Alias
		}
		one := Subscriber{Email: emailOf(item)}
		for _, set := range settingsOf(item) {
			if set.Key != "email" {
				one.Settings = append(one.Settings, set)
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// settingsOf are the keys of an entry, those of a mailbox included.
func settingsOf(item *yaml.Node) (keys []Setting) {
	if item.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(item.Content); i += 2 {
			keys = append(keys, Setting{item.Content[i].Value, inline(item.Content[i+1])})
		}
	} else if a, err := mail.ParseAddress(item.Value); err == nil {
		keys = append(keys, Setting{"email", scalar(a.Address)})
		if a.Name != "" {
			keys = append(keys, Setting{"name", scalar(a.Name)})
		}
	}
	return keys
}

// Values are the texts of a setting: those of a list, or the one of anything else.
func (s Setting) Values() []string {
	n := nodeOf(s.Value)
	if n.Kind != yaml.SequenceNode {
		return []string{n.Value}
	}
	var out []string
	for _, item := range n.Content {
		out = append(out, item.Value)
	}
	return out
}

// inline is a value in one line.
func inline(n *yaml.Node) string {
	switch n.Kind {
	case yaml.AliasNode:
		return inline(n.Alias)
	case yaml.SequenceNode:
		items := make([]string, len(n.Content))
		for i, item := range n.Content {
			items[i] = inline(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case yaml.MappingNode:
		var keys []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			keys = append(keys, inline(n.Content[i])+": "+inline(n.Content[i+1]))
		}
		return "{" + strings.Join(keys, ", ") + "}"
	}
	if n.ShortTag() != "!!str" {
		return n.Value
	}
	return scalar(n.Value)
}

func (s *sheet) list() *yaml.Node {
	_, list := find(s.root, subscribersKey)
	return list
}

// subscribers is where in the list each address stands.
func (s *sheet) subscribers() map[string]int {
	at := make(map[string]int)
	for i, item := range itemsOf(s.list()) {
		if email := emailOf(item); email != "" {
			at[keyOf(email)] = i
		}
	}
	return at
}

func keyOf(email string) string { return digest.Subscriber{Email: email}.Key() }

// emailOf is the address of an entry, which may be a mailbox or a mapping.
func emailOf(item *yaml.Node) string {
	if item.Kind != yaml.ScalarNode {
		_, email := find(item, "email")
		if email == nil {
			return ""
		}
		return email.Value
	}
	if a, err := mail.ParseAddress(item.Value); err == nil {
		return a.Address
	}
	return ""
}
