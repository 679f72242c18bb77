package demo

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// allowed are the keys that the first release of the configuration knows, by mapping.
var allowed = map[string]string{
	"top":         "feeds subscribers lists site defaults sections editions smtp delivery network retention state",
	"site":        "name timezone language address",
	"defaults":    "weight max_per_feed max_age extract include exclude",
	"sections":    "id title max_stories feeds",
	"feeds":       "url name weight max_per_feed max_age extract include exclude headers",
	"editions":    "id title subject schedule timezone window sections lists max_stories include exclude",
	"schedule":    "at days cron",
	"smtp":        "host port user password",
	"delivery":    "from",
	"network":     "allow",
	"lists":       "readers",
	"readers":     "title default timezone language",
	"subscribers": "email name lists timezone format topics mute max_stories",
}

// checkKeys walks a document: every mapping under a key must hold only the keys that are allowed there.
func checkKeys(t *testing.T, under string, n *yaml.Node) {
	t.Helper()
	switch n.Kind {
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, c := range n.Content {
			checkKeys(t, under, c)
		}
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if !slices.Contains(strings.Fields(allowed[under]), key) {
				t.Errorf("line %d: key %q is not known under %s", n.Content[i].Line, key, under)
			}
			checkKeys(t, key, n.Content[i+1])
		}
	}
}

func TestConfigIsYAMLWithKnownKeys(t *testing.T) {
	sources, subscribers, err := Config("http://127.0.0.1:4711", "127.0.0.1:2525")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"sources": sources, "subscribers": subscribers} {
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkKeys(t, "top", &n)
	}
}

func TestConfigReadsEveryPaperOnceAndMailsByTheInbox(t *testing.T) {
	const base = "http://127.0.0.1:4711"
	sources, subscribers, err := Config(base, "127.0.0.1:2525")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range newPress(t, PressOptions{}).archive.outlets {
		if n := strings.Count(string(sources), `"`+base+o.FeedPath()+`"`); n != 1 {
			t.Errorf("%s stands %d times in sources.yaml, want once", o.FeedPath(), n)
		}
	}
	var file struct {
		SMTP struct {
			Host string
			Port int
		}
		Subscribers []any
	}
	if err := yaml.Unmarshal(sources, &file); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(subscribers, &file); err != nil {
		t.Fatal(err)
	}
	if file.SMTP.Host != "127.0.0.1" || file.SMTP.Port != 2525 || len(file.Subscribers) != 3 {
		t.Errorf("mail by %+v to %d readers, want 127.0.0.1:2525 and 3", file.SMTP, len(file.Subscribers))
	}
}

func TestConfigRefusesAnAddressWithoutPort(t *testing.T) {
	for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:smtp", "127.0.0.1:70000"} {
		if _, _, err := Config("http://127.0.0.1:1", addr); err == nil {
			t.Errorf("mail server %q was accepted", addr)
		}
	}
}
