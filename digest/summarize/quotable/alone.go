package quotable

import (
	"regexp"
	"slices"
	"strings"

	"tidings/digest/text"
)

// This file decides whether a sentence makes sense alone: what it leans on, and whom the reader must have met.

// leans says that a sentence begins by pointing back: with a pronoun, a conjunction, or "he said" after a quotation.
func (r *Rules) leans(s, lang string) bool {
	folded := text.Fold(s)
	if lang != "en" {
		return opensWith(folded, lang)
	}
	if r.thisTime.MatchString(folded) {
		return false
	}
	spoken := text.Words(unquoted(s))
	named := r.initials.MatchString(s) && !r.shoutedPronoun.MatchString(s)
	return !named && (opensWith(folded, lang) || pronounFirst(spoken)) || orphan(spoken) || r.saidBefore(s) ||
		r.goesOn.MatchString(unquoted(s)) || r.placedPronoun.MatchString(s) || strings.Contains(s, ", ") && r.contrast.MatchString(s)
}

// opensWith says that a folded sentence begins with a word that points back.
func opensWith(folded, lang string) bool {
	return slices.ContainsFunc(pointers[lang], func(opening string) bool {
		after, ok := strings.CutPrefix(folded, opening)
		return ok && (after == "" || after[0] == ' ' || unspaced[lang])
	})
}

// pronounFirst says that outside its quotations an English sentence has "he" or "they" before anyone that it could mean.
func pronounFirst(spoken []text.Word) bool {
	for _, w := range spoken {
		switch {
		case personal[w.Fold]:
			return true
		case text.Stop(w.Fold, "en") || anyone[w.Fold] || IsNumber(w.Fold):
		default:
			return false
		}
	}
	return false
}

// orphan says that an English sentence has a "he" or "her" with nobody before it whom it could mean: neither a name nor a
// noun that may be a person.
func orphan(spoken []text.Word) bool {
	for _, w := range spoken {
		switch {
		case singular[w.Fold]:
			return true
		case person(w.Fold):
			return false
		case w.Start && (strings.HasSuffix(w.Fold, "s") || anyone[w.Fold]): // "Officers", and not a name
		case capital(w.Text) && !text.Stop(w.Fold, "en") && strings.ToUpper(w.Text) != w.Text:
			return false
		}
	}
	return false
}

// person says whether a folded English noun may be one person, by how such nouns end.
func person(fold string) bool {
	if people[fold] {
		return true
	}
	return len(fold) > 4 && slices.ContainsFunc([]string{"er", "or", "ist", "man", "woman", "ian", "ant", "ent", "ee", "ess", "old", "ive", "ary", "eur"}, func(end string) bool {
		return strings.HasSuffix(fold, end)
	})
}

// saidBefore says that an English sentence ends with "it said" or "he added", whoever that is. One that names a person in
// full may mean that person by it.
func (r *Rules) saidBefore(s string) bool {
	said := r.saidByWhom.FindStringSubmatch(s)
	return said != nil && (said[1] == "it" || !r.fullName.MatchString(s))
}

// addresses says that an English sentence speaks as its author or to its reader.
func addresses(s, lang string) bool {
	return lang == "en" && slices.ContainsFunc(text.Words(s), func(w text.Word) bool { return dialogue[w.Text] })
}

// definite is the noun of an English sentence that begins "The company" or "During the interview", when it is one that a report uses for what it
// has named before.
func definite(words []text.Word, t *Tongue) []string {
	if t.Lang != "en" {
		return nil
	}
	if len(words) > 1 && placing[words[0].Fold] && words[1].Fold == "the" {
		words = words[1:]
		if len(words) > 3 && !stand[words[1].Fold] && stand[words[2].Fold] { // "During the radio interview"
			words = words[1:]
			words[0].Fold = "the"
		}
	}
	if len(words) < 3 || words[0].Fold != "the" || !stand[words[1].Fold] || specifies[words[2].Fold] {
		return nil
	}
	return []string{t.Stem(words[1].Fold)}
}

// given is the words of the thing that an English sentence opens with as if it were known: "The grey trucks carried". What
// is said of it in the same breath, as in "The trucks of the army", makes it known.
func (r *Rules) given(words []text.Word, t *Tongue) []string {
	if t.Lang != "en" {
		return nil
	}
	if len(words) < 4 || words[0].Fold != "the" || capital(words[1].Text) || IsNumber(words[1].Fold) || unique[words[1].Fold] {
		return nil
	}
	thing := words[1:2]
	if !r.verbs.Finite(words[2].Fold) && !specifies[words[2].Fold] {
		if thing = words[1:3]; capital(words[2].Text) || unique[words[2].Fold] || specifies[words[3].Fold] {
			return nil
		}
	}
	if after := words[1+len(thing)]; specifies[after.Fold] {
		return nil
	}
	var stems []string
	for _, w := range thing {
		stems = append(stems, t.Stem(w.Fold))
	}
	return stems
}

// introductions remembers whom an article has named in full, to know a bare surname for what it is.
type introductions struct {
	*Tongue
	saidAlone *regexp.Regexp
	known     map[string]bool // by stem of the surname
}

