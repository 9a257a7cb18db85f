"""What a week's table may hold, and the French sentence of what it may not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.arithmetique import centimes
from tests.conftest import erreur, valeur
from xlprod import registre
from xlprod.registre import ErreurCellule

MACHINISTE = ("Machiniste de prise de vues", "3097", "2025-06-16")
SEMAINE = [[f"2025-06-{16 + n}", "08:00", "18:00", "1:00"] for n in range(5)]
ATTENDU = 1248.70


def semaine(*jours: list[Any]) -> list[list[Any]]:
    return [["jour", "arrivée", "départ", "pause", "lieu", "nature"], *([*j, None, None][:6] for j in jours)]


def brut(*jours: list[Any]) -> Any:
    return valeur("BRUT_SEMAINE", *MACHINISTE, semaine(*jours))


def refus(*jours: list[Any]) -> str:
    code, phrase = erreur("BRUT_SEMAINE", *MACHINISTE, semaine(*jours))
    assert code == "#VALEUR!"
    return phrase


@pytest.mark.parametrize(
    ("arrivee", "depart", "pause"),
    [
        ("08:00", "18:00", "1:00"),
        (8 / 24, 18 / 24, 1 / 24),
        ("8h", "18h00", "60 min"),
        (8, 18, 1),
        ("8 h 00", "18 h", "1h"),
        (45824 + 8 / 24, 45824 + 18 / 24, 60),
        (dt.time(8), dt.time(18), "1:00:00"),
        ("8,0", "18,0", "1,0"),
    ],
)
def test_une_heure_s_ecrit_de_plusieurs_facons(arrivee: Any, depart: Any, pause: Any) -> None:
    assert brut(*([j[0], arrivee, depart, pause] for j in SEMAINE)) == ATTENDU


@pytest.mark.parametrize("date", ["2025-06-16", "16/06/2025", 45824, 45824.0, dt.date(2025, 6, 16)])
def test_un_jour_s_ecrit_de_plusieurs_facons(date: Any) -> None:
    assert brut([date, *SEMAINE[0][1:]], *SEMAINE[1:]) == ATTENDU


def test_les_titres_sont_facultatifs_et_dans_n_importe_quel_ordre() -> None:
    sans = [[*j, "IDF", "tournage"] for j in SEMAINE]
    assert valeur("BRUT_SEMAINE", *MACHINISTE, sans) == ATTENDU
    melange = [["Départ", "Date", "Nuit", "Pause repas", "Convocation"]]
    melange += [[j[2], j[0], "oui", j[3], j[1]] for j in SEMAINE]
    assert valeur("BRUT_SEMAINE", *MACHINISTE, melange) == ATTENDU
    assert brut(*reversed(SEMAINE)) == ATTENDU
    assert brut(*SEMAINE, [None, None, None, None], ["2025-06-21", None, None, None]) == ATTENDU


def test_passe_minuit_c_est_le_lendemain() -> None:
    nuit = ["2025-06-20", "20:00", "06:00", "1:00"]
    assert brut(*SEMAINE[:4], nuit) == brut(*SEMAINE[:4], ["2025-06-20", "20:00", "30:00", "1:00"])
    assert brut(*SEMAINE[:4], nuit) == brut(*SEMAINE[:4], ["2025-06-20", 20 / 24, 1.25, 1 / 24])
    assert brut(*SEMAINE[:4], nuit) > ATTENDU
    assert brut(*SEMAINE[:4], ["2025-06-20", "14:00", "00:00", "1:00"]) > ATTENDU


@pytest.mark.parametrize(
    ("jour", "phrase"),
    [
        (["2025-06-20", "14:00", "09:00", "1:00"], "20/06/2025 : départ (09:00) avant l'arrivée (14:00)"),
        (["2025-06-20", "08:00", "33:00", "1:00"], "20/06/2025 : plus de 24 h entre l'arrivée et le départ"),
        (["2025-06-20", "08:00", "08:00", "0"], "arrivée et départ à la même heure"),
        (["2025-06-20", "08:00", "18:00", None], "pause manquante (10 h de l'arrivée au départ)"),
        (["2025-06-20", "08:00", "10:00", "3:00"], "la pause dure plus longtemps que la journée"),
        (["2025-06-20", "08:00", "18:00", 0.5], "pause de 12 h"),
        (["2025-06-20", "08:00", "18:00", "midi"], "pause : durée attendue"),
        (["2025-06-20", "huit heures", "18:00", "0"], "arrivée : heure attendue"),
        (["2025-06-20", "08:75", "18:00", "0"], "arrivée : heure attendue (22:30), reçu « 08:75 »"),
        (["2025-06-20", "08:00", True, "0"], "départ : heure attendue"),
        (["2025-06-20", "08:00", None, "0"], "20/06/2025 : départ manquant"),
        (["2025-06-20", None, "18:00", "0"], "20/06/2025 : arrivée manquante"),
        (["2025-06-20", "26:00", "30:00", "0"], "l'écrire au jour où elle a lieu"),
        (["2025-06-19", "08:00", "18:00", "1:00"], "19/06/2025 : deux lignes pour le même jour"),
        (["20 juin", "08:00", "18:00", "1:00"], "ligne 6 : jour : date attendue"),
        ([None, "08:00", "18:00", "1:00"], "ligne 6 : jour manquant"),
        (["2025-06-20", "08:00", "18:00", "1:00", "Mars"], "lieu inconnu « Mars » ; les plus proches : "),
        (["2025-06-20", "08:00", "18:00", "1:00", None, "tournaje"], "les plus proches : tournage"),
        (["2025-06-20", None, None, None, None, "tournage"], "arrivée et départ manquants"),
        (["2025-06-20", ErreurCellule("#N/A"), "18:00", "0"], "la cellule contient l'erreur #N/A"),
    ],
)
def test_une_ligne_fausse_a_sa_phrase(jour: list[Any], phrase: str) -> None:
    assert phrase in refus(*SEMAINE[:4], jour)


def test_deux_jours_qui_se_chevauchent() -> None:
    longue = ["2025-06-19", "20:00", "09:30", "1:00"]
    assert "20/06/2025 : la journée commence à 08:00, celle de la veille finit à 09:30 le lendemain" in refus(
        *SEMAINE[:3], longue, SEMAINE[4]
    )


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["Machiniste", "9999", "2025-06-16", SEMAINE], "convention inconnue ou sans règles"),
        (["Dresseur de lions", "3097", "2025-06-16", SEMAINE], "fonction inconnue « Dresseur de lions »"),
        ([*MACHINISTE, "lundi"], "jours : plage attendue"),
        ([*MACHINISTE, [["lundi", "mardi"]]], "au moins trois colonnes"),
        ([*MACHINISTE, [["jour", "arrivée", "départ", "pausse"]]], "colonne inconnue « pausse »"),
        ([*MACHINISTE, [["jour", "arrivée", "pause"], *SEMAINE]], "colonne manquante (depart)"),
        ([*MACHINISTE, [["jour", "date", "arrivée", "départ"]]], "donnée deux fois"),
        ([*MACHINISTE, [["jour", "arrivée", "départ"]]], "aucun jour dans le tableau"),
        ([*MACHINISTE, [["2025-06-16", None, None]]], "aucun jour travaillé"),
        ([*MACHINISTE, SEMAINE, "cumule=plafond"], "majorations : paramètre inconnu « cumule »"),
        ([*MACHINISTE, SEMAINE, "cumul=tout"], "cumul : « tout » n'est pas un choix (plafond, addition)"),
        ([*MACHINISTE, SEMAINE, "salaire_39h=-5"], "salaire_39h : montant positif attendu"),
        ([*MACHINISTE, SEMAINE, "engagement=mois"], "engagement : semaine, journee attendu"),
        ([*MACHINISTE, SEMAINE, None, None, "Dupont"], "n'a pas de colonne « personne »"),
        ([*MACHINISTE, SEMAINE, "territoire=Atlantide"], "territoire inconnu « Atlantide »"),
    ],
)
def test_un_appel_faux_a_sa_phrase(arguments: list[Any], phrase: str) -> None:
    assert phrase in erreur("BRUT_SEMAINE", *arguments)[1]


def test_avant_la_premiere_grille_la_date_disponible_est_dite() -> None:
    code, phrase = erreur("BRUT_SEMAINE", MACHINISTE[0], "3097", "2005-06-13", SEMAINE)
    assert code == "#N/A"
    assert "19/01/2012" in phrase
    code, phrase = erreur("BRUT_SEMAINE", "Chef électricien", "2642", "2005-06-13", SEMAINE, None, "fiction")
    assert code == "#N/A"
    assert "salaire_39h=…" in phrase


def test_l_audiovisuel_se_paie_sur_la_grille_de_son_annexe() -> None:
    """45 hours in fiction: 35, 8 at 125 %, 2 at 150 %, from the week of 35 hours that the grid prints."""
    appel = ("Chef électricien", "2642", "2026-07-06")
    code, phrase = erreur("BRUT_SEMAINE", *appel, SEMAINE)
    assert code == "#VALEUR!"
    assert "précisez l'annexe : fiction, flux, documentaire" in phrase
    grille = valeur("SALAIRE_MINIMUM", *appel, "fiction", "semaine35")
    attendu = centimes(f"{grille} / 35 * (35 + 8 * 1.25 + 2 * 1.5)")
    assert round(valeur("BRUT_SEMAINE", *appel, SEMAINE, None, "fiction") * 100) == attendu
    code, phrase = erreur("BRUT_SEMAINE", "Doublure lumière", "2642", "2026-07-06", SEMAINE)
    assert (code, "seuls les techniciens" in phrase) == ("#N/A", True)


def test_plusieurs_personnes_sans_en_nommer_une() -> None:
    table = [["personne", "jour", "arrivée", "départ"], ["A", *SEMAINE[0][:3]], ["B", *SEMAINE[0][:3]]]
    assert "2 personnes dans le tableau" in erreur("BRUT_SEMAINE", *MACHINISTE, table)[1]
    assert "« C » n'est pas dans le tableau" in erreur("BRUT_SEMAINE", *MACHINISTE, table, None, None, "C")[1]
    assert valeur("BRUT_SEMAINE", *MACHINISTE, table, None, None, "b") == valeur(
        "BRUT_SEMAINE", *MACHINISTE, [SEMAINE[0][:3]]
    )
    ailleurs = ("Machiniste de prise de vues", "3097", "2025-07-07")
    phrase = erreur("BRUT_SEMAINE", *ailleurs, table, None, None, "B")[1]
    assert "aucun jour dans la semaine du 07/07/2025" in phrase


def test_une_ligne_fausse_ne_fait_tort_qu_a_sa_semaine() -> None:
    """In a column, a row that fails holds its error and the others their gross."""
    table = [["personne", "jour", "arrivée", "départ", "pause"]]
    table += [["A", *j] for j in SEMAINE]
    table += [["B", *j] for j in SEMAINE[:4]] + [["B", "2025-06-20", "08:00", "25:75", "0"]]
    table += [["B", "2025-06-24", "08:00", "15:00", "0"]]
    retour = registre.evaluer(
        "BRUT_SEMAINE",
        [MACHINISTE[0], "3097", [["2025-06-16"], ["2025-06-18"], ["2025-06-23"], ["2025-06-16"]], table, None,
         None, [["A"], ["B"], ["B"], ["C"]]],
    )  # fmt: skip
    bon, faux, suivant, inconnu = (ligne[0] for ligne in retour.valeur)
    assert bon == ATTENDU
    assert "20/06/2025 : départ" in faux.message
    assert suivant == 220.73
    assert "« C » n'est pas dans le tableau" in inconnu.message


def test_un_salaire_donne_se_passe_de_la_grille() -> None:
    """Nobody printed a minimum for this job on that day: the salary given is paid, and hours are checked."""
    appel = ("Étalonneur", "3097", "2025-06-16")
    assert erreur("BRUT_SEMAINE", *appel, SEMAINE)[0] == "#N/A"
    prepares = [[*j, "IDF", "post-production"] for j in SEMAINE]
    # 45 hours at 40 €: 35, 8 at 125 %, 2 at 150 %.
    assert valeur("BRUT_SEMAINE", *appel, prepares, "salaire_39h=1600") == 40 * 48
    assert len(valeur("CONTROLE_TEMPS", *appel, SEMAINE)) > 5
    assert len(valeur("CONTROLE_TEMPS", MACHINISTE[0], "3097", "2014-06-16", SEMAINE)) > 5


def test_un_musicien_n_est_pas_paye_comme_un_comedien() -> None:
    nom = "Artiste chorégraphique, lyrique, de cirque, musicien : répétition, service de 3 h"
    code, phrase = erreur("BRUT_SEMAINE", nom, "3097", "2025-06-16", SEMAINE)
    assert (code, "seuls les artistes-interprètes" in phrase) == ("#N/A", True)


@pytest.mark.parametrize(
    ("nature", "horaires", "attendu"),
    [("voyage", ["09:00", "15:00", "0"], "article VI.1.3"), ("férié chômé", [None] * 3, "article VII.2.2")],
)
def test_rien_de_calculable_n_est_pas_un_zero(nature: str, horaires: list[Any], attendu: str) -> None:
    """IDCC 2642: a day that no rule here pays is an error; 0 € would say that nothing is due."""
    jours = [
        ["jour", "arrivée", "départ", "pause", "lieu", "nature"],
        ["2026-07-06", *horaires, None, nature],
    ]
    appel = ("Chef électricien", "2642", "2026-07-06", jours, "salaire_39h=1155,94")
    for fonction in ("BRUT_SEMAINE", "DETAIL_SEMAINE"):
        code, phrase = erreur(fonction, *appel)
        assert code == "#N/A"
        assert attendu in phrase


@pytest.mark.parametrize(
    ("fonction", "arrivee", "depart", "attendu"),
    [
        ("Artiste-interprète", "09:00", "11:00", 0),
        ("Artiste-interprète", "09:00", "11:01", "28.68 * 4"),
        ("Artiste-interprète", "09:00", "13:00", "28.68 * 4"),
        ("Artiste-interprète", "09:00", "13:01", "28.68 * 6"),
        ("Artiste-interprète", "09:00", "15:01", "28.68 * 8"),
        ("Artiste-interprète", "19:00", "07:00", 0),
        ("Artiste-interprète", "18:59", "07:00", "28.68 * 8"),
        ("Figurant", "09:00", "11:59", 0),
        ("Figurant", "09:00", "12:00", "50"),
        ("Figurant", "09:00", "15:00", "50"),
        ("Figurant", "09:00", "15:01", "100"),
    ],
)
def test_les_tranches_d_un_voyage(fonction: str, arrivee: str, depart: str, attendu: str | int) -> None:
    """Journeys of performers and extras, a minute either side of each band."""
    jours = [["jour", "arrivée", "départ", "nature"], ["2025-06-16", arrivee, depart, "voyage"]]
    cents = centimes(attendu) if isinstance(attendu, str) else attendu
    assert valeur("BRUT_SEMAINE", fonction, "3097", "2025-06-16", jours) * 100 == pytest.approx(cents)


def test_les_essais_d_un_artiste_sont_un_trou_jamais_un_cachet() -> None:
    """No text read says what a screen test is worth: #N/A, and a technician's is still paid."""
    essais = [["2025-06-16", "09:00", "12:00", "0:00", "IDF", "essais"]]
    table = [["jour", "arrivée", "départ", "pause", "lieu", "nature"], *essais]
    code, phrase = erreur("BRUT_SEMAINE", "Artiste-interprète", "3097", "2025-06-16", table)
    assert (code, "essais compris" in phrase) == ("#N/A", True)
    assert valeur("BRUT_SEMAINE", *MACHINISTE, table) > 0
