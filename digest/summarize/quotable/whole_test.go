package quotable

import (
	"testing"

	"tidings/digest/summarize/verbs"
)

func TestFragmentsAreNeverQuoted(t *testing.T) {
	rules := New(verbs.New())
	for _, line := range []string{
		"and the wall fell on Monday.",
		"A new wall for Larnmouth",
		"“We have waited long for the wall.",
		"“We have waited long for the wall.”",
		"THE WALL HAS FALLEN AGAIN TODAY.",
		"The wall fell (on Monday.",
		"The old wall of the harbour The council met on Monday.",
		"New Wall For Larnmouth Approved After Long Debate.",
		"The wall\u0094 fell on Monday.",
	} {
		if !rules.broken(line, "en") {
			t.Errorf("%q may be quoted", line)
		}
	}
	for _, tt := range []struct{ line, lang string }{
		{"The wall fell on Monday.", "en"},
		{"“The wall is high,” Ana Prazeres said on Monday.", "en"},
		{"Die „Mauer am Hafen“ fiel am Montag.", "de"},
		{"Der Rat der Stadt Larnmund hat am Montag die Mauer genehmigt.", "de"},
		{"”Muren är hög”, sade Ana Prazeres i måndags.", "sv"},
		{"« Le mur est haut », a dit Ana Prazeres lundi.", "fr"},
		{"城墙在星期一倒了。", "zh"},
	} {
		if rules.broken(tt.line, tt.lang) {
			t.Errorf("%q was taken for a fragment", tt.line)
		}
	}
}

func TestOnlyStatementsAreQuoted(t *testing.T) {
	rules := New(verbs.New())
	for _, line := range []string{
		"Will the wall of Larnmouth hold another winter?",
		"“Will it hold another winter?”",
		"The council of Larnmouth has a plan that nobody expected…",
		"The wall fell, and then...",
		"Evening rain along the harbour wall with my dog.",
		"A new wall for the harbour of Larnmouth.",
		"A wild night to have in your harbour this winter.",
		"3. The council of Larnmouth votes on Monday.",
		"The mayor of Skerry in SÃ¶derby said that the wall had fallen.",
		"The wall of Larnmouth cost Â£40 million when it was built.",
	} {
		if !rules.broken(line, "en") {
			t.Errorf("%q may be quoted", line)
		}
	}
	for _, tt := range []struct{ line, lang string }{
		{"Ana Poe died on Monday.", "en"},
		{"Walls fall and towns drown.", "en"},
		{"The town swelters under a hot sun.", "en"}, // a verb that is not listed
		{"It’s the third wall in a year.", "en"},
		{"They'll build another one in Larnmouth.", "en"},
		{"Âge et santé, disait Ana Poe à Larnmouth.", "fr"},
		{"Ukuta wa bandari umeanguka usiku wa Jumatatu.", "en"}, // its language was mistaken
		{"3. Oktober ist der Tag der Mauer von Larnmund.", "de"},
	} {
		if rules.broken(tt.line, tt.lang) {
			t.Errorf("%q was taken for a fragment", tt.line)
		}
	}
}

func TestCaptionsWithSidesAndHalfQuotationsAreNotQuoted(t *testing.T) {
	rules := New(verbs.New())
	for _, line := range []string{
		"This is the wall that the town has waited for.'", "The council shakes hands (L) with the mayor (R) at the wall.",
		"Mayor Ana Poe (L) greets the builders of the wall on Monday.", "The page you requested has moved to another wall.",
	} {
		if !rules.broken(line, "en") && !rules.furniture.In(line) {
			t.Errorf("%q may be quoted", line)
		}
	}
	for _, line := range []string{"The governor, Ana Poe (R), said on Monday that 'the wall will stay.'", "The workers' walls stood."} {
		if rules.broken(line, "en") || rules.furniture.In(line) {
			t.Errorf("%q may not be quoted", line)
		}
	}
}
