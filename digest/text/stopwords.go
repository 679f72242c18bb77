package text

// newsWords stand in English news on any subject: they would tie together what only shares its day or its agency.
var newsWords = Listed(`said says say saying told according mr mrs ms dr reuters ap afp bbc cnn news photo video update
	updated report reports reported amid via new one two first last year years week month day days today yesterday
	tomorrow monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec s t
	re ve ll d m u just may might must now get like make made many much even still well back since around per us`)

// functionWords are the most frequent words of each language that carry grammar and no subject. They are also what
// Language tells the languages of one script apart by.
var functionWords = map[string]Set{
	"en": Listed(`a about above after again against all also am an and any are aren't as at be because been before being
		below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
		few for from further had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him
		himself his how how's i i'd i'll i'm i've if in into is isn't it it's its itself let's me more most mustn't my
		myself no nor not of off on once only or other ought our ours ourselves out over own same shan't she she'd she'll
		she's should shouldn't so some such than that that's the their theirs them themselves then there there's these
		they they'd they'll they're they've this those through to too under until up very was wasn't we we'd we'll we're
		we've were weren't what what's when when's where where's which while who who's whom why why's will with won't
		would wouldn't you you'd you'll you're you've your yours yourself yourselves`),
	"de": Listed(`aber alle als also am an auch auf aus bei bis bin bist da damit dann das dass dein dem den denn der des
		die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euch für hab
		habe haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist jede jeder jetzt
		kann kein keine können man mehr mein mit muss nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen
		seiner seit sich sie sind so soll über um und uns unter vom von vor war waren warum was wegen weil wenn wer werden
		wie wir wird wo worden wurde wurden zu zum zur zwischen gegen laut sagte`),
	"fr": Listed(`à alors après au aucun aussi autre aux avant avec avoir ce cela ces cet cette ceux chez comme contre dans
		de depuis des donc dont du elle elles en encore entre est et été être eu fait font ici il ils je jusque la le les
		leur leurs lors lui ma mais me même mes moi mon ne nos notre nous on ont ou où par pas pendant peu peut plus pour
		pourquoi qu quand que quel quelle qui sa sans selon sera ses si son sont sous sur ta te tes toi ton tous tout toute
		très trop tu un une vers vos votre vous y était ainsi a`),
	"es": Listed(`a al algo ante antes aquí así aunque cada como con contra cual cuando de del desde donde dos durante e el
		él ella ellos en entre era es esa ese eso esta está están estar este esto estos fue fueron ha había hace han hasta
		hay la las le les lo los más me mi mientras muy nada ni no nos o otra otro para pero poco por porque pues que qué
		quien se según ser si sí sin sobre son su sus también tan tiene todo todos tras tu un una uno unos y ya yo`),
	"pt": Listed(`a à ainda além ao aos após aquele as às até cada com como contra da das de dela dele deles depois desde
		dessa desse desta deste do dos e é ela elas ele eles em entre era essa esse esta está estão este eu foi foram há
		isso isto já lhe mais mas me mesmo meu muito na nas não nem no nos nós num numa o os ou para pela pelas pelo pelos
		por porque quando que quem são se segundo sem ser será seu seus sob sobre sua suas também tem têm ter teve um uma
		vai você`),
	"it": Listed(`a ad agli ai al alla alle allo anche ancora avere c che chi ci come con contro cui da dagli dai dal dalla
		dalle degli dei del della delle dello di dopo dove due e è ed era essere fa fino fra gli ha hanno i il in io la le
		lei lo loro lui ma mentre mi molto ne negli nei nel nella nelle no noi non nostro o ogni per perché più poi prima
		quando quanto quella quello questa questo se sei si sia sono sta stato su sua sue sugli sui sul sulla suo suoi tra
		tutti tutto un una uno voi`),
	"nl": Listed(`aan al alle als altijd andere bij daar dan dat de der deze die dit doch doen door dus een en er ge geen
		haar had heb hebben heeft hem het hier hij hoe hun ik in is ja je kan kon kunnen maar me meer men met mij mijn moet
		na naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor
		waar waren was wat werd wie wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou`),
	"sv": Listed(`alla allt att av bara blev bli blir de dem den denna deras dess dessa det detta dig din där då efter ej
		eller en er ett från för ha hade han hans har hon hur här i icke inom inte jag ju kan kommer kunde man med mellan
		men mig min mot mycket ni nu när någon något några och om oss på samma sedan sig sin sina ska skulle som så till
		under upp ut utan vad var vara varit vi vid vilka vill är över`),
	"no": Listed(`alle at av bare ble bli blir både da de deg dem den denne der deres det dette din du eller en er et etter
		for fordi fra få før ha hadde han hans har henne hun hva hvis hvor hvordan i ikke ingen inn jeg kan kom kunne man
		med meg mellom men mer min mot må ned noe noen nå når og også om opp oss over på se seg selv sier sin sine skal skulle
		slik som så til ut uten var vi vil ville vært å`),
	"da": Listed(`ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse dog du
		efter eller en end er et for fra få ham han hans har havde have hende her hos hun hvad hvis hvor i ikke ind jeg jo
		kan kunne man mange med meget men mig min mod må ned noget nogle nu når og også om op os over på selv sig siger sin
		skal skulle som sådan til ud under var vi vil ville være været`),
	"fi": Listed(`ei eivät että he hän häntä ja jo jos jonka jota jotka joka kanssa koska kuin kun me mikä minä mitä mukaan
		mutta myös ne niin noin nyt ole oli olivat olla olisi on ovat se sekä sen siitä sitä tai tämä tämän te vaan vain
		vielä voi yli`),
	"hu": Listed(`a az azt be csak de e egy egyik el én és ez ezt fel ha hogy hogyan is itt ki kell le lehet lesz maga már
		meg mert mi mint most nagyon nem nincs ő ők olyan pedig sem szerint új után van vannak volt voltak által között`),
	"pl": Listed(`a ale bardzo bez będzie być był była było były być ci co czy dla do gdy go i ich ile im ja jak jako je
		jego jej jest jeszcze jeśli już każdy kiedy kto która które którego której który którzy ma mają może można na nad
		nie nich niż o od on ona oni oraz po pod przed przez przy roku się są sobie swoje ta tak także tam te tego tej ten
		to tylko tym u w wie we więc wszystko z za ze że został`),
	"cs": Listed(`a aby ale ani asi až být byl byla byli bylo bude by co či do i já jako je jeho její jejich jen ještě již
		jsem jsme jsou k kde kdo když ke která které který na nebo nejsou není než o od on po pod podle pro proto protože
		před při s se si své svou tak také tedy ten to tom tu už v ve však vše z za ze že`),
	"ro": Listed(`a acest această aceste acestei acum ai al ale am ar are asupra au avea că care ce cel cele cu cum da dar
		de decât deja din dintre doar după ea ei el este eu fi fie fost iar în înainte între la le lor lui mai mult ne nici
		nu o or pe pentru prin s sa sau să se și spre sunt te un una unei unui va vor`),
	"tr": Listed(`ama ancak bir biz bu bunu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki kim mi mı
		ne neden nasıl o olan olarak oldu olduğu olduğunu on onu onun sonra şu tarafından üzere var ve veya ya yeni yok`),
	"id": Listed(`ada adalah akan aku apa atau bagi bahwa banyak belum bisa dalam dan dapat dari dengan di dia hanya harus
		ia ini itu jika juga kami karena ke kepada kita lebih mereka oleh orang pada para saat saya sebagai sebuah secara
		sudah telah tetapi tidak untuk yang`),
	"vi": Listed(`bị các cho có của cũng đã đang đến đi được để không khi là lại làm mà một này năm người những như ở ra
		sau sẽ tại theo thì trên trong từ và vào về với`),
	"ru": Listed(`а без более бы был была были было быть в вам вас во вот все всего всех вы где да даже для до его ее её
		если есть еще ещё же за и из или им их к как какой когда кто ли либо между меня мне много может мы на над надо нас
		не него нее нет ни но о об один он она они оно от очень по под после при про с со свой себя так также там то
		того тоже той только том ты у уже что чтобы это этого этой этом я`),
	"uk": Listed(`а але б бо був була були було бути в вам вас ви від він вона вони воно все всі де для до є з за зі й його
		її їх і із коли ми на нам нас не ні но о об один по при про під після та так також те ти тим то того тому у уже
		хто це цей цього ця через чи що щоб як який яка які я`),
	"bg": Listed(`а ако без беше бил била били било в във все възможно да до докато е за и из или им има как като кога
		което които който към която ли между ми много може му на над най не него нея ни но няма от по под при с са само
		се след със така това тази те този той тя че ще`),
	"ar": Listed(`في من على إلى عن أن إن ما لا هذا هذه ذلك التي الذي كان كانت قد لم لن هو هي هم مع بعد قبل بين كل أو ثم حيث
		كما عند غير منذ خلال حول أي بل أكثر وقال قال وفي ومن`),
	"fa": Listed(`از است این با به برای بر تا در را شد شده که می های هم و یا یک آن بود خود اما نیز کرد کرده باید اند وی او ما`),
	"ur": Listed(`اور کے کی کا میں ہے نے سے کو پر یہ کہ ہیں وہ بھی تھا تھے کر ایک نہیں گیا جو ان اس`),
	"hi": Listed(`के का की में है और से को पर यह कि हैं ने एक भी नहीं था थे कर इस वह जो तो ही हो गया लिए अपने`),
	"el": Listed(`ο η το οι τα του της των τον την και σε με για από που να θα δεν είναι ένα μια στο στη στην στον στις
		στους ως ότι αλλά κατά μετά προς όπως`),
	"he": Listed(`של את על לא הוא היא זה עם כי גם אל אם או אך כל יש אין היה היו הם אני מה רק עוד אחרי לפני בין`),
	"zh": Listed(`的 一 是 不 了 在 有 和 这 為 为 与 也 就 而 等 对 中 上 将`),
	"ja": Listed(`の に は を た が で て と し れ さ ある いる する です ます した して から まで こと これ`),
}
