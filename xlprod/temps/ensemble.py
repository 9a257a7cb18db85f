"""Many persons and weeks in one call: the table of days is read once, equal weeks are paid once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from xlprod.erreurs import ErreurXlprod
from xlprod.lots import Lue
from xlprod.temps import choix, lignes, semaine, tableau
from xlprod.temps.cellules import JOUR
from xlprod.temps.profil import AUDIOVISUEL, CINEMA, TECHNICIEN, Caches, Profil, profil
from xlprod.temps.regles import semaine as rang_semaine
from xlprod.temps.tableau import Fautive, Jour, Rangee, Tableau
from xlprod.temps.vocabulaire import REPOS
from xlprod.textes import cle

Semaines = dict[int, list[Rangee]]


class Lot:
    """Tables of days already read, and weeks already paid."""

    def __init__(self) -> None:
        self._tableaux: dict[int, Tableau | ErreurXlprod] = {}
        self._semaines: dict[tuple[int, str], Semaines] = {}
        self._parts: dict[tuple[Any, ...], lignes.Parts | None] = {}
        self._gabarits: dict[int, Profil] = {}
        self._regles: dict[tuple[Any, ...], Profil] = {}
        self._profils: dict[tuple[Any, ...], Profil] = {}

    def brut(self, lue: Lue) -> int:
        """Gross of one row, in cents.  Raises its error."""
        for argument in lue:
            if isinstance(argument, ErreurXlprod):
                raise argument
        fonction, convention, date, plage, paires, annexe, personne = lue
        lu = self._tableau(plage)
        if not personne or not lu.nommees or cle(personne) not in lu.personnes:
            # The rare cases have one place that says what is wrong, or pays the whole table.
            return semaine.payer(fonction, convention, date, plage, paires, annexe or "", personne or "").brut
        numero = rang_semaine(date)
        de_la_personne = self._de(plage, lu, cle(personne))
        rangees = de_la_personne.get(numero)
        if rangees is None:
            return semaine.payer(fonction, convention, date, plage, paires, annexe or "", personne).brut
        for rangee in (*de_la_personne.get(-1, ()), *rangees):
            if rangee.__class__ is Fautive:
                raise rangee.erreur
        avant = _avant(de_la_personne, numero)
        return self._payer(self._profil(fonction, convention, date, annexe or "", paires), rangees, avant)

    def _tableau(self, plage: Any) -> Tableau:
        lu = self._tableaux.get(id(plage))
        if lu is None:
            try:
                lu = tableau.lire(plage)
            except ErreurXlprod as erreur:
                lu = erreur
            self._tableaux[id(plage)] = lu
        if isinstance(lu, ErreurXlprod):
            raise lu
        return lu

    def _de(self, plage: Any, lu: Tableau, nom: str) -> Semaines:
        """Rows of a person by civil week; under -1, those whose date cannot be read."""
        connues = self._semaines.get((id(plage), nom))
        if connues is None:
            connues = {}
            for rangee in lu.personnes[nom]:
                if rangee.__class__ is Jour:
                    numero = (rangee.ordinal - 1) // 7
                else:
                    numero = -1 if rangee.date is None else rang_semaine(rangee.date)
                connues.setdefault(numero, []).append(rangee)
            self._semaines[id(plage), nom] = connues
        return connues

    def _profil(
        self, fonction: str, convention: str, date: dt.date, annexe: str, paires: choix.Paires | None
    ) -> Profil:
        cle_ = (fonction, convention, date, annexe, paires)
        connu = self._profils.get(cle_)
        if connu is None:
            connu = self._profils[cle_] = profil(fonction, convention, date, annexe, choix.lire(paires))
        return connu

    def _payer(self, profil_: Profil, rangees: list[Rangee], avant: tuple[Jour | None, int]) -> int:
        # Equal days are one object (the table reads equal rows once), so identity is enough.
        gabarit = self._gabarit(profil_)
        premier = rangees[0]
        if avant[0] is not None and isinstance(premier, Jour) and _reposee(gabarit, avant[0], premier):
            avant = semaine.PERSONNE_AVANT  # what came before changes nothing: more weeks are equal
        cle_ = (id(gabarit), id(avant[0]), avant[1], *map(id, rangees))
        if cle_ not in self._parts:
            jours = tuple(r for r in rangees if isinstance(r, Jour) and r.nature != REPOS)
            if not jours:
                semaine.payer_rien()
            lignes_ = semaine.calculer(gabarit, jours, avant).lignes if gabarit.taux else ()
            self._parts[cle_] = lignes.parts(lignes_) if lignes_ else None
        parts = self._parts[cle_]
        if parts is not None:
            return lignes.brut_de_parts(parts, profil_.taux)
        jours = tuple(r for r in rangees if isinstance(r, Jour) and r.nature != REPOS)
        return semaine.calculer(profil_, jours, avant).brut

    def _gabarit(self, profil_: Profil) -> Profil:
        """The same rules at a rate of 1: functions that differ by their rate share their hours."""
        connu = self._gabarits.get(id(profil_))
        if connu is None:
            connu = profil_
            if profil_.population == TECHNICIEN:
                regles = (
                    profil_.idcc,
                    profil_.jour,
                    profil_.choix,
                    profil_.publicite,
                    profil_.fonction if profil_.idcc == AUDIOVISUEL else "",
                    *map(id, profil_.equivalences.values()),
                )
                neuf = replace(profil_, taux=lignes.UNITE, caches=Caches())
                connu = self._regles.setdefault(regles, neuf)
            self._gabarits[id(profil_)] = connu
        return connu


def _reposee(profil_: Profil, avant: Jour, premier: Jour) -> bool:
    """Whether a week begins after a whole weekly rest."""
    if profil_.idcc != CINEMA:
        return True
    repos = (premier.ordinal - avant.ordinal) * JOUR + premier.debut - avant.fin
    return repos >= profil_.minutes("ctl_repos_hebdo")


def _avant(semaines: Semaines, numero: int) -> tuple[Jour | None, int]:
    """Last day worked in the week before."""
    jours = [
        r
        for r in semaines.get(numero - 1, ())
        if isinstance(r, Jour) and r.nature not in semaine.SANS_TRAVAIL
    ]
    return (jours[-1], len(jours)) if jours else semaine.PERSONNE_AVANT


def calculer(lues: list[Lue]) -> list[int | ErreurXlprod]:
    """Gross of each row in cents, or its error."""
    lot = Lot()
    rendu: list[int | ErreurXlprod] = []
    for lue in lues:
        try:
            rendu.append(lot.brut(lue))
        except ErreurXlprod as erreur:
            rendu.append(erreur)
    return rendu
