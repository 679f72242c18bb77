package quotable

import "tidings/digest/text"

// Tongue is a language with the stems met so far: reports of one event use the same words over and over. It is for one
// goroutine.
type Tongue struct {
	Lang  string // base language; empty when nothing tells it
	stems map[string]string
}

// NewTongue is the language with that base tag, before anything is read in it.
func NewTongue(lang string) *Tongue { return &Tongue{Lang: lang, stems: make(map[string]string)} }

// Stem is the stem of a folded word.
func (t *Tongue) Stem(fold string) string {
	stem, known := t.stems[fold]
	if !known {
		stem = text.Stem(fold, t.Lang)
		t.stems[fold] = stem
	}
	return stem
}

// Content is the stems of a line's content words.
func (t *Tongue) Content(line string) map[string]bool {
	stems := make(map[string]bool)
	for _, w := range text.Words(line) {
		if !text.Stop(w.Fold, t.Lang) {
			stems[t.Stem(w.Fold)] = true
		}
	}
	return stems
}
