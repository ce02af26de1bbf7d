"""脑: which service, for whom, and why."""
