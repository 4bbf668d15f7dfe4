"""What is typed into or answered: lines, fields, forms made of them, and the gate that says what is missing."""
