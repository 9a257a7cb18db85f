"""Every printed minimum of the other agreements comes back, at its dates, for members and for the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pytest

from tests.conftest import erreur, oracle_csv, valeur
from xlprod import baremes, registre
from xlprod.baremes.minima import Convention, convention, index
from xlprod.baremes.schema_minima import UN_JOUR, explique
from xlprod.erreurs import SaisieInvalide

CLOTURES = {
    ("2642", "artistes", "2007-02-01"): "2018-03-31",
    ("2642", "artistes", "2018-04-01"): "2024-01-31",
    ("3252", "audiovisuel_2008", "2008-02-21"): "2024-05-31",
}
"""Last day of grids printed without one: the day before the next text that changes them."""

EXTENSIONS = {
    ("3252", annexe, "2023-01-01"): "2023-01-01"
    for annexe in (
        "doublage_cinema", "doublage_tv", "documentaires_tv", "documentaires_autres", "doublage_chanteurs",
        "audiodescription", "direction_artistique",
    )
} | {("3252", "communes", "2024-06-01"): "2025-04-01"}  # fmt: skip
"""Dates for non-members that another document gives: amendment of 07/11/2022, agreement of 27/06/2024."""

SIGNATURE_1486 = "2022-09-29"
"""The grid of amendment 47 was read without its date: that of its signature is kept, flagged."""


class Imprime(NamedTuple):
    idcc: str
    annexe: str
    fonction: str
    niveau: str
    unite: str
    du: dt.date
    au: dt.date | None
    extension: dt.date | None
    cents: int
    confiance: str


def _date(texte: str) -> dt.date | None:
    return dt.date.fromisoformat(texte) if texte else None


def imprimes() -> Iterator[Imprime]:
    """Rows of the oracle: for each series, ``from>to>from for non-members>amount>confidence``."""
    for ligne in oracle_csv("minima_autres.csv"):
        idcc, annexe = ligne["idcc"], ligne["annexe"]
        for montant in ligne["montants"].split():
            du, au, extension, euros, confiance = montant.split(">")
            du = du or SIGNATURE_1486
            au = CLOTURES.get((idcc, annexe, du), au)
            extension = EXTENSIONS.get((idcc, annexe, du), extension)
            yield Imprime(
                idcc, annexe, ligne["fonction"], ligne["niveau"], ligne["unite"], dt.date.fromisoformat(du),
                _date(au), _date(extension), int(euros.replace(".", "")), confiance,
            )  # fmt: skip


IMPRIMES = list(imprimes())
HEURES = {"hebdo_35h_CDDU": 35, "hebdo_39h_CDDU": 40, "journalier_7h_CDDU": 7, "journalier_8h_CDDU": 8,
          "journalier": 8, "horaire_CDDU": 1}  # fmt: skip


def plancher(unite: str, jour: dt.date) -> int:
    """The SMIC of the hours of a unit, in cents."""
    if unite.startswith("mensuel"):
        mois = baremes.chiffre_ou_rien("SMIC_M", jour)
        facteur = Fraction(40, 35) if "39h" in unite else Fraction(1)
        return round(mois.valeur * facteur * 100) if mois else 0
    heure = baremes.chiffre_ou_rien("SMIC_H", jour)
    return round(heure.valeur * HEURES.get(unite, 0) * 100) if heure else 0


def verifier(imprime: Imprime, jour: dt.date, adherent: str) -> None:
    arguments = [imprime.fonction, imprime.idcc, jour.isoformat(), imprime.annexe, imprime.unite]
    resultat = registre.appeler("SALAIRE_MINIMUM", [*arguments, f"adherent={adherent}"])
    assert resultat.etapes[0].resultat == imprime.cents, (imprime, jour)
    assert resultat.valeur == max(imprime.cents, plancher(imprime.unite, jour)), (imprime, jour)


def test_l_oracle_est_complet() -> None:
    comptes = {idcc: sum(i.idcc == idcc for i in IMPRIMES) for idcc in index()}
    assert comptes == {
        "3097": 0, "2642": 691, "2412": 5879, "3241": 156, "3252": 797, "86": 24, "1486": 25, "2121": 1,
    }  # fmt: skip


@pytest.mark.parametrize("idcc", [i for i in index() if i != "3097"])
def test_chaque_montant_a_ses_dates_pour_les_adherents(idcc: str) -> None:
    for imprime in IMPRIMES:
        if imprime.idcc == idcc:
            for jour in (imprime.du, imprime.au or imprime.du + dt.timedelta(days=365)):
                verifier(imprime, jour, "oui")


def test_chaque_montant_a_sa_date_d_extension() -> None:
    etendus = [i for i in IMPRIMES if i.extension]
    assert len(etendus) > 1600
    for imprime in etendus:
        assert imprime.extension
        verifier(imprime, imprime.extension, "non")


def test_le_niveau_et_la_confiance_sont_ceux_de_la_grille() -> None:
    """Of each printed row: level and confidence, beside its amount."""
    connus: dict[tuple[str, ...], tuple[str, str]] = {}
    for idcc in index():
        for (fonction, annexe, _, unite), montants in convention(idcc).series.items():
            for m in montants:
                cle = (idcc, annexe, fonction, unite, m.grille.valid_from.isoformat())
                connus[cle] = (m.niveau, m.grille.confiance)
    for i in IMPRIMES:
        code = convention(i.idcc).fonction(i.fonction).code
        niveau, confiance = connus[i.idcc, i.annexe, code, i.unite, i.du.isoformat()]
        assert niveau == i.niveau
        doute = i.annexe == "audiovisuel_2008" or i.du.isoformat() == SIGNATURE_1486
        assert confiance[0] == ("s" if doute else i.confiance), i


@pytest.mark.parametrize("idcc", [i for i in index() if i != "3097"])
def test_les_trous_sont_expliques_et_reels(idcc: str) -> None:
    """Every hole of a series has its reason, and no reason stands for nothing."""
    conv = convention(idcc)
    servis = set()
    for serie, montants in conv.series.items():
        dernier = max(m[-1].grille.valid_to for s, m in conv.series.items() if s[1:] == serie[1:])
        bornes = [(a.grille.valid_to, b.grille.valid_from) for a, b in pairwise(montants)]
        bornes.append(
            (
                montants[-1].grille.valid_to,
                dt.date.max if montants[-1].grille.valid_to < dernier else dt.date.min,
            )
        )
        for fin, debut in bornes:
            if debut > fin and debut - fin > UN_JOUR:
                au = debut if debut == dt.date.max else debut - UN_JOUR
                assert explique(conv, serie, fin + UN_JOUR, au), (serie, fin, au)
                servis |= {t for t in conv.trous if t.concerne(serie) and t.du <= au and t.au > fin}
    finies = {s[1] for s, m in conv.series.items() if m[-1].grille.valid_to < dt.date.max}
    debuts = {s[1:]: min(m.grille.valid_from for m in ms) for s, ms in conv.series.items()}
    avant = {t for t in conv.trous for s, debut in debuts.items() if s[0] == t.annexe and t.du < debut}
    assert all(t in servis or t in avant or t.annexe in finies for t in conv.trous)


JOUR = "2026-03-02"


@pytest.mark.parametrize(
    ("idcc", "annexe", "usage", "officiel"),
    [
        ("2642", "fiction", "1re assistante réa", "1er assistant réalisateur"),
        ("2642", "fiction", "première assistante réalisatrice", "1er assistant réalisateur"),
        ("2642", "fiction", "OPV", "Cadreur / OPV"),
        ("2642", "fiction", "cadreuse", "Cadreur / OPV"),
        ("2642", "fiction", "ingé son", "Chef OPS / Ingénieur du son"),
        ("2642", "fiction", "ingénieure du son", "Chef OPS / Ingénieur du son"),
        ("2642", "fiction", "scripte spécialisée", "Scripte spécialisé"),
        ("2642", "fiction", "habilleuse spécialisée", "Habilleur spécialisé"),
        ("2642", "flux", "scripte", "Scripte"),
        ("2642", "flux", "monteuse", "Monteur"),
        ("2642", "flux", "cheffe monteuse", "Chef monteur"),
        ("2642", "flux", "gaffer", "Chef électricien"),
        ("2642", "documentaire", "chef op", "Directeur photo"),
        ("2642", "documentaire", "directrice de la photo", "Directeur photo"),
        ("2642", "documentaire", "étalonneuse", "Étalonneur"),
        ("2642", "documentaire", "perchman", "Perchiste / 1er assistant son"),
        ("2642", "documentaire", "directrice de prod", "Directeur de production"),
        ("2412", "CDDU", "animatrice confirmée", "Animateur - Confirmé"),
        ("2412", "CDDU", "cheffe storyboardeuse", "Storyboarder - Chef"),
        ("2412", "CDDU", "seconde assistante réalisatrice", "2ème assistant réalisateur"),
        ("2412", "CDDU", "directrice photo", "Directeur de l'image / photo"),
        ("2412", "CDDU", "chargée de prod", "Chargé de production"),
        ("3252", "audiovisuel", "cadreuse AV", "Cadreur AV"),
        ("3252", "audiovisuel", "scripte", "Scripte AV"),
        ("3252", "audiovisuel", "1re assistante réa", "1er assistant de réalisation AV"),
        ("3252", "audiovisuel", "monteuse", "Monteur AV"),
        ("3252", "audiovisuel", "chef opérateur", "Chef opérateur de prises de vue AV"),
        ("3241", "liste_1", "niveau 3 M2", "Niveau 3 - M2 (≥ 350 jours de pratique)"),
        ("86", "", "employée niveau 2", "Employé, niveau 2"),
        ("1486", "", "cadre 2.3", "Ingénieur et cadre, position 2.3, coefficient 150"),
        ("1486", "", "ETAM 400", "ETAM, position 3.1, coefficient 400"),
    ],
)
def test_les_noms_d_usage(idcc: str, annexe: str, usage: str, officiel: str) -> None:
    conv = convention(idcc)
    assert conv.fonction(usage) == conv.fonction(officiel)
    assert conv.fonction(officiel).libelle == officiel
    assert valeur("SALAIRE_MINIMUM", usage, idcc, JOUR, annexe) > 0


FEMININS = (("teur", "trice"), ("eur", "euse"), ("ier", "ière"), ("ien", "ienne"), ("ant", "ante"))


@pytest.mark.parametrize("idcc", index())
def test_chaque_titre_se_lit_au_feminin(idcc: str) -> None:
    """First word of every title in the feminine: the same function, in every agreement."""
    conv = convention(idcc)
    for metier in conv.fonctions.values():
        premier, _, reste = metier.libelle.partition(" ")
        for masculin, feminin in FEMININS:
            if (
                premier.endswith(masculin) and premier.lower() not in ("directeur", "opérateur")
            ) or premier == "Chef":
                ecrit = "cheffe" if premier == "Chef" else premier.removesuffix(masculin) + feminin
                assert conv.fonction(f"{ecrit} {reste}".strip()) == metier, ecrit
                break


@pytest.mark.parametrize(
    ("idcc", "nom", "sens"),
    [
        ("3097", "DP", ["Directeur de la photographie cinéma", "Directeur de production cinéma"]),
        ("2642", "DP", ["Directeur photo", "Directeur de production"]),
        ("2642", "réalisatrice", ["Réalisateur de fiction", "Réalisateur d'émissions de flux"]),
        ("2412", "storyboardeuse", ["Storyboarder - Chef", "Storyboarder - Confirmé"]),
        ("3241", "niveau 3", ["Niveau 3 - M1", "Niveau 3 - M2"]),
        ("86", "cadre", ["Cadre, niveau 1", "Cadre, niveau 4"]),
        ("1486", "ETAM", ["coefficient 240", "coefficient 500"]),
        ("1486", "cadre 2.1", ["coefficient 105", "coefficient 115"]),
        ("3252", "cadreuse", ["Cadreur AV", "Cadreur SV"]),
    ],
)
def test_un_nom_ambigu_demande_lequel(idcc: str, nom: str, sens: list[str]) -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", nom, idcc, JOUR)
    assert code == "#VALEUR!"
    assert "précisez laquelle" in phrase
    assert all(s in phrase for s in sens), phrase


def test_une_faute_donne_les_trois_plus_proches() -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", "étaloneur", 2642, JOUR)
    assert code == "#VALEUR!"
    assert "Étalonneur" in phrase.partition("les plus proches : ")[2]
    assert phrase.count(",") == 2


def test_les_grilles_de_2642_demandent_l_annexe() -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", "cheffe monteuse", 2642, JOUR)
    assert code == "#VALEUR!"
    assert "fiction, flux, documentaire" in phrase
    assert valeur("SALAIRE_MINIMUM", "cheffe monteuse", 2642, JOUR, "fiction") == 1138.62
    assert valeur("SALAIRE_MINIMUM", "cheffe monteuse", 2642, JOUR, "captation") == 1110.85
    # One grid only: nothing to choose between.
    assert valeur("SALAIRE_MINIMUM", "bruiteuse", 2642, JOUR) == 1074.18
    code, phrase = erreur("SALAIRE_MINIMUM", "scripte", 2642, JOUR, "fiction")
    assert code == "#N/A"
    assert "Scripte spécialisé" in phrase


@pytest.mark.parametrize(
    ("ecrit", "idcc"),
    [
        ("3314", "2412"), ("IDCC 2412", "2412"), ("Animation", "2412"), ("0086", "86"), ("Publicité", "86"),
        ("Syntec", "1486"), ("télédiffusion", "3241"), ("production audiovisuelle", "2642"), ("2717", "3252"),
        ("Production de films d'animation", "2412"), ("1734", "2642"), ("cinéma", "3097"),
    ],
)  # fmt: skip
def test_la_convention_par_son_numero_ou_son_nom(ecrit: str, idcc: str) -> None:
    assert convention(ecrit) is convention(idcc)


def test_3314_repond_et_dit_que_c_est_2412() -> None:
    appel = ["Scripte", "3314", JOUR]
    resultat = registre.appeler("SALAIRE_MINIMUM", appel)
    assert resultat.valeur == registre.appeler("SALAIRE_MINIMUM", ["Scripte", "2412", JOUR]).valeur
    assert any("IDCC 2412" in texte for texte in resultat.avertissements)


@pytest.mark.parametrize(
    ("idcc", "fonction", "annexe", "jour", "attendu"),
    [
        ("2412", "Animateur - Confirmé", "CDDU", "2010-01-01", "depuis le 01/02/2018"),
        ("2412", "Animateur - Confirmé", "CDDU", "2021-06-01", "CDI seulement"),
        ("2642", "Chef monteur", "fiction", "2023-01-01", "depuis le 01/07/2025"),
        ("2642", "Chef monteur", "fiction", "2024-09-01", "avenant n° 19"),
        ("1486", "cadre 2.3", "", "2024-01-01", "ingénieurs et cadres antérieurs"),
        ("86", "Cadre, niveau 1", "", "2023-12-31", "depuis le 01/01/2024"),
        ("3252", "Cadreur AV", "audiovisuel", "2020-01-01", "depuis le 01/06/2024"),
        ("2642", "Délégué général", "A", "2025-02-01", "avenant n° 20"),
        ("3241", "Cavalier", "", "2025-01-01", "non lue"),
        ("2412", "animatrice", "CDDU", "2026-03-02", "Animateur - Chef, Animateur - Confirmé"),
    ],
)
def test_hors_des_grilles_la_premiere_date_et_la_raison(
    idcc: str, fonction: str, annexe: str, jour: str, attendu: str
) -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", fonction, idcc, jour, annexe)
    assert code == "#N/A"
    assert attendu in phrase, phrase


def test_un_non_adherent_sans_extension_connue() -> None:
    code, phrase = erreur("SALAIRE_MINIMUM", "Cadre, niveau 1", 86, JOUR, "", "", "adherent=non")
    assert code == "#N/A"
    assert "aucune date d'extension connue" in phrase


COQUILLES_2642 = {
    ("fiction", "mixeur_specialise", "jour8"),
    ("flux", "electricien_eclairagiste", "jour8"),
    ("flux", "regisseur_general", "jour8"),
}
"""Day rates printed otherwise than their formula gives; each carries a note that says so."""

REALISATEUR_FLUX = ("flux", "realisateur_d_emissions_de_flux", "jour8")
"""The director of a studio programme: a day is a fifth of the week, not its 4.5th."""

COQUILLE_2412 = ("CDDU", "mecanicien_volume_chef", "semaine35")
"""Printed 542.92 for 5 × 109.88 on 01/02/2018; the next grids follow the formula."""


def deduits(conv: Convention) -> Iterator[tuple[tuple[str, str, str], Decimal, int]]:
    """Every amount that is both printed and derived by the formula of its agreement."""
    for d in conv.derivations:
        for (fonction, annexe, regime, unite), montants in conv.series.items():
            for imprimee in conv.unites_demandees.get(d.unite, ()):
                if unite != d.depuis or annexe not in d.annexes:
                    continue
                for m in montants:
                    cible = conv.en_vigueur((fonction, annexe, regime, imprimee), m.grille.valid_from, True)
                    if cible and d.validite.couvre(m.grille.valid_from):
                        exact = Decimal(m.cents) * d.facteur.numerator / d.facteur.denominator
                        yield (annexe, fonction, d.unite), exact, cible.cents


def tolerance(idcc: str, unite: str) -> int:
    """Cents: both amounts are rounded; since 2023 months of 2412 rise by a flat 43.30 € of their own."""
    return 24 if (idcc, unite) == ("2412", "mois") else 3


def test_les_unites_deduites_egalent_les_imprimees() -> None:
    compte = 0
    for idcc in ("2412", "2642"):
        for serie, exact, imprime in deduits(convention(idcc)):
            if serie in COQUILLES_2642 or serie == REALISATEUR_FLUX:
                continue
            ecart = abs(exact.quantize(Decimal(1), ROUND_HALF_UP) - imprime)
            if serie != COQUILLE_2412 or imprime != 54292:
                assert ecart <= tolerance(idcc, serie[2]), (idcc, serie, exact, imprime)
            compte += 1
    assert compte > 2000


def test_la_seconde_pratique_de_la_telediffusion_vaut_5_pour_cent_de_plus() -> None:
    """M2 = M1 + 5 % on every printed pair, within a few cents."""
    conv, paires = convention("3241"), 0
    for (fonction, annexe, regime, unite), montants in conv.series.items():
        seconde = conv.series.get((fonction.replace("_m1_", "_m2_"), annexe, regime, unite))
        if "_m1_" in fonction and seconde:
            for m1, m2 in zip(montants, seconde, strict=True):
                assert abs(m1.cents * Fraction(105, 100) - m2.cents) <= 12, fonction
                paires += 1
    assert paires == 36


def test_l_anciennete_de_la_prestation_vaut_3_puis_8_pour_cent() -> None:
    """CCN 3252, art. 7.3: the printed columns are the first one raised, to the euro."""
    conv = convention("3252")
    bases = {s[0]: m[0].cents for s, m in conv.series.items() if s[3] == "mensuel_35h"}
    assert len(bases) == 10
    for fonction, cents in bases.items():
        for unite, taux in (("mensuel_35h_anciennete_3_ans", 103), ("mensuel_35h_anciennete_8_ans", 108)):
            imprime = conv.series[fonction, "communes", "", unite][0].cents
            assert abs(Fraction(cents * taux, 100) - imprime) <= 100, (fonction, unite)


def test_les_coquilles_de_2642_le_disent() -> None:
    for annexe, fonction, unite in COQUILLES_2642:
        libelle = convention("2642").fonctions[fonction].libelle
        resultat = registre.appeler("SALAIRE_MINIMUM", [libelle, "2642", JOUR, annexe, unite])
        assert any("attendu" in texte for texte in resultat.avertissements)


def test_une_unite_non_imprimee_est_deduite() -> None:
    assert valeur("SALAIRE_MINIMUM", "Chef monteur", 2642, JOUR, "documentaire", "jour") == 246.86
    assert valeur("SALAIRE_MINIMUM", "Chef monteur", 2642, JOUR, "documentaire", "semaine39") == 1269.54
    assert valeur("SALAIRE_MINIMUM", "niveau 1 M1", 3241, "2025-01-01", "", "semaine35") == 514.94


def test_le_smic_prime() -> None:
    assert valeur("SALAIRE_MINIMUM", "Figurant (30 figurants et plus)", 2642, JOUR) == 96.20
    assert valeur("SALAIRE_MINIMUM", "Figurant (30 figurants et plus)", 2642, "2026-06-01") == 98.48
    assert valeur("SALAIRE_MINIMUM", "Employé, niveau 1", 86, "2026-06-01") == 1867.02


def test_fonctions_filtre_par_filiere() -> None:
    toutes = valeur("FONCTIONS", 2642, JOUR, "fiction")[1:]
    image = valeur("FONCTIONS", 2642, JOUR, "fiction", "", "image")[1:]
    assert image == [ligne for ligne in toutes if ligne[1] == "Image"] != []
    code, phrase = erreur("FONCTIONS", 2642, JOUR, "fiction", "", "aquarelle")
    assert code == "#VALEUR!"
    assert "Décoration" in phrase


@pytest.mark.parametrize("idcc", index())
def test_la_table_de_chaque_convention(idcc: str) -> None:
    entete, *lignes = valeur("FONCTIONS", idcc, JOUR)
    assert entete[-2:] == ["Annexe", "Niveau"]
    assert all(ligne[4] >= 0 and ligne[5] and ligne[7] for ligne in lignes)


def test_une_colonne_vaut_ses_cellules() -> None:
    """Agreements and dates mixed in one column, an ambiguous name among them: the others are answered."""
    lignes = [
        ("cheffe monteuse", 2642, JOUR, "fiction"),
        ("animatrice confirmée", 3314, "2024-08-01", "CDDU"),
        ("DP", 3097, JOUR, "I"),
        ("Cadre, niveau 2", 86, JOUR, ""),
        ("cadreuse AV", 3252, JOUR, "audiovisuel"),
    ]
    colonnes = [[[ligne[i]] for ligne in lignes] for i in range(4)]
    rendues = [cellules[0] for cellules in registre.evaluer("SALAIRE_MINIMUM", colonnes).valeur]
    assert isinstance(rendues[2], SaisieInvalide)
    for i, ligne in enumerate(lignes):
        if i != 2:
            assert rendues[i] == valeur("SALAIRE_MINIMUM", *ligne)
    assert valeur("ECART_MINIMUM", 1200, *lignes[0]) == round(1200 - rendues[0], 2)


def test_pourquoi_montre_la_formule_et_le_doute() -> None:
    table = valeur("POURQUOI", "SALAIRE_MINIMUM", "cheffe monteuse", 2642, JOUR, "documentaire", "jour")
    deduite = next(ligne for ligne in table if ligne[0] == "Minimum par jour")
    assert "÷ 4,5" in deduite[1]
    assert "art. IV.2.1" in deduite[4]
    assert "à vérifier" in deduite[7]


def test_un_non_adherent_garde_la_derniere_grille_etendue() -> None:
    """Amendment 19 of 2412 (01/07/2024) was not extended: its non-members stay on the grid of 01/10/2023."""

    def semaine(jour: str, adherent: str) -> float:
        montant: float = valeur("SALAIRE_MINIMUM", "Scripte", 2412, jour, "CDDU", "semaine35", adherent)
        return montant

    assert semaine("2024-06-30", "adherent=oui") == semaine(JOUR, "adherent=non") == 507.55
    assert semaine(JOUR, "adherent=oui") == 522.63
    # Between two extensions whose grids were not all seen, the answer says so.
    appel = ["Scripte", "2412", "2022-04-01", "CDDU", "semaine35", "adherent=non"]
    avertissements = registre.appeler("SALAIRE_MINIMUM", appel).avertissements
    assert any("CDI seulement" in texte for texte in avertissements)


@pytest.mark.parametrize("nom", ["animateur 3D", "animatrice 2D"])
def test_un_animateur_2d_ou_3d_est_chef_ou_confirme(nom: str) -> None:
    """The titles in force since 2018 say the grade, not the technique."""
    phrase = erreur("SALAIRE_MINIMUM", nom, "2412", "2026-03-02")[1]
    assert "Animateur - Chef" in phrase
    assert "Animateur - Confirmé" in phrase
