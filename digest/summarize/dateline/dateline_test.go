package dateline

import "testing"

func TestDateLineIsLeftOut(t *testing.T) {
	f := New()
	tests := []struct{ line, want string }{
		{"PARIS, Nov 3 (Reuters) - The wall fell.", "The wall fell."},
		{"PARIS, Nov. 3, 2026 (AFP) — The wall fell.", "The wall fell."},
		{"WASHINGTON — The wall fell.", "The wall fell."},
		{"KANSAS CITY, Kan. -- The wall fell.", "The wall fell."},
		{"Copiapo, Chile (CNN) -- The wall fell.", "The wall fell."},
		{"Washington (CNN)The wall fell.", "The wall fell."},
		{"(AP) — The wall fell.", "The wall fell."},
		{"Dec. 15 (Bloomberg) -- The wall fell.", "The wall fell."},
		{"NEW DELHI: The wall fell.", "The wall fell."},
		{"Berlin (dpa) - Die Mauer fiel.", "Die Mauer fiel."},
		{"Madrid, 3 nov (EFE).- El muro cayó.", "El muro cayó."},
		{"(ANSA) - ROMA, 03 NOV - Il muro è caduto.", "Il muro è caduto."},
		{"新华社北京11月3日电 城墙倒了。", "城墙倒了。"},
		{"Updated: The wall fell.", "The wall fell."},
		{"San Francisco - The wall fell.", "The wall fell."},
		{"Blue Origin - The Rocket Firm - has a wall.", "Blue Origin - The Rocket Firm - has a wall."},
		{"Paris — city of walls — has lost one.", "Paris — city of walls — has lost one."},
		{"Paris - the city of walls - has lost one.", "Paris - the city of walls - has lost one."},
		{"The wall (AP) fell.", "The wall (AP) fell."},
		{"The wall fell - and nobody came.", "The wall fell - and nobody came."},
	}
	for _, tt := range tests {
		if got := f.Undate(tt.line); got != tt.want {
			t.Errorf("Undate(%q) = %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestTitleThatRanIntoAReportIsLeftOut(t *testing.T) {
	for _, tt := range []struct{ line, title, want string }{
		{"Sea  wall falls The wall of Larnmouth fell.", "Sea wall falls", "Sea  wall falls The wall of Larnmouth fell."},
		{"SEA WALL FALLS The wall of Larnmouth fell.", " Sea wall\nfalls", "The wall of Larnmouth fell."},
		{"Sea walls fall.", "Sea wall", "Sea walls fall."},
		{"The wall of Larnmouth fell.", "", "The wall of Larnmouth fell."},
	} {
		if got := Untitle(tt.line, tt.title); got != tt.want {
			t.Errorf("Untitle(%q, %q) = %q, want %q", tt.line, tt.title, got, tt.want)
		}
	}
}
