"""Trust in what is stored: each row sealed, each change in the audit chain, the chain's head anchored outside."""
