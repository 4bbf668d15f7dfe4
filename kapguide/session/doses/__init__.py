"""The doses: what is recorded of one, the steps that a person says it has gone through, and how they are written."""
