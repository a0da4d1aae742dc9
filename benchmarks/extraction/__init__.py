"""How well articles are found on annotated real pages, and at what cost."""
