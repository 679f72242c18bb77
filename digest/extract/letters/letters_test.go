package letters

import "testing"

func TestLinesThatDifferInSpacingAndMarksHaveOneKey(t *testing.T) {
	for line, want := range map[string]string{"": "", " The  Bridge, 1928! ": "thebridge1928", "Über—die Brücke": "überdiebrücke", "桥，1928": "桥1928"} {
		if got := Key(line); got != want {
			t.Errorf("Key(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestCountIsOfLettersAndDigitsInAnyScript(t *testing.T) {
	for line, want := range map[string]int{"": 0, "— … —": 0, "The bridge, 1928": 13, "桥，1928": 5, "é٣": 2} {
		if got := Count(line); got != want {
			t.Errorf("Count(%q) = %d, want %d", line, got, want)
		}
	}
}

func TestSentencesEndInAnyScriptBehindQuotesAndBrackets(t *testing.T) {
	for line, want := range map[string]bool{
		"The bridge fell.": true, "“The bridge fell.”": true, "(It fell!)": true, "桥倒了。": true, "पुल गिर गया।": true,
		"": false, "The bridge": false, "What fell:": false, "Photo: Reuters": false,
	} {
		if got := EndSentence(line, ""); got != want {
			t.Errorf("EndSentence(%q) = %v, want %v", line, got, want)
		}
	}
	if !EndSentence("What fell:", ":;") {
		t.Error("a colon will not do though it was asked for")
	}
}
