package summarize

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest/text"
)

// furniture says that a sentence belongs to the page and not to what it tells: invitations, notices, credits, links.
func (f *forms) furniture(s string) bool {
	if f.phrased(" " + text.Fold(s) + " ") {
		return true
	}
	for _, sign := range furnitureSigns {
		if strings.Contains(s, sign) {
			return true
		}
	}
	if strings.ContainsAny(s, "@#") && f.account.MatchString(s) {
		return true
	}
	return slices.ContainsFunc(f.lines, func(re *regexp.Regexp) bool { return re.MatchString(s) })
}

// untitle is a text's first sentence without the article's title, where that ran into it.
func untitle(s, title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if n := len(title); n > 0 && len(s) > n && strings.EqualFold(s[:n], title) && s[n] == ' ' {
		return s[n+1:]
	}
	return s
}

// phrased says that a folded sentence, between spaces, has one of the phrases of furniture.
func (f *forms) phrased(folded string) bool {
	for rest := folded; len(rest) > 1; {
		word, _, _ := strings.Cut(rest[1:], " ")
		if slices.ContainsFunc(f.phrases[word], func(phrase string) bool { return strings.HasPrefix(rest, phrase) }) {
			return true
		}
		rest = rest[1+len(word):]
	}
	return slices.ContainsFunc(f.phrases[""], func(phrase string) bool { return strings.Contains(folded, phrase) })
}

// byFirstWord is the phrases by the word that they begin with; those of scripts without spaces under none.
func byFirstWord(phrases []string) map[string][]string {
	by := make(map[string][]string)
	for _, p := range phrases {
		word := ""
		if strings.HasPrefix(p, " ") {
			word, _, _ = strings.Cut(p[1:], " ")
		}
		by[word] = append(by[word], p)
	}
	return by
}

// uncaption is a report's first sentence without a caption and its credit that ran into it: "The harbour at dusk. – AFP PARIS
// — The". That the report begins there shows in its date line.
func (f *forms) uncaption(s string) string {
	for _, m := range f.credit.FindAllStringIndex(s, -1) {
		if rest := s[m[1]:]; m[0] > 0 && f.withoutDateline(rest) != rest {
			return rest
		}
	}
	return s
}

// uncall is a report's first sentence without the place in capitals, or the two agencies, that some wires put before it
// with no sign between: "ISLAMABAD Violence rocked Pakistan", "CBS/AP The families". That it is a place shows in the text,
// where it is written like any name, or by the article that follows; a person's, as in "GERRY Collins", stands there before the same word again.
func (f *forms) uncall(s, body string) string {
	s = f.agencies.ReplaceAllString(s, "$1")
	m := f.called.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	if m[2] == "A" || m[2] == "An" || m[2] == "The" {
		return s[len(m[0])-len(m[2]):]
	}
	for _, word := range strings.Fields(m[1]) {
		first, size := utf8.DecodeRuneInString(word)
		usual := string(first) + strings.ToLower(word[size:])
		if !strings.Contains(body, usual) || strings.Contains(body, usual+" "+m[2]) || strings.Contains(body, usual+" "+strings.ToLower(m[2])) {
			return s
		}
	}
	return s[len(m[0])-len(m[2]):]
}

// undate is a sentence without the date line before it: the place, the date and the agency that wires put before a
// report. Two are taken where an agency stands before the place.
func (f *forms) undate(s string) string {
	for range 2 {
		rest := f.withoutDateline(s)
		if rest == s {
			break
		}
		s = rest
	}
	return s
}

func (f *forms) withoutDateline(s string) string {
	const head = 200 // bytes: more than any date line has
	if h := s[:min(len(s), head)]; !strings.ContainsAny(h, ",-–—―(:â】电電讯0123456789") && !strings.Contains(h, "Associated Press") {
		return s
	}
	for _, d := range f.datelines {
		found := d.FindStringSubmatchIndex(s)
		if found == nil {
			continue
		}
		line, rest := s[:found[3]], s[found[3]:]
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, openings))
		aside := slices.ContainsFunc([]string{" — ", " – ", " - "}, func(dash string) bool {
			return strings.HasSuffix(line, dash) && strings.Contains(rest, dash) && !strings.ContainsAny(line, "(,")
		})
		if rest != "" && !unicode.IsLower(first) && !aside {
			return rest
		}
	}
	return s
}

