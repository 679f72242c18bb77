package quotable

import "tidings/digest/text"

// This file is the words that the other files go by.

// unspaced languages put no space after the word that a sentence begins with.
var unspaced = text.Set{"zh": true, "ja": true}

// pointers are the words, by language, that a sentence begins with when it leans on the one before it. They are folded:
// signs are spaces.
var pointers = map[string][]string{
	"en": {
		"he", "she", "it", "they", "this", "that", "these", "those", "his", "her", "hers", "its", "their", "theirs", "him",
		"them", "but", "and", "or", "nor", "yet", "so", "also", "however", "meanwhile", "still", "instead", "then", "thus",
		"therefore", "hence", "moreover", "furthermore", "nevertheless", "nonetheless", "additionally", "besides",
		"otherwise", "similarly", "likewise", "such", "another", "both", "neither", "either", "others", "one of them",
		"the latter", "the same", "the other", "in addition", "as a result", "for example", "for instance",
		"by contrast", "in contrast", "at the same time", "on the other hand", "in other words", "after that", "since then",
		"until then", "not only", "later", "afterwards", "previously", "elsewhere", "indeed", "in fact", "of course",
		"that s", "here", "most of them", "some of them", "all of them", "none of them", "asked", "because of this",
		"in response", "in turn", "in return", "even so", "again", "consequently", "finally", "to that end", "to this end",
		"as such", "at that", "at this", "at the time", "regardless", "after all", "despite this", "despite that", "despite these",
		"despite those", "because of that", "because their", "partially because", "partly because", "along the way", "well", "except", "nowhere", "of these",
		"of those", "all are", "all were", "most are", "most were", "some are", "some were", "many are", "many were",
	},
	"de": {
		"er", "sie", "es", "dies", "diese", "dieser", "dieses", "diesem", "diesen", "dabei", "dazu", "damit", "daher",
		"deshalb", "deswegen", "darum", "dadurch", "danach", "davor", "dann", "doch", "aber", "und", "oder", "denn", "auch",
		"jedoch", "allerdings", "zudem", "außerdem", "dennoch", "trotzdem", "sein", "seine", "seiner", "ihre", "ihr", "ihm",
		"ihnen", "so", "hier", "dort", "beide", "zuvor", "später", "deren", "dessen", "hierbei", "inzwischen", "stattdessen",
		"da", "nun", "dafür", "dagegen", "daran", "darauf", "darin", "davon", "hinzu", "ebenso", "ferner", "demnach", "somit",
	},
	"es": {
		"él", "ella", "ellos", "ellas", "esto", "eso", "ese", "esa", "esos", "esas", "estos", "estas", "su", "sus", "pero",
		"y", "o", "sin embargo", "además", "también", "así", "entonces", "luego", "por ello", "por eso", "no obstante",
		"asimismo", "por otra parte", "por otro lado", "mientras tanto", "por su parte", "después", "ambos", "aunque", "con esta", "con este", "con ese", "con esa",
		"con esas", "con esos", "en ese", "en esa",
	},
	"fr": {
		"il", "elle", "ils", "elles", "ce", "cela", "ça", "cet", "cette", "ces", "c", "celui ci", "celle ci", "ceux ci", "son",
		"sa", "ses", "leur", "leurs", "mais", "et", "or", "ou", "donc", "car", "ainsi", "aussi", "cependant", "toutefois",
		"pourtant", "néanmoins", "ensuite", "puis", "enfin", "en effet", "par ailleurs", "de plus", "en outre", "là", "y",
		"ici", "ils", "lui", "depuis lors", "en revanche", "au contraire", "de son côté", "tous deux", "ce dernier",
	},
	"it": {
		"lui", "lei", "loro", "egli", "ella", "esso", "essa", "essi", "questo", "questa", "questi", "queste", "quello", "quella",
		"ma", "e", "o", "però", "tuttavia", "inoltre", "anche", "così", "quindi", "allora", "poi", "suo", "sua", "suoi", "sue",
		"infatti", "intanto", "invece", "dopo", "entrambi",
	},
	"nl": {
		"hij", "zij", "ze", "dit", "dat", "deze", "die", "maar", "en", "of", "toch", "ook", "daarom", "daarnaast", "bovendien",
		"echter", "zo", "dus", "toen", "zijn", "haar", "hun", "daarbij", "daarna", "beide", "intussen", "ondertussen",
	},
	"pt": {
		"ele", "ela", "eles", "elas", "isto", "isso", "esse", "essa", "esses", "essas", "seu", "sua", "seus", "suas", "mas", "e",
		"ou", "porém", "contudo", "também", "além disso", "assim", "então", "depois", "no entanto", "por isso", "entretanto",
		"ambos", "já",
	},
	"ru": {
		"он", "она", "оно", "они", "это", "этот", "эта", "эти", "его", "её", "ее", "их", "но", "а", "и", "однако", "также", "поэтому",
		"при этом", "кроме того", "затем", "потом", "тем не менее", "таким образом", "там", "тогда",
	},
	"sv": {"han", "hon", "hans", "hennes", "deras", "detta", "denna", "dessa", "men", "och", "dock", "därför", "dessutom", "också", "sedan", "där"},
	"da": {"han", "hun", "hans", "hendes", "deres", "dette", "denne", "disse", "men", "og", "derfor", "desuden", "også", "samtidig", "derefter", "her"},
	"no": {"han", "hun", "hans", "hennes", "deres", "dette", "denne", "disse", "men", "og", "derfor", "dessuten", "også", "samtidig", "deretter", "her"},
	"pl": {"on", "ona", "ono", "oni", "one", "jego", "jej", "ich", "ten", "ta", "te", "ci", "ale", "i", "oraz", "jednak", "także", "dlatego", "ponadto", "tam", "tymczasem"},
	"uk": {"він", "вона", "воно", "вони", "це", "цей", "ця", "ці", "його", "її", "їх", "але", "і", "та", "однак", "також", "тому", "крім того", "там"},
	"tr": {"bu", "o", "şu", "bunlar", "onlar", "ancak", "ama", "fakat", "ayrıca", "ve", "bununla"},
	"id": {"ia", "dia", "mereka", "ini", "itu", "namun", "tetapi", "dan", "selain itu", "sementara itu"},
	"zh": {"他", "她", "它", "这", "那", "但", "然而", "此外", "因此", "同时", "而", "并", "其", "該", "该", "這"},
	"ja": {"彼", "これ", "それ", "この", "その", "しかし", "また", "そして", "だが", "一方", "なお", "さらに", "同"},
}

