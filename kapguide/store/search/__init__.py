"""Finding what was written: `search_wish` reads what was typed, `search` looks, `hits` say where each thing stands."""
