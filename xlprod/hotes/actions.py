"""Ribbon actions as JSON, for the hosts that are not Python or that cross a bridge.

``derouler`` yields ``{"progres": sentence}`` any number of times, then one
``{"reponse": {…}}`` or ``{"erreur": sentence}``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import udfs  # noqa: F401  (fills the registry of functions)
from macros import registre
from macros.registre import Reponse
from xlprod.classeurs.instantane import depuis_json
from xlprod.erreurs import ErreurXlprod


def derouler(nom: str, classeur: str, octets: bytes = b"") -> Iterator[str]:
    """Run an action on a snapshot given as JSON (see :func:`~xlprod.classeurs.instantane.depuis_json`)."""
    try:
        instantane = replace(depuis_json(json.loads(classeur)), octets=bytes(octets))
        deroule = registre.derouler(nom, instantane)
        while True:
            try:
                yield json.dumps({"progres": next(deroule)})
            except StopIteration as fin:
                yield json.dumps({"reponse": en_json(fin.value)})
                return
    except ErreurXlprod as erreur:
        yield json.dumps({"erreur": erreur.message})
    except Exception as panne:  # a bug of ours is told, and nothing was written
        yield json.dumps({"erreur": f"erreur interne ({type(panne).__name__}) : {panne}"})


def en_json(reponse: Reponse) -> dict[str, Any]:
    """What a host applies: sheets to add, formulas to put, a file to open, a template to open."""
    fichier = reponse.fichier
    return {
        "message": reponse.message,
        "question": reponse.question,
        "pages": [page.en_json() for page in reponse.pages],
        "formules": [[c.feuille, c.ligne, c.colonne, formule] for c, formule in reponse.formules],
        "fichier": fichier and {"nom": fichier.nom, "base64": base64.b64encode(fichier.octets).decode()},
        "gabarit": reponse.gabarit,
    }
