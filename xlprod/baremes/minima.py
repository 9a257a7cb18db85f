"""Salary grids of a collective agreement: storage, and what is in force on a day.

A grid is one printed table (annexe, unit, dates, source); an amount belongs to a grid and to
a function.  An agreement's files are read only when it is asked for.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from xlprod.baremes import (
    DONNEES,
    FIN,
    Validite,
    conventions,
    date_ou,
    ensemble,
    fraction,
    lignes_csv,
    sources,
    validite,
)
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle, proches


class Grille(NamedTuple):
    """A printed table.  ``valid_from_non_adherents`` is its extension to non-members, if any."""

    code: str
    annexe: str
    regime: str
    unite: str
    valid_from: dt.date
    valid_to: dt.date
    valid_from_non_adherents: dt.date | None
    source: str
    article: str
    confiance: str
    note: str


class FonctionMetier(NamedTuple):
    """A job of the trade, by its official label."""

    code: str
    libelle: str
    filiere: str
    statut: str


class Annexe(NamedTuple):
    """Part of an agreement.  ``propre``: a population that has it under any other annexe."""

    code: str
    ordre: int
    libelle: str
    propre: bool
    regimes: bool
    alias: tuple[str, ...]


class Derivation(NamedTuple):
    """Unit that the agreement derives from a printed one (the hour from the 39-hour week)."""

    unite: str
    annexes: frozenset[str]
    depuis: str
    facteur: Fraction
    formule: str
    validite: Validite


class Montant(NamedTuple):
    """One printed amount, in cents."""

    grille: Grille
    fonction: FonctionMetier
    cents: int
    note: str


Serie = tuple[str, str, str, str]
"""(function, annexe, régime, unit): what is dated."""


class Convention:
    """Grids, functions and names of one agreement (``3097``)."""

    def __init__(self, idcc: str, dossier: str, libelle: str) -> None:
        self.idcc = idcc
        self.libelle = libelle
        base = DONNEES / "conventions" / dossier
        textes = {ligne["id"]: ligne["reference"] for ligne in lignes_csv(base / "sources.csv")}
        self.fonctions = {
            ligne["fonction"]: FonctionMetier(
                *(ligne[c] for c in ("fonction", "libelle", "filiere", "statut"))
            )
            for ligne in lignes_csv(base / "fonctions.csv")
        }
        grilles = {
            ligne["grille"]: _grille(ligne, textes) for ligne in lignes_csv(base / "minima_grilles.csv")
        }
        self.series: dict[Serie, list[Montant]] = {}
        for ligne in lignes_csv(base / "minima_montants.csv"):
            grille, fonction = grilles[ligne["grille"]], self.fonctions[ligne["fonction"]]
            euros, _, decimales = ligne["montant"].partition(".")
            montant = Montant(grille, fonction, int(euros + decimales), ligne["note"])
            self.series.setdefault((fonction.code, grille.annexe, grille.regime, grille.unite), []).append(
                montant
            )
        for serie in self.series.values():
            serie.sort(key=lambda m: m.grille.valid_from)
        self.annexes_par_code = {
            ligne["annexe"]: Annexe(
                ligne["annexe"],
                int(ligne["ordre"]),
                ligne["libelle"],
                ligne["propre"] == "oui",
                ligne["regimes"] == "oui",
                tuple(filter(None, ligne["alias"].split(";"))),
            )
            for ligne in lignes_csv(base / "annexes.csv")
        }
        self.derivations = [_derivation(ligne) for ligne in lignes_csv(base / "derivations.csv")]
        self.variantes = {(v["fonction"], v["unite"]): v["cible"] for v in lignes_csv(base / "variantes.csv")}
        self._regimes: dict[tuple[str, str, str], list[str]] = {}
        for fonction_, annexe, regime, unite in sorted(self.series):
            self._regimes.setdefault((fonction_, annexe, unite), []).append(regime)
        self._noms = self._index_noms({a["alias"]: a["fonction"] for a in lignes_csv(base / "alias.csv")})
        self.unites = frozenset(unite for _, _, _, unite in self.series)
        """Printed units of every grid."""
        ordre = sorted(self.annexes_par_code.values(), key=lambda a: a.ordre)
        presentes = {(fonction_, annexe) for fonction_, annexe, _, _ in self.series}
        self._annexes = {f: [a for a in ordre if (f, a.code) in presentes] for f in self.fonctions}
        self._noms_annexes = {
            _cle_annexe(nom): annexe
            for annexe in reversed(self.annexes_par_code.values())
            for nom in (annexe.code, *annexe.alias)
        }

    def _index_noms(self, alias: dict[str, str]) -> dict[str, str]:
        noms = {_cle_metier(libelle): code for libelle, code in alias.items()}
        noms.update({_cle_metier(f.libelle): f.code for f in self.fonctions.values()})
        return noms

    def fonction(self, texte: str) -> FonctionMetier:
        """Function behind an official or usual name.

        Raises :class:`SaisieInvalide` naming the three nearest official names.
        """
        code = self._noms.get(_cle_metier(texte))
        if code is None:
            # Nearest by any name, then said with the official one, each function once.
            voisins = [
                self.fonctions[self._noms[n]].libelle for n in proches(_cle_metier(texte), self._noms, 40)
            ]
            trois = ", ".join(list(dict.fromkeys(voisins))[:3])
            raise SaisieInvalide(
                f"fonction inconnue « {texte} » (IDCC {self.idcc}) ; les plus proches : {trois}"
            )
        return self.fonctions[code]

    def annexes(self, fonction: FonctionMetier) -> list[Annexe]:
        """Annexes where a function has a minimum, its home one first."""
        return self._annexes[fonction.code]

    def annexe(self, texte: str) -> Annexe:
        """Annexe of its code or of a usual writing (``III bis``, ``annexe 2``)."""
        annexe = self._noms_annexes.get(_cle_annexe(texte))
        if annexe is None:
            connues = ", ".join(self.annexes_par_code)
            raise SaisieInvalide(f"annexe inconnue « {texte} » (IDCC {self.idcc}) ; annexes : {connues}")
        return annexe

    def regimes(self, fonction: str, annexe: str, unite: str) -> list[str]:
        """Régimes in which a function has a printed amount of that unit."""
        return self._regimes.get((fonction, annexe, unite), [])

    def en_vigueur(self, serie: Serie, jour: dt.date, adherent: bool) -> Montant | None:
        """Amount of a series on ``jour``, for members of the signatory bodies or for the others."""
        montants = self.series.get(serie, [])
        if adherent:
            return next(
                (m for m in reversed(montants) if m.grille.valid_from <= jour <= m.grille.valid_to), None
            )
        # A non-member keeps the previous grid until the next one is extended to it.
        etendus = [m for m in montants if m.grille.valid_from_non_adherents is not None]
        for i, montant in reversed(list(enumerate(etendus))):
            debut = montant.grille.valid_from_non_adherents
            if debut is not None and debut <= jour:
                dernier = i + 1 == len(etendus)
                return montant if not dernier or jour <= montant.grille.valid_to else None
        return None


def _cle_annexe(texte: str) -> str:
    return cle(texte).removeprefix("annexe ")


def _cle_metier(texte: str) -> str:
    """Key of a job name: the trailing « cinéma » of official labels does not count."""
    return cle(texte).removesuffix(" cinema").removesuffix(" de")


def _derivation(ligne: dict[str, str]) -> Derivation:
    return Derivation(
        ligne["unite"],
        ensemble(ligne["annexes"]),
        ligne["depuis"],
        fraction(ligne["facteur"]),
        ligne["formule"],
        validite(ligne, sources()),
    )


def _grille(ligne: dict[str, str], textes: dict[str, str]) -> Grille:
    extension = ligne["valid_from_non_adherents"]
    return Grille(
        ligne["grille"],
        ligne["annexe"],
        ligne["regime"],
        ligne["unite"],
        dt.date.fromisoformat(ligne["valid_from"]),
        date_ou(ligne["valid_to"], FIN),
        dt.date.fromisoformat(extension) if extension else None,
        textes[ligne["source"]],
        ligne["article"],
        ligne["confidence"],
        ligne["note"],
    )


@cache
def index() -> dict[str, tuple[str, str]]:
    """Agreements whose minima are held: IDCC → (folder, label)."""
    return {
        ligne["idcc"]: (ligne["dossier"], conventions()[ligne["idcc"]])
        for ligne in lignes_csv(DONNEES / "conventions" / "index.csv")
    }


@cache
def convention(texte: str) -> Convention:
    """Agreement of an IDCC (``3097``, ``IDCC 3097``) or of its name."""
    recherche = cle(texte).removeprefix("idcc").strip().lstrip("0")
    for idcc, (dossier, libelle) in index().items():
        if recherche in (idcc.lstrip("0"), cle(libelle)):
            return Convention(idcc, dossier, libelle)
    couvertes = ", ".join(f"{idcc} ({libelle})" for idcc, (_, libelle) in index().items())
    raise SaisieInvalide(f"convention inconnue ou pas encore couverte « {texte} » ; couvertes : {couvertes}")
