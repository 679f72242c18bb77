package render

import (
	"slices"
	"text/template/parse"
)

// trees are the parsed templates of a theme by name.
type trees map[string]*parse.Tree

// prepare makes trees quick to run and safe to stop. A block that is nothing but text, such as a colour, is put where it
// is used: styles stand in a mail a hundred times, and cost nothing then. And every round of a loop and every call of a
// block begins with a text, even an empty one: so a template that goes on without end keeps writing, and the writer can
// stop it.
//
// It returns what the fixed blocks print, by name.
func (ts trees) prepare() map[string]string {
	fixed := make(map[string]*parse.TextNode)
	for name := range ts {
		ts.fixedText(name, fixed)
	}
	for _, t := range ts {
		if t == nil || t.Root == nil {
			continue
		}
		eachList(t.Root, func(list *parse.ListNode, loop bool) {
			list.Nodes = joinTexts(putFixed(list.Nodes, fixed))
			if begins := len(list.Nodes) > 0 && list.Nodes[0].Type() == parse.NodeText; loop && !begins {
				list.Nodes = slices.Insert(list.Nodes, 0, parse.Node(textAt(list.Pos, nil)))
			}
		})
	}
	texts := make(map[string]string)
	for name, text := range fixed {
		if text != nil {
			texts[name] = string(text.Text)
		}
	}
	return texts
}

// fixedText finds what a block prints when that is always the same, and remembers it in found; nil when it is not.
func (ts trees) fixedText(name string, found map[string]*parse.TextNode) *parse.TextNode {
	if text, ok := found[name]; ok {
		return text
	}
	found[name] = nil // while it is looked for: a block that calls itself prints no fixed text
	t := ts[name]
	if t == nil || t.Root == nil {
		return nil
	}
	all := textAt(t.Root.Pos, nil)
	for _, node := range t.Root.Nodes {
		switch n := node.(type) {
		case *parse.CommentNode:
		case *parse.TextNode:
			all.Text = append(all.Text, n.Text...)
		case *parse.TemplateNode:
			inner := ts.fixedText(n.Name, found)
			if inner == nil {
				return nil
			}
			all.Text = append(all.Text, inner.Text...)
		default:
			return nil
		}
	}
	found[name] = all
	return all
}

// putFixed replaces calls of blocks that are fixed texts by the texts.
func putFixed(nodes []parse.Node, fixed map[string]*parse.TextNode) []parse.Node {
	for i, node := range nodes {
		if call, ok := node.(*parse.TemplateNode); ok && fixed[call.Name] != nil {
			nodes[i] = textAt(call.Pos, fixed[call.Name].Text)
		}
	}
	return nodes
}

// joinTexts makes texts that follow each other one.
func joinTexts(nodes []parse.Node) []parse.Node {
	var out []parse.Node
	for _, node := range nodes {
		text, ok := node.(*parse.TextNode)
		if !ok {
			out = append(out, node)
			continue
		}
		if len(out) > 0 {
			if last, ok := out[len(out)-1].(*parse.TextNode); ok {
				last.Text = append(last.Text, text.Text...)
				continue
			}
		}
		out = append(out, textAt(text.Pos, text.Text))
	}
	return out
}

// textAt is a text of its own: what is done to it does not reach the tree that it came from.
func textAt(at parse.Pos, text []byte) *parse.TextNode {
	return &parse.TextNode{NodeType: parse.NodeText, Pos: at, Text: slices.Clone(text)}
}

// eachList calls f for a list of nodes and all lists within; loop is true of what may run many times.
func eachList(list *parse.ListNode, f func(list *parse.ListNode, loop bool)) {
	f(list, true)
	branches(list, f)
}

func branches(list *parse.ListNode, f func(list *parse.ListNode, loop bool)) {
	both := func(b *parse.BranchNode, loop bool) {
		f(b.List, loop)
		branches(b.List, f)
		if b.ElseList != nil {
			f(b.ElseList, false)
			branches(b.ElseList, f)
		}
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.RangeNode:
			both(&n.BranchNode, true)
		case *parse.IfNode:
			both(&n.BranchNode, false)
		case *parse.WithNode:
			both(&n.BranchNode, false)
		}
	}
}
