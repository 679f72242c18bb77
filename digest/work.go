package digest

// Work is something to do that a change of the state makes necessary: it is enqueued in the transaction of that change.
type Work struct {
	Kind    WorkKind
	Edition string
	Issue   string // for WorkBuild
	Rows    int    // for WorkDeliver: how many deliveries are due now
}

// WorkKind is what to do.
type WorkKind string

// The kinds of work.
const (
	WorkBuild   WorkKind = "build"   // a planned issue is to be built
	WorkDeliver WorkKind = "deliver" // deliveries of an edition are due
)
