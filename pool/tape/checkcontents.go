package tape

// checkContents compares rows with each other.
func (r *run) checkContents(drafts []*draft) {}
