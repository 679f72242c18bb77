// Package readers turns the subscribers of the file, and what the state knows of readers, into the readers who get mail.
//
// The file says who is invited and with which settings. A reader's own choice wins, key by key. Leaving beats everything.
// Who is neither in the file nor signed up on the web gets nothing, whatever the state remembers.
package readers

import (
	"context"
	"slices"
	"sync"
	"time"

	"tidings/digest"
)

// Roll is all readers. File and Name do not change after the first call; it is safe for concurrent use.
type Roll struct {
	File  []digest.Subscriber     // as the configuration has them
	Name  func(key string) string // by which the state knows the reader with a subscriber key
	Store Store                   // nil: the file alone counts

	once   sync.Once
	byName map[string]int32 // where in File
}

// Store keeps what is known of readers. Its methods are those of package store.
type Store interface {
	Readers(ctx context.Context) ([]digest.ReaderState, error)
	ReadersNamed(ctx context.Context, names []string) ([]digest.ReaderState, error)
}

// All lists all readers: those of the file in its order, then those who signed up on the web. Readers who left are among
// them; Edition.For says who gets what.
func (r *Roll) All(ctx context.Context) ([]digest.Subscriber, error) {
	states, err := r.states(ctx)
	if err != nil || len(states) == 0 {
		return r.File, err
	}
	return Merge(r.File, states, r.Name), nil
}

// Of lists the readers who get an edition.
func (r *Roll) Of(ctx context.Context, e digest.Edition) ([]digest.Subscriber, error) {
	everybody, err := r.All(ctx)
	if err != nil {
		return nil, err
	}
	var readers []digest.Subscriber
	for _, s := range everybody {
		if e.For(s) {
			readers = append(readers, s)
		}
	}
	return readers, nil
}

// Keyed finds the reader with a subscriber key; digest.ErrNotFound when there is none.
func (r *Roll) Keyed(ctx context.Context, key string) (digest.Subscriber, error) {
	return r.Named(ctx, r.Name(key))
}

// Named finds the reader whom links and the state know by a name; digest.ErrNotFound when there is none.
func (r *Roll) Named(ctx context.Context, name string) (digest.Subscriber, error) {
	found, err := r.ManyNamed(ctx, []string{name})
	if err != nil {
		return digest.Subscriber{}, err
	}
	s, ok := found[name]
	if !ok {
		return s, digest.ErrNotFound
	}
	return s, nil
}

// ManyNamed finds readers by name; those that there are not are absent.
func (r *Roll) ManyNamed(ctx context.Context, names []string) (map[string]digest.Subscriber, error) {
	r.index()
	found := make(map[string]digest.Subscriber, len(names))
	for _, name := range names {
		if i, ok := r.byName[name]; ok {
			found[name] = r.File[i]
		}
	}
	if r.Store == nil {
		return found, nil
	}
	states, err := r.Store.ReadersNamed(ctx, names)
	if err != nil {
		return nil, err
	}
	m := merging{zones: make(map[string]*time.Location)}
	for _, st := range states {
		if s, ok := found[st.Name]; ok {
			found[st.Name] = m.merge(s, st)
		} else if s, ok := newcomer(st); ok {
			found[st.Name] = m.merge(s, st)
		}
	}
	return found, nil
}

// index names the subscribers of the file. It takes a microsecond for each, and is done when it is first needed.
func (r *Roll) index() {
	r.once.Do(func() {
		r.byName = make(map[string]int32, len(r.File))
		for i, s := range r.File {
			r.byName[r.Name(s.Key())] = int32(i)
		}
	})
}

func (r *Roll) states(ctx context.Context) ([]digest.ReaderState, error) {
	if r.Store == nil {
		return nil, nil
	}
	return r.Store.Readers(ctx)
}

// Merge is the readers that a file and a state make; name is by what the state knows the reader with a subscriber key.
// What is chosen is marked in Chosen: everything else is the file's, or the default.
func Merge(file []digest.Subscriber, states []digest.ReaderState, name func(key string) string) []digest.Subscriber {
	m := merging{zones: make(map[string]*time.Location)}
	byName := make(map[string]*digest.ReaderState, len(states))
	byKey := make(map[string]*digest.ReaderState, len(states))
	nameless := false // some are known by name alone, so that every address of the file must be named to find them
	for i := range states {
		st := &states[i]
		byName[st.Name] = st
		if key := (digest.Subscriber{Email: st.Email}).Key(); key != "" {
			byKey[key] = st
		} else {
			nameless = true
		}
	}
	out := slices.Clone(file)
	invited := make(map[string]bool)
	for i, s := range out {
		st := byKey[s.Key()]
		if st == nil && nameless {
			st = byName[name(s.Key())]
		}
		if st != nil {
			invited[st.Name] = true
			out[i] = m.merge(s, *st)
		}
	}
	for _, st := range states {
		if invited[st.Name] {
			continue
		}
		if s, ok := newcomer(st); ok {
			out = append(out, m.merge(s, st))
		}
	}
	return out
}

// newcomer is a reader whom the file does not name, before choices; ok is false for one who never signed up, or who is
// forgotten.
func newcomer(st digest.ReaderState) (digest.Subscriber, bool) {
	ok := st.Email != "" && (!st.Joined.IsZero() || st.Invited)
	return digest.Subscriber{Email: st.Email, Name: st.FullName, SignedUp: !st.Invited}, ok
}

// merging applies choices, and looks each time zone up once.
type merging struct{ zones map[string]*time.Location }

// merge lays what a reader chose and left over what the file says. A choice that makes no sense any more is passed over:
// it must not keep anybody's mail back.
func (m merging) merge(s digest.Subscriber, st digest.ReaderState) digest.Subscriber {
	s.Left, s.Suppressed = st.Departures, st.Suppressed
	for _, c := range st.Choices {
		if c.Apply(&s, m.zone) != nil {
			continue
		}
		if s.Chosen == nil {
			s.Chosen = make(map[digest.ChoiceKey]time.Time, len(st.Choices))
		}
		s.Chosen[c.Key] = c.At
	}
	return s
}

func (m merging) zone(name string) (*time.Location, error) {
	if loc := m.zones[name]; loc != nil {
		return loc, nil
	}
	loc, err := time.LoadLocation(name)
	if err == nil {
		m.zones[name] = loc
	}
	return loc, err
}
