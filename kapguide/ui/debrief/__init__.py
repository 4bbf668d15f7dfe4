"""The talk after a rehearsal: reactions and a rating before anything is shown, then what happened and what helps."""
