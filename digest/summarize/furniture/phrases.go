package furniture

// phrases are folded, with a space where a word ends.
var phrases = []string{
	// Invitations.
	" click here ", " click on ", " click the ", " click to ", " click below ", " read more ", " read also ", " read the full ", " read our ",
	" read next ", " read here ", " be found here ", " here in full ", " sign up ", " subscribe to ", " subscribe now ", " subscribe today ", " newsletter ", " newsletters ", " follow us ",
	" follow me ", " download our ", " download the app ", " get the app ", " join us ", " join the conversation ", " share this ", " share on ",
	" leave a comment ", " leave a reply ", " see also ", " see more ", " see below ", " see full ", " watch the video ", " watch below ",
	" watch live ", " listen to the podcast ", " listen to our ", " send us ", " email us ", " contact us ", " log in to ", " sign in to ", " create an account ", " register now ",
	" register here ", " register for ", " buy now ", " buy tickets ", " let us know ", " tell us ", " support our ", " thanks for reading ",
	" stay tuned ", " keep reading ", " read on ", " picture above ", " photo above ", " image above ", " video above ", " tune in ", " this guide ",
	" my name is ", " this blog post ", " check out our ", " find out more ", " learn more about ", " more information about ", " for more information ",
	// Notices.
	" all rights reserved ", " copyright ", " use cookies ", " uses cookies ", " of cookies ", " privacy policy ", " terms of use ",
	" terms of service ", " terms and conditions ", " enable javascript ", " your browser ", " may not be published ", " may not be reproduced ",
	" advertisement ", " affiliate link ", " affiliate links ", " affiliate commission ", " this article ", " this post ", " this story was ",
	" this story has been ", " this is a developing ", " this is a breaking ", " appeared first on ", " originally published ",
	" originally appeared ", " our live coverage ", " live blog ", " live updates ", " story continues ", " story highlights ",
	" media playback ", " this video ", " this content ", " editor s note ", " scroll down ", " minute read ", " minutes to read ", " min read ",
	" sponsored ", " more to follow ", " breaking news ", " free trial ", " already a subscriber ", " open in app ", " skip to ",
	" not found ", " page you requested ", " entered incorrectly ", " you ve requested ", " you are looking for ", " bookmark with ", " requires javascript ",
	" available to uk users ", " comments are closed ", " views expressed ", " opinions expressed ",
	// Credits.
	" reporting by ", " editing by ", " compiled by ", " written by ", " photo by ", " in this photo ", " in this picture ", " in this image ", " in this undated ", " in this file ", " in this handout ",
	" in this frame ", " poses for a p", " pose for a p", " file image ", " handout photo ", " photos by ", " image by ", " photo credit ", " image credit ",
	" photo courtesy ", " image copyright ", " image caption ", " photo caption ", " image source ", " media caption ", " getty images ",
	" shutterstock ", " ap photo ", " file photo ", " file picture ", " contributed to this report ", " contributed to this story ",
	" contributed reporting ", " is a reporter ", " is a correspondent ", " is a staff writer ", " is a journalist ", " experienced journalist ", " freelance journalist ", " is a freelance writer ",
	" has been writing about ", " is a columnist ", " is a freelance ",
	" last updated ", " pictured above ", " pictured left ", " pictured right ", " pictured below ", " seen here ",
	// The same in other languages.
	" aktualisiert am ", " lesedauer ", " mis à jour le ", " actualizado el ", " aggiornato il ", " bijgewerkt op ", " mit informationen von ", " mit informationen der ", " mit material von ", " mit material der ", " avec afp ", " avec l afp ", " crédit photo ",
	" con información de ", " com informações de ", " con informazioni di ", " foto di ", " met medewerking van ",
	" lire aussi ", " lire la suite ", " cliquez ", " abonnez vous ", " inscrivez vous ", " tous droits réservés ", " réservé aux abonnés ",
	" lesen sie auch ", " lesen sie hier ", " mehr zum thema ", " mehr dazu ", " klicken sie ", " jetzt anmelden ", " abonnieren ",
	" alle rechte vorbehalten ", " lea también ", " lee también ", " haga clic ", " haz clic ", " suscríbete ", " suscríbase ", " leer más ",
	" todos los derechos ", " puede interesar ", " leggi anche ", " clicca ", " iscriviti ", " riproduzione riservata ", " abbonati ",
	" continua a leggere ", " leia também ", " leia mais ", " clique aqui ", " inscreva se ", " todos os direitos ", " lees ook ", " lees meer ",
	" klik hier ", " meld je aan ", " читайте также ", " подробнее ", " подписывайтесь ", " подпишитесь ",
	"点击", "點擊", "扫码", "责任编辑", "責任編輯", "原标题", "关注我们", "クリック", "会員限定", "続きを読む",
}

// signs are addresses and the marks of lists and menus.
var signs = []string{
	"http://", "https://", "www.", "pic.twitter", "©", "| ", "→", "►", "▶", "• ", "· ",
}
