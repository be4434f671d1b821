"""What the notebooks stand on. Read in this order: runtime, distributions, scores, plotting, widgets, checks."""
