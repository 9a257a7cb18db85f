"""Shared helpers of the tests."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import udfs  # noqa: F401  (fills the registry)
from xlprod import registre

ORACLES = Path(__file__).parent / "oracles"


def oracle_csv(nom: str) -> list[dict[str, str]]:
    """Rows of a reference file kept under ``tests/oracles``."""
    with (ORACLES / nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def valeur(nom: str, *arguments: Any) -> Any:
    """Value of a call; fails the test with the French sentence when the call is an error."""
    retour = registre.evaluer(nom, list(arguments))
    if retour.erreur is not None:
        pytest.fail(f"{nom}{arguments} : {retour.erreur.message}")
    return retour.valeur


def erreur(nom: str, *arguments: Any) -> tuple[str, str]:
    """(code, sentence) of a call that must fail."""
    retour = registre.evaluer(nom, list(arguments))
    assert retour.erreur is not None, f"{nom}{arguments} a rendu {retour.valeur}"
    return retour.erreur.code, retour.erreur.message
