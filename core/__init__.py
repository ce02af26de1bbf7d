"""地: settings, clock, stores, crypto, queue, and the one door to each outside system. Knows no citizen."""
