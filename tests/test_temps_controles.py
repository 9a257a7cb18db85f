"""Checks of working time: each breach with its article, and what is kept said so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.cas_temps_lus import jours
from tests.conftest import erreur, valeur

REGLE, QUAND, EXIGE, CONSTATE, VERDICT, ARTICLE, CONFIANCE = range(7)
LUNDI = dt.date(2025, 9, 1)


def constats(
    horaires: list[str],
    fonction: str = "Machiniste de prise de vues",
    parametres: str = "",
    idcc: str = "3097",
) -> list[list[Any]]:
    table = valeur("CONTROLE_TEMPS", fonction, idcc, "2025-09-01", jours(horaires), parametres or None)
    assert table[0] == ["Règle", "Quand", "Exigé", "Constaté", "Verdict", "Article", "Confiance"]
    return [list(ligne) for ligne in table[1:]]


def manques(*arguments: Any, **autres: Any) -> list[tuple[str, str, str]]:
    """(article, when, measure) of what is not respected."""
    return [
        (c[ARTICLE], c[QUAND], c[CONSTATE])
        for c in constats(*arguments, **autres)
        if c[VERDICT] == "non respecté"
    ]


def a_justifier(*arguments: Any, **autres: Any) -> list[tuple[str, str]]:
    return [(c[ARTICLE], c[CONSTATE]) for c in constats(*arguments, **autres) if c[VERDICT] == "à justifier"]


def semaine(*lignes: str, lundi: dt.date = LUNDI) -> list[str]:
    """One line a day from a Monday: the hours, then any other column."""
    return [f"{lundi + dt.timedelta(days=n)} {ligne}" for n, ligne in enumerate(lignes) if ligne]


BONNE = "09:00 18:00 1:00"


def test_une_semaine_normale_ne_manque_a_rien() -> None:
    rendu = constats(semaine(*[BONNE] * 5))
    assert {c[VERDICT] for c in rendu} == {"respecté"}
    assert {"Repos entre deux journées", "Jours consécutifs de travail"} <= {c[REGLE] for c in rendu}
    assert all(c[ARTICLE] and c[EXIGE] and c[CONSTATE] for c in rendu)


@pytest.mark.parametrize(
    ("horaires", "attendu"),
    [
        (
            semaine("12:00 22:00 1:00", "07:00 16:00 1:00"),
            ("CCN 3097, titre II art. 27", "02/09/2025", "9 h 00"),
        ),
        (
            semaine("12:00 22:00 1:00", "07:00 16:00 1:00"),
            ("C. trav. art. L3131-1", "02/09/2025", "9 h 00"),
        ),
        (
            semaine("07:00 21:00 2:00"),
            ("CCN 3097, titre II art. 27", "01/09/2025", "14 h 00"),
        ),
        (
            semaine("07:00 19:00 1:00 transport=1:30"),
            ("CCN 3097, titre II art. 27", "01/09/2025", "13 h 30"),
        ),
        (
            semaine("07:00 20:30 1:00"),
            ("CCN 3097, titre II art. 24", "01/09/2025", "12 h 30"),
        ),
        (
            semaine(*["08:00 20:30 0:30"] * 6),
            ("CCN 3097, titre II art. 24 (préambule)", "semaine du 01/09/2025", "72 h 00"),
        ),
        (
            semaine(*[BONNE] * 7),
            ("CCN 3097, titre I art. 23 ; C. trav. art. L3132-1", "07/09/2025", "7 jours"),
        ),
        (
            semaine("", "", "", "", "", "", "09:00 17:00 1:00 lieu=studio"),
            ("CCN 3097, titre II art. 41", "07/09/2025", "7 h 00"),
        ),
        (
            ["2025-11-11 09:00 17:00 1:00 lieu=studio"],
            ("CCN 3097, titre II art. 42", "11/11/2025", "7 h 00"),
        ),
        (
            semaine("09:00 17:00 0"),
            ("C. trav. art. L3121-16", "01/09/2025", "0 min"),
        ),
        (
            semaine("09:00 18:00 0:30 debut_pause=15:30"),
            ("C. trav. art. L3121-16", "01/09/2025", "0 min"),
        ),
    ],
)
def test_chaque_manque_a_son_article(horaires: list[str], attendu: tuple[str, str, str]) -> None:
    assert attendu in manques(horaires)


def test_le_repos_de_la_semaine() -> None:
    """Friday ends on Saturday at 3 a.m., Monday begins at 2 a.m.: 47 hours; Friday at 20 h: 54."""
    tard = [*semaine(*[BONNE] * 4, "18:00 03:00 1:00"), "2025-09-08 02:00 10:00 1:00"]
    assert ("CCN 3097, titre II art. 25", "semaine du 01/09/2025", "47 h 00") in manques(tard)
    assert not [m for m in manques(tard) if m[0] == "C. trav. art. L3132-2"]
    tot = [*semaine(*[BONNE] * 4, "11:00 20:00 1:00"), "2025-09-08 02:00 10:00 1:00"]
    assert "semaine du 01/09/2025" not in {quand for _, quand, _ in manques(tot)}


def test_la_moyenne_sur_douze_semaines() -> None:
    """Twelve weeks of 47 hours; eleven and one of 35 keep the mean under 46."""
    longue = ["08:00 18:00 1:00"] * 3 + ["08:00 19:00 1:00"] * 2
    assert sum((9, 9, 9, 10, 10)) == 47
    douze = [jour for n in range(12) for jour in semaine(*longue, lundi=LUNDI + dt.timedelta(weeks=n))]
    attendu = ("CCN 3097, titre II art. 25", "12 sem. depuis le 01/09/2025", "47 h 00")
    assert attendu in manques(douze)
    courte = semaine(*["09:00 17:00 1:00"] * 5, lundi=LUNDI + dt.timedelta(weeks=11))
    assert not [m for m in manques([*douze[:55], *courte]) if "sem." in m[1]]
    assert ("CCN 3097, titre II art. 25", "47 h 00") in a_justifier(douze[:5])


def test_cinq_semaines_de_six_jours() -> None:
    six = ["09:00 17:00 1:00 lieu=province"] * 6
    cinq = [jour for n in range(5) for jour in semaine(*six, lundi=LUNDI + dt.timedelta(weeks=n))]
    assert ("CCN 3097, titre II art. 26", "semaine du 29/09/2025", "5 semaines") in manques(cinq)
    assert not [m for m in manques(cinq[:24]) if m[0] == "CCN 3097, titre II art. 26"]
    artiste = manques(cinq[:24], fonction="comédien")
    assert ("CCN 3097, titre III-1 art. IV.2.1.1", "semaine du 22/09/2025", "4 semaines") in artiste


def test_les_exceptions_se_justifient() -> None:
    rendu = a_justifier(semaine(*["08:00 19:30 1:00"] * 6))
    assert ("C. trav. art. L3121-18", "10 h 30") in rendu
    assert ("CCN 3097, titre II art. 25", "63 h 00") in rendu
    assert ("CCN 3097, titre II art. 26", "6 jours") in rendu


@pytest.mark.parametrize(
    ("age", "horaires", "attendus"),
    [
        (17, semaine("08:00 18:00 1:00"), {("C. trav. art. L3162-1", "9 h 00")}),
        (17, semaine(*["08:00 16:30 0:30"] * 5), {("C. trav. art. L3162-1", "40 h 00")}),
        (17, semaine("14:00 22:00 1:00", "09:00 12:00 0"), {("C. trav. art. L3164-1", "11 h 00")}),
        (15, semaine("14:00 20:00 1:00", "09:00 12:00 0"), {("C. trav. art. L3164-1", "13 h 00")}),
        (17, semaine("20:00 01:00 0"), {("C. trav. art. L3163-2", "1 h 00")}),
    ],
)
def test_les_mineurs(age: int, horaires: list[str], attendus: set[tuple[str, str]]) -> None:
    rendu = manques(horaires, fonction="comédien", parametres=f"age={age}")
    assert attendus <= {(article, mesure) for article, _, mesure in rendu}


def test_les_durees_des_enfants_sont_indicatives_et_a_verifier() -> None:
    rendu = constats(semaine("09:00 13:30 0:30"), fonction="comédien", parametres="age=8")
    (indicative,) = [c for c in rendu if "indicative" in c[REGLE]]
    assert indicative[EXIGE : VERDICT + 1] == ["au plus 3 h 00", "4 h 00", "à justifier"]
    assert "à vérifier" in indicative[CONFIANCE]
    assert a_justifier(semaine("18:00 21:00 0"), fonction="comédien", parametres="age=8") == [
        ("C. trav. art. L3163-1", "1 h 00")
    ]


def test_l_audiovisuel_a_ses_regles_a_verifier() -> None:
    rendu = constats(semaine(*["08:00 18:30 0:30"] * 5), fonction="Chef électricien", idcc="2642")
    (semaine_48,) = [
        c for c in rendu if c[ARTICLE] == "CCN 2642, art. VI.3.2.1" and c[EXIGE] == "au plus 48 h 00"
    ]
    assert semaine_48[CONSTATE : VERDICT + 1] == ["50 h 00", "non respecté"]
    assert "à vérifier" in semaine_48[CONFIANCE]


def test_une_personne_d_un_tableau_de_plusieurs() -> None:
    entete, *lignes = jours(semaine("12:00 22:00 1:00", "07:00 16:00 1:00"))
    table = [["personne", *entete], *(["Éloi", *ligne] for ligne in lignes), ["Léa", *lignes[0]]]
    appel = ("Machiniste de prise de vues", "3097", "2025-09-01", table, None)
    assert [c for c in valeur("CONTROLE_TEMPS", *appel, "eloi") if c[VERDICT] == "non respecté"]
    assert not [c for c in valeur("CONTROLE_TEMPS", *appel, "Léa") if c[VERDICT] == "non respecté"]
    assert "donner l'argument personne" in erreur("CONTROLE_TEMPS", *appel)[1]


def test_un_parametre_inconnu_est_refuse() -> None:
    arguments = ("Machiniste de prise de vues", "3097", "2025-09-01", jours(semaine(BONNE)))
    assert "paramètre inconnu « agee »" in erreur("CONTROLE_TEMPS", *arguments, "agee=12")[1]
    assert "age : nombre d'années attendu" in erreur("CONTROLE_TEMPS", *arguments, "age=douze")[1]


def test_un_artiste_de_court_metrage_se_controle_mais_ne_se_paie_pas() -> None:
    rendu = a_justifier(semaine("08:00 21:00 1:00"), fonction="comédien court métrage")
    assert ("CCN 3097, titre III-1 art. IV.1.1.1", "13 h 00") in rendu
    appel = ("comédien court métrage", "3097", "2025-09-01", jours(semaine(BONNE)))
    code, phrase = erreur("BRUT_SEMAINE", *appel)
    assert (code, "courts métrages" in phrase) == ("#N/A", True)


def test_une_mesure_s_accorde() -> None:
    """« 1 jour », « 0 semaine » : what is counted is written as it is read."""
    mesures = {c[CONSTATE] for c in constats(["2025-09-01 08:00 17:00 1:00"])}
    assert {"1 jour", "0 semaine"} <= mesures
    assert not {"1 jours", "0 semaines"} & mesures


@pytest.mark.parametrize(("duree", "manque"), [("14:00", False), ("14:01", True)])
def test_la_pause_est_due_au_dela_de_six_heures(duree: str, manque: bool) -> None:
    trouves = manques([f"2025-09-01 08:00 {duree} 0"])
    assert any(article == "C. trav. art. L3121-16" for article, _, _ in trouves) is manque


@pytest.mark.parametrize("age", ["-3", "200"])
def test_un_age_impossible_est_refuse(age: str) -> None:
    arguments = ("Machiniste de prise de vues", "3097", "2025-09-01", jours(semaine(BONNE)))
    assert f"reçu « {age} »" in erreur("CONTROLE_TEMPS", *arguments, f"age={age}")[1]


def test_chaque_convention_cite_ses_articles() -> None:
    """Seven days in a row: the agreement of the cinema is cited for the cinema only."""
    sept = [f"2025-09-{n:02d} 08:00 16:00 1:00" for n in range(1, 8)]
    assert any("CCN 3097, titre I art. 23" in article for article, _, _ in manques(sept))
    autres = constats(sept, fonction="Chef électricien", idcc="2642")
    assert not [c[ARTICLE] for c in autres if "3097" in c[ARTICLE]]
    assert "C. trav. art. L3132-1" in {c[ARTICLE] for c in autres}


@pytest.mark.parametrize("fonction", ["Artiste-interprète", "Figurant"])
def test_les_durees_des_techniciens_ne_sont_pas_celles_des_artistes(fonction: str) -> None:
    """Days of 13 hours: titre II, art. 24 and 25, is not cited against performers and extras."""
    lus = constats([f"2025-09-{n:02d} 08:00 22:00 1:00" for n in range(1, 6)], fonction=fonction)
    durees = {c[ARTICLE] for c in lus if c[REGLE].startswith("Durée") and "moyenne" not in c[REGLE]}
    assert not [article for article in durees if "titre II art." in article]
    assert {"C. trav. art. L3121-18", "C. trav. art. L3121-20"} <= durees
