package summarize

import (
	"strings"

	"tidings/digest/text"
)

// verbs knows words that an English sentence can have for its verb. Headings, captions and items of lists often have none.
// It is meant to miss: a noun that is a verb as well passes for one.
type verbs struct {
	past    set // auxiliaries and forms of the past that do not end in -ed
	present set // without the -s of the third person
}

// in says whether a sentence has a verb.
func (v verbs) in(s string) bool {
	before, english := "", false
	for _, w := range text.Words(s) {
		fold := strings.ReplaceAll(w.Fold, "’", "'")
		if v.finite(fold) || v.third(fold) || v.present[fold] && !bareAfter[before] || strings.Contains(fold, "n't") {
			return true
		}
		if _, short, ok := strings.Cut(fold, "'"); ok && (short == "re" || short == "ll" || short == "ve" || short == "d" || short == "m") {
			return true
		}
		before, english = fold, english || text.Stop(fold, "en")
	}
	for _, short := range []string{"it's ", "that's ", "there's ", "here's ", "he's ", "she's ", "who's ", "what's ", "it’s ", "that’s ", "there’s ", "here’s ", "he’s ", "she’s ", "who’s ", "what’s "} {
		if strings.Contains(strings.ToLower(s), short) {
			return true
		}
	}
	return !english // whatever else it is, its language was mistaken
}

// finite says whether a folded word is an auxiliary or in the past.
func (v verbs) finite(fold string) bool {
	return v.past[fold] || len(fold) > 3 && strings.HasSuffix(fold, "ed") && !noPast[fold]
}

// third says whether a folded word is a verb in the third person.
func (v verbs) third(fold string) bool {
	stem, ok := strings.CutSuffix(fold, "s")
	if !ok {
		return false
	}
	if v.present[stem] || v.present[strings.TrimSuffix(stem, "e")] {
		return true
	}
	stem, ok = strings.CutSuffix(stem, "ie")
	return ok && v.present[stem+"y"]
}

func newVerbs() verbs {
	return verbs{
		past: listed(`is are was were am has had does did went won underwent overthrew foresaw mistook awoke leant will would can cannot could may might must shall should
			ain't arose ate became began bent bet bit bled blew bore bought bound bred broke brought built burnt burst came
			cast caught chose clung cost crept cut dealt drank drew drove dug dreamt fell fed felt fled flew flung forbade
			forgot forgave fought found froze gave got grew ground had heard held hid hit hung hurt kept knelt knew laid led
			learnt leapt left lent let lay lit lost made meant met overcame overtook paid put quit ran rang read rode rose
			said sang sank sat saw sent set sewed shed shone shook shot showed shrank shut slept slid sold sought spent spoke
			sped split spread sprang spun stole stood strode struck stuck stung strove swam swept swore swung taught thought
			threw told took tore understood undertook upheld withdrew withheld withstood woke won wore wound wrote wed`),
		present: listed(`do have accept accuse achieve add admit affect agree aim allege allow announce appeal appear argue arrive ask
			attempt attend avoid back ban bear beat become begin believe belong blame block boast boost break bring build burn
			buy call cancel carry cause celebrate challenge change charge choose claim clash close collapse come comprise
			concern condemn confirm consider consist contain continue cost count cover create cut deal decide declare defeat
			defend delay deliver demand deny depend describe detail die differ discover discuss draw drive drop earn eat
			emerge enable encourage end endorse enjoy enter exist expand expect explain explore express extend face fail fall
			fear feature feel fight file fill find finish fit fly focus follow force form gain gather get give go grow handle
			happen head hear help highlight hint hit hold hope identify ignore impose improve include increase indicate insist
			intend invite involve join keep kill know lack land last launch lead learn leave let lie live look lose love make
			manage mark marry matter mean meet move need note occupy occur offer open operate oppose order outline overturn owe
			own pass pay perform plan play point pose prefer prepare present prevent produce project promise promote propose
			protect prove provide publish pull push put quit quote raise reach read recall receive recommend reduce refer
			reflect refuse reject release rely remain remember remove rename repeat replace report represent require resemble
			resign respond rest result retire return reveal rip rise rule run say search see seek seem sell send separate serve
			set settle shake share shift show sign sit slam slash speak spend stand start state stay stem stop strike struggle
			study sue suffer suggest support surge survive suspect suspend take talk tell tend test think threaten tie top
			total toughen travel treat trigger trust try turn undermine understand unveil upgrade urge use vary vow vote wait
			walk want warn watch weigh welcome win wish wonder work worry write yield`),
	}
}

var (
	// bareAfter are words after which a verb's bare form is an infinitive or a noun.
	bareAfter = listed(`to the a an this that of for in on by with from his her its their my our your no`)
	// noPast end in -ed and are no verbs.
	noPast = listed(`need seed feed weed deed shed bleed united hundred indeed sacred naked wicked rugged ragged speed breed creed greed exceed proceed succeed embed unmanned so-called`)
)
