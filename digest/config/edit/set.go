package edit

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// set writes settings into an item of a list, in the text and in the tree.
func (s *sheet) set(list *yaml.Node, i int, settings []Setting) error {
	item := list.Content[i]
	switch {
	case !plainList(list):
		return refusal(list, "this list has an anchor or a tag")
	case item.Anchor != "" || item.Style&yaml.TaggedStyle != 0 || has(item, "<<"):
		return refusal(item, "it has an anchor or a tag, or keys from one")
	case item.Kind == yaml.MappingNode && item.Style&yaml.FlowStyle == 0:
		return s.setBlock(item, list.Column-1, settings)
	}
	from := s.offset(item)
	to, ok := s.extent(item)
	if !ok {
		return refusal(item, "it is written over several lines")
	}
	grown := nodeOf(grow(item, settings))
	s.splices = append(s.splices, splice{from, to, grow(item, settings)})
	*item = *grown
	return nil
}

// grow is an entry in one line with settings over its own.
func grow(item *yaml.Node, settings []Setting) string {
	keys := settingsOf(item)
	for _, set := range settings {
		known := false
		for i := range keys {
			if keys[i].Key == set.Key {
				keys[i], known = set, true
			}
		}
		if !known {
			keys = append(keys, set)
		}
	}
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = k.Key + ": " + k.Value
	}
	return "{" + strings.Join(words, ", ") + "}"
}

// setBlock writes settings into an entry whose keys stand one below the other.
func (s *sheet) setBlock(item *yaml.Node, dash int, settings []Setting) error {
	var fresh []string
	for _, set := range settings {
		key, value := find(item, set.Key)
		if key == nil {
			fresh = append(fresh, set.Key+": "+set.Value)
			item.Content = append(item.Content, nodeOf(set.Key+": "+set.Value).Content...)
			continue
		}
		to, ok := s.extent(value)
		switch {
		case value.Anchor != "" || value.Style&yaml.TaggedStyle != 0 || value.Kind == yaml.AliasNode:
			return refusal(value, "it has an anchor or a tag")
		case ok:
			s.splices = append(s.splices, splice{s.offset(value), to, set.Value})
		case value.Kind == yaml.ScalarNode:
			return refusal(value, "it is written over several lines")
		default: // a block below its key
			last := s.end(key.Line, key.Column-1)
			for last > key.Line && strings.TrimSpace(s.line(last)) == "" {
				last--
			}
			s.splices = append(s.splices, splice{s.offset(key), lineEnd(s.text, s.starts[last-1]), set.Key + ": " + set.Value})
		}
		*value = *nodeOf(set.Value)
	}
	if len(fresh) > 0 {
		s.insert(s.end(item.Line, dash), indented(item.Column-1, fresh))
	}
	return nil
}

// extent is where a value ends that is written in one line; ok is false for any other.
func (s *sheet) extent(n *yaml.Node) (to int, ok bool) {
	from := s.offset(n)
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		to = quoteEnd(s.text, from)
	case n.Kind == yaml.ScalarNode && n.Style == 0 && strings.HasPrefix(s.text[from:], n.Value):
		to = from + len(n.Value)
	case n.Style&yaml.FlowStyle != 0:
		sc := scanner{text: s.text, flow: flow{open: from}}
		if !sc.run() {
			return 0, false
		}
		to = sc.flow.closing + 1
	default:
		return 0, false
	}
	return to, !strings.ContainsAny(s.text[from:to], "\r\n")
}