var (
	personal = text.Listed(`he she they him her them his their he's she's they're he'd she'd they'd he'll she'll`)
	singular = text.Listed(`he she him her his hers himself herself he's she's he'd she'd he'll she'll`)
	// people are nouns for one person that do not end like most of them.
	people = text.Listed(`boy girl child teen mother father son daughter brother sister wife husband uncle aunt niece nephew king
		queen pope prince duke judge chief coach pilot guard host guest star head guy dad mom mum nurse monk bride widow
		cop thief who one someone somebody everyone anyone nobody mp candidate colleague athlete teammate spouse male
		female victim partner friend ex heir sheriff expat rookie sergeant lad lady lord baby dog cat horse`)
	// anyone are nouns that open a sentence without being whom its pronoun means.
	anyone = text.Listed(`police officials authorities witnesses sources response statement interview time moment earlier later
		morning afternoon evening night statement speech letter tweet post email added told asked`)
	// dialogue are the words in which an author speaks for himself or to the reader, as written: "US" is a country.
	dialogue = text.Listed(`I me my My we We our Our us you You your Your I'm I've I'd I'll we're We're we've We've we'd We'd we'll We'll
		you're You're you've You've you'll You'll let's Let's I’m I’ve I’d I’ll we’re We’re we’ve We’ve we’d We’d we’ll We’ll
		you’re You’re you’ve You’ve you’ll You’ll let’s Let’s`)
	// commands are words with which a sentence tells its reader what to do, as written.
	commands = text.Listed(`Stay Explore Keep Read Tune Use Check Meet Discover Learn Find Get Look Imagine Enjoy Consider Think Try
		Visit Let's Let’s Let Don't Don’t Remember See Listen Browse Shop Choose Pick Click Join Take Make Start Ask Stream Invest Create Sign Buy
		Sell Save Prepare Download Install Open Add Turn Write`)
	// specifies are the words after such a noun as "stand" lists which say what it is.
	specifies = text.Listed(`of who whose that which by to for from between in at on behind with against down over`)
	// unique are nouns of which a reader knows but one, and those of no thing that would have to be met.
	unique = text.Listed(`world sun moon earth sea internet web public country nation state government parliament army military
		police court economy market markets weather rest future past press media left right law truth idea fact number average
		majority first second third only same best worst most biggest largest longest oldest united royal international
		national federal city death result results aim goal question reason`)
	// placing are the words that may stand before "the" at the head of a sentence.
	placing = text.Listed(`during after at in before following since despite on from`)
	// honorific stand before a surname, folded and stemmed.
	honorific = text.Listed(`mr mrs ms miss dr sir lord lady mme mlle herr frau señor señora sr sra`)
	// stand are the nouns that stand for something named before when they open a sentence after "The".
	stand = text.Listed(`company firm man woman men women boy girl pair couple group gang duo trio move decision incident
		announcement attack report case deal bill law statement agency suspect suspects victim victims team measure measures
		plan proposal vote ruling study studies researchers authors accident crash blast explosion fire storm quake
		earthquake plane aircraft flight ship vessel boat car vehicle bus train building house school hospital movie film
		book song album show series game match event ceremony meeting summit talks conference trial hearing verdict sentence
		charges charge conviction pardon allegations claims claim test tests findings results figures data survey poll tweet video footage image photo
		photos post message email letter document documents news problem issue situation crisis disaster tragedy shooting
		killing murder death deaths arrest raid search operation mission project product device phone app software update
		patch bug flaw vulnerability feature site website page blog article piece story comments comment remarks remark
		speech interview call visit trip tour protest protests rally march strike campaign party organization organisation
		institution centre center committee panel board commission spokesman spokeswoman spokesperson actor actress singer
		star player coach manager owner lawmaker senator congressman congresswoman governor mayor officer officers soldier
		soldiers fighters rebels militants gunman gunmen attacker attackers driver pilot crew passengers student students
		teacher teachers patient patients doctor doctors child children family families two three four five six rest
		difference change changes increase decrease rise drop fall increase amount number area region town village city`)
	// starters are English words that have a capital only where a sentence starts, or in a name.
	starters = text.Listed(`The A An He She It They But In On At This His Her After When If As We There Its Their Some More Earlier`)
)
