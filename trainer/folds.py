"""The five folds of trials: the twin of core/evaluate/fold.ts."""

import hashlib

FOLDS = 5


def fold(registry_id: str) -> int:
    """The fold, 0 to 4: the first byte of the id's SHA-256, mod 5."""
    return hashlib.sha256(registry_id.encode()).digest()[0] % FOLDS
