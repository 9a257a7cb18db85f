"""Salary grids of a collective agreement: storage, and what is in force on a day.

A grid is one printed table (annexe, unit, dates, source); an amount belongs to a grid and to
a function.  An agreement's files are read only when it is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from xlprod.baremes import DONNEES, FIN, conventions, lignes_csv, sources
from xlprod.baremes.grilles import (
    Annexe,
    FonctionMetier,
    Montant,
    Serie,
    UniteMinimum,
    lire_annexe,
    lire_derivation,
    lire_grille,
    lire_trou,
    lire_unite,
)
from xlprod.baremes.metiers import Metiers
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle


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
            ligne["grille"]: lire_grille(ligne, textes) for ligne in lignes_csv(base / "minima_grilles.csv")
        }
        self.series: dict[Serie, list[Montant]] = {}
        for ligne in lignes_csv(base / "minima_montants.csv"):
            grille, fonction = grilles[ligne["grille"]], self.fonctions[ligne["fonction"]]
            euros, _, decimales = ligne["montant"].partition(".")
            montant = Montant(grille, fonction, ligne["niveau"], int(euros + decimales), ligne["note"])
            self.series.setdefault((fonction.code, grille.annexe, grille.regime, grille.unite), []).append(
                montant
            )
        for serie in self.series.values():
            serie.sort(key=lambda m: m.grille.valid_from)
        self.annexes_par_code = {
            ligne["annexe"]: lire_annexe(ligne) for ligne in lignes_csv(base / "annexes.csv")
        }
        textes |= sources()
        self.derivations = [lire_derivation(ligne, textes) for ligne in lignes_csv(base / "derivations.csv")]
        self.trous = [lire_trou(ligne) for ligne in lignes_csv(base / "trous.csv")]
        self._lire_unites([lire_unite(ligne) for ligne in lignes_csv(base / "unites.csv")])
        self.variantes = {(v["fonction"], v["unite"]): v["cible"] for v in lignes_csv(base / "variantes.csv")}
        self._regimes: dict[tuple[str, str, str], list[str]] = {}
        self._series_par_fonction: dict[tuple[str, str], list[Serie]] = {}
        for serie_ in self.series:
            self._series_par_fonction.setdefault(serie_[:2], []).append(serie_)
        for fonction_, annexe, regime, unite in sorted(self.series):
            self._regimes.setdefault((fonction_, annexe, unite), []).append(regime)
        alias = [(a["alias"], a["fonction"]) for a in lignes_csv(base / "alias.csv")]
        self._metiers = Metiers(idcc, {f.code: f.libelle for f in self.fonctions.values()}, alias)
        ordre = sorted(self.annexes_par_code.values(), key=lambda a: a.ordre)
        presentes = {(fonction_, annexe) for fonction_, annexe, _, _ in self.series}
        self.groupes = {a.code: a.groupe for a in ordre if a.groupe}
        """Annexes between which the user must choose."""
        self._annexes = {f: [a for a in ordre if (f, a.code) in presentes] for f in self.fonctions}
        self._noms_annexes = {
            _cle_annexe(nom): annexe
            for annexe in reversed(self.annexes_par_code.values())
            for nom in (annexe.code, *annexe.alias)
        }

    def _lire_unites(self, lues: list[UniteMinimum]) -> None:
        self.unites = frozenset(unite for _, _, _, unite in self.series)
        """Printed units of every grid."""
        self.unites_par_defaut = tuple(u.code for u in lues if u.defaut)
        """Printed units that answer when no unit is asked for, best first."""
        self.unites_demandees: dict[str, tuple[str, ...]] = {}
        """Printed units that answer to a usual name (``semaine39``, ``jour``), best first."""
        for unite in lues:
            for nom in unite.noms if unite.code in self.unites else ():
                self.unites_demandees[nom] = (*self.unites_demandees.get(nom, ()), unite.code)
        self.smic = {u.code: (u.smic, u.facteur) for u in lues if u.smic}
        """Units that hold hours: code of the SMIC and how many times it is due."""

    def fonction(self, texte: str) -> FonctionMetier:
        """Function behind an official or usual name, feminine or masculine.

        Raises :class:`SaisieInvalide` naming those that an ambiguous name may mean, or the three
        nearest official names.
        """
        return self.fonctions[self._metiers.code(texte)]

    def annexes(self, fonction: FonctionMetier) -> list[Annexe]:
        """Annexes where a function has a minimum, its home one first."""
        return self._annexes[fonction.code]

    def libelles_annexe(self, annexe: Annexe, *, actuels: bool = False) -> list[str]:
        """Official labels of the functions of an annexe, or of those that its last grids print."""
        metiers = [f for f in self.fonctions.values() if annexe in self._annexes[f.code]]
        fins = {f.libelle: self._derniere_fin(f, annexe) for f in metiers}
        derniere = max(fins.values(), default=FIN)
        return [libelle for libelle, fin in fins.items() if not actuels or fin == derniere]

    def _derniere_fin(self, fonction: FonctionMetier, annexe: Annexe) -> dt.date:
        return max(montants[-1].grille.valid_to for montants in self.series_de(fonction, annexe).values())

    def series_de(self, fonction: FonctionMetier, annexe: Annexe) -> dict[Serie, list[Montant]]:
        """Dated series of a function in an annexe."""
        series = self._series_par_fonction.get((fonction.code, annexe.code), [])
        return {serie: self.series[serie] for serie in series}

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
                close = i + 1 == len(etendus) and montant is montants[-1] and jour > montant.grille.valid_to
                return None if close else montant
        return None

    def raisons(self, series: Iterable[Serie], du: dt.date, au: dt.date) -> list[str]:
        """Why amounts of those series are not known on some day of a period."""
        series = [serie for serie in series if serie in self.series]
        fin = max((self.series[serie][-1].grille.valid_to for serie in series), default=FIN)
        trouves = [
            trou.raison
            for trou in self.trous
            # An open hole is that of a title that is no longer printed.
            if trou.du <= au and du <= trou.au and (trou.au < FIN or fin < au)
            and any(map(trou.concerne, series))
        ]  # fmt: skip
        return list(dict.fromkeys(trouves))


def _cle_annexe(texte: str) -> str:
    return cle(texte).removeprefix("annexe ")


class Entree(NamedTuple):
    """A covered agreement: its folder, its label, the other names that people give it."""

    dossier: str
    libelle: str
    noms: tuple[str, ...]


@cache
def index() -> dict[str, Entree]:
    """Agreements whose minima are held, by IDCC; the label is that of its contributions, if held too."""
    return {
        ligne["idcc"]: Entree(
            ligne["dossier"],
            ligne["libelle"] or conventions()[ligne["idcc"]],
            tuple(filter(None, ligne["noms"].split(";"))),
        )
        for ligne in lignes_csv(DONNEES / "conventions" / "index.csv")
    }


@cache
def _autres_idcc() -> dict[str, tuple[str, str]]:
    """Numbers that stand for another agreement: IDCC to read, and the sentence that says so."""
    lignes = lignes_csv(DONNEES / "conventions" / "autres_idcc.csv")
    return {ligne["idcc_cite"]: (ligne["idcc"], ligne["phrase"]) for ligne in lignes}


def _nu(texte: str) -> str:
    """``IDCC 0086`` as ``86``."""
    return cle(texte).removeprefix("idcc").strip().lstrip("0")


def precision(texte: str) -> str:
    """What to say of a number that stands for another agreement; empty for the others."""
    return _autres_idcc().get(_nu(texte), ("", ""))[1]


@cache
def convention(texte: str) -> Convention:
    """Agreement of an IDCC (``3097``, ``IDCC 3097``) or of one of its names."""
    recherche = _autres_idcc().get(_nu(texte), (_nu(texte), ""))[0]
    for idcc, entree in index().items():
        if recherche == idcc or recherche in map(cle, (entree.libelle, *entree.noms)):
            return _lue(idcc)
    couvertes = ", ".join(f"{idcc} ({entree.libelle})" for idcc, entree in index().items())
    raise SaisieInvalide(f"convention inconnue ou pas encore couverte « {texte} » ; couvertes : {couvertes}")


@cache
def _lue(idcc: str) -> Convention:
    """One object whatever the name it was asked by."""
    return Convention(idcc, index()[idcc].dossier, index()[idcc].libelle)
