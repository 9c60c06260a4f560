"""Items in, an edition out: schedule, choose, fold, merge, check; pure but for the draft's own files."""
