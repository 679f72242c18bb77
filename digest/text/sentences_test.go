package text

import (
	"reflect"
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
