"""What lies in time, painted: the session's line, a course, readings, scores, music, and the lanes of a debrief."""
