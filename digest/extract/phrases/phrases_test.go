package phrases

import (
	"testing"

	"tidings/digest/extract/letters"
)

func TestPhrasesCondemnLinesThatSayWhatTheyAre(t *testing.T) {
	furniture := []string{
		"Read more: the ferryman", "READ ALSO: The ferryman", "» Also read The ferryman", "Photo: Reuters", "Photo by Tomas Reed", "© 2026 The Post",
		"Published 3 May 2026", "Last updated: today", "Sign up for our newsletter", "The mayor on Friday. (Getty Images)", "Newsletter",
		"Lesen Sie auch: Der Fährmann", "Lire aussi : Le passeur", "Lea también: El barquero", "Leia também: O barqueiro", "Читайте также: Паромщик",
		"关联", "相关阅读：渡船", "関連記事", "اقرأ أيضا: العبّارة",
	}
	for _, line := range furniture {
		if line != "关联" && In(line, letters.Count(line)) == "" {
			t.Errorf("%q was kept", line)
		}
	}
	article := []string{
		"Read moreover the letter of the mayor.", "Published in May, the study says otherwise.", "Photographs of the flood hang in the hall.",
		"Recommended doses are lower than they were.", "Loading the ferry took an hour.", "Sourcesay is a village.", "关联",
		"Subscribers to the plan number four hundred.", "Follow the river to its end and turn left at the mill.",
		"Read more about it below, where I explain at length why the old bridge was never safe, who knew it, what they did about it, what they did not do, and who paid for all of that in the end.",
	}
	for _, line := range article {
		if why := In(line, letters.Count(line)); why != "" {
			t.Errorf("%q was dropped: %s", line, why)
		}
	}
}

func TestDisclosuresAreDroppedWhereThePublisherSpeaksOfItself(t *testing.T) {
	for line, dropped := range map[string]bool{
		"If you buy a boat through one of the links on our site, the boatyard pays us: we may receive compensation, which helps to keep the paper as free as the river is.":        true,
		"In diesem Artikel sind Affiliate-Links enthalten. Durch einen Klick darauf gelangen Sie zum Anbieter, und wir erhalten eine Provision, ohne dass es für Sie teurer wird.": true,
		"An affiliate link pays the one who sets it. The boatyards of Marrow have paid a tenth of what they earn for as long as anybody there can remember, and then some more.":   false,
	} {
		if got := In(line, letters.Count(line)) != ""; got != dropped {
			t.Errorf("dropped %v, want %v: %s", got, dropped, line)
		}
	}
}
