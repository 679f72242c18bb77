package text

import (
	"reflect"
	"strings"
	"testing"
)

func TestSentencesAreWhole(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"two", "Rain fell. Floods followed.", []string{"Rain fell.", "Floods followed."}},
		{"paragraphs", "A heading\n\nThe text\nruns on.", []string{"A heading", "The text runs on."}},
		{"titles of people", "Mr. Poe met Gen. Lee. Dr. Who left.", []string{"Mr. Poe met Gen. Lee.", "Dr. Who left."}},
		{"initials", "George W. Bush and J. K. Rowling met. They ate.", []string{"George W. Bush and J. K. Rowling met.", "They ate."}},
		{"country in the middle", "The U.S. Senate voted.", []string{"The U.S. Senate voted."}},
		{"country at the end", "He left the U.S. The plane rose.", []string{"He left the U.S.", "The plane rose."}},
		{"company", "Acme Inc. Chief Ann Poe left. Acme Inc. was sold.", []string{"Acme Inc. Chief Ann Poe left.", "Acme Inc. was sold."}},
		{"company at the end", "She runs Acme Inc. It makes anvils.", []string{"She runs Acme Inc.", "It makes anvils."}},
		{"months", "On Jan. 6 it rained. On St. John's day too.", []string{"On Jan. 6 it rained.", "On St. John's day too."}},
		{"hours", "At 5 p.m. the rain ended. It was 6 p.m. The sun set.", []string{"At 5 p.m. the rain ended.", "It was 6 p.m.", "The sun set."}},
		{"decimals and addresses", "It rose 3.5 points. See example.org/a.b?c. Then stop.", []string{"It rose 3.5 points.", "See example.org/a.b?c.", "Then stop."}},
		{"Latin abbreviations", "Metals, e.g. Iron, rust. So do others, i.e. Zinc.", []string{"Metals, e.g. Iron, rust.", "So do others, i.e. Zinc."}},
		{"quote after the point", "“It is over.” She left. 'No.' He stayed.", []string{"“It is over.”", "She left.", "'No.'", "He stayed."}},
		{"a question goes on", "“Why?” he asked. “Go!” they cried.", []string{"“Why?” he asked.", "“Go!” they cried."}},
		{"ellipses", "Well... maybe not. Well… Then yes... The end.", []string{"Well... maybe not.", "Well…", "Then yes...", "The end."}},
		{"brackets", "It rained (a lot.) Then it stopped.", []string{"It rained (a lot.)", "Then it stopped."}},
		{"many marks", "What?! Really?? Yes.", []string{"What?!", "Really??", "Yes."}},
		{"a small letter that begins", "It sold well. iPhone sales rose.", []string{"It sold well.", "iPhone sales rose."}},
		{"numbers that end", "It was sold in 2005. The buyer left.", []string{"It was sold in 2005.", "The buyer left."}},
		{"numbered head", "1. The plan", []string{"1. The plan"}},
		{"No. and no", "He came in at No. 10. She said no. They left.", []string{"He came in at No. 10.", "She said no.", "They left."}},
		{"German", "Am 3. Oktober kam z.B. Dr. Ude. „Gut so.“ Er ging.", []string{"Am 3. Oktober kam z.B. Dr. Ude.", "„Gut so.“", "Er ging."}},
		{"French", "« Je pars. » Il sort. M. Poe reste ?", []string{"« Je pars. »", "Il sort.", "M. Poe reste ?"}},
		{"Spanish", "¿Qué pasa? ¡Nada! El Sr. Poe calla.", []string{"¿Qué pasa?", "¡Nada!", "El Sr. Poe calla."}},
		{"Chinese", "他来了。她走了！为什么？", []string{"他来了。", "她走了！", "为什么？"}},
		{"Japanese quotation", "彼は「行く。もう遅い。」と言った。雨だ。", []string{"彼は「行く。もう遅い。」と言った。", "雨だ。"}},
		{"Hindi", "वर्षा हुई। बाढ़ आई।", []string{"वर्षा हुई।", "बाढ़ आई।"}},
		{"Arabic", "هل وصل؟ نعم. ذهب", []string{"هل وصل؟", "نعم.", "ذهب"}},
		{"nothing", " \n\n ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Sentences(tt.in); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Sentences(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

// Each line holds two sentences, with a bar where one ends.
func TestPointsOfAbbreviationsEndNothing(t *testing.T) {
	for _, want := range []string{
		"The court heard Larn v. Skerry, a case on sea walls.|Judges differ.",
		"She won Prado v. Harbour Board in May.|It cost her little.",
		"He met King Olaf V.|The king left.",
		"Sens. Ana Poe and Bo Li agreed.|Reps. Ito and Vale did not.",
		"Ana Poe (R-Minn.) voted yes.|Bo Li (D-Calif.) Monday voted no.",
		"Wells (see Fig. 3) ran dry.|It rained (a lot.)|Then it stopped.",
		"Ex-Gov. Ana Poe spoke.|Lt. Gov. Bo Li listened.",
		"He lives in Skerry, Me. Larnmouth is far.|", // uncertain, and kept together
		"He told me.|Larnmouth heard.",
		"She fell ill.|Doctors came.",
		"They sat in the sun.|Larnmouth slept.",
		"It opens Mon. Dec. 3 at noon.|Come early.",
		"It begins on Sept. 9.|Bring shoes.",
		"The shop on Main St.|The Larn is shut.",
		"On St. Olaf's day it rained.|St. Olaf slept.",
		"He studied art.|Larnmouth has a school.",
		"A fee under art. 5 is due.|Pay it.",
		"J. De Vries and A. van Loon met.|They ate.",
		"Poe et al. Found no cause.|", // uncertain
		"Read pp. 5 to 9.|Then rest.",
		"Sold c. 1850 to Mr. Li.|It burned.",
		"The U.S. Senate met at 5 p.m. Monday.|It rose.",
		"Rates rose .5 to 3.5 percent.|Banks fell.",
		"The wall ... Larnmouth needs it.|It is low.",
		"“We will go ... Now,” she said.|He stayed.",
		"Dr . Poe met U . S . Senator Li .|They ate .",
		"Am 3. Oktober spielte der 1. FC Larn.|Die 20. Ausgabe beginnt.",
		"Er zahlt u.a. Miete bzw. Strom usw.|Das reicht.",
		"Im Jahr 2005.|Danach kam er.",
		"La firma de EE. UU. Larn pagó.|Nada más.",
		"Avv. Rossi e il dott. Neri arrivano.|Il sig. Li resta.",
		"Dhr. Vos en mevr. Bos lopen, bijv. Naar huis.|Het is laat.",
		"Hon bor bl.a. Här ibland.|Det är allt.",
		"В 2014 г. Ларн сгорел.|Он стоял на ул. Мира.",
		"Пришли А. С. Поэ и акад. Ли.|Они ели.",
		"Op blz. 5 staat het.|Lees blz.|", // no number follows
	} {
		want := strings.Split(strings.TrimSuffix(want, "|"), "|")
		if got := Sentences(strings.Join(want, " ")); !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %q\nwant %q", got, want)
		}
	}
}

