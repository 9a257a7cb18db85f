"""Coverage: what the data hold, how much of it was verified, and the page that says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import valeur
from xlprod import baremes
from xlprod.baremes import couverture
from xlprod.cli import main
from xlprod.commandes import couverture as commande
from xlprod.erreurs import SaisieInvalide

PAGE = Path(__file__).resolve().parent.parent / "docs" / "couverture.md"


def test_chaque_chiffre_et_chaque_cotisation_est_une_regle_couverte() -> None:
    codes = {regle.code for regle in couverture.regles()}

    assert codes >= set(baremes.chiffres()) | {c.code for c in baremes.cotisations()}
    assert codes >= {lecture.parametre for lecture in baremes.lectures()}


def test_la_part_verifiee_compte_les_lignes_vues_dans_un_texte() -> None:
    """AGS: three rows, all seen; the film-crew contribution: seen until 30/04/2025, then deduced."""
    lignes = {r[0]: r for r in couverture.detail(couverture.domaine("chomage"))[1:]}

    assert lignes["AGS"][4] == 1
    assert lignes["AGS"][6] == ""
    assert lignes["CHOM_INT_DC"][4] == 0.5
    assert str(lignes["CHOM_INT_DC"][6]).startswith("depuis le 01/05/2025 : non vu dans un texte")


def test_une_grille_de_minima_pese_ses_montants() -> None:
    regle = next(r for r in couverture.regles() if r.domaine.nom == "minima 3097" and r.code == "I hebdo_39h")

    assert regle.depuis.isoformat() == "2012-01-19"
    assert sum(ligne.poids for ligne in regle.lignes) > 500
    assert 0.9 < regle.part_verifiee < 1  # the last grid was deduced from a published tariff


def test_le_resume_additionne_les_domaines() -> None:
    *domaines, total = couverture.resume()[1:]

    assert sum(int(str(r[2])) for r in domaines) == total[2] == len(couverture.regles())
    assert valeur("COUVERTURE") == couverture.resume()


def test_un_domaine_inconnu_nomme_les_plus_proches() -> None:
    with pytest.raises(SaisieInvalide, match="les plus proches : chomage"):
        couverture.domaine("chomag")


def test_la_page_est_a_jour() -> None:
    """Run ``xlprod couverture --sortie docs/couverture.md --ecraser`` when this fails."""
    assert PAGE.read_text(encoding="utf-8") == commande.page()


def test_la_commande(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "couverture.md"

    assert main(["couverture", "retraite", "--json"]) == 0
    regles = json.loads(capsys.readouterr().out)
    assert {r["Règle"] for r in regles} >= {"RC_T1_TECH", "CET"}
    assert main(["couverture", "--sortie", str(page)]) == 0
    assert main(["couverture", "--sortie", str(page)]) == 2  # nothing overwritten without asking
    assert main(["couverture", "rien"]) == 1
