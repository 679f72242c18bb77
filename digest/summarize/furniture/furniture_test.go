package furniture

import "testing"

func TestFurnitureIsNeverQuoted(t *testing.T) {
	marks := New()
	for _, line := range []string{
		"Click here to see the new wall.",
		"Read more about the wall and its builders.",
		"Sign up for our newsletter to get the news.",
		"Follow us on all of the networks.",
		"Reporting by Ana Prazeres in Larnmouth; editing by Joe Dunn.",
		"By Ana Prazeres, Harbour Correspondent, Larnmouth.",
		"All rights reserved by the Harbour Post.",
		"Write to ana@harbour.example with your tips.",
		"Photo: The new wall at Larnmouth.",
		"10.15am The council meets to vote.",
		"Cliquez pour voir le nouveau mur du port.",
		"Lesen Sie auch unseren Bericht über die Mauer.",
		"Haga clic para ver el nuevo muro del puerto.",
		"Home | News | Sport | The new wall.",
	} {
		if !marks.In(line) {
			t.Errorf("%q may be quoted", line)
		}
	}
	for _, line := range []string{
		"The wall has a door that clicks here and there.",
		"Tickets were sold to follow the match from the wall.",
		"« Le mur est beau », a dit le maire de la ville.",
	} {
		if marks.In(line) {
			t.Errorf("%q was taken for furniture", line)
		}
	}
}

func TestCreditsOfAgenciesAreFurniture(t *testing.T) {
	marks := New()
	for _, line := range []string{
		"Mit Informationen der Korrespondentin in Larnmund und von dpa.",
		"Con información de las agencias de Larnmouth.",
		"Ana Poe is a journalist who lives at the harbour.",
		"Tune in all week for six films about the wall.",
		"The picture above shows the wall of Larnmouth.",
		"Divers search a ferry in this photo of the coast guard.",
	} {
		if !marks.In(line) {
			t.Errorf("%q may be quoted", line)
		}
	}
}
