"""The live screen: what a therapist sees and touches while a session runs."""
