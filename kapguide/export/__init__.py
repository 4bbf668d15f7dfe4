"""Documents made from a frozen report."""
