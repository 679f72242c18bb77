package render

// Size is how many bytes of a message a page or a text takes after transfer encoding: what Options.Budget bounds.
func Size(s string) int { return encodedSize(s, 0) }
