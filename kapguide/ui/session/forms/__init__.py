"""What a key calls up over the live screen: the dose, consent, people, side effects, timers, leaving, the keys."""
