"""Documentation that cannot rot: reference pages equal what the code says."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import ACTIONS
from xlprod.cli import analyseur
from xlprod.hotes import documentation
from xlprod.registre import FONCTIONS

RACINE = Path(__file__).resolve().parent.parent


def test_la_page_des_fonctions_est_a_jour() -> None:
    """Run ``python -m xlprod.hotes.documentation`` when this fails."""
    assert documentation.PAGE.read_text(encoding="utf-8") == documentation.page_fonctions()


def test_le_guide_nomme_chaque_fonction_chaque_bouton_et_chaque_commande() -> None:
    guide = (RACINE / "docs" / "guide.md").read_text(encoding="utf-8")
    actions = [a for a in analyseur()._actions if isinstance(a, argparse._SubParsersAction)]
    commandes = set(actions[0].choices)
    assert not {nom for nom in FONCTIONS if f"XLPROD.{nom}" not in guide}
    assert not {action.libelle for action in ACTIONS.values() if f"| {action.libelle} |" not in guide}
    assert not {nom for nom in commandes if f"xlprod {nom}" not in guide}


def test_les_liens_des_documents_existent() -> None:
    for page in [
        RACINE / "README.md",
        *sorted((RACINE / "docs").glob("*.md")),
        RACINE / "bench" / "README.md",
    ]:
        for lien in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in lien:
                assert (page.parent / lien).exists(), f"{page.name} : {lien}"
