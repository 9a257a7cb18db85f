"""Texts that a spreadsheet would take for something else, had they been typed; every host writes them."""

from __future__ import annotations

from typing import get_args

from xlprod.classeurs.page import Colonne, Format, Ligne, Page

TEXTES = (
    "=1+1",
    '=HYPERLINK("http://exemple.test";"ici")',
    "+33 1",
    "-5",
    "@x",
    "'abc",
    "'=1+1",
    "0123",
    "1e5",
    "12/01/2026",
    "1/2",
    "10 %",
    "TRUE",
    "VRAI",
    "#N/A",
    "\t=1+1",
    " ",
    "é" * 5_000,
)
PAGE = Page(
    "Pièges",
    "=1+1",
    "+33 1",
    tuple(Colonne(texte, 20, nom) for texte, nom in zip(TEXTES, get_args(Format), strict=False)),
    [Ligne((texte,) * len(get_args(Format))) for texte in TEXTES],
)
"""Each text in a column of each format."""
