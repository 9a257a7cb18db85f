"""Checks of a workbook: one small function each, on a snapshot; none changes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xlprod.classeurs.instantane import Case

Gravite = Literal["erreur", "alerte", "information"]


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding: where, what, what to do about it."""

    gravite: Gravite
    case: Case
    message: str
    remede: str
    article: str = ""
