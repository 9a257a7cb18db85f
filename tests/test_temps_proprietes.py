"""What holds for any week: more hours never pay less, a holiday never less than a plain day…"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cas_temps_lus import CAS, arguments
from tests.conftest import valeur
from xlprod import registre
from xlprod.baremes import temps
from xlprod.temps import feries

LUNDI = dt.date(2025, 9, 1)
TECHNICIENS = ["Machiniste de prise de vues", "Cadreur", "Directeur de la photographie", "Chef monteur"]
AUTRES = ["comédien", "Figurant", "Silhouette parlante"]
LIEUX = ["IDF", "province", "studio", "étranger"]
LECTURES = ["", "cumul=addition", "base_journee=base", "cumul=addition;base_journee=base"]
Jour = tuple[int, int, str]
jour_travaille = st.tuples(st.integers(6 * 60, 20 * 60), st.integers(60, 13 * 60), st.sampled_from(LIEUX))


def table(jours: list[Jour], lundi: dt.date = LUNDI, ferie: int | None = None) -> list[list[Any]]:
    rangees: list[list[Any]] = [["jour", "arrivée", "départ", "pause", "lieu", "férié"]]
    for rang, (debut, duree, lieu) in enumerate(jours):
        date = (lundi + dt.timedelta(days=rang)).isoformat()
        pause = 0 if duree < 240 else 60
        rangees.append(
            [date, debut / 1440, (debut + duree) / 1440, pause, lieu, "oui" if rang == ferie else "non"]
        )
    return rangees


def brut(fonction: str, jours: list[list[Any]], majorations: str = "") -> float:
    return float(valeur("BRUT_SEMAINE", fonction, "3097", LUNDI.isoformat(), jours, majorations or None))


def sans_chevauchement(jours: list[Jour]) -> list[Jour]:
    """The same days, each beginning after the one before has ended."""
    rendu: list[Jour] = []
    for debut, duree, lieu in jours:
        fin = rendu[-1][0] + rendu[-1][1] - 1440 if rendu else 0
        rendu.append((max(debut, fin), duree, lieu))
    return rendu


@given(
    st.sampled_from(TECHNICIENS + AUTRES),
    st.lists(jour_travaille, min_size=1, max_size=6),
    st.integers(0, 5),
    st.integers(1, 180),
    st.sampled_from(LECTURES),
)
def test_plus_d_heures_ne_paie_jamais_moins(
    fonction: str, jours: list[Jour], rang: int, de_plus: int, majorations: str
) -> None:
    """A day that ends later, the days and the engagement being the same."""
    rang %= len(jours)
    longs = [
        (d, min(max(duree, 240) + (de_plus if n == rang else 0), 16 * 60), lieu)
        for n, (d, duree, lieu) in enumerate(jours)
    ]
    courts = [(d, max(duree, 240), lieu) for d, duree, lieu in jours]
    longs = sans_chevauchement(longs)
    courts = [(long[0], court[1], court[2]) for long, court in zip(longs, courts, strict=True)]
    assert brut(fonction, table(longs), majorations) >= brut(fonction, table(courts), majorations)


@given(
    st.sampled_from(TECHNICIENS + AUTRES),
    st.lists(jour_travaille, min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from([*LECTURES, "recuperation=non"]),
)
def test_un_ferie_ne_paie_jamais_moins_qu_un_jour_ordinaire(
    fonction: str, jours: list[Jour], rang: int, majorations: str
) -> None:
    jours = sans_chevauchement(jours)
    ordinaire = brut(fonction, table(jours), majorations)
    assert brut(fonction, table(jours, ferie=rang % len(jours)), majorations) >= ordinaire


@given(st.lists(st.lists(jour_travaille, min_size=1, max_size=5), min_size=2, max_size=5), st.randoms())
def test_l_ordre_des_personnes_ne_change_rien(semaines: list[list[Jour]], hasard: random.Random) -> None:
    entete = ["personne", "jour", "arrivée", "départ", "pause", "lieu", "férié"]
    rangees, colonnes, seuls = [], [], []
    for numero, jours in enumerate(semaines):
        fonction = (TECHNICIENS + AUTRES)[numero % 7]
        seule = table(sans_chevauchement(jours))
        rangees += [[f"P{numero}", *ligne] for ligne in seule[1:]]
        colonnes.append((fonction, f"P{numero}"))
        seuls.append(brut(fonction, seule))
    hasard.shuffle(rangees)
    ordre = list(range(len(colonnes)))
    hasard.shuffle(ordre)
    appel = [
        [[colonnes[i][0]] for i in ordre],
        "3097",
        LUNDI.isoformat(),
        [entete, *rangees],
        None,
        None,
        [[colonnes[i][1]] for i in ordre],
    ]
    retour = registre.evaluer("BRUT_SEMAINE", appel)
    assert [ligne[0] for ligne in retour.valeur] == [seuls[i] for i in ordre]


@pytest.mark.parametrize("fonction", sorted(temps.groupes_equivalence()))
def test_cinq_jours_consecutifs_font_la_garantie_de_la_semaine(fonction: str) -> None:
    """Under seven hours a day, five days pay the floor of the week, which the grid prints."""
    cinq = brut(fonction, table([(9 * 60, 7 * 60, "IDF")] * 5))
    imprime = valeur("SALAIRE_MINIMUM", fonction, "3097", LUNDI.isoformat(), "II", "semaine5j")
    assert abs(cinq - imprime) < 0.015
    quatre = brut(fonction, table([(9 * 60, 7 * 60, "IDF")] * 4))
    assert quatre < cinq


@pytest.mark.parametrize("fonction", sorted(temps.groupes_equivalence()))
def test_six_jours_en_province_font_la_garantie_imprimee(fonction: str) -> None:
    six = brut(fonction, table([(9 * 60, 8 * 60, "province")] * 6))
    imprime = valeur("SALAIRE_MINIMUM", fonction, "3097", LUNDI.isoformat(), "II", "semaine6j")
    assert abs(six - imprime) < 0.015


def test_une_colonne_rend_ce_que_rend_chaque_cellule() -> None:
    """Every case of the technicians in one column gives what it gives alone."""
    entete: list[Any] = []
    rangees, colonnes, attendus = [], [], []
    for cas in CAS:
        f, convention, _, jours, majorations, annexe = arguments(cas.appel)
        semaines = {dt.date.fromisoformat(j[0]).isocalendar()[:2] for j in jours[1:]}
        if len(semaines) > 1 or convention != "3097":
            continue
        entete = ["personne", *jours[0]]
        rangees += [[cas.id, *j] for j in jours[1:]]
        colonnes.append((f, jours[1][0], majorations or "adherent=oui", annexe, cas.id))
        attendus.append(valeur("BRUT_SEMAINE", f, convention, jours[1][0], jours, majorations, annexe))
    colonne = [[[c[i]] for c in colonnes] for i in range(5)]
    retour = registre.evaluer(
        "BRUT_SEMAINE",
        [colonne[0], "3097", colonne[1], [entete, *rangees], colonne[2], colonne[3], colonne[4]],
    )
    assert len(attendus) > 60
    assert [ligne[0] for ligne in retour.valeur] == attendus


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 800))
def test_les_jours_ouvres_se_comptent_un_a_un(debut: dt.date, jours: int) -> None:
    fin = debut + dt.timedelta(days=jours)
    un_a_un = sum(
        (debut + dt.timedelta(days=n)).weekday() < 5 and feries.ferie(debut + dt.timedelta(days=n)) is None
        for n in range(jours + 1)
    )
    assert feries.jours_ouvres(debut, fin, feries.METROPOLE) == un_a_un
