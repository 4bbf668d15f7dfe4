"""What is done on the live screen: each matter's forms are opened, and what they ask becomes a command."""
