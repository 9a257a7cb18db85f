"""Two laws compared on the same contracts: what a change of law costs, line by line, and by which rule."""
