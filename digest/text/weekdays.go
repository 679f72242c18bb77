package text

import (
	"strings"
	"time"
)

// weekdays are the days of a week as a language writes them, Sunday first, the forms of one day with a stroke between
// them. Portuguese numbers its days, and Turkish calls Sunday a market: words that say other things as often are left out,
// and then the whole language is, since half a week would tell nothing.
var weekdays = map[string]map[string]time.Weekday{
	"en": week("sunday monday tuesday wednesday thursday friday saturday"),
	"de": week("sonntag montag dienstag mittwoch donnerstag freitag samstag/sonnabend"),
	"fr": week("dimanche lundi mardi mercredi jeudi vendredi samedi"),
	"es": week("domingo lunes martes miércoles jueves viernes sábado"),
	"it": week("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
	"nl": week("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag"),
	"sv": week("söndag/söndagen måndag/måndagen tisdag/tisdagen onsdag/onsdagen torsdag/torsdagen fredag/fredagen lördag/lördagen"),
	"da": week("søndag mandag tirsdag onsdag torsdag fredag lørdag"),
	"no": week("søndag mandag tirsdag onsdag torsdag fredag lørdag"),
	"fi": week(`sunnuntai/sunnuntaina maanantai/maanantaina tiistai/tiistaina keskiviikko/keskiviikkona torstai/torstaina
		perjantai/perjantaina lauantai/lauantaina`),
	"pl": week("niedziela/niedzielę poniedziałek wtorek środa/środę czwartek piątek sobota/sobotę"),
	"cs": week("neděle/neděli pondělí úterý středa/středu čtvrtek pátek sobota/sobotu"),
	"ru": week("воскресенье понедельник вторник среда/среду четверг пятница/пятницу суббота/субботу"),
	"uk": week("неділя/неділю понеділок вівторок середа/середу четвер п'ятниця/п'ятницю субота/суботу"),
	// Words of Chinese and Japanese are pairs of characters.
	"zh": week("周日/週日/期日/期天 周一/週一/期一 周二/週二/期二 周三/週三/期三 周四/週四/期四 周五/週五/期五 周六/週六/期六"),
	"ja": week("日曜 月曜 火曜 水曜 木曜 金曜 土曜"),
}

func week(days string) map[string]time.Weekday {
	m := make(map[string]time.Weekday)
	for day, forms := range strings.Fields(days) {
		for _, form := range strings.Split(forms, "/") {
			m[form] = time.Weekday(day)
		}
	}
	return m
}

// Weekday is the day that a folded word names in a language (ISO 639-1); false for every other word, and in a language
// whose days it does not know.
func Weekday(fold, lang string) (time.Weekday, bool) {
	day, ok := weekdays[lang][fold]
	return day, ok
}
