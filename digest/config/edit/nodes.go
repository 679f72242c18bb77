package edit

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// section is the mapping of a section, and the indentation of its dash.
func (s *sheet) section(id string) (section *yaml.Node, dash int) {
	_, list := find(s.root, sectionsKey)
	for _, n := range itemsOf(list) {
		if _, v := find(n, "id"); v != nil && v.Value == id {
			return n, list.Column - 1
		}
	}
	return nil, 0
}

// feed is the list that a feed stands in, and where.
func (s *sheet) feed(is func(written map[string]string) bool) (list *yaml.Node, i int) {
	homes := []*yaml.Node{s.root}
	_, sections := find(s.root, sectionsKey)
	homes = append(homes, itemsOf(sections)...)
	for _, home := range homes {
		_, list := find(home, feedsKey)
		for i, n := range itemsOf(list) {
			if is(writtenAs(n)) {
				return list, i
			}
		}
	}
	return nil, 0
}

// writtenAs is the keys of a feed with their values, as far as they are single words.
func writtenAs(item *yaml.Node) map[string]string {
	if item.Kind == yaml.ScalarNode {
		return map[string]string{"url": strings.TrimSpace(item.Value)}
	}
	keys := map[string]string{}
	for i := 0; item.Kind == yaml.MappingNode && i+1 < len(item.Content); i += 2 {
		if value := item.Content[i+1]; value.Kind == yaml.ScalarNode {
			keys[item.Content[i].Value] = strings.TrimSpace(value.Value)
		}
	}
	return keys
}

// find is a key of a mapping and its value; nil when it has none.
func find(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

func has(mapping *yaml.Node, name string) bool {
	key, _ := find(mapping, name)
	return key != nil
}

func itemsOf(list *yaml.Node) []*yaml.Node {
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	return list.Content
}

// isNull says whether nothing is written where a value could be.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == "" && n.Anchor == "" && n.Style == 0
}

// plainMapping says whether more keys can be written below those of a mapping.
func plainMapping(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && n.Anchor == "" && n.Style&(yaml.FlowStyle|yaml.TaggedStyle) == 0
}

// plainList says whether a list begins where its node says: before an anchor or a tag it does not.
func plainList(n *yaml.Node) bool {
	return n.Kind == yaml.SequenceNode && n.Anchor == "" && n.Style&yaml.TaggedStyle == 0
}

// nodeOf is the tree of a text of our own.
func nodeOf(text string) *yaml.Node {
	n, err := tree(text)
	if err != nil || n == nil {
		return &yaml.Node{} // equal to nothing that a parser makes, so that the change is refused
	}
	return n
}

func nodes(items []string) []*yaml.Node {
	var out []*yaml.Node
	for _, item := range items {
		out = append(out, nodeOf(item))
	}
	return out
}

func mappingOf(key string, items []string) *yaml.Node {
	return nodeOf(strings.Join(block(key, items), "\n"))
}

// written are feeds as YAML, in a form that may stand in a block and in a flow list.
func written(feeds []Feed) []string {
	var out []string
	for _, f := range feeds {
		item := scalar(f.URL)
		if f.Name != "" || f.Weight != nil {
			item = "{url: " + item
			if f.Name != "" {
				item += ", name: " + scalar(f.Name)
			}
			if f.Weight != nil {
				item += ", weight: " + strconv.FormatFloat(*f.Weight, 'f', -1, 64)
			}
			item += "}"
		}
		out = append(out, item)
	}
	return out
}

// block is a key with a list below it.
func block(key string, items []string) []string {
	return append([]string{key + ":"}, indented(2, dashed(items))...)
}

func dashed(items []string) []string {
	var out []string
	for _, item := range items {
		out = append(out, "- "+item)
	}
	return out
}

func indented(by int, lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.Repeat(" ", by)+line)
	}
	return out
}

var (
	plainText    = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ._/'()&+-]*[\p{L}\p{N}._)]$`)
	plainURL     = regexp.MustCompile(`^https?://[A-Za-z0-9._~/&=%+@:;-]*[A-Za-z0-9/=_-]$`) // libyaml ends text in {} at a "?"
	plainAddress = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9.-]*[A-Za-z0-9]$`)
	// yamlWord is what one version of YAML or another does not read as text.
	yamlWord = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
)

// scalar writes one line of text so that every YAML reader takes it as that. Double quotes and their escapes are the
// same in Go and in YAML.
func scalar(s string) string {
	if plainURL.MatchString(s) || plainAddress.MatchString(s) || plainText.MatchString(s) && !yamlWord.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
