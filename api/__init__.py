"""门: HTTP in, JSON out. The doors decide nothing; each has one router and one lock."""
