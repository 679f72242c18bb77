package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/links"
)

// form is what a reader sees and changes, as text.
type form struct {
	Topics, Mute, Cadence, Pause, At, Timezone, Format, MaxStories string
}

// settings are the choices that the form is about, in its order, with where each stands.
func (f *form) settings() map[digest.ChoiceKey]*string {
	return map[digest.ChoiceKey]*string{
		digest.ChoiceTopics: &f.Topics, digest.ChoiceMute: &f.Mute, digest.ChoiceTimezone: &f.Timezone,
		digest.ChoiceAt: &f.At, digest.ChoiceCadence: &f.Cadence, digest.ChoicePause: &f.Pause, digest.ChoiceFormat: &f.Format,
		digest.ChoiceMaxStories: &f.MaxStories,
	}
}

// formOf is a reader's settings as the form shows them.
func formOf(s digest.Subscriber) form {
	f := form{
		Topics: rules(s.Topics.Include), Mute: rules(s.Mute.Exclude), Format: string(s.Format),
		Cadence: digest.CadenceWord(s.Cadence), Pause: s.Pause.Until, At: string(s.At),
	}
	if f.Format == "" {
		f.Format = string(digest.FormatHTML)
	}
	if s.Location != nil {
		f.Timezone = s.Location.String()
	}
	if s.MaxStories > 0 {
		f.MaxStories = strconv.Itoa(s.MaxStories)
	}
	return f
}

// Days are the choices of days: those with words, and what the file says when it is none of them.
func (f form) Days() []string {
	days := []string{"daily", "weekdays", "weekends", "weekly"}
	if !slices.Contains(days, f.Cadence) {
		days = append(days, f.Cadence)
	}
	return days
}

func rules(all []digest.Rule) string {
	var b strings.Builder
	for _, r := range all {
		b.WriteString(r.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// posted is the form as it comes back; a setting that it lacks stays as it is.
func posted(r *http.Request, now form) form {
	f := now
	for key, field := range f.settings() {
		if values, ok := r.PostForm[string(key)]; ok {
			*field = strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n"))
		}
	}
	return f
}

// chosen are the settings in which a form differs from what holds: only those become the reader's own, so that the others
// go on following the file. The error is for the reader's eyes.
func chosen(f, now form, at time.Time) ([]digest.Choice, error) {
	var choices []digest.Choice
	before := now.settings()
	for _, key := range []digest.ChoiceKey{
		digest.ChoiceTopics, digest.ChoiceMute, digest.ChoiceCadence, digest.ChoicePause, digest.ChoiceAt, digest.ChoiceTimezone, digest.ChoiceFormat,
		digest.ChoiceMaxStories,
	} {
		c := digest.Choice{Key: key, Value: *f.settings()[key], At: at}
		if c.Value == strings.TrimSpace(*before[key]) {
			continue
		}
		if err := c.Apply(new(digest.Subscriber), time.LoadLocation); err != nil {
			return nil, err
		}
		choices = append(choices, c)
	}
	return choices, nil
}

// offered are the lists that a reader may choose: the public ones, and those the reader is on.
func (s *Server) offered(who digest.Subscriber) []option {
	var options []option
	for _, l := range s.Lists {
		on := slices.Contains(who.Lists, l.ID)
		if l.Public || on {
			options = append(options, option{ID: l.ID, Title: l.Title, Chosen: on && !who.HasLeft(l.ID)})
		}
	}
	return options
}

// preferencesPage shows a reader's settings. It changes nothing.
func (s *Server) preferencesPage(w http.ResponseWriter, r *http.Request) {
	v, err := s.member(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.showPreferences(w, r, http.StatusOK, v, formOf(v.who), s.offered(v.who), "", false)
}

// member is a visitor who gets mail, or could: whoever else follows a link finds nothing to choose.
func (s *Server) member(r *http.Request) (visitor, error) {
	v, err := s.visitor(r, links.Page)
	if err == nil && v.who.Email == "" {
		err = digest.ErrNotFound
	}
	return v, err
}

func (s *Server) showPreferences(w http.ResponseWriter, r *http.Request, status int, v visitor, f form, lists []option, problem string, saved bool) {
	words := s.speak(r, v.who.Language)
	p := s.newPage(words, "preferences_title")
	p.Address, p.Form, p.Lists, p.Problem, p.Saved, p.Move = v.who.Email, f, lists, problem, saved, s.Mail != nil
	p.Leave = s.base.Path + links.LeavePath(v.edition, r.PathValue("token"))
	if v.who.HasLeft("") {
		p.Text = []string{words.Say("left_text", "site", s.Site.Name)}
	}
	s.show(w, status, "preferences.html", p)
}

// preferences stores what a reader chose, setting by setting, or asks a new address to confirm.
func (s *Server) preferences(w http.ResponseWriter, r *http.Request) {
	v, err := s.member(r)
	if err == nil {
		err = parse(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.PostFormValue("do") == "move" {
		s.move(w, r, v)
		return
	}
	now := s.Now()
	f := posted(r, formOf(v.who))
	lists := s.offered(v.who)
	c := digest.ReaderChange{Name: v.name, Email: v.who.Email}
	if r.PostFormValue("do") == "save" { // boxes that are not ticked are not in a form: only ours is known to have them
		s.chooseLists(&c, r.PostForm["lists"], lists, v, now)
	}
	choices, err := chosen(f, formOf(v.who), now)
	if err != nil {
		problem := s.speak(r, v.who.Language).Say("not_saved", "why", err.Error())
		s.showPreferences(w, r, http.StatusUnprocessableEntity, v, f, lists, problem, false)
		return
	}
	c.Choices = append(c.Choices, choices...)
	if err := s.change(r.Context(), &v, c); err != nil {
		s.fail(w, r, err)
		return
	}
	s.Log.Info("a reader chose", "reader", v.name, "settings", len(c.Choices), "lists left", len(c.Leave), "lists joined", len(c.Return))
	s.showPreferences(w, r, http.StatusOK, v, formOf(v.who), s.offered(v.who), "", true)
}

// chooseLists turns ticked boxes into lists that are left, come back to, or joined. Names that were not offered are
// nothing: nobody joins a list that is not public by writing its name into a form.
func (s *Server) chooseLists(c *digest.ReaderChange, ticked []string, lists []option, v visitor, now time.Time) {
	joined := slices.Clone(v.who.Lists)
	for i, l := range lists {
		want := slices.Contains(ticked, l.ID)
		lists[i].Chosen = want
		switch {
		case want && !l.Chosen:
			c.Return = append(c.Return, l.ID)
			if !slices.Contains(joined, l.ID) {
				joined = append(joined, l.ID)
			}
		case !want && l.Chosen:
			c.Leave = append(c.Leave, digest.Departure{List: l.ID, At: now, How: digest.LeftByPage, Edition: v.edition})
		}
	}
	if len(joined) > len(v.who.Lists) {
		c.Choices = append(c.Choices, digest.Choice{Key: digest.ChoiceLists, Value: strings.Join(joined, "\n"), At: now})
	}
}
