package links

import "net/url"

// The pages that links lead to, below the address of the site. A token in them is digest.ReaderToken where each reader's
// own comes later.
const (
	JoinPath      = "/join"
	ArchiveFolder = "/archive" // the issues of each edition lie in a folder below it
)

// LeavePath is the page to leave by, from a mail of an edition.
func LeavePath(edition, token string) string {
	return "/leave/" + url.PathEscape(edition) + "/" + token
}

// PreferencesPath is the page where a reader sees and changes settings, from a mail of an edition.
func PreferencesPath(edition, token string) string {
	return "/preferences/" + url.PathEscape(edition) + "/" + token
}

// ArchivePath is the page that lists the issues of an edition.
func ArchivePath(edition string) string { return ArchiveFolder + "/" + url.PathEscape(edition) + "/" }

// CopyPath is the page of one issue of an edition, by the name of its copy.
func CopyPath(edition, name string) string {
	return ArchivePath(edition) + url.PathEscape(name) + ".html"
}

// StopPath is the page where an issue is stopped, from its proof.
func StopPath(ticket string) string { return "/stop/" + ticket }

// PicturesFolder is where the pictures of issues are.
const PicturesFolder = "/images"

// PicturePath is a picture by its name: the same for everybody who looks at it.
func PicturePath(name string) string { return PicturesFolder + "/" + name }

// ConfirmPath is the page where a request is confirmed.
func ConfirmPath(ticket string) string { return "/confirm/" + ticket }
