"""Formulas as a file stores them (English names, ``,`` separators) cut into tokens.

Only what rewriting needs is understood: which pieces of text are references, names,
table references or calls.  Computing stays with the calculation engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

LIGNES, COLONNES = 1_048_576, 16_384
"""Size of a sheet."""

Genre = Literal[
    "texte", "nombre", "erreur", "zone", "nom", "fonction", "structure", "externe", "op", "blanc", "inconnu"
]


class Jeton(NamedTuple):
    """One token.  ``feuille`` is the sheet written before a reference or a name, if any.

    The text of a ``fonction`` is its name; its opening parenthesis belongs to it.
    """

    genre: Genre
    texte: str
    feuille: str | None = None


class Zone(NamedTuple):
    """A rectangle of cells, rows and columns counted from 1, bounds included."""

    feuille: int
    l1: int
    c1: int
    l2: int
    c2: int

    @property
    def seule(self) -> bool:
        """Whether it is one cell."""
        return self.l1 == self.l2 and self.c1 == self.c2

    @property
    def taille(self) -> int:
        """Number of cells."""
        return (self.l2 - self.l1 + 1) * (self.c2 - self.c1 + 1)

    def positions(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, in reading order."""
        for ligne in range(self.l1, self.l2 + 1):
            for colonne in range(self.c1, self.c2 + 1):
                yield ligne, colonne

    def contient(self, ligne: int, colonne: int) -> bool:
        return self.l1 <= ligne <= self.l2 and self.c1 <= colonne <= self.c2

    def croise(self, autre: Zone) -> bool:
        """Whether the two rectangles, on the same sheet, share a cell."""
        return self.l1 <= autre.l2 and autre.l1 <= self.l2 and self.c1 <= autre.c2 and autre.c1 <= self.c2


_XLPROD = re.compile(r"(?:\[\d+\]!)?(_xldudf_XLPROD_|XLPROD\.|XLP_)\w+", re.IGNORECASE)
_MOT = r"(?:[^\W\d]|\\)[\w.\\?]*"
_CELLULE = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AIRE = (
    rf"(?:{_CELLULE}(?::{_CELLULE})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}})"
    r"(?![\w.(!\\?\[])"
)
_EXTERNE = r"\[(?!0\])[^\]]*\][\w.]*!"
_JETON = re.compile(
    rf"""
    (?P<texte>"(?:[^"]|"")*")
  | (?P<fonction>(?:\[\d+\]!)?{_MOT})\(
  | (?:(?:'(?P<cite>(?:[^']|'')+)'|(?P<nu>{_MOT}(?::{_MOT})?)|\[0\])!)?(?P<zone>{_AIRE})
  | (?:'(?P<cite2>(?:[^']|'')+)'|(?P<nu2>{_MOT}))!(?:(?P<perdue>\#REF!)|(?P<nom2>{_MOT}))
  | (?P<externe>{_EXTERNE}(?:{_AIRE}|{_MOT})?)
  | (?:\[0\]!)?(?P<structure>{_MOT}|(?!\[0\]!))(?=\[)
  | (?P<nombre>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<erreur>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA))
  | (?:\[0\]!)?(?P<nom>{_MOT})
  | (?P<blanc>\s+)
  | (?P<op><>|<=|>=|[-+*/^&=<>%:@\#(){{}},;])
    """,
    re.VERBOSE,
)


def decouper(formule: str) -> list[Jeton]:
    """Tokens of a formula written without its ``=``."""
    jetons: list[Jeton] = []
    position, fin = 0, len(formule)
    while position < fin:
        lu = _JETON.match(formule, position)
        if lu is None:
            jetons.append(Jeton("inconnu", formule[position:]))
            break
        position = lu.end()
        genre = lu.lastgroup
        if genre == "structure":
            crochets = _crochets(formule, position)
            jetons.append(Jeton("structure", lu["structure"] + formule[position:crochets]))
            position = crochets
        else:
            jetons.append(_jeton(lu, genre))
    return jetons


def _jeton(lu: re.Match[str], genre: str | None) -> Jeton:
    if genre == "zone":
        aire, cite, nu = lu.group("zone", "cite", "nu")
        genre_zone: Genre = "zone" if _dans_la_feuille(aire) else "nom"
        return Jeton(genre_zone, aire, _feuille(cite, nu))
    if genre == "perdue":
        return Jeton("erreur", "#REF!")
    if genre == "nom2":
        return Jeton("nom", lu["nom2"], _feuille(lu["cite2"], lu["nu2"]))
    return _jeton_simple(genre, lu[genre])  # type: ignore[index]  # a group named as its Genre


@lru_cache(maxsize=65_536)
def _jeton_simple(genre: Genre, texte: str) -> Jeton:
    """One object for each operator, function or literal: workbooks repeat them by the thousand."""
    return Jeton(genre, texte)


def _feuille(cite: str | None, nu: str | None) -> str | None:
    return cite.replace("''", "'") if cite is not None else nu


def _crochets(formule: str, debut: int) -> int:
    """End of the bracketed part that starts at ``debut``; ``'`` protects the next character."""
    niveau, i = 0, debut
    while i < len(formule):
        caractere = formule[i]
        if caractere == "'":
            i += 1
        elif caractere == "[":
            niveau += 1
        elif caractere == "]":
            niveau -= 1
            if niveau == 0:
                return i + 1
        i += 1
    return len(formule)


