"""Proofs: what must never happen, shown with a witness, kill points and planted faults (docs/decisions/0012)."""
