"""The vault: the data keys of a practice. `slots` wrap them for everybody who may open it, `delay` slows guesses."""
