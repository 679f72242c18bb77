package dateline

import "regexp"

// Months are the English months for a regular expression, in full and as wires shorten them.
const Months = `January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec`

const (
	place  = `\p{Lu}[\p{L}.'’-]*(?:[ /](?:\p{Lu}|de|la|of|el|al)[\p{L}.'’-]*){0,3}`
	detail = `(?:,\s?[^,()–—]{2,28}){0,3}`
	dash   = `\s*(?:[-–—―]{1,2}|\.-|:|â\x{80}[\x{93}-\x{95}])\s*`
	agency = `(?:AP|Reuters|REUTERS|AFP|CNN|UPI|Xinhua|dpa|DPA|EFE|ANSA|TASS|RIA Novosti|Interfax|Bloomberg|PTI|ANI|IANS|Kyodo|Yonhap|BBC|CP|PA|AAP|SID|KNA|epd|Adnkronos|LaPresse|Europa Press|Lusa|ANP|Belga|APA|ATS|AA|MTI|PAP|NTB|TT|STT|Ritzau|CBS(?: News)?|NBC(?: News)?|ABC(?: News)?|Fox News|The Hill|Politico|NNA|SANA|MENA|WAM|QNA|Antara|Bernama|VOA|RFE/RL|AlterNet|AllAfrica)`
)

func datelines() []*regexp.Regexp {
	return []*regexp.Regexp{
		// PARIS, Nov 3 (Reuters) - … ; Washington (CNN) … ; (AP) — … ; Dec. 15 (Bloomberg) -- …
		regexp.MustCompile(`^((?:` + place + `(?: \d{1,2})?` + detail + `\s*)?\(` + agency + `(?:[ /][\p{L} ]{2,20})?\)(?:` + dash + `|\s*))`),
		// HARARE, Zimbabwe (The Herald) — …
		regexp.MustCompile(`^(` + place + detail + `\s*\(\p{Lu}[\p{L}. &]{1,30}\)\s*(?:--?|[–—])\s+)`),
		// Reuters - …
		regexp.MustCompile(`^(` + agency + `\s+[-–—]{1,2}\s+)`),
		// WASHINGTON — … ; ROMA, 03 NOV - … ; BERLIN, Nov. 3 -- …
		regexp.MustCompile(`^(\p{Lu}[\p{Lu}.'’-]+(?:[ /]\p{Lu}[\p{Lu}.'’-]+){0,3}` + detail + `\s*(?:[-–—―]{2}|[–—―]|\s-\s|â\x{80}[\x{93}-\x{95}])\s*)`),
		// NEW DELHI: …
		regexp.MustCompile(`^(\p{Lu}{2}[\p{Lu}.'’-]+(?: \p{Lu}[\p{Lu}.'’-]+){0,2}:\s+)`),
		// Paris — … ; Paris, le 3 novembre — …
		regexp.MustCompile(`^(` + place + detail + `\s+(?:[-–—]{2}|—|―)\s+)`),
		// Paris - The … : a short dash alone does not tell a place from a name
		regexp.MustCompile(`^(` + place + detail + `\s+[-–]\s+)(?:A|An|The)\s`),
		// A Reporter and Another, The Associated Press GAZA -- …
		regexp.MustCompile(`^((?:\p{Lu}[^.]{3,60}, )?The Associated Press )\p{Lu}`),
		// 2006-05-28 08:32 …; March 3 … where the report goes on with a capital
		regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?\s+)`),
		regexp.MustCompile(`^((?:` + Months + `)\.? \d{1,2} )\p{Lu}`),
		// Kabul, Afghanistan - …
		regexp.MustCompile(`^(\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+)?, \p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+)? [-–—―] )\p{Lu}`),
		// PESHAWAR, Pakistan A …
		regexp.MustCompile(`^(\p{Lu}[\p{Lu}-]{3,}(?: \p{Lu}{3,}){0,2}, \p{Lu}\p{Ll}+ )(?:A|An|The) `),
		// Updated: …
		regexp.MustCompile(`^((?i:updated|update|breaking|exclusive)(?: at [\d:. apm]+| \d+)?:\s+)`),
		// 新华社北京11月3日电 … ; 【東京】…
		regexp.MustCompile(`^((?:新华社|中新社|中新网|本报)\P{Po}{0,24}?[电電讯]\s*(?:[（(][^）)]{1,30}[）)])?\s*)`),
		regexp.MustCompile(`^(【[^】]{1,20}】\s*)`),
	}
}
