"""What the auditor costs: ``make bench`` times whole processes on inputs that this package makes."""
