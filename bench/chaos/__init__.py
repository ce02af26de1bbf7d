"""Real processes, real faults drawn from a seed, and a count afterwards: nothing lost, nothing twice, nothing left open."""
