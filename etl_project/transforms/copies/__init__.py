"""Which texts are near-identical, and who copied whom. Frame in, frame out."""
