"""Reports: what a producer, a bank or a commission reads on paper."""
