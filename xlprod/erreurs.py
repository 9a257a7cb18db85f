"""The one exception of the engine: a true spreadsheet error plus its French sentence."""

from __future__ import annotations

import errno

VALEUR = "#VALEUR!"
ABSENT = "#N/A"


class ErreurXlprod(Exception):
    """An answer that cannot be given.

    ``code`` is what the cell shows (``#VALEUR!`` for bad input, ``#N/A`` when no figure
    exists for that date); ``message`` is the French sentence that says why and what to do.
    """

    def __init__(self, message: str, code: str = VALEUR) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class SaisieInvalide(ErreurXlprod):
    """Bad input: the cell shows ``#VALEUR!``."""


class ChiffreAbsent(ErreurXlprod):
    """No sourced figure for that date or that case: the cell shows ``#N/A``."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ABSENT)


_CAUSES = {
    errno.ENOENT: "fichier introuvable",
    errno.EACCES: "accès refusé, ou fichier ouvert dans un autre programme",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un élément du chemin n'est pas un dossier",
    errno.ENOSPC: "disque plein",
    errno.EROFS: "disque en lecture seule",
}


def cause(panne: OSError) -> str:
    """French words of a system error."""
    return _CAUSES.get(panne.errno or 0, panne.strerror or str(panne))
