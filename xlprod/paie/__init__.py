"""Pay: minima, ceilings, social contributions, from gross to net and to employer cost."""
