// Package verbs turns the words of an English sentence into whether it has a verb. Headings, captions and items of lists
// often have none.
package verbs

import (
	"slices"
	"strings"

	"tidings/digest/text"
)

// English knows words that an English sentence can have for its verb. It is meant to miss: a noun that is a verb as well
// passes for one. It may be used by many goroutines.
type English struct {
	past    text.Set // auxiliaries and forms of the past that do not end in -ed
	present text.Set // without the -s of the third person
}

// In says whether a sentence has a verb.
func (v English) In(words []text.Word) bool {
	before, english := "", false
	for _, w := range words {
		if v.Finite(w.Fold) || v.third(w.Fold) || v.present[w.Fold] && !bareAfter[before] || contracted(w.Text) {
			return true
		}
		before, english = w.Fold, english || text.Stop(w.Fold, "en")
	}
	return !english // whatever else it is, its language was mistaken
}

// None says that a sentence has no verb, and no word that may be one which is not known here: with the -s of the third
// person, or after a plural.
func (v English) None(words []text.Word) bool {
	return !v.In(words) && !slices.ContainsFunc(words, func(w text.Word) bool {
		return strings.HasSuffix(w.Fold, "s") && !text.Stop(w.Fold, "en") && !strings.HasSuffix(w.Fold, "ss") && !strings.HasSuffix(w.Fold, "us")
	})
}

// contracted says whether a word holds a verb: "isn't", "they'll", "it's".
func contracted(word string) bool {
	i := strings.IndexAny(word, "'’")
	if i < 0 {
		return false
	}
	switch strings.TrimLeft(word[i:], "'’") {
	case "t", "re", "ll", "ve", "d", "m":
		return true
	case "s":
		return beforeIs[strings.ToLower(word[:i])]
	}
	return false
}

// Finite says whether a folded word is an auxiliary or in the past.
func (v English) Finite(fold string) bool {
	return v.past[fold] || len(fold) > 3 && strings.HasSuffix(fold, "ed") && !noPast[fold]
}

// third says whether a folded word is a verb in the third person.
func (v English) third(fold string) bool {
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

// New is English with its lists of verbs, which take some time to lay out.
func New() English {
	return English{
		past: text.Listed(`is are was were am has had does did went won underwent overthrew foresaw mistook awoke leant will would can cannot could may might must shall should
			ain't arose ate became began bent bet bit bled blew bore bought bound bred broke brought built burnt burst came
			cast caught chose clung cost crept cut dealt drank drew drove dug dreamt fell fed felt fled flew flung forbade
			forgot forgave fought found froze gave got grew ground had heard held hid hit hung hurt kept knelt knew laid led
			learnt leapt left lent let lay lit lost made meant met overcame overtook paid put quit ran rang read rode rose
			said sang sank sat saw sent set sewed shed shone shook shot showed shrank shut slept slid sold sought spent spoke
			sped split spread sprang spun stole stood strode struck stuck stung strove swam swept swore swung taught thought
			threw told took tore understood undertook upheld withdrew withheld withstood woke won wore wound wrote wed`),
		present: text.Listed(`accept accuse achieve acquire acquit act add admit adopt affect agree aim allege allocate allow announce
			apologise apologize appeal appear appoint approve argue arrest arrive ask attack attempt attend avoid award back
			ban bear beat become begin believe belong bend bet blame block boast bomb boost break bring build burn buy call
			cancel carry cause celebrate challenge change charge choose claim clash climb close collaborate collapse collide
			come comprise concern condemn confess confirm consider consist contain continue contribute convict cost count
			cover crash create criticise criticize cut damage dance deal debate debut decide declare defeat defend delay
			deliver demand deny depend deploy deport describe destroy detail detain devastate die differ direct discover
			discuss divorce do donate double download draw drive drop earn ease eat edge elect emerge enable encourage end
			endorse enforce enjoy enter erupt evacuate exist expand expect explain explode explore express extend extradite
			face fail fall fear feature feel fight file fill film find finish fire fit flee flood fly focus follow force
			form free fund gain gather get give go grant greet grow hack hail halt handle happen have head hear help
			highlight hike hint hire hit hold honor honour hope host hug hurt identify ignore impose improve include
			increase indicate injure insist inspect install intend invade invest investigate invite involve issue jail join
			jump keep kill know lack land last launch lead leak learn leave let lie lift live look lose love lower make
			manage mark marry matter mean meet merge mourn move name narrow need negotiate nominate note occupy occur offer
			open operate oppose order oust outline override overturn owe own partner pass pay perform plan play plead plunge
			point pose postpone practice practise praise prefer premiere prepare present prevent print probe produce project
			promise promote prompt propose protect prove provide publish pull push put quit quote raise rally reach read
			rebound recall receive recommend record recover reduce refer reflect refuse reject release rely remain remember
			remove rename reopen repeat replace report represent require rescue resemble resign respond rest restart result
			resume retire return reveal review rip rise rout rule run sack sanction say score search see seek seem seize
			sell send sentence separate serve set settle shake share shell shift shoot show shut sign sing sink sit slam
			slash slip soar spark speak spend sponsor spread stand start state stay stem stop storm stream strengthen strike
			struggle study sue suffer suggest support surge survive suspect suspend sweep take talk target teach tell tend
			test testify thank think threaten tie tighten top total toughen train translate travel treat trigger triple
			trust try tumble turn undermine understand unveil upgrade uphold upload urge use vary veto visit vote vow wait
			walk want warn watch weaken weigh welcome widen win wish withdraw wonder work worry wound write yield`),
	}
}

var (
	// bareAfter are words after which a verb's bare form is an infinitive or a noun.
	bareAfter = text.Listed(`to the a an this that of for in on by with from his her its their my our your no`)
	// beforeIs are words after which 's is a verb.
	beforeIs = text.Listed(`it that there here he she who what where how`)
	// noPast end in -ed and are no verbs.
	noPast = text.Listed(`need seed feed weed deed shed bleed united hundred indeed sacred naked wicked rugged ragged speed breed creed greed exceed proceed succeed embed unmanned so-called`)
)