func (r *Rules) introductions(t *Tongue) introductions {
	return introductions{Tongue: t, saidAlone: r.saidAlone, known: make(map[string]bool)}
}

// meet takes note of the full names in a sentence.
func (in introductions) meet(s string) {
	for _, run := range in.names(s) {
		if len(run) > 1 {
			in.known[run[len(run)-1]] = true
		}
	}
}

// needs is the surnames in a sentence that stand alone though the article gave a full name before, or after a title such
// as "Mr". A sentence that gives the full name itself first needs nothing.
func (in introductions) needs(s string) []string {
	var needs, here []string
	if in.Lang == "en" && strings.ContainsAny(s, "\"”") {
		if said := in.saidAlone.FindStringSubmatch(s); said != nil && strings.Count(s, said[1]+said[2]) == 1 {
			needs = append(needs, in.Stem(strings.ToLower(said[1]+said[2])))
		}
	}
	for _, run := range in.names(s) {
		last := run[len(run)-1]
		switch bare := len(run) == 1 || len(run) == 2 && honorific[run[0]]; {
		case !bare:
			here = append(here, last)
		case slices.Contains(here, last):
		case in.known[last] || len(run) == 2:
			needs = append(needs, last)
		}
	}
	return needs
}

// names is the runs of capitalised words in a sentence, as stems. German writes all nouns so, and tells nothing by it.
func (in introductions) names(s string) [][]string {
	if in.Lang == "de" {
		return nil
	}
	var runs [][]string
	var run []string
	flush := func() {
		if len(run) > 0 {
			runs = append(runs, run)
		}
		run = nil
	}
	for _, token := range strings.Fields(s) {
		bare := strings.Trim(token, "\"'“”‘’«»„()[].,;:!?")
		if !capital(bare) {
			flush()
			continue
		}
		words := text.Words(bare)
		if len(words) == 0 || (len(run) == 0 && text.Stop(words[0].Fold, in.Lang) && !honorific[words[0].Fold]) {
			flush()
			continue
		}
		run = append(run, in.Stem(words[len(words)-1].Fold))
		if strings.ContainsAny(token[len(token)-1:], ",;:!?)") || strings.HasSuffix(token, "'s") || strings.HasSuffix(token, "’s") {
			flush()
		}
	}
	flush()
	return runs
}

// aloneForms tell sentences that lean on others.
type aloneForms struct {
	saidAlone      *regexp.Regexp // a quotation, said by one name: "Poe said"
	saidByWhom     *regexp.Regexp // "it said" or "he added" after what was said
	fullName       *regexp.Regexp
	initials       *regexp.Regexp // an opening that only looks like a pronoun when folded: "IT workers", "US officials"
	shoutedPronoun *regexp.Regexp // a pronoun in capitals after all: "IT was", "THIS is"
	placedPronoun  *regexp.Regexp // an English opening with a place or time before its pronoun: "In Syria, it faces"
	contrast       *regexp.Regexp // an English word between commas that sets a sentence against the one before it
	goesOn         *regexp.Regexp // adds to the sentence before it: "The firm also said", "Others similarly panned it"
	thisTime       *regexp.Regexp // an English opening that points to the day of the report, which its reader knows
	cold           *regexp.Regexp // an opening that takes a thing as known: "On Wednesday, the champion"
}

func newAloneForms() aloneForms {
	return aloneForms{
		saidAlone:      regexp.MustCompile(`[,?!.]["”] (?:(?:said|says|added|wrote) (\p{Lu}\p{Ll}+)|(\p{Lu}\p{Ll}+) (?:said|says|added|told|wrote))\b`),
		saidByWhom:     regexp.MustCompile(`,["”’]* (it|he|she|they) (?:said|says|added|told|wrote|warned|explained|continued|noted)\b`),
		fullName:       regexp.MustCompile(`\p{Lu}[\p{L}.'’-]* (?:\p{Lu}[\p{L}.'’-]* )?\p{Lu}\p{Ll}`),
		initials:       regexp.MustCompile(`^\p{Lu}{2,}\b`),
		shoutedPronoun: regexp.MustCompile(`^(?:HE|SHE|THEY|THIS|THAT|THESE|THOSE|HIS|HER|THEIR|BUT|AND|IT (?:is|was|has|had|will|would|may|can|could))\b`),
		placedPronoun:  regexp.MustCompile(`^(?:In|At|On|For|By|From|During) (?:\S+ ){0,3}\S+, (?:it|he|she|they)\b`),
		contrast:       regexp.MustCompile(`, (?:however|though|meanwhile|too|instead|therefore|in turn|after all|in fact|indeed|of course),`),
		goesOn:         regexp.MustCompile(`^(?:\S+ ){1,6}(?:also|similarly|separately|likewise) `),
		thisTime:       regexp.MustCompile(`^this (?:week|weekend|month|year|morning|afternoon|evening|summer|autumn|fall|winter|spring|season) `),
		cold:           regexp.MustCompile(`^(?:(?:On|In|At|By|Last|Late|Early|Since) [^,]{3,30}, the|The) \p{Ll}`),
	}
}
