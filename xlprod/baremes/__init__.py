"""Dated legal data: figures, contributions, statuts, disputed readings, their sources.

The data are CSV files under ``donnees/``, in folders named after the law.  They are read
once, when first needed, with the standard library only; ``schema.py`` validates them when
the project is built and tested.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from xlprod import argent
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.periodes import texte_date
from xlprod.textes import proches
from xlprod.trace import Regle, Unite

DONNEES = Path(__file__).parent / "donnees"
FIN = dt.date(9999, 12, 31)


class Validite(NamedTuple):
    """What every dated row carries: its period, its source and how sure it is."""

    valid_from: dt.date
    valid_to: dt.date
    source: str
    article: str
    confiance: str
    note: str

    def couvre(self, jour: dt.date) -> bool:
        return self.valid_from <= jour <= self.valid_to

    def regle(
        self,
        code: str,
        libelle: str,
        formule: str = "",
        unites: tuple[Unite, ...] = (),
        *,
        couche: str = "barème",
        arrondi: str = argent.ARRONDI,
        lien: str = " × ",
    ) -> Regle:
        """Rule text of a step that applies this row."""
        source = (self.article, self.source, self.valid_from, self.confiance)
        return Regle(code, libelle, formule, unites, *source, couche, arrondi, lien)

    @property
    def texte_periode(self) -> str:
        debut = f"depuis le {texte_date(self.valid_from)}"
        if self.valid_to == FIN:
            return debut
        return f"du {texte_date(self.valid_from)} au {texte_date(self.valid_to)}"


class Chiffre(NamedTuple):
    """A dated figure (ceiling, SMIC, threshold, coefficient) in its own ``unite``."""

    code: str
    libelle: str
    valeur: Fraction
    unite: str
    validite: Validite


class Cotisation(NamedTuple):
    """One row of contribution: its base, its two rates in billionths, whom it concerns.

    ``parametre`` names the company parameter that gives the employer rate when the law
    gives none (the notified AT/MP rate).
    """

    code: str
    ligne: str
    libelle: str
    caisse: str
    assiette: str
    salarial: int
    patronal: int
    parametre: str
    statuts: frozenset[str]
    idcc: frozenset[str]
    condition: str
    effectif_min: int
    effectif_max: int
    remplace: str
    validite: Validite

    @property
    def selon_effectif(self) -> bool:
        """Whether the headcount of the company decides this row."""
        return self.effectif_min > 0 or self.effectif_max < SANS_LIMITE


SANS_LIMITE = 10**9

A_FOURNIR = "a_fournir"
"""In place of the employer rate of a row whose shares nobody published: both must be given."""


class LigneBulletin(NamedTuple):
    """A printed line: the rates of its rows are added before the one rounding."""

    code: str
    ordre: int
    libelle: str
    prevoyance: bool


class Statut(NamedTuple):
    """Kind of employee: whose contribution rows it follows, and the rules that depend on it.

    ``artiste``: arrêté of 24/01/1975 (rates at 70 %, ceiling by the day) and allowance for expenses;
    ``assiette_forfaitaire``: flat base of extras; ``duree``: hours of a contract that does not give
    them (``convention``, ``cachet``, ``legale``); ``plafond_retraite``: ``prorata`` or ``entier``;
    ``conges_caisse``: a fund pays the holidays; ``reduction``: general relief of the employer.
    """

    code: str
    libelle: str
    famille: str
    cadre: bool
    cotisations: str
    artiste: bool
    assiette_forfaitaire: bool
    duree: str
    plafond_retraite: str
    conges_caisse: bool
    reduction: bool
    alias: tuple[str, ...]


class Lecture(NamedTuple):
    """A disputed reading of the law: its choices, the default one, and why."""

    parametre: str
    choix: tuple[str, ...]
    defaut: str
    libelle: str
    familles: frozenset[str]
    validite: Validite


class ChoixLecture(NamedTuple):
    """One choice of a disputed reading: what it says, how it computes, and who holds it.

    ``familles``: those of the statuts that may make it, none for all.
    """

    libelle: str
    formule: str
    familles: frozenset[str]
    validite: Validite


def lignes_csv(chemin: Path) -> Iterator[dict[str, str]]:
    """Rows of a data file as dictionaries of text."""
    with chemin.open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier)


def date_ou(texte: str, defaut: dt.date) -> dt.date:
    return dt.date.fromisoformat(texte) if texte else defaut


def ensemble(texte: str) -> frozenset[str]:
    return frozenset(texte.split(";")) if texte else frozenset()


def validite(ligne: dict[str, str], sources: dict[str, str]) -> Validite:
    return Validite(
        dt.date.fromisoformat(ligne["valid_from"]),
        date_ou(ligne["valid_to"], FIN),
        sources[ligne["source"]],
        ligne["article"],
        ligne["confidence"],
        ligne["note"],
    )


@cache
def sources() -> dict[str, str]:
    """Full text of every source, by its identifier (``vue_le`` is when it was last read)."""
    return {ligne["id"]: ligne["reference"] for ligne in lignes_csv(DONNEES / "sources.csv")}


@cache
def chiffres() -> dict[str, tuple[Chiffre, ...]]:
    """Dated series of figures, by code, in order of date."""
    series: dict[str, list[Chiffre]] = {}
    for chemin in fichiers_chiffres():
        for ligne in lignes_csv(chemin):
            chiffre_ = Chiffre(
                ligne["code"],
                ligne["libelle"],
                fraction(ligne["valeur"]),
                ligne["unite"],
                validite(ligne, sources()),
            )
            series.setdefault(chiffre_.code, []).append(chiffre_)
    return {code: tuple(sorted(serie, key=lambda c: c.validite.valid_from)) for code, serie in series.items()}


def fichiers_chiffres() -> list[Path]:
    """Data files that hold figures (any CSV whose header has ``valeur``)."""
    noms = ("plafonds", "smic", "reduction_generale", "chiffres")
    return sorted(c for c in DONNEES.rglob("*.csv") if c.stem in noms)


def fichiers_cotisations() -> list[Path]:
    return sorted(DONNEES.rglob("cotisations.csv"))


def fraction(texte: str) -> Fraction:
    """``11.88`` or ``1820/12``, exact."""
    haut, _, bas = texte.partition("/")
    return Fraction(haut) / Fraction(bas) if bas else Fraction(haut)


@cache
def cotisations() -> tuple[Cotisation, ...]:
    """Every contribution row, in the order of the printed lines."""
    ordre = {ligne.code: ligne.ordre for ligne in lignes_bulletin().values()}
    lues = [_cotisation(ligne) for chemin in fichiers_cotisations() for ligne in lignes_csv(chemin)]
    return tuple(sorted(lues, key=lambda c: ordre.get(c.ligne, 0)))


def _cotisation(ligne: dict[str, str]) -> Cotisation:
    patronal = ligne["patronal"]
    parametre = "" if patronal[0].isdigit() else patronal
    return Cotisation(
        ligne["code"],
        ligne["ligne"],
        ligne["libelle"],
        ligne["caisse"],
        ligne["assiette"],
        argent.taux(ligne["salarial"]),
        0 if parametre else argent.taux(patronal),
        parametre,
        ensemble(ligne["statuts"]),
        ensemble(ligne["idcc"]),
        ligne["condition"],
        int(ligne["effectif_min"] or 0),
        int(ligne["effectif_max"] or SANS_LIMITE),
        ligne["remplace"],
        validite(ligne, sources()),
    )


@cache
def lignes_bulletin() -> dict[str, LigneBulletin]:
    return {
        ligne["ligne"]: LigneBulletin(
            ligne["ligne"], int(ligne["ordre"]), ligne["libelle"], ligne["prevoyance"] == "oui"
        )
        for ligne in lignes_csv(DONNEES / "lignes.csv")
    }


@cache
def statuts() -> dict[str, Statut]:
    return {
        ligne["statut"]: Statut(
            ligne["statut"],
            ligne["libelle"],
            ligne["famille"],
            ligne["cadre"] == "oui",
            ligne["cotisations"],
            ligne["artiste"] == "oui",
            ligne["assiette_forfaitaire"] == "oui",
            ligne["duree"],
            ligne["plafond_retraite"],
            ligne["conges_caisse"] == "oui",
            ligne["reduction"] == "oui",
            tuple(filter(None, ligne["alias"].split(";"))),
        )
        for ligne in lignes_csv(DONNEES / "statuts.csv")
    }


@cache
def conventions() -> dict[str, str]:
    """Agreements whose contributions are held, with or without minima: IDCC → label."""
    return {ligne["idcc"]: ligne["libelle"] for ligne in lignes_csv(DONNEES / "conventions.csv")}


@cache
def lectures() -> tuple[Lecture, ...]:
    return tuple(
        lecture_de(ligne, validite(ligne, sources())) for ligne in lignes_csv(DONNEES / "lectures.csv")
    )


def lecture_de(ligne: dict[str, str], validite_: Validite) -> Lecture:
    """Reading of a row, whatever the file."""
    return Lecture(
        ligne["parametre"],
        tuple(ligne["choix"].split(";")),
        ligne["defaut"],
        ligne["libelle"],
        ensemble(ligne["familles"]),
        validite_,
    )


@cache
def choix_lectures() -> dict[tuple[str, str], ChoixLecture]:
    """Choices that have a text of their own, by parameter and choice."""
    return {
        (ligne["parametre"], ligne["choix"]): ChoixLecture(
            ligne["libelle"],
            ligne["formule"],
            frozenset(ligne["familles"].split(";")) - {""},
            validite(ligne, sources()),
        )
        for ligne in lignes_csv(DONNEES / "choix_lectures.csv")
    }


def choix_possibles(lecture: Lecture, jour: dt.date, famille: str = "") -> tuple[str, ...]:
    """Choices of a reading that somebody holds on ``jour``, for a family of statuts or for any."""
    textes = choix_lectures()

    def possible(choix: str) -> bool:
        texte = textes.get((lecture.parametre, choix))
        if texte is None:
            return True
        return texte.validite.couvre(jour) and (
            not famille or not texte.familles or famille in texte.familles
        )

    return tuple(filter(possible, lecture.choix))


def regle_autre_lecture(lecture: Lecture, retenu: str, autre: str) -> Regle:
    """Text of a step that gives the amount under another choice: what it says, and who holds it."""
    texte = choix_lectures().get((lecture.parametre, autre))
    validite_ = texte.validite if texte else lecture.validite
    precision = f" ({texte.libelle})" if texte else ""
    libelle = f"Lecture discutée « {lecture.libelle} » : retenu {retenu}, ici {autre}{precision}"
    return validite_.regle(lecture.parametre, libelle, f"{lecture.parametre}={autre}")


class Datee(Protocol):
    """Any row with a period of validity."""

    @property
    def validite(self) -> Validite: ...


LigneDatee = TypeVar("LigneDatee", bound=Datee)


def en_vigueur(serie: Sequence[LigneDatee], jour: dt.date) -> LigneDatee | None:
    """The row of a dated series that covers ``jour``."""
    for ligne in serie:
        if ligne.validite.couvre(jour):
            return ligne
    return None


def chiffre(code: str, jour: dt.date) -> Chiffre:
    """Figure ``code`` on ``jour``.

    Raises :class:`SaisieInvalide` for an unknown code and :class:`ChiffreAbsent` when the
    series has no value that day; the sentence says how to supply it.
    """
    serie = chiffres().get(code)
    if serie is None:
        raise SaisieInvalide(
            f"barème inconnu « {code} » ; les plus proches : {', '.join(proches(code, chiffres()))}"
        )
    trouve = en_vigueur(serie, jour)
    if trouve is None:
        raise ChiffreAbsent(absence(code, serie[0].libelle, [c.validite for c in serie], jour))
    return trouve


def chiffre_ou_rien(code: str, jour: dt.date) -> Chiffre | None:
    """Same, when the law may well have no such figure that day (a threshold since repealed)."""
    return en_vigueur(chiffres()[code], jour)


def absence(code: str, libelle: str, periodes: Sequence[Validite], jour: dt.date) -> str:
    """French sentence of a missing figure: which, when, and how to supply it."""
    debut = texte_date(min(p.valid_from for p in periodes))
    fin = max(p.valid_to for p in periodes)
    connue = f"connue depuis le {debut}" if fin == FIN else f"connue du {debut} au {texte_date(fin)}"
    return (
        f"{libelle} ({code}) : aucune valeur au {texte_date(jour)}, série {connue} ; "
        f"pour la fournir, ajoutez « {code}=… » aux paramètres du calcul"
    )


def part_inconnue(cotisation: Cotisation, jour: dt.date) -> str:
    """French sentence of a contribution whose shares must be supplied."""
    return (
        f"{cotisation.libelle} ({cotisation.code}) : taux inconnu au {texte_date(jour)} "
        f"({cotisation.validite.note}) ; ajoutez « {cotisation.code}_SALARIAL=…;"
        f"{cotisation.code}_PATRONAL=… » aux paramètres du calcul"
    )
