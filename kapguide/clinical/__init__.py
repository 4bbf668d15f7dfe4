"""What is clinical and pure: vitals, facts of a client, instruments and their scores. Nothing here judges a value."""
