package samples

// ordinarySections are the stories of Ordinary.
var ordinarySections = []struct {
	title    string
	tellings []telling
}{
	{"World", []telling{
		{
			"Council approves river crossing after nine-year dispute", "Harbour Post", 4,
			[]string{
				"The council voted 31 to 12 on Sunday night to build a bridge and not a tunnel between Eastbank and the old docks.",
				"Work is to begin in March, and the first trams should cross in 2031.",
				"Test Tribune: Residents of Eastbank said that they would go to court over the approach road.",
			},
			[]string{"Test Tribune", "Öresund Nytt", "Le Modèle", "The Daily Sample", "Canal Street Journal"},
		},
		{
			"Two countries reopen their border to rail freight", "The Daily Sample", 3,
			[]string{"Forty wagons of timber crossed before noon on Sunday, the first since the line was closed in 2019.", "A passenger service may follow in summer."},
			[]string{"Harbour Post", "Le Modèle"},
		},
		{
			"Storm season starts early along the southern coast", "Test Tribune", 2,
			[]string{"Three ports closed for a night and 14,000 households were without power by Sunday evening."},
			nil,
		},
	}},
	{"Technology", []telling{
		{
			"Open mail standard gains one-click address change", "Packet & Press", 5,
			[]string{"Readers will be able to move a subscription to another address without writing to every sender.", "Two large providers said that they would switch it on in January."},
			[]string{"Harbour Post"},
		},
		{
			"Chip maker delays its smallest node to spring", "Silicon Ledger", 4,
			[]string{"Yields at the new plant are below half of what was planned.", "Orders for this year are not affected, the company said."},
			[]string{"The Daily Sample", "Packet & Press", "Test Tribune", "Le Modèle"},
		},
		{
			"A browser drops support for third-party cookies, again", "Packet & Press", 3,
			[]string{"It is the fourth announcement in six years, and the first with a date."},
			nil,
		},
	}},
	{"Business", []telling{
		{
			"Rates held as inflation slows for a third month", "Canal Street Journal", 3,
			[]string{"The bank kept its main rate at 2.25 per cent.", "Prices rose by 1.9 per cent in the year to October, less than economists had expected."},
			[]string{"The Daily Sample", "Le Modèle", "Harbour Post", "Test Tribune", "Öresund Nytt", "Silicon Ledger"},
		},
		{
			"Shipping group orders twelve methanol-powered vessels", "Öresund Nytt", 2,
			[]string{"The ships are to be delivered from 2029 and can burn ordinary fuel where methanol is not to be had."},
			nil,
		},
		{
			"Bookshops report their best autumn in a decade", "Le Modèle", 2,
			[]string{"Sales in October were 8 per cent above last year’s, helped by two prize winners and a wet month."},
			[]string{"Canal Street Journal"},
		},
	}},
	{"Science", []telling{
		{
			"Telescope finds water vapour on a warm mini-Neptune", "Field Notes", 6,
			[]string{"The planet circles its star in nine days and is too hot for oceans.", "The signal was seen in two of three transits."},
			[]string{"Test Tribune", "Harbour Post"},
		},
		{
			"Old vaccine shows promise against a new strain", "Field Notes", 4,
			[]string{"In a trial with 1,200 people, the antibodies of those vaccinated as children recognised the new strain as well."},
			nil,
		},
		{
			"Seabirds follow the smell of plankton, study finds", "Öresund Nytt", 3,
			[]string{"Birds that could not smell flew in circles; the others found food within a day."},
			nil,
		},
	}},
	{"Local", []telling{
		{
			"Library hours extended on weekends", "Harbour Post", 1,
			[]string{"From December all six branches open until eight on Saturdays and from noon on Sundays."},
			nil,
		},
		{
			"Tram line 6 closed for two weeks", "Harbour Post", 1,
			[]string{"Buses replace trams between Mill Lane and the station until 6 December."},
			[]string{"The Daily Sample"},
		},
		{
			"School kitchen wins national prize", "The Daily Sample", 2,
			[]string{"The jury praised a menu that pupils write themselves, and bread that is baked before the first lesson."},
			nil,
		},
	}},
}
