package charset

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMarkedDocumentsNeedNoLabel(t *testing.T) {
	const doc = `<?xml version="1.0"?><title>Čaj – €5</title>`
	for name, body := range map[string][]byte{
		"utf-8":    []byte("\ufeff" + doc),
		"utf-16le": append([]byte("\xff\xfe"), encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), doc)...),
		"utf-16be": append([]byte("\xfe\xff"), encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), doc)...),
		"utf-32le": append([]byte("\xff\xfe\x00\x00"), encode(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), doc)...),
		"utf-32be": append([]byte("\x00\x00\xfe\xff"), encode(t, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), doc)...),
	} {
		got := XML(body, "text/xml; charset=iso-8859-1")
		if string(got.Text) != doc || got.Name != name {
			t.Errorf("%s: got %q as %s", name, got.Text, got.Name)
		}
	}
}

func TestWideDocumentsAreKnownByTheirZeros(t *testing.T) {
	const doc = "<?xml version='1.0'?><title>Čaj</title>"
	for name, e := range map[string]encoding.Encoding{
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"utf-32le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM),
		"utf-32be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	} {
		if got := XML(encode(t, e, doc), ""); string(got.Text) != doc || got.Name != name {
			t.Errorf("%s: got %q as %s", name, got.Text, got.Name)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		promise, contentType string
		body                 []byte
		text, name           string
	}{
		{
			"the header names the charset", "application/rss+xml; charset=KOI8-R",
			encode(t, charmap.KOI8R, "<t>Привет</t>"), "<t>Привет</t>", "koi8-r",
		},
		{
			"the declaration names it", "text/xml",
			encode(t, charmap.Windows1251, `<?xml version="1.0" encoding="windows-1251"?><t>Привет</t>`), "Привет", "windows-1251",
		},
		{
			"the header beats the declaration", "text/xml; charset=windows-1251",
			encode(t, charmap.Windows1251, `<?xml version="1.0" encoding="koi8-r"?><t>Привет</t>`), "Привет", "windows-1251",
		},
		{
			"valid UTF-8 beats both", "text/xml; charset=iso-8859-1",
			[]byte(`<?xml version="1.0" encoding="windows-1252"?><t>Grüße</t>`), "Grüße", "utf-8",
		},
		{
			"ISO-2022-JP is ASCII to the eye and is honoured", "",
			encode(t, japanese.ISO2022JP, `<?xml version="1.0" encoding="iso-2022-jp"?><t>こんにちは</t>`), "こんにちは", "iso-2022-jp",
		},
		{
			"ISO-2022-JP without a label is known by its escapes", "",
			encode(t, japanese.ISO2022JP, `<t>こんにちは</t>`), "こんにちは", "iso-2022-jp",
		},
		{
			"a label of IANA that browsers do not have", "",
			[]byte("<?xml version='1.0' encoding='cp437'?><t>caf\x82</t>"), "café", "cp437",
		},
		{
			"Latin-1 is read as windows-1252, as browsers do", "",
			[]byte("<?xml version='1.0' encoding='iso-8859-1'?><t>\x93caf\xe9\x94</t>"), "“café”", "windows-1252",
		},
		{
			"EBCDIC cannot be read without reading it", "",
			encode(t, charmap.CodePage037, `<?xml version="1.0" encoding="cp037"?><t>caf`+"é</t>"), "café", "cp037",
		},
		{
			"a header that is not well-formed", "text/xml; charset=koi8-r; boundary==",
			encode(t, charmap.KOI8R, "<t>Привет</t>"), "Привет", "koi8-r",
		},
		{
			"a label nobody knows is no label", "text/xml; charset=martian",
			[]byte("<?xml version='1.0' encoding='windows-1250'?><t>\x9elu\x9d</t>"), "žluť", "windows-1250",
		},
	} {
		got := XML(c.body, c.contentType)
		if !strings.Contains(string(got.Text), c.text) || got.Name != c.name {
			t.Errorf("%s: got %q as %s, want %q as %s", c.promise, got.Text, got.Name, c.text, c.name)
		}
	}
}

func TestMetaElementsDeclareTheCharsetOfAPage(t *testing.T) {
	for _, head := range []string{
		`<meta charset=shift_jis>`,
		`<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">`,
		"<!-- " + strings.Repeat("long ", 400) + ` --><meta charset="sjis">`,
	} {
		got := HTML(encode(t, japanese.ShiftJIS, "<html><head>"+head+"</head>日本語</html>"), "text/html")
		if !strings.Contains(string(got.Text), "日本語") || got.Name != "shift_jis" {
			t.Errorf("%.60s: got %s %q", head, got.Name, got.Text)
		}
	}
}

// Sentences that say nothing, each in the charset its readers would have used.
var undeclared = []struct {
	name string
	enc  encoding.Encoding
	text string
}{
	{"koi8-r", charmap.KOI8R, "Сегодня утром в городе открылась выставка старых часов, которую ждали целый год."},
	{"windows-1251", charmap.Windows1251, "Сегодня утром в городе открылась выставка старых часов, которую ждали целый год."},
	{"shift_jis", japanese.ShiftJIS, "今朝、町で古い時計の展覧会が始まりました。みんなが一年も待っていたものです。"},
	{"euc-jp", japanese.EUCJP, "今朝、町で古い時計の展覧会が始まりました。みんなが一年も待っていたものです。"},
	{"euc-kr", korean.EUCKR, "오늘 아침 도시에서 오래된 시계 전시회가 열렸습니다. 모두가 일 년을 기다렸습니다."},
	{"gb18030", simplifiedchinese.GBK, "今天早上城里开了一个旧钟表的展览，大家已经等了一年了。经济发展很快。"},
	{"big5", traditionalchinese.Big5, "今天早上城裡開了一個舊鐘錶的展覽，大家已經等了一年了。經濟發展很快。"},
	{"windows-1252", charmap.Windows1252, "Ce matin, une exposition de montres anciennes a été inaugurée : l'entrée n'était pas chère, même très modérée."},
}

func TestUndeclaredCharsetsAreDetected(t *testing.T) {
	for _, c := range undeclared {
		doc := "<rss><channel><title>" + c.text[:0] + "</title><item><description>" + c.text + "</description></item></channel></rss>"
		got := XML(encode(t, c.enc, doc), "")
		if string(got.Text) != doc || got.Name != c.name || got.Warning == "" {
			t.Errorf("%s: got %s (%q): %q", c.name, got.Name, got.Warning, got.Text)
		}
	}
}

func TestAGuessIsTheSameEveryTime(t *testing.T) {
	body := []byte("<t>All of it is a sh\xe8</t>") // two charsets have it, and are as likely
	first := XML(body, "")
	for range 1000 {
		if again := XML(body, ""); again.Name != first.Name || !bytes.Equal(again.Text, first.Text) {
			t.Fatalf("%s, and the next time %s", first.Name, again.Name)
		}
	}
}

func TestStrayBytesDoNotChangeTheCharset(t *testing.T) {
	for _, c := range []struct{ promise, body, want string }{
		{"a letter of Latin-1", "Grüße, größer, schöner: caf\xe9 au lait", "Grüße, größer, schöner: café au lait"},
		{"a quotation mark of windows-1252", "<?xml version='1.0' encoding='utf-8'?>it\x92s", "<?xml version='1.0' encoding='utf-8'?>it’s"},
		{"a character cut short is dropped", "Grüße, größer, schöner \xe2\x80", "Grüße, größer, schöner "},
		{"a byte without meaning is dropped", "Grüße, größer, schöner\x81!", "Grüße, größer, schöner!"},
	} {
		got := XML([]byte(c.body), "")
		if string(got.Text) != c.want || got.Name != "utf-8" || got.Warning == "" {
			t.Errorf("%s: got %q as %s (%q)", c.promise, got.Text, got.Name, got.Warning)
		}
	}
}

func TestTextThatWasEncodedTwiceIsReadOnce(t *testing.T) {
	for doubled, want := range map[string]string{
		"CafÃ©â€™s – and so on":                                 "Café’s – and so on",
		"GroÃŸe Ãœberraschung fÃ¼r alle":                        "Große Überraschung für alle",
		"Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ã©":                                       "привет é",
		"ðŸ˜€ Ã© â€œxâ€\ufffd":                                  "😀 é “x”",
		"Caf\u00c3\u00a9 \u00e2\u0080\u009cX\u00e2\u0080\u009d": "Café “X”",
	} {
		if got := XML([]byte(doubled), ""); string(got.Text) != want || got.Warning == "" {
			t.Errorf("%s: got %q (%q), want %q", doubled, got.Text, got.Warning, want)
		}
	}
	for _, right := range []string{"“AMANHÃ”", "«Ça» à « Ã »", "“FÖRSTÅ”", "ação, João", "à « la »", "naïve Ärger"} {
		if got := XML([]byte(right), ""); string(got.Text) != right || got.Warning != "" {
			t.Errorf("%s: got %q (%q)", right, got.Text, got.Warning)
		}
	}
}

func TestCharactersThatXMLForbidsAreMendedOrDropped(t *testing.T) {
	const body = "a\x00b\x07c\u0093d\u0094\u0081\ufffe\uffffe\tf\u00a0"
	if got, want := string(XML([]byte(body), "").Text), "abc“d”e\tf\u00a0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsRightIsNotWarnedOf(t *testing.T) {
	for _, body := range []string{"", "<t>plain</t>", "<?xml version='1.0' encoding='UTF-8'?><t>Grüße</t>"} {
		if got := XML([]byte(body), "text/xml; charset=utf-8"); got.Warning != "" || string(got.Text) != body {
			t.Errorf("%q: %q", body, got.Warning)
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, c := range undeclared {
		f.Add(encode(f, c.enc, c.text), "")
	}
	f.Add([]byte("\xff\xfe<\x00"), "text/xml; charset=utf-16")
	f.Add([]byte("\x4c\x6f\xa7\x94"), "")
	f.Add([]byte("caf\xe9\xe2\x80"), "text/html; charset=hz-gb-2312")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		before := bytes.Clone(body)
		for _, d := range []Decoded{XML(body, contentType), HTML(body, contentType)} {
			if !utf8.Valid(d.Text) {
				t.Errorf("%s gave invalid UTF-8 %q", d.Name, d.Text)
			}
			for _, r := range string(d.Text) {
				if _, ok := Legal(r); !ok {
					t.Errorf("%s gave the illegal character %U", d.Name, r)
				}
			}
			if bytes.HasPrefix(d.Text, []byte("\ufeff\ufeff")) || d.Name == "" {
				t.Errorf("%q %q", d.Name, d.Text)
			}
		}
		if !bytes.Equal(before, body) {
			t.Error("the body was changed")
		}
	})
}
