//go:build unix

package main

import (
	"fmt"
	"slices"
	"time"

	"tidings/cmd/soak/fleet"
)

// life is what was seen of one process.
type life struct {
	node   *fleet.Node
	pid    int
	looks  int
	figure map[string][]float64
}

// What is looked at, and how much more of it a process may have at its end than at its beginning: a tenth, for the heap
// goes up and down between collections, and a little that needs no explanation.
var watched = []struct {
	name, words string
	unit        float64
	spare       float64
}{
	{"process_resident_memory_bytes", "MB", 1 << 20, 8},
	{"go_goroutines", "goroutines", 1, 20},
	{"process_open_fds", "files", 1, 10},
}

const (
	lookEvery = 5 * time.Second
	growth    = 1.1
	leastLife = 60 // looks; of a shorter life nothing can be said
)

// look takes the figures of every machine that can be asked.
func (s *site) look() error {
	s.events = append(s.events, event{time.Now().Add(lookEvery), s.look})
	for _, n := range s.nodes {
		lives, err := n.Lives()
		if err != nil {
			if err := s.supervise(n, err); err != nil {
				return err
			}
			continue
		}
		if !lives || s.asleep[n] {
			continue
		}
		figures, err := n.Figures()
		if err != nil {
			continue // it is starting
		}
		l := s.lifeOf(n)
		l.looks++
		for _, w := range watched {
			l.figure[w.name] = append(l.figure[w.name], figures[w.name]/w.unit)
		}
	}
	return nil
}

// supervise has a machine started again that ended by itself because it was started while the database was away, as
// whatever supervises a service does. Any other end is one that should not have come.
func (s *site) supervise(n *fleet.Node, ended error) error {
	if s.database == nil || s.seenAlive(n) {
		return ended
	}
	s.done["started with no database"]++
	return n.Start()
}

// seenAlive says whether the last life of a machine was ever seen to work.
func (s *site) seenAlive(n *fleet.Node) bool {
	return slices.ContainsFunc(s.seen, func(l *life) bool { return l.node == n && l.pid == n.PID() && l.looks > 0 })
}

// lifeOf is the present life of a machine.
func (s *site) lifeOf(n *fleet.Node) *life {
	for _, l := range s.seen {
		if l.node == n && l.pid == n.PID() {
			return l
		}
	}
	l := &life{node: n, pid: n.PID(), figure: make(map[string][]float64)}
	s.seen = append(s.seen, l)
	return l
}

// longest is the life of which most was seen.
func (s *site) longest() *life {
	return slices.MaxFunc(s.seen, func(a, b *life) int { return a.looks - b.looks })
}

// grown compares the second fifth of a life with its last: in the first it warms up. The error says what grew.
func (l *life) grown() (words string, err error) {
	words = fmt.Sprintf("%s, %s:", l.node.Name, time.Duration(l.looks)*lookEvery)
	for _, w := range watched {
		all := l.figure[w.name]
		fifth := len(all) / 5
		early, late := median(all[fifth:2*fifth+1]), median(all[len(all)-fifth-1:])
		words += fmt.Sprintf(" %.0f → %.0f %s,", early, late, w.words)
		if l.looks >= leastLife && late > growth*early+w.spare {
			err = fmt.Errorf("%s grew from %.0f to %.0f %s", l.node.Name, early, late, w.words)
		}
	}
	return words[:len(words)-1], err
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
