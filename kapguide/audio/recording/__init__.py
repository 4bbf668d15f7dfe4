"""Recording a line with the computer's microphone: `take` trims and levels what was said.

numpy is imported here: whoever opens no microphone imports none of it.
"""
