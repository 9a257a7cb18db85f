"""Every printed minimum of IDCC 3097 comes back, at its dates, for members and for the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.conftest import erreur, oracle_csv, valeur

JOUR = dt.timedelta(days=1)
TECHNICIENS = [r for r in oracle_csv("minima_3097.csv") if r["titre_ou_annexe"].startswith("Titre II -")]


def annexe(ligne: dict[str, str]) -> str:
    """Annexe as a user writes it, from the title of the printed grid."""
    titre = ligne["titre_ou_annexe"].removeprefix("Titre II - ")
    for debut, code in (
        ("Annexe III bis", "III bis"),
        ("Annexe III", "III"),
        ("Annexe II", "II"),
        ("Annexe I", "I"),
        ("Réalisateur", "realisateur"),
        ("Films publicitaires", "publicite"),
        ("Indemnités", "indemnites"),
    ):
        if titre.startswith(debut):
            regime = titre.partition("régime ")[2][:2]
            return f"{code} {regime}".strip()
    raise AssertionError(titre)


def appel(ligne: dict[str, str], jour: dt.date, adherent: str) -> float:
    montant: float = valeur(
        "SALAIRE_MINIMUM",
        ligne["fonction"],
        "3097",
        jour.isoformat(),
        annexe(ligne),
        ligne["unite"],
        f"adherent={adherent}",
    )
    return montant


def fin_adherents(ligne: dict[str, str]) -> dt.date:
    """Last day of a printed amount; the newest rows are asked for a year after they start."""
    if ligne["valid_to"]:
        return dt.date.fromisoformat(ligne["valid_to"])
    plus_recents = [
        dt.date.fromisoformat(r["valid_from"])
        for r in TECHNICIENS
        if r["fonction"] == ligne["fonction"]
        and annexe(r) == annexe(ligne)
        and r["unite"] == ligne["unite"]
        and r["valid_from"] > ligne["valid_from"]
    ]
    return (
        min(plus_recents) - JOUR if plus_recents else dt.date.fromisoformat(ligne["valid_from"]) + 365 * JOUR
    )


def test_l_oracle_est_complet() -> None:
    assert len(TECHNICIENS) == 3511


def test_chaque_montant_des_techniciens_a_ses_dates_pour_les_adherents() -> None:
    for ligne in TECHNICIENS:
        attendu = float(ligne["montant_eur"])
        for jour in (dt.date.fromisoformat(ligne["valid_from"]), fin_adherents(ligne)):
            assert appel(ligne, jour, "oui") == attendu, (ligne, jour)


def test_chaque_montant_des_techniciens_a_sa_date_d_extension() -> None:
    """A non-member owes the new grid from its extension, and the former one the day before."""
    series: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for ligne in TECHNICIENS:
        if ligne["valid_from_non_adherents"]:
            series[(ligne["fonction"], annexe(ligne), ligne["unite"])].append(ligne)
    verifies = 0
    for lignes in series.values():
        lignes.sort(key=lambda r: r["valid_from_non_adherents"])
        for avant, ligne in zip([None, *lignes], lignes, strict=False):
            jour = dt.date.fromisoformat(ligne["valid_from_non_adherents"])
            assert appel(ligne, jour, "non") == float(ligne["montant_eur"]), (ligne, jour)
            if avant is not None:
                assert appel(avant, jour - JOUR, "non") == float(avant["montant_eur"]), (avant, jour)
            verifies += 1
    assert verifies > 3400


@pytest.mark.parametrize("ligne", oracle_csv("annexe2_3097.csv"), ids=lambda r: r["fonction"])
def test_annexe_2(ligne: dict[str, str]) -> None:
    args = (ligne["fonction"], 3097, "2025-06-02")
    assert float(ligne["salaire_hebdo_39h_annexe1"]) == valeur("SALAIRE_MINIMUM", *args, "I")
    assert float(ligne["salaire_hebdo_5j_annexe2"]) == valeur("SALAIRE_MINIMUM", *args, "II", "semaine5j")
    assert float(ligne["salaire_hebdo_6j_annexe2"]) == valeur("SALAIRE_MINIMUM", *args, "II", "semaine6j")


@pytest.mark.parametrize("ligne", oracle_csv("annexe3_3097.csv"), ids=lambda r: r["fonction"])
def test_annexe_3(ligne: dict[str, str]) -> None:
    args = (ligne["fonction"], 3097, ligne["valid_from"])
    for colonne, annexe_, unite in (
        ("annexe1_39h", "I", ""),
        ("annexe3_39h", "III", "semaine39"),
        ("interessement_39h", "III", "interessement_hebdo_39h"),
        ("annexe3_5j", "III bis", "semaine5j"),
        ("annexe3_6j", "III bis", "semaine6j"),
        ("interessement_5j", "III bis", "interessement_hebdo_equiv_5j"),
        ("interessement_6j", "III bis", "interessement_hebdo_equiv_6j"),
    ):
        if ligne[colonne] and not (colonne.startswith("interessement") and float(ligne[colonne]) == 0):
            assert float(ligne[colonne]) == valeur("SALAIRE_MINIMUM", *args, annexe_, unite), colonne


@pytest.mark.parametrize("ligne", oracle_csv("minima_calcules_3097.csv"), ids=lambda r: r["fonction"])
def test_unites_derivees_de_la_semaine(ligne: dict[str, str]) -> None:
    args = (ligne["fonction"], 3097, "2025-06-02", "I")
    semaine = Decimal(ligne["hebdo_39h_annexe1_(verifie)"])
    for unite, facteur, colonne in (
        ("semaine35", Decimal(35) / 40, "hebdo_35h_=35h"),
        ("jour", Decimal(7) / 40 * Decimal("1.25"), "jour_cinema_7h_<5j_=7x1,25"),
        ("heure", Decimal(1) / 40, "horaire_base_=h39/40"),
    ):
        exact = (semaine * facteur).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert float(exact) == valeur("SALAIRE_MINIMUM", *args, unite)
        # The reference rounds a half cent either way; nothing else may separate the two.
        assert abs(Decimal(ligne[colonne]) - semaine * facteur) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("usage", "officiel"),
    [
        ("chef op", "Directeur de la photographie cinéma"),
        ("Cheffe opératrice", "Directeur de la photographie cinéma"),
        ("dir. photo", "Directeur de la photographie cinéma"),
        ("DIRECTEUR DE LA PHOTOGRAPHIE", "Directeur de la photographie cinéma"),
        ("1ère assistante réalisatrice", "1er assistant réalisateur cinéma"),
        ("Régisseur d’extérieurs", "Régisseur d'extérieurs cinéma"),
        ("habilleuse", "Habilleur cinéma"),
    ],
)
def test_les_noms_d_usage(usage: str, officiel: str) -> None:
    jour = "2025-06-02"
    assert valeur("SALAIRE_MINIMUM", officiel, 3097, jour) == valeur("SALAIRE_MINIMUM", usage, 3097, jour)


def test_le_realisateur_et_les_artistes_ont_leur_grille_sous_toute_annexe() -> None:
    assert valeur("SALAIRE_MINIMUM", "réalisatrice", 3097, "2026-03-02", "I") == 3015.27
    assert valeur("SALAIRE_MINIMUM", "comédienne", 3097, "2026-03-02", "II", "cachet") == 418.25
    assert valeur("SALAIRE_MINIMUM", "comédienne", 3097, "2026-03-02", "", "semaine5j") == 1266.70


def test_le_smic_prime() -> None:
    assert valeur("SALAIRE_MINIMUM", "figurant", 3097, "2026-05-31", "", "jour") == 107.00
    assert valeur("SALAIRE_MINIMUM", "figurant", 3097, "2026-06-01", "", "jour") == 108.33
    assert valeur("SALAIRE_MINIMUM", "coursier", 3097, "2026-06-01") == 1867.02  # grid: 1 801,80


def test_ecart_au_minimum() -> None:
    assert valeur("ECART_MINIMUM", 900, "habilleuse", 3097, "2026-03-02") == -12.86
    assert valeur("ECART_MINIMUM", 2000, "habilleuse", 3097, "2026-03-02", "I", "", 2) == 174.28


def test_les_erreurs_disent_quoi_faire() -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", "habileuse", 3097, "2026-03-02")
    assert code == "#VALEUR!"
    assert "Habilleur cinéma" in phrase
    code, phrase = erreur("SALAIRE_MINIMUM", "machiniste", 3097, "2010-01-01")
    assert code == "#N/A"
    assert "19/01/2012" in phrase
    assert erreur("SALAIRE_MINIMUM", "machiniste", 9999, "2026-03-02")[0] == "#VALEUR!"
    code, phrase = erreur("SALAIRE_MINIMUM", "chef monteur", 3097, "2026-03-02", "II")
    assert code == "#N/A"
    assert "I, III" in phrase


def test_la_table_des_fonctions() -> None:
    table = valeur("FONCTIONS", 3097, "2026-03-02")
    assert table[0] == [
        "Fonction", "Filière", "Statut", "Unité", "Minimum", "Source", "Confiance", "Annexe", "Niveau",
    ]  # fmt: skip
    photo = next(r for r in table if r[0] == "Directeur de la photographie cinéma")
    assert photo[3:5] == ["hebdo_39h", 2758.11]
    assert {r[3] for r in valeur("FONCTIONS", 3097, "2026-03-02", "II")[1:]} == {
        "hebdo_equiv_5j",
        "hebdo_equiv_6j",
    }


def paye(heures: int) -> Decimal:
    """Hours paid for a week: 25 % more from the 36th, 50 % from the 44th, 75 % from the 49th."""
    tranches = ((35, Decimal(1)), (8, Decimal("1.25")), (5, Decimal("1.5")), (100, Decimal("1.75")))
    total, reste = Decimal(0), heures
    for largeur, taux in tranches:
        total += min(reste, largeur) * taux
        reste -= min(reste, largeur)
    return total


def test_les_formules_fermees_redonnent_les_274_montants_imprimes() -> None:
    """Annexe II: hour of annexe I × paid hours of the equivalence; annexe III: 850 + 37 % of the excess."""
    cents, trouves = Decimal("0.01"), 0
    montants = {f: valeur("SALAIRE_MINIMUM", f, 3097, "2025-06-02", "I") for f in _fonctions_annexe_3()}
    for ligne in oracle_csv("annexe2_3097.csv"):
        heure = Decimal(ligne["salaire_hebdo_39h_annexe1"]) / 40
        for jours in ("5j", "6j"):
            attendu = (heure * paye(int(ligne[f"h_effectives_{jours}"]))).quantize(cents, ROUND_HALF_UP)
            imprime = Decimal(ligne[f"salaire_hebdo_{jours}_annexe2"])
            assert abs(attendu - imprime) <= 3 * cents, (ligne["fonction"], jours)
            trouves += 1
    for ligne in oracle_csv("annexe3_3097.csv"):
        base = Decimal(ligne["annexe1_39h"])
        assert float(base) == montants[ligne["fonction"]]
        trois = base if base <= 850 else 850 + Decimal("0.37") * (base - 850)
        colonnes = [("annexe3_39h", trois)] + [
            (f"annexe3_{jours}", trois / 40 * paye(int(ligne[f"h_eff_{jours}"])))
            for jours in ("5j", "6j")
            if ligne[f"annexe3_{jours}"]
        ]
        for colonne, attendu in colonnes:
            imprime = Decimal(ligne[colonne])
            assert abs(attendu.quantize(cents, ROUND_HALF_UP) - imprime) <= 3 * cents, (ligne, colonne)
            trouves += 1
    assert trouves == 274


def _fonctions_annexe_3() -> list[str]:
    return [ligne["fonction"] for ligne in oracle_csv("annexe3_3097.csv")]
