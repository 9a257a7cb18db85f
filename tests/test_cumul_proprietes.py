"""What holds for any contracts of a person: order of rows, cuts, one row alone, totals."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import valeur
from tests.cumul_essai import PAIRES, PARAMETRES, STATUTS, colonnes
from xlprod.argent import centimes
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import cumul
from xlprod.paie.cumul import Ligne
from xlprod.textes import cle


@st.composite
def contrats(tirer: st.DrawFn, mois_max: int = 6) -> Ligne:
    debut = dt.date(2025, 1, 1) + dt.timedelta(days=tirer(st.integers(0, 30 * mois_max)))
    return Ligne(
        tirer(st.integers(1, 1_500_000)),
        tirer(st.sampled_from(STATUTS)),
        debut,
        tirer(st.integers(1, 45)),
        PAIRES,
        tirer(st.sampled_from(["Dupont", "DUPONT ", "Éloi", "eloi", ""])),
    )


def totaux(lignes: list[Ligne]) -> list[tuple[int, int]]:
    calculees = cumul.calculer(lignes)
    assert not [c for c in calculees if isinstance(c, ErreurXlprod)]
    return [(c.salariales, c.patronales) for c in calculees if not isinstance(c, ErreurXlprod)]


@settings(max_examples=60, deadline=None)
@given(st.lists(contrats(), min_size=2, max_size=8), st.randoms())
def test_l_ordre_des_lignes_ne_change_rien(lignes: list[Ligne], hasard: Any) -> None:
    melees = list(lignes)
    hasard.shuffle(melees)

    def ensemble(donnees: list[Ligne]) -> list[Any]:
        identites = [(*ligne[:5], cle(ligne.personne or "")) for ligne in donnees]
        return sorted(zip(identites, totaux(donnees), strict=True))

    assert ensemble(lignes) == ensemble(melees)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["TECH_C", "TECH_NC", "PERM_C"]),
    st.integers(1, 27),
    st.integers(2, 31),
    st.data(),
)
def test_decouper_un_contrat_ne_perd_aucun_jour_de_plafond(
    statut: str, premier: int, jours: int, data: st.DataObject
) -> None:
    """Whatever the cut and the gross of each part, the month has the bases of the whole contract."""
    jours = min(jours, 31 - premier + 1)
    coupe = data.draw(st.integers(1, jours - 1))
    bruts = data.draw(st.tuples(st.integers(0, 900_000), st.integers(0, 900_000)))
    debut = dt.date(2025, 7, premier)
    parts = [
        Ligne(bruts[0], statut, debut, coupe, PAIRES, "A"),
        Ligne(bruts[1], statut, debut + dt.timedelta(days=coupe), jours - coupe, PAIRES, "A"),
    ]
    entier = Ligne(sum(bruts), statut, debut, jours, PAIRES, "A")

    def assiettes(lignes: list[Ligne]) -> dict[str, int]:
        sommes: dict[str, int] = {}
        for calculee in cumul.calculer(lignes):
            assert not isinstance(calculee, ErreurXlprod)
            (periode,) = calculee.periodes
            for ligne, base in zip(periode.lignes, periode.montants.assiettes, strict=True):
                if ligne.assiette in PLAFONNEES:
                    sommes[ligne.assiette] = sommes.get(ligne.assiette, 0) + base
        return sommes

    assert assiettes(parts) == assiettes([entier])


PLAFONNEES = {
    "securite_sociale_plafonnee", "vieillesse_plafonnee", "chomage", "retraite_t1", "retraite_t2", "cet",
    "apec",
}  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 2_000_000), st.sampled_from(STATUTS), st.integers(0, 700), st.integers(1, 31), st.data()
)
def test_une_ligne_seule_d_un_mois_vaut_la_cellule(
    brut: int, statut: str, decalage: int, jours: int, data: st.DataObject
) -> None:
    debut = dt.date(2024, 1, 1) + dt.timedelta(days=decalage)
    assume(debut.day + jours - 1 <= calendar.monthrange(debut.year, debut.month)[1])
    methodes = ["calendaire", "ouvres", "trentiemes", "hebdomadaire", "non_proratise"]
    methode = data.draw(st.sampled_from(methodes))
    paires = (*PAIRES, ("methode_plafond", methode))
    (nommee,) = totaux([Ligne(brut, statut, debut, jours, paires, "A")])
    (seule,) = totaux([Ligne(brut, statut, debut, jours, paires, None)])
    assert nommee == seule


@settings(max_examples=30, deadline=None)
@given(st.lists(contrats(), min_size=2, max_size=6))
def test_le_tableau_de_toutes_les_lignes_fait_le_total_des_colonnes(lignes: list[Ligne]) -> None:
    donnees = colonnes(*((ligne.brut / 100, *ligne[1:4], PARAMETRES, ligne.personne) for ligne in lignes))
    table = valeur("DETAIL_CHARGES", *donnees)
    for nom, colonne in (("CHARGES_SALARIALES", 7), ("CHARGES_PATRONALES", 9)):
        sommes = dict.fromkeys(range(1, len(lignes) + 1), 0)
        for ligne in table[1:]:
            sommes[ligne[0]] += centimes(ligne[colonne])
        assert list(sommes.values()) == [centimes(montant) for (montant,) in valeur(nom, *donnees)]
