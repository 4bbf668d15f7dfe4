"""The client's display: a second screen that is black, shows a breath, a few words or a picture, and nothing else."""
