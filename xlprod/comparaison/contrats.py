"""The contracts of any workbook: what its calls about charges bear on, each counted once.

Two calls are about the same contract when they read the same cells (a cell that repeats another
one stands for it), or when they stand on one row with the same salary, statut, date and days.
The same function called again on the same cells, on another row of the sheet, is another contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from udfs.charges import MESURES
from xlprod import registre
from xlprod.arguments import est_vide
from xlprod.classeurs import noms
from xlprod.classeurs.cellules import Appel, Lecteur
from xlprod.classeurs.instantane import Case, Instantane, appelle_xlprod
from xlprod.erreurs import ErreurXlprod
from xlprod.paie.parametres import Paires
from xlprod.registre import ErreurCellule
from xlprod.textes import cle

CHARGES = (*MESURES, "DETAIL_CHARGES")
MINIMA = ("SALAIRE_MINIMUM", "ECART_MINIMUM")
DATE = {"SALAIRE_MINIMUM": 2, "ECART_MINIMUM": 3}
"""Rank of the date among the arguments of the functions about minima."""
IDENTITE = 4
"""Arguments that make a contract: salary, statut, date, days; parameters only refine it."""


@dataclass(slots=True, eq=False)
class ContratLu:
    """A contract as its cells tell it; ``refus`` says why it cannot be computed."""

    case: Case
    nom: str
    fonction: str
    brut: int = 0
    statut: str = ""
    date: dt.date = dt.date.min
    jours: int = 0
    parametres: Paires = ()
    personne_liee: str = ""
    """Whom the call names: contracts of one person in one column share their ceilings."""
    groupe: Case | None = None
    """The call that computes it together with others."""
    refus: str = ""
    appels: list[tuple[str, Case, int]] = field(default_factory=list)
    """Function, cell and rank in its column of each call about it."""

    @property
    def titre(self) -> str:
        """``Yann Kerbrat – 2ème assistant opérateur cinéma``, or the cell where there is no name."""
        return " – ".join(filter(None, (self.nom, self.fonction))) or self.case.adresse

    @property
    def personne(self) -> str:
        """What is the same for all the contracts of a person; without a name, each has its own."""
        return cle(self.nom) or self.case.adresse


@dataclass(frozen=True, slots=True)
class MinimumLu:
    """A call of ``fonction`` about a minimum; ``titre`` says whose contract it stands by."""

    case: Case
    fonction: str
    valeurs: tuple[Any, ...]
    titre: str


@dataclass(slots=True)
class Releve:
    """What is found in a workbook, cell after cell."""

    classeur: Instantane
    contrats: list[ContratLu] = field(default_factory=list)
    minima: list[MinimumLu] = field(default_factory=list)
    _lecteur: Lecteur = field(init=False)
    _par_origine: dict[tuple[Any, ...], list[ContratLu]] = field(default_factory=dict)
    _par_rangee: dict[tuple[str, int], list[ContratLu]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lecteur = Lecteur(self.classeur)

    def cases(self) -> list[Case]:
        """Cells that may call us."""
        return [
            case
            for feuille in self.classeur.feuilles
            for case, formule in feuille.cellules_calculees()
            if appelle_xlprod(formule)
        ]

    def groupes(self) -> list[list[ContratLu]]:
        """Contracts that are computed together; most are alone."""
        groupes: dict[Case, list[ContratLu]] = {}
        for lu in self.contrats:
            groupes.setdefault(lu.groupe or lu.case, []).append(lu)
        return list(groupes.values())

    def lire(self, case: Case) -> None:
        """Add what a cell calls."""
        for appel in self._lecteur.appels_connus(case):
            if appel.explicative:
                continue
            if appel.fonction.nom in CHARGES:
                for rang, lue, ensemble in _rangees(appel):
                    self._contrat(appel, rang, lue, ensemble)
            elif appel.fonction.nom in MINIMA:
                self.minima += self._minima(appel)

    def _minima(self, appel: Appel) -> Iterator[MinimumLu]:
        for rang in range(appel.longueur):
            vu, place = appel.pour_rang(rang), _place(appel, rang)
            if not appel.refus and not _vide(appel, vu):
                titre = " – ".join(filter(None, self._qui(place)))
                absents = [None] * (len(appel.fonction.arguments) - len(vu.valeurs))
                yield MinimumLu(place, appel.fonction.nom, (*vu.valeurs, *absents), titre)

    def _contrat(self, appel: Appel, rang: int, lue: list[Any] | ErreurXlprod, ensemble: bool) -> None:
        place = _place(appel, rang)
        lu = ContratLu(place, *self._qui(place), groupe=appel.case if ensemble else None)
        if isinstance(lue, ErreurXlprod):
            lu.refus = lue.message
        else:
            lu.brut, lu.statut, lu.date, lu.jours, paires, personne = lue
            lu.parametres, lu.personne_liee = paires or (), personne or ""
            lu.nom = lu.nom or lu.personne_liee
        self._ranger(lu, appel, rang)

    def _ranger(self, lu: ContratLu, appel: Appel, rang: int) -> None:
        appele = (appel.fonction.nom, appel.case, rang)
        origine = self._origine(appel, rang)
        rangee = (lu.case.feuille, lu.case.ligne)
        connu = self._connu(lu, appele, origine, rangee)
        if connu is None:
            self.contrats.append(connu := lu)
        else:
            _completer(connu, lu)
        connu.appels.append(appele)
        for index, place in ((self._par_origine, origine), (self._par_rangee, rangee)):
            if connu not in (liste := index.setdefault(place, [])):
                liste.append(connu)

    def _origine(self, appel: Appel, rang: int) -> tuple[Any, ...]:
        """The cells a call reads; without any, its own place tells it apart."""
        lieux = [self._lecteur.origine(appel.case, e) for e in appel.expressions[:IDENTITE]]
        place = () if any("!" in lieu for lieu in lieux) else (appel.case,)
        return (*lieux, rang, *place)

    def _connu(
        self, lu: ContratLu, appele: tuple[str, Case, int], origine: tuple[Any, ...], rangee: tuple[str, int]
    ) -> ContratLu | None:
        """The contract already found that a call is about."""
        nom, case, rang = appele
        for autre in self._par_origine.get(origine, ()):
            ailleurs = autre.case.feuille != lu.case.feuille
            if ailleurs or autre.case.ligne == lu.case.ligne or nom not in {n for n, _, _ in autre.appels}:
                return autre
        for autre in self._par_rangee.get(rangee, ()):
            meme = _identite(autre) == _identite(lu) and not lu.refus
            if meme and not any(c == case and r != rang for _, c, r in autre.appels):
                return autre
        return None

    def _qui(self, case: Case) -> tuple[str, str]:
        """Name and job on the row of a cell: those of its table, else the first text of the row."""
        feuille = self.classeur.feuille(case.feuille)
        assert feuille is not None
        for tableau in feuille.tableaux:
            haut, gauche, bas, droite = tableau.zone
            if haut < case.ligne <= bas and gauche <= case.colonne <= droite:
                par_titre = {cle(titre): gauche + rang for rang, titre in enumerate(tableau.colonnes)}
                trouvees = [par_titre.get(cle(titre)) for titre in (noms.NOM, noms.FONCTION)]
                if any(trouvees):
                    valeurs = [c and feuille.valeur(case.ligne, c) for c in trouvees]
                    return _texte(valeurs[0]), _texte(valeurs[1])
        for colonne in range(feuille.colonne, case.colonne):
            valeur = feuille.valeur(case.ligne, colonne)
            if isinstance(valeur, str) and valeur.strip() and feuille.formule(case.ligne, colonne) is None:
                return valeur.strip(), ""
        return "", ""


def _rangees(appel: Appel) -> Iterator[tuple[int, list[Any] | ErreurXlprod, bool]]:
    """Rank and arguments, or error, of each contract of a call; whether they are computed together."""
    if appel.refus:
        yield 0, ErreurXlprod(appel.refus), False
        return
    try:
        ensemble = registre.lire_ensemble(appel.fonction.nom, list(appel.valeurs))
    except ErreurXlprod as erreur:
        yield 0, erreur, False
        return
    if ensemble is not None:
        for rang, lue in zip(*ensemble, strict=True):
            yield rang - 1, next((x for x in lue if isinstance(x, ErreurXlprod)), lue), True
        return
    for rang in range(appel.longueur):
        vu = appel.pour_rang(rang)
        if _vide(appel, vu):
            continue
        try:
            yield rang, registre.convertir(vu.fonction, list(vu.valeurs)), False
        except ErreurXlprod as erreur:
            yield rang, erreur, False


def _completer(connu: ContratLu, lu: ContratLu) -> None:
    """What a second call about a contract tells more than the first."""
    if len(lu.parametres) > len(connu.parametres):
        connu.parametres = lu.parametres
    if lu.groupe and not connu.groupe:
        connu.groupe, connu.personne_liee = lu.groupe, lu.personne_liee
    if not connu.nom:
        connu.nom, connu.fonction = lu.nom, lu.fonction


def _vide(appel: Appel, vu: Appel) -> bool:
    """Whether a row was prepared for later: nothing in its columns, or neither salary nor statut."""
    couples = zip(appel.valeurs[:IDENTITE], vu.valeurs, strict=False)
    en_colonnes = [valeur for plage, valeur in couples if isinstance(plage, list)]
    return all(map(est_vide, en_colonnes or vu.valeurs[:2]))


def _place(appel: Appel, rang: int) -> Case:
    """The cell that holds a row of the result; a table is all at its first cell."""
    if rang == 0 or appel.fonction.retour == "tableau":
        return appel.case
    couchee = any(isinstance(v, list) and len(v) == 1 and len(v[0]) > 1 for v in appel.valeurs[:IDENTITE])
    case = appel.case
    return case._replace(colonne=case.colonne + rang) if couchee else case._replace(ligne=case.ligne + rang)


def _identite(lu: ContratLu) -> tuple[Any, ...]:
    return lu.brut, cle(lu.statut), lu.date, lu.jours


def _texte(valeur: Any) -> str:
    return "" if valeur is None or isinstance(valeur, ErreurCellule) else registre.montre(valeur).strip()
