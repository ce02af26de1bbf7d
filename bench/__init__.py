"""Speed as ratios: each part of the product against a floor that does the same work by hand, interleaved in one run."""
