"""How well articles are read: who and what they name, who says what, and which tell of one event."""
