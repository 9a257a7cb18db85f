"""The one-page summary: its figures, its alerts, one page whatever the content."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tests.conftest import valeur
from xlprod.argent import centimes
from xlprod.classeurs import gabarit
from xlprod.classeurs.gabarit import noms
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film, Ligne, Personne
from xlprod.rapports.une_page import donnees_une_page, ecrire_une_page

LUNDI, VENDREDI = dt.date(2025, 6, 2), dt.date(2025, 6, 6)


def petit_film() -> Film:
    """Three contracts of one week and two lines: everything can be checked by hand."""
    technicien = Personne(
        "Directeur de la photographie cinéma", "TECH_C", LUNDI, VENDREDI, "semaine", Decimal(1), 150_000,
        "23", nom="A", unite_minimum="semaine39",
    )  # fmt: skip
    artiste = Personne(
        "comédienne", "ART_NC", LUNDI, LUNDI, "cachet", Decimal(1), 45_000, "31",
        nom="B", unite_minimum="cachet", annexe="", continu=False,
    )  # fmt: skip
    figurant = Personne(
        "Figurant", "FIGURANT", LUNDI, LUNDI, "jour", Decimal(1), 10_800, "34",
        unite_minimum="jour", annexe="", continu=False,
    )  # fmt: skip
    return Film(
        "Trois", "Société", LUNDI, LUNDI, VENDREDI,
        (("effectif", "10"), ("taux_at", "1,5"), ("medecine", "0,384")),
        (technicien, artiste, figurant),
        (
            Ligne("51", "Décor", Decimal("2.5"), "jour", 10_001),
            Ligne("91", "Assurance", Decimal(1), "forfait", 99),
        ),
        Decimal(7), Decimal(8),
    )  # fmt: skip


def test_les_montants_a_la_main() -> None:
    donnees = donnees_une_page(petit_film())
    couts = [
        valeur(
            "CHARGES_PATRONALES", 1500, "TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
        valeur(
            "CHARGES_PATRONALES", 450, "ART_NC", "2025-06-02", 1, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
        valeur(
            "CHARGES_PATRONALES", 108, "FIGURANT", "2025-06-02", 1, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
    ]

    assert donnees.brut == 150_000 + 45_000 + 10_800
    assert donnees.patronales == sum(centimes(c) for c in couts)
    assert {code: montant for code, _, montant in donnees.postes if montant} == {
        "2": 150_000,
        "3": 55_800,
        "4": donnees.patronales,
        "5": 25_003,  # 2,5 × 100,01 = 250,025, half-up
        "9": 99,
    }
    assert donnees.cout_direct == 150_000 + 55_800 + donnees.patronales + 25_003 + 99
    assert donnees.frais_generaux == round(donnees.cout_direct * 7 / 100)
    assert sum(m for _, m in donnees.caisses) == donnees.patronales


def test_l_alerte_dit_ce_qui_manque_et_l_article() -> None:
    (alerte,) = donnees_une_page(petit_film()).alertes
    assert (alerte.minimum, alerte.manque, alerte.manque_total) == (275_811, 125_811, 125_811)
    assert alerte.article == "CCN 3097, Titre II, annexe I, art. 9"
    assert "il manque 1\u202f258,11\u00a0€" in alerte.phrase()


def test_le_resume_egale_le_classeur(tmp_path: Path) -> None:
    """Two ways from the model: the report's own sums, and the workbook's native formulas."""
    film = film_exemple()
    donnees = donnees_une_page(film)
    lu = load_workbook(gabarit.construire_calcule(film, tmp_path / "f.xlsx"), data_only=True)

    def nomme(nom: str) -> float:
        feuille, cellule = next(iter(lu.defined_names[nom].destinations))
        resultat: float = lu[feuille][cellule.replace("$", "")].value
        return resultat

    assert donnees.total_general == centimes(nomme(noms.TOTAL_GENERAL))
    assert donnees.cout_direct == centimes(nomme(noms.COUT_DIRECT))
    assert donnees.patronales == centimes(nomme(noms.CHARGES_PATRONALES))
    assert len(donnees.alertes) == nomme(noms.NOMBRE_ALERTES) == 2
    for code, _, montant in donnees.postes:
        assert montant == centimes(nomme(noms.total_poste(code)))


def pages(fichier: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", fichier.read_bytes()))


def test_toujours_une_page(tmp_path: Path) -> None:
    film = petit_film()
    sous_paye = film.personnes[0]
    fautif = dataclasses.replace(sous_paye, statut="INCONNU", nom="Erreur " * 30)
    trop = dataclasses.replace(
        film, titre="Un titre sans fin " * 20, personnes=(sous_paye,) * 60 + (fautif,) * 240
    )
    donnees = donnees_une_page(trop)
    donnees.remarques += [f"Remarque {i} " * 30 for i in range(40)]
    donnees.concordance = ["Concordance " * 60]

    assert len(donnees.alertes) == 60
    assert len(donnees.erreurs) == 240
    assert pages(ecrire_une_page(donnees, tmp_path / "trop.pdf")) == 1
    assert pages(ecrire_une_page(donnees_une_page(film), tmp_path / "un.pdf")) == 1
    vide = dataclasses.replace(film, personnes=(), lignes=())
    assert pages(ecrire_une_page(donnees_une_page(vide), tmp_path / "vide.pdf")) == 1


def test_une_erreur_est_dite_et_jamais_comptee_pour_zero() -> None:
    film = petit_film()
    fautif = dataclasses.replace(film.personnes[0], statut="INCONNU")
    donnees = donnees_une_page(dataclasses.replace(film, personnes=(fautif, *film.personnes[1:])))
    assert len(donnees.erreurs) == 1
    assert "statut inconnu" in donnees.erreurs[0]


def test_memes_donnees_memes_octets(tmp_path: Path) -> None:
    un = ecrire_une_page(donnees_une_page(petit_film()), tmp_path / "a.pdf")
    deux = ecrire_une_page(donnees_une_page(petit_film()), tmp_path / "b.pdf")
    assert un.read_bytes() == deux.read_bytes()


def test_les_signes_francais_s_impriment() -> None:
    from xlprod.rapports.une_page import propre

    assert (
        propre("« œuvre » – 1\u202f500,00\u00a0€ … × ’ À É ≤")
        == "« œuvre » – 1\u00a0500,00\u00a0€ … × ’ À É <="
    )
