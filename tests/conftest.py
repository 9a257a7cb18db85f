"""Shared helpers of the tests."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import udfs  # noqa: F401  (fills the registry)
from tests import calc_hote
from tests.calc_hote import Calc
from tests.societes import FICHIER
from xlprod import couches, registre
from xlprod.classeurs.instantane import Instantane
from xlprod.hotes import bureau, fichier
from xlprod.societe import lire

os.environ["XLPROD_SOCIETE"] = "aucune"
"""Whatever company file this computer holds, the law alone is tried; programs started here too."""

ORACLES = Path(__file__).parent / "oracles"
WORKBOOKS = Path(__file__).parents[1] / "workbooks"


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


SANS_BUREAU = "XLPROD_SANS_BUREAU"


@pytest.fixture(scope="session")
def soffice() -> Path:
    """A recent LibreOffice; its absence fails the tests unless the user said to do without it."""
    if os.environ.get(SANS_BUREAU):
        pytest.skip(f"{SANS_BUREAU} est posée : LibreOffice n'est pas essayé")
    try:
        return bureau.exiger()
    except bureau.BureauAbsent as absent:
        pytest.fail(f"{absent} ; ou posez {SANS_BUREAU}=1 pour sauter ces tests", pytrace=False)


@pytest.fixture
def installer() -> Iterator[Any]:
    """Installs a company's file as a host does; the law alone is back afterwards."""
    with couches.installee(couches.AUCUNE):
        yield lambda texte=FICHIER: couches.installer(lire(texte))


@pytest.fixture(scope="session")
def film() -> Instantane:
    """The filled example, as a host would send it."""
    return fichier.instantane(WORKBOOKS / "exemples" / "film_2_5_M.xlsx")


@pytest.fixture(scope="session")
def vierge() -> Instantane:
    """The blank template, as a host would send it."""
    return fichier.instantane(WORKBOOKS / "devis_cinema.xlsx")


@pytest.fixture
def pywin32(monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings' Windows code loads and is handed a model of Excel."""
    from tests import pywin32_factice

    pywin32_factice.charger()
    for nom, module in pywin32_factice.modules().items():
        monkeypatch.setitem(sys.modules, nom, module)


@pytest.fixture
def ouvrir(tmp_path: Path, pywin32: None) -> Any:
    """Opens a workbook in a model of Excel."""
    from tests.excel_essais import ouvreur

    return ouvreur(tmp_path)


@pytest.fixture
def declarer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Registers an action of the test."""
    from tests.excel_essais import declarant

    return declarant(monkeypatch)


@pytest.fixture(scope="module")
def hote(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """A LibreOffice that is open, with our extension."""
    with Calc(soffice, tmp_path_factory.mktemp("bureau")) as ouvert:
        yield ouvert


@pytest.fixture
def copie(hote: Calc, tmp_path: Path) -> Path:
    """A copy of the example, open in Calc, a computed cell being selected."""
    fichier_copie = tmp_path / calc_hote.NOM
    shutil.copyfile(calc_hote.FILM, fichier_copie)
    hote("ouvrir", str(fichier_copie))
    hote("choisir", calc_hote.CHARGES.feuille, calc_hote.CHARGES.adresse.partition("!")[2])
    return fichier_copie
