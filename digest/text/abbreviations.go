package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Whether a point ends a sentence or belongs to an abbreviation is told by what kind of abbreviation it is and by the word
// after it, as Kiss and Strunk tell it ("Unsupervised multilingual sentence boundary detection", 2006): a capital alone
// decides nothing, since names have one too, and a word that sentences often begin with does. Theirs learn the
// abbreviations from a text; an article is too short for that, so they are listed.

// abbreviated says whether the point at the end of sentence belongs to its last word, so that following goes on with the
// sentence.
func abbreviated(sentence, following string) bool {
	before, last := lastWord(sentence)
	fold := strings.ToLower(last)
	next, _, _ := strings.Cut(following, " ")
	digit := next != "" && '0' <= next[0] && next[0] <= '9'
	first, _ := utf8.DecodeRuneInString(last)
	proper := unicode.IsUpper(first)
	switch {
	case last == "":
		return false
	case titles[fold] || proper && properTitles[fold]:
		return true
	case fold == "v" && !proper: // of two parties, where the next is a name
		return true
	case number(fold):
		return before == "" || ordinal(before, fold, next)
	case proper && fold == "st":
		// "St. John", but "Main St. The shop".
		return !capitalised(before) || starter(before) || !starter(next)
	case beforeNumber[fold]:
		return digit
	case digit && proper && months[fold]:
		return true
	case mayEnd[fold] || proper && (properMayEnd[fold] || months[fold]):
		return !starter(next)
	case initials(last):
		return !starter(next) || utf8.RuneCountInString(last) == 1 && particles[strings.ToLower(next)]
	}
	return false
}

// lastWord is the last word of a sentence without its point and without what stands before it in a compound or a bracket,
// and the word before that one. Some texts have a space before every point.
func lastWord(sentence string) (before, last string) {
	rest := strings.TrimSuffix(strings.TrimSuffix(sentence, "."), " ")
	i := strings.LastIndexByte(rest, ' ')
	if last = rest[i+1:]; i > 0 {
		before = rest[strings.LastIndexByte(rest[:i], ' ')+1 : i]
	}
	if i := strings.LastIndexAny(last, "-–/("); i >= 0 {
		_, size := utf8.DecodeRuneInString(last[i:])
		last = last[i+size:]
	}
	return strings.TrimLeft(before, opening), strings.TrimLeft(last, opening)
}

// opening may stand before the first letter of a word.
const opening = "\"'“‘«„([{¿¡"

// isTitle says whether a folded word is an abbreviation that stands before a name.
func isTitle(fold string) bool { return titles[fold] || properTitles[fold] || fold == "st" }

// number says whether a word is made of digits alone.
func number(w string) bool {
	return w != "" && strings.Trim(w, "0123456789") == ""
}

// ordinal says whether a number with a point is a German or Scandinavian ordinal: "3. Oktober", "der 20. Ausgabe".
func ordinal(before, number, next string) bool {
	return len(number) <= 2 && (germanNouns[strings.TrimRight(next, ".,;:")] || beforeOrdinal[strings.ToLower(before)])
}

// initials says whether a word is a capital letter or letters with points between: J, U.S, z.B.
func initials(w string) bool {
	if utf8.RuneCountInString(w) == 1 {
		return capitalised(w)
	}
	return strings.Contains(w, ".") && acronym(w+".", 0) == len(w)+1
}

func capitalised(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// starter says whether a capitalised word is one that sentences begin with, rather than a name.
func starter(next string) bool {
	if !capitalised(next) || strings.HasSuffix(next, ".") && utf8.RuneCountInString(next) == 2 { // an initial
		return false
	}
	next = strings.TrimRight(next, ".,;:!?\"”’")
	fold := strings.ToLower(next)
	for _, lang := range [...]string{"en", "de", "fr", "es", "it", "pt", "nl", "ru"} {
		if functionWords[lang][fold] {
			return true
		}
	}
	return false
}

var (
	// titles stand before a name, or elsewhere in the middle of a sentence.
	titles = Listed(`mr mrs ms mx dr drs prof profs sen sens reps govs gens lt cmdr comdr capt sgt cpl pvt fr supt insp atty
		messrs mses mme mlle mgr msgr mt vs e.g i.e eg ie cf viz approx
		bzw evtl ggf inkl sog vgl z.b d.h u.a i.d.r o.g hr frl zzgl dipl
		sra srta dra dña gral exmo exma uds av avda p.ej ee sig sigg sig.ra dott avv ing
		dhr mevr bijv o.a m.b.t tzw tzn np ul ks inż např tzv doç t.ex bl.a s.k f.eks dvs tp
		им ул акад проф т.е т.к т.н`)
	// properTitles are such that are words as well, when they begin with a small letter.
	properTitles = Listed(`gen rep gov col maj adm cpt rev hon pres ft amb brig det mm`)
	// beforeNumber are abbreviations when a number follows, and words when not.
	beforeNumber = Listed(`no nos p pp vol fig sec ch par op n º c ca est art nr str pág págs blz kl č стр`)
	// mayEnd are abbreviations that also stand at the end of a sentence.
	mayEnd = Listed(`inc ltd co corp llc plc bros jr sr etc al dept esq ph.d m.d b.a m.a u.s u.k u.n e.u d.c a.m p.m s.a s.p.a
		ave blvd rd hwy ariz calif colo conn fla mich minn neb nev okla tenn tex wis uu usw enz mv vb dll
		г гг руб тыс млн млрд т.д т.п др`)
	// properMayEnd are such that are words as well, when they begin with a small letter.
	properMayEnd = Listed(`ala ark del ga ill ind kan ky la mass md me miss mo mont ore pa va vt wash wyo
		mon tue tues wed thu thurs fri sat sun`)
	months = Listed(`jan feb mar apr jun jul aug sep sept oct nov dec`)
	// particles stand in names after an initial: "J. de Vries" with a capital.
	particles = Listed(`de del della di da dos du des der den van von la le el al ter ten`)
	// suffixes end addresses and names of files: "Example.Com" is one word.
	suffixes = Listed(`com org net edu gov info biz io ai app dev tv js ts py php html htm pdf jpg png exe zip`)
	// beforeOrdinal stand before an ordinal in German and the Scandinavian languages.
	beforeOrdinal = Listed(`der die das dem den des am im vom zum zur beim bis seit ab det ein eine einem einen einer ihr ihre
		ihrem ihren sein seine seinem seinen`)
	// germanNouns are what an ordinal counts whatever stands before it.
	germanNouns = Set{
		"Januar": true, "Jänner": true, "Februar": true, "März": true, "April": true, "Mai": true, "Juni": true,
		"Juli": true, "August": true, "September": true, "Oktober": true, "November": true, "Dezember": true,
		"Jahrhundert": true, "Jahrhunderts": true, "Etage": true, "Platz": true, "Runde": true, "Spieltag": true,
	}
)
