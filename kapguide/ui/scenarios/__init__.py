"""Rehearse: which protocol and which scenario are practised, and how; nothing sounds before it begins."""