func TestSentencesWithoutASpaceBetweenThemArePartedButNotAddresses(t *testing.T) {
	for in, want := range map[string][]string{
		"The wall has fallen.Mr Poe saw it.":       {"The wall has fallen.", "Mr Poe saw it."},
		"They met in Skerry.Ana Poe reports.":      {"They met in Skerry.", "Ana Poe reports."},
		"The wall has fallen.A new one is planned": {"The wall has fallen.", "A new one is planned"},
		"Larnmouth.Com and Node.Js are names.":     {"Larnmouth.Com and Node.Js are names."},
		"See larnmouth.example.Org or St.Olaf.":    {"See larnmouth.example.Org or St.Olaf."},
		"It costs 3.5 crowns, v2.Beta says.":       {"It costs 3.5 crowns, v2.Beta says."},
		"Ms.Poe met Ph.D students.":                {"Ms.Poe met Ph.D students."},
		"Call main.NewReader or fmt.Println first": {"Call main.NewReader or fmt.Println first"},
	} {
		if got := Sentences(in); !reflect.DeepEqual(got, want) {
			t.Errorf("Sentences(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestItemsOfAListAreNotRunTogether(t *testing.T) {
	for in, want := range map[string][]string{
		"The plan:\n- A wall\n- A gate":         {"The plan:", "- A wall", "- A gate"},
		"The plan\n• A wall\n• A gate":          {"The plan", "• A wall", "• A gate"},
		"The wall\n- a high one -\nhas fallen.": {"The wall - a high one - has fallen."},
		"« Qui ? »\n– Moi.\n– Toi ?\nIl rit.":   {"« Qui ? »", "– Moi.", "– Toi ?", "Il rit."},
		"城墙倒了。\n他说。":                            {"城墙倒了。", "他说。"},
	} {
		if got := Sentences(in); !reflect.DeepEqual(got, want) {
			t.Errorf("Sentences(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}
