package readers

import (
	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
	"tidings/digest/config/strict/effective"
)

// Show puts the subscribers in their place, with what their lists give them. They are pruned at once: there may be
// 100,000 of them.
func (said *Said) Show(zones forms.Zones, top *effective.Setting, subscribers []digest.Subscriber) {
	shape, keys, lists := subscriberShape(zones), subscriberKeys(zones), top.Get(KeyLists)
	all := effective.Setting{Form: effective.List, Of: make([]effective.Setting, 0, len(said.subscribers))}
	for i, entry := range said.subscribers {
		s, file, line := strict.Show(shape, entry.at), entry.at.File().Name, entry.at.Line()
		if s.Form == effective.Leaf { // an address alone
			s = strict.ShowNone(keys)
			s.Fill("email", effective.Text(entry.email).At(file, line))
			if entry.name != "" {
				s.Fill("name", effective.Text(entry.name).At(file, line))
			}
		}
		joined := effective.Setting{Form: effective.List}
		for _, id := range subscribers[i].Lists {
			l := lists.Get(id)
			joined.Of = append(joined.Of, effective.Text(id).At(l.Get("default").File, l.Get("default").Line).Because("list "+id))
			s.Fill("timezone", l.Get("timezone").By("", "list "+id))
			s.Fill("language", l.Get("language").By("", "list "+id))
		}
		if len(joined.Of) > 0 {
			s.Fill(KeyLists, joined)
		}
		for _, e := range s.Get(keyEditions).Of { // there what is not written is as everywhere
			for _, k := range choiceKeys() {
				if e.Get(k.Name()).Inherited() {
					e.Clear(k.Name())
				}
			}
		}
		all.Of = append(all.Of, s.Pruned())
	}
	if len(all.Of) > 0 {
		top.Fill(KeySubscribers, all)
	}
}
