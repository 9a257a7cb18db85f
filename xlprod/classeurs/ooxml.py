"""What the file format itself fixes: its namespaces, and the writing of texts in cells."""

from __future__ import annotations

import re

from xlprod.classeurs.archive import ClasseurIllisible

NORMES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Transitional and strict namespaces."""
TEXTE_MAX = 32_767
"""Longest text of a cell."""
FORMULE_MAX = 8192
"""Longest formula that Excel accepts."""

_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_A_ECHAPPER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def decoder(texte: str) -> str:
    """Undo the ``_xHHHH_`` escapes of a cell text.

    A text longer than a cell may hold is refused: repeated by reference, it would fill memory.
    """
    if "_x" in texte:
        texte = _ECHAPPE.sub(lambda lu: chr(int(lu[1], 16)), texte)
    if len(texte) > TEXTE_MAX:
        raise ClasseurIllisible(f"un texte de {len(texte)} caractères, {TEXTE_MAX} au plus dans une cellule")
    return texte


def encoder(texte: str) -> str:
    """Escape as ``_xHHHH_`` what XML cannot hold, and what would read as such an escape."""
    return _A_ECHAPPER.sub(lambda lu: f"_x{ord(lu[0]):04X}_", texte)