@lru_cache(maxsize=65_536)
def numero_colonne(lettres: str) -> int:
    """``AA`` → 27."""
    numero = 0
    for lettre in lettres.upper():
        numero = numero * 26 + ord(lettre) - 64
    return numero


@lru_cache(maxsize=65_536)
def lettres_colonne(numero: int) -> str:
    """27 → ``AA``."""
    lettres = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def adresse(ligne: int, colonne: int) -> str:
    """``(3, 2)`` → ``B3``."""
    return f"{lettres_colonne(colonne)}{ligne}"


_NIVEAUX = {"(": 1, "{": 1, ")": -1, "}": -1}
_LOIN = re.compile(r"[A-Za-z]{3}|\d{7}")
"""References that may lie outside a sheet."""
_BORNE = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


@lru_cache(maxsize=65_536)
def bornes(aire: str) -> tuple[int, int, int, int]:
    """``B2:C9`` → ``(2, 2, 9, 3)``; whole columns and rows run over the whole sheet."""
    debut, _, fin = aire.replace("$", "").partition(":")
    l1, c1 = _coin(debut, 1, 1)
    l2, c2 = _coin(fin or debut, LIGNES, COLONNES)
    return min(l1, l2), min(c1, c2), max(l1, l2), max(c1, c2)


def _coin(texte: str, ligne: int, colonne: int) -> tuple[int, int]:
    lettres = texte.rstrip("0123456789")
    chiffres = texte[len(lettres) :]
    return int(chiffres) if chiffres else ligne, numero_colonne(lettres) if lettres else colonne


def _dans_la_feuille(aire: str) -> bool:
    if not _LOIN.search(aire):
        return True
    _, _, ligne, colonne = bornes(aire)
    return ligne <= LIGNES and colonne <= COLONNES


def decaler(jetons: Iterable[Jeton], lignes: int, colonnes: int) -> list[Jeton]:
    """Move the relative references, as filling down or across does."""
    return [_decaler_zone(j, lignes, colonnes) if j.genre == "zone" else j for j in jetons]


def _decaler_zone(jeton: Jeton, lignes: int, colonnes: int) -> Jeton:
    coins = [_decaler_coin(coin, lignes, colonnes) for coin in jeton.texte.split(":")]
    if None in coins:
        return Jeton("erreur", "#REF!")
    return Jeton("zone", ":".join(coin for coin in coins if coin), jeton.feuille)


def _decaler_coin(coin: str, lignes: int, colonnes: int) -> str | None:
    lu = _BORNE.fullmatch(coin)
    if lu is None:
        return None
    fixe_colonne, lettres, fixe_ligne, chiffres = lu.groups()
    if not lettres:  # a whole row: its ``$`` is read first
        fixe_ligne, fixe_colonne = fixe_colonne or fixe_ligne, ""
    colonne = (numero_colonne(lettres) + (0 if fixe_colonne else colonnes)) if lettres else 1
    ligne = (int(chiffres) + (0 if fixe_ligne else lignes)) if chiffres else 1
    if not (1 <= ligne <= LIGNES and 1 <= colonne <= COLONNES):
        return None
    texte_colonne = fixe_colonne + lettres_colonne(colonne) if lettres else ""
    return texte_colonne + (f"{fixe_ligne}{ligne}" if chiffres else "")


def citer(feuille: str) -> str:
    """Sheet name as written before ``!``, always quoted."""
    return "'" + feuille.replace("'", "''") + "'"


def ecrire(jetons: Sequence[Jeton], feuille: str | None = None) -> str:
    """Text of the tokens; ``feuille`` is then written before references that name none."""
    return "".join([_ecrire_jeton(j, feuille) for j in jetons])


def _ecrire_jeton(jeton: Jeton, feuille: str | None) -> str:
    genre, texte, prefixe = jeton
    if genre == "fonction":
        return texte + "("
    if genre == "zone" and prefixe is None:
        prefixe = feuille
    return f"{citer(prefixe)}!{texte}" if prefixe is not None and genre in ("zone", "nom") else texte


@lru_cache(maxsize=4096)
def nom_xlprod(fonction: str) -> str | None:
    """The name of one of our functions, in any of its spellings; None for another function."""
    if not _XLPROD.fullmatch(fonction):
        return None
    return fonction.rpartition("!")[2]


@lru_cache(maxsize=4096)
def nom_excel(fonction: str) -> str:
    """``_xlfn._xlws.FILTER`` → ``FILTER``."""
    return fonction.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def niveau(jeton: Jeton) -> int:
    """+1 when the token opens a bracket, -1 when it closes one."""
    if jeton.genre == "fonction":
        return 1
    return _NIVEAUX.get(jeton.texte, 0) if jeton.genre == "op" else 0


def groupes(jetons: Sequence[Jeton], debut: int) -> tuple[list[range], int]:
    """Ranks of each argument of the call that starts at ``debut``, and the rank after it.

    A call without any argument has none; an omitted argument is an empty one.
    """
    bornes_arguments, depart = [], debut + 1
    profondeur, rang = 1, debut + 1
    while rang < len(jetons):
        jeton = jetons[rang]
        profondeur += niveau(jeton)
        if profondeur == 0:
            break
        if profondeur == 1 and jeton.texte == ",":
            bornes_arguments.append(range(depart, rang))
            depart = rang + 1
        rang += 1
    dernier = range(depart, rang)
    if bornes_arguments or any(jetons[i].genre != "blanc" for i in dernier):
        bornes_arguments.append(dernier)
    return bornes_arguments, rang + 1
