"""Values of the arguments of our functions, from the cells of a snapshot.

No spreadsheet: what an argument usually is (reference, literal, text put together, arithmetic,
IF, a call of ours) is computed; anything else is refused with a sentence that names it.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, NoReturn

from xlprod import registre
from xlprod.argent import arrondir_fraction
from xlprod.classeurs.calcul.lexique import Jeton, ecrire, groupes, niveau, nom_excel, nom_xlprod
from xlprod.classeurs.instantane import Valeur
from xlprod.codes import en_fichier
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.periodes import serie
from xlprod.registre import ErreurCellule

Operande = Valeur | list[list[Valeur]]
LireZone = Callable[[Jeton], Operande]
Arguments = Sequence[Sequence[Jeton]]

_COMPARAISONS = ("=", "<>", "<", ">", "<=", ">=")
_NIVEAUX: tuple[tuple[str, ...], ...] = (_COMPARAISONS, ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators, from the loosest to the tightest; each one groups from the left, as in Excel."""
_NEANT = ErreurCellule("#VALUE!")
_TROP = ErreurCellule("#NUM!")
_NOMBRE_ECRIT = re.compile(r"\s*[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_PROFONDEUR = 64
"""Brackets within brackets: as deep as Excel nests functions."""
_DECIMALES = 400
"""Beyond, rounding changes nothing, or leaves nothing."""


class Incalculable(SaisieInvalide):
    """An expression that only the spreadsheet can compute."""


class Expression:
    """One expression, its names and table references already replaced by plain references."""

    def __init__(self, jetons: Sequence[Jeton], lire_zone: LireZone) -> None:
        self._jetons = [j for j in jetons if j.genre != "blanc"]
        self._lire_zone = lire_zone
        self._rang = 0

    def valeur(self) -> Operande:
        """Value, or rows of cells for an area; a cell error is a value like another."""
        if not self._jetons:
            return None
        valeur = self._binaire(0)
        if self._rang < len(self._jetons):
            self._refuser()
        return valeur

    def _suivant(self) -> Jeton | None:
        return self._jetons[self._rang] if self._rang < len(self._jetons) else None

    def _refuser(self) -> NoReturn:
        texte = ecrire(self._jetons)
        raise Incalculable(
            f"« {texte} » n'est calculé que par le tableur : placez-le dans une cellule à part"
        )

    def _operateur(self, parmi: tuple[str, ...]) -> str | None:
        jeton = self._suivant()
        if jeton is None or jeton.genre != "op" or jeton.texte not in parmi:
            return None
        self._rang += 1
        return jeton.texte

    def _binaire(self, niveau: int) -> Operande:
        if niveau == len(_NIVEAUX):
            return self._unaire()
        gauche = self._binaire(niveau + 1)
        while (operateur := self._operateur(_NIVEAUX[niveau])) is not None:
            gauche = self._appliquer(operateur, self._seule(gauche), self._seule(self._binaire(niveau + 1)))
        return gauche

    def _seule(self, operande: Operande) -> Valeur:
        """The one cell that an operator works on."""
        if not isinstance(operande, list):
            return operande
        if len(operande) == 1 and len(operande[0]) == 1:
            return operande[0][0]
        self._refuser()

    def _appliquer(self, operateur: str, a: Valeur, b: Valeur) -> Valeur:
        for cote in (a, b):
            if isinstance(cote, ErreurCellule):
                return cote
        if operateur == "&":
            return en_texte(a) + en_texte(b)
        if operateur in _COMPARAISONS:
            return _comparer(operateur, a, b)
        return _calculer(operateur, _nombre(a), _nombre(b))

    def _unaire(self) -> Operande:
        signes: list[str] = []
        while (signe := self._operateur(("-", "+", "@"))) is not None:
            signes.append(signe)
        valeur = self._primaire()
        while self._operateur(("%",)):
            valeur = self._appliquer("/", self._seule(valeur), 100)
        for _ in range(signes.count("-")):
            valeur = self._appliquer("-", 0, self._seule(valeur))
        return valeur

    def _primaire(self) -> Operande:
        jeton = self._suivant()
        if jeton is None:
            self._refuser()
        self._rang += 1
        if jeton.genre == "op" and jeton.texte == "(":
            valeur = self._binaire(0)
            if not self._operateur((")",)):
                self._refuser()
            return valeur
        if jeton.genre == "zone":
            return self._lire_zone(jeton)
        if jeton.genre == "fonction":
            bornes, self._rang = groupes(self._jetons, self._rang - 1)
            return self._fonction(jeton.texte, [[self._jetons[i] for i in borne] for borne in bornes])
        return self._litteral(jeton)

    def _litteral(self, jeton: Jeton) -> Valeur:
        if jeton.genre == "nombre":
            return _fini(float(jeton.texte))
        if jeton.genre == "texte":
            return jeton.texte[1:-1].replace('""', '"')
        if jeton.genre == "erreur":
            return ErreurCellule(jeton.texte)
        if jeton.genre == "nom" and jeton.texte.upper() in ("TRUE", "FALSE"):
            return jeton.texte.upper() == "TRUE"
        self._refuser()

    def _evaluer(self, jetons: Sequence[Jeton]) -> Operande:
        return Expression(jetons, self._lire_zone).valeur()

    def _fonction(self, nom: str, arguments: Arguments) -> Operande:
        if xlprod := nom_xlprod(nom):
            return appel(xlprod, [self._evaluer(a) for a in arguments])
        excel = nom_excel(nom)
        if excel == "IF" and 2 <= len(arguments) <= 3:
            return self._si(arguments)
        if excel == "IFERROR" and len(arguments) == 2:
            essai = self._evaluer(arguments[0])
            return self._evaluer(arguments[1]) if isinstance(essai, ErreurCellule) else essai
        nombre, calcul = _FONCTIONS.get(excel, (None, None))
        if calcul is None or len(arguments) != nombre:
            self._refuser()
        valeurs = [self._seule(self._evaluer(a)) for a in arguments]
        return next((v for v in valeurs if isinstance(v, ErreurCellule)), None) or calcul(valeurs)

    def _si(self, arguments: Arguments) -> Operande:
        condition = self._seule(self._evaluer(arguments[0]))
        if isinstance(condition, ErreurCellule):
            return condition
        choix = est_vrai(condition)
        if choix is None:
            return _NEANT
        if choix:
            return self._evaluer(arguments[1])
        return self._evaluer(arguments[2]) if len(arguments) == 3 else False


def trop_profonde(jetons: Sequence[Jeton]) -> bool:
    """Whether brackets are nested deeper than any formula a person writes."""
    return max(accumulate(map(niveau, jetons)), default=0) > _PROFONDEUR


def est_vrai(condition: Operande) -> bool | None:
    """What IF makes of its condition; None when it takes neither branch, or one for each row."""
    if isinstance(condition, list):
        return None
    nombre = _nombre(condition)
    return None if nombre is None else nombre != 0


def appel(nom: str, arguments: Sequence[Operande]) -> Operande:
    """Value of a call of ours, as its cell holds it."""
    retour = registre.evaluer(nom, list(arguments))
    if retour.erreur is not None:
        return _erreur(retour.erreur)
    if isinstance(retour.valeur, list):
        return [
            [_erreur(c) if isinstance(c, ErreurXlprod) else c for c in rangee] for rangee in retour.valeur
        ]
    return _cellule(retour.valeur)


def _cellule(valeur: Valeur | ErreurXlprod) -> Valeur:
    return _erreur(valeur) if isinstance(valeur, ErreurXlprod) else valeur


def _erreur(erreur: ErreurXlprod) -> ErreurCellule:
    return ErreurCellule(en_fichier(erreur.code))


def en_texte(valeur: Valeur) -> str:
    """Text that ``&`` makes of a value in a French sheet."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, int | float):
        return f"{valeur:.15g}".replace(".", ",")
    return valeur.code if isinstance(valeur, ErreurCellule) else valeur


def _nombre(valeur: Valeur) -> float | None:
    if valeur is None:
        return 0.0
    if isinstance(valeur, int | float):
        return float(valeur) if abs(valeur) <= sys.float_info.max else None
    if isinstance(valeur, str):
        serre = valeur.replace("\u00a0", "").replace("\u202f", "")
        return float(serre.replace(",", ".")) if _NOMBRE_ECRIT.fullmatch(serre) else None
    return None


def _fini(nombre: float) -> Valeur:
    return nombre if math.isfinite(nombre) else _TROP


_OPERATIONS: dict[str, Callable[[float, float], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}


def _calculer(operateur: str, a: float | None, b: float | None) -> Valeur:
    if a is None or b is None:
        return _NEANT
    try:
        resultat = _OPERATIONS[operateur](a, b)
    except ZeroDivisionError:
        return ErreurCellule("#DIV/0!")
    except OverflowError:
        return _TROP
    return _fini(resultat) if isinstance(resultat, float) else _TROP


def _comparer(operateur: str, a: Valeur, b: Valeur) -> bool:
    """Excel's order: numbers, then texts (whatever their case), then truth values; a blank is "" or 0."""
    cle_a, cle_b = _cle(a, b), _cle(b, a)
    return {
        "=": cle_a == cle_b,
        "<>": cle_a != cle_b,
        "<": cle_a < cle_b,
        ">": cle_a > cle_b,
        "<=": cle_a <= cle_b,
        ">=": cle_a >= cle_b,
    }[operateur]


def _cle(valeur: Valeur, autre: Valeur) -> tuple[int, float, str]:
    if valeur is None:
        return (1, 0.0, "") if isinstance(autre, str) else (0, 0.0, "")
    if isinstance(valeur, bool):
        return 2, float(valeur), ""
    if isinstance(valeur, int | float):
        return 0, float(valeur), ""
    return 1, 0.0, str(valeur).casefold()


def _arrondi(valeurs: Sequence[Valeur]) -> Valeur:
    nombre, decimales = _nombre(valeurs[0]), _nombre(valeurs[1])
    if nombre is None or decimales is None:
        return _NEANT
    if abs(decimales) > _DECIMALES:
        return nombre if decimales > 0 else 0.0
    echelle = Fraction(10) ** int(decimales)
    return float(arrondir_fraction(Fraction(repr(nombre)) * echelle) / echelle)


def _date(valeurs: Sequence[Valeur]) -> Valeur:
    nombres = [_nombre(v) for v in valeurs]
    if None in nombres:
        return _NEANT
    annee, mois, jour = (int(n) for n in nombres if n is not None)
    try:
        premier = dt.date(annee + (mois - 1) // 12, (mois - 1) % 12 + 1, 1)
        return float(serie(premier + dt.timedelta(days=jour - 1)))
    except (ValueError, OverflowError):
        return _TROP


def _nettoye(valeurs: Sequence[Valeur]) -> Valeur:
    return " ".join(en_texte(valeurs[0]).split())


_FONCTIONS: dict[str, tuple[int, Callable[[Sequence[Valeur]], Valeur]]] = {
    "ROUND": (2, _arrondi),
    "DATE": (3, _date),
    "TRIM": (1, _nettoye),
}
"""Number of arguments, and what the function does."""
