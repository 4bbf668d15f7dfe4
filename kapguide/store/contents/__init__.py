"""What an open record holds, as the rest of the program asks for it: a module for each part of `records.Store`."""