const (
	place  = `\p{Lu}[\p{L}.'’-]*(?:[ /](?:\p{Lu}|de|la|of|el|al)[\p{L}.'’-]*){0,3}`
	detail = `(?:,\s?[^,()–—]{2,28}){0,3}`
	months = `January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec`
	dash   = `\s*(?:[-–—―]{1,2}|\.-|:|â\x{80}[\x{93}-\x{95}])\s*`
	agency = `(?:AP|Reuters|REUTERS|AFP|CNN|UPI|Xinhua|dpa|DPA|EFE|ANSA|TASS|RIA Novosti|Interfax|Bloomberg|PTI|ANI|IANS|Kyodo|Yonhap|BBC|CP|PA|AAP|SID|KNA|epd|Adnkronos|LaPresse|Europa Press|Lusa|ANP|Belga|APA|ATS|AA|MTI|PAP|NTB|TT|STT|Ritzau|CBS(?: News)?|NBC(?: News)?|ABC(?: News)?|Fox News|The Hill|Politico|NNA|SANA|MENA|WAM|QNA|Antara|Bernama|VOA|RFE/RL|AlterNet|AllAfrica)`
)

// furnitureForms tell what belongs to the page, and what stands before a report.
type furnitureForms struct {
	phrases      map[string][]string // furniturePhrases by their first word
	account      *regexp.Regexp      // a mail address, or two names of accounts or tags
	lines        []*regexp.Regexp    // what furniture looks like in any language: times of a live blog, labels, bylines, captions
	called       *regexp.Regexp      // a place in capitals without a sign after it
	agencies     *regexp.Regexp      // two of them
	credit       *regexp.Regexp      // who took a picture
	underPicture *regexp.Regexp      // begins what stands after a caption
	datelines    []*regexp.Regexp    // the forms of what stands before a report; the group is what is left out
}

func newFurnitureForms() furnitureForms {
	return furnitureForms{
		phrases:      byFirstWord(furniturePhrases),
		account:      regexp.MustCompile(`\w@\w|[@#]\w+.*[@#]\w+`),
		lines:        furnitureLines(),
		called:       regexp.MustCompile(`^(\p{Lu}{4,}(?: \p{Lu}{3,}){0,2}) (?:[-–—―]+ )?(\p{Lu}[\p{L}’']*)`),
		agencies:     regexp.MustCompile(`^\p{Lu}{2,5}/\p{Lu}{2,5} (\p{Lu})`),
		credit:       regexp.MustCompile(`(?:[-–—] ?|[(\[])` + agency + `(?: Photo)?(?:/[\p{L} ]{2,40})?[)\]]?\.? `),
		datelines:    datelines(),
		underPicture: regexp.MustCompile(`^(?:(?:` + months + `)\.? \d{1,2}, (?:19|20)\d\d\b(?:$|\.$| \p{Lu})|(?:Photo|Photograph|Image|Picture|Credit|Foto|Bild)(?: by|:|/| \(| credit)|(?:` + agency + `|Getty(?: Images)?)(?: Photo)?(?:/|$|\.$))`),
	}
}

func furnitureLines() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`^\d{1,2}[.:]\d{2}\s?(?:[apAP][mM]|[A-Z]{3})?\b`),
		regexp.MustCompile(`^(?:[\[*]|[QA]: |(?:Correction|Clarification|Photo|Photos|Photograph|Foto|Bild|Image|Video|Source|Note|PS|Special Report|Factbox|Timeline)\b:)`),
		regexp.MustCompile(`, (?:left|right|cent(?:er|re)|(?:second|third) from (?:left|right))(?:,| and )`),
		regexp.MustCompile(`^(?:An?|The|This) (?:undated )?(?:screen ?shot|screengrab|photo(?:graph)?|picture|image|video still|map) (?:of|from|shows|showing|taken|released|provided)\b`),
		regexp.MustCompile(`^(?:Welcome to|Oh,|Well,) `),
		regexp.MustCompile(`\(L\).*\(R\)|\([LR] ?(?:-|to) ?[LR]\)|\(L\) (?:shakes|speaks|looks|poses|listens|walks|talks|meets|greets) `),
		regexp.MustCompile(`\bUpdated(?: at|:) \d`),
		regexp.MustCompile(`^[^,"“”]{0,60} said in a statement\b`),
		regexp.MustCompile(`^(?:E[SD]?T|GMT|BST|CES?T|P[SD]T) \p{Lu}`),
		regexp.MustCompile(`\p{Ll} (?:Updated|Published|Posted) \p{Lu}`),
		regexp.MustCompile(`^(?:WATCH|READ|LISTEN|FILE|VIDEO|PHOTOS?|SEE|MORE|RELATED)\b`),
		regexp.MustCompile(`^(?:Enlarge )?By (?:\p{Lu}[\p{L}.'’-]+ ?){2,3},? \p{Lu}`),
		regexp.MustCompile(`^(?:By|Von|Par|Por|Di|Door) \p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){1,3}\b[^,]{0,40}$`),
	}
}

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
		regexp.MustCompile(`^((?:` + months + `)\.? \d{1,2} )\p{Lu}`),
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
