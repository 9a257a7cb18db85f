"""The evaluator behind ``xlprod eval``: one formula of our functions, typed or pasted.

It understands our functions and literals, in French (``;`` between arguments, decimal
comma) or in English (``,`` between arguments, decimal point) writing.  It is no
spreadsheet: cell references, operators and Excel's own functions are refused with a
sentence that says where.  Nothing typed is ever executed as Python.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from xlprod import registre
from xlprod.codes import FICHIER, FRANCAIS, en_francais
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.hotes.conversion import en_argument, en_cellule

LONGUEUR_MAX = 8192
"""Longest formula Excel accepts."""
NIVEAUX_MAX = 64
"""Deepest nesting Excel accepts."""

_AILLEURS = (
    "xlprod eval ne calcule que les fonctions XLPROD et des valeurs ; "
    "pour un classeur entier : xlprod recalculer CLASSEUR --sortie FICHIER"
)
_FERMANTS = {'"': '"', "“": "”“", "„": "“”", "«": "»"}
_PREFIXES = ("XLPROD.", "XLP_", "_XLDUDF_XLPROD_")
_BOOLEENS = {"VRAI": True, "TRUE": True, "FAUX": False, "FALSE": False}
_NOM = re.compile(r"[^\W\d][\w.]*")
_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}(?:\$?\d{1,7}|:\$?[A-Za-z]{1,3})(?![\w.(])|\$")
_NOMBRE_VIRGULE = re.compile(r"(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_NOMBRE_POINT = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_POURCENTS = re.compile(r"[\s%]+")
_ERREURS = sorted({*FRANCAIS, *FICHIER}, key=len, reverse=True)


def evaluer_formule(texte: str, date_reference: dt.date | None = None) -> registre.Retour:
    """Value of a formula; like :func:`registre.evaluer`, never raises an :class:`ErreurXlprod`.

    A text that is not understood answers :class:`SaisieInvalide` in ``Retour.erreur``.
    """
    try:
        return _Lecteur(texte, date_reference).formule()
    except ErreurXlprod as erreur:
        return registre.Retour(erreur=erreur)


def _separateur_francais(texte: str) -> bool:
    """Whether a ``;`` stands outside strings and arrays: then the comma is decimal."""
    fermants, accolades = "", 0
    for caractere in texte:
        if fermants:
            fermants = "" if caractere in fermants else fermants
        elif caractere in _FERMANTS:
            fermants = _FERMANTS[caractere]
        elif caractere in "{}":
            accolades += 1 if caractere == "{" else -1
        elif caractere == ";" and accolades == 0:
            return True
    return False


class _Lecteur:
    """Recursive descent over one formula; every value read is already a raw argument."""

    def __init__(self, texte: str, date_reference: dt.date | None) -> None:
        if len(texte) > LONGUEUR_MAX:
            raise SaisieInvalide(f"formule de {len(texte)} caractères : Excel s'arrête à {LONGUEUR_MAX}")
        self.texte = texte
        self.date_reference = date_reference
        self.position = 0
        self.niveau = 0
        self.francais = _separateur_francais(texte)
        self.virgule_decimale = True  # outside any call a comma separates nothing

    def formule(self) -> registre.Retour:
        """The whole text, optional ``=`` first."""
        self._blancs()
        if self._suivant() == "=":
            self.position += 1
        retour = self._expression()
        self._blancs()
        if self.position < len(self.texte):
            self._refuser_reste()
        return en_cellule(retour)

    def _suivant(self) -> str:
        return self.texte[self.position : self.position + 1]

    def _blancs(self) -> None:
        while self._suivant().isspace():
            self.position += 1

    def _consommer(self, attendus: str) -> str:
        """Skip blanks and read one of the expected characters, or say what was found."""
        self._blancs()
        caractere = self._suivant()
        if caractere and caractere in attendus:
            self.position += 1
            return caractere
        if not caractere:
            self._refuser(f"formule incomplète : « {' » ou « '.join(attendus)} » attendu à la fin")
        self._refuser_reste()

    def _refuser(self, phrase: str, position: int | None = None) -> NoReturn:
        rang = (self.position if position is None else position) + 1
        raise SaisieInvalide(f"position {rang} : {phrase}")

    def _refuser_reste(self) -> NoReturn:
        """Name what stands here and cannot be evaluated."""
        if reference := _REFERENCE.match(self.texte, self.position):
            self._refuser(f"« {reference[0]} » est une référence de cellule ; {_AILLEURS}")
        caractere = self._suivant()
        if caractere and caractere in "+-*/^&=<>:!@":
            self._refuser(f"opérateur « {caractere} » non compris ; {_AILLEURS}")
        if caractere == "," and self.francais:
            self._refuser("« , » inattendue : la formule sépare ses arguments par « ; »")
        nom = _NOM.match(self.texte, self.position)
        self._refuser(f"« {nom[0] if nom else caractere} » n'est pas compris ici ; {_AILLEURS}")

    def _expression(self) -> registre.Retour:
        """A signed value, with its percent signs."""
        self.niveau += 1
        if self.niveau > NIVEAUX_MAX:
            self._refuser(f"plus de {NIVEAUX_MAX} niveaux d'imbrication : Excel s'arrête là")
        self._blancs()
        debut = self.position
        negatif = False
        while (signe := self._suivant()) and signe in "+-\u2212":
            negatif ^= signe != "+"
            self.position += 1
            self._blancs()
        signe_lu = self.position > debut
        retour = self._primaire()
        pourcents = self._pourcents()
        if (signe_lu or pourcents) and retour.erreur is None:
            retour = registre.Retour(self._nombre(retour.valeur, debut, negatif, pourcents))
        self.niveau -= 1
        return retour

    def _pourcents(self) -> int:
        signes = _POURCENTS.match(self.texte, self.position)
        self.position = signes.end() if signes else self.position
        return signes[0].count("%") if signes else 0

    def _nombre(self, valeur: Any, debut: int, negatif: bool, pourcents: int) -> float:
        if isinstance(valeur, bool) or not isinstance(valeur, int | float):
            self._refuser("un signe ou un « % » ne s'applique qu'à un nombre", debut)
        return (-valeur if negatif else valeur) / float(100 ** min(pourcents, 150))

    def _primaire(self) -> registre.Retour:
        caractere = self._suivant()
        if caractere == "(":
            self.position += 1
            retour = self._expression()
            self._consommer(")")
            return retour
        if caractere == "{":
            return registre.Retour(self._matrice())
        if caractere == "[":
            self._refuser(f"« [ » : référence structurée ou à un autre classeur ; {_AILLEURS}")
        if caractere in ("'", "’", "‘"):
            self._refuser("apostrophe : un texte s'écrit entre guillemets")
        litteral = self._litteral()
        return litteral if litteral is not None else self._appel()

    def _litteral(self) -> registre.Retour | None:
        """A text, a number, an error or a truth value; None when something else stands here."""
        caractere = self._suivant()
        if not caractere:
            self._refuser("formule incomplète : une valeur est attendue à la fin")
        if caractere in _FERMANTS:
            return registre.Retour(self._chaine())
        if caractere == "#":
            return registre.Retour(self._erreur())
        motif = _NOMBRE_VIRGULE if self.virgule_decimale else _NOMBRE_POINT
        if nombre := motif.match(self.texte, self.position):
            return registre.Retour(self._lire_nombre(nombre))
        if _REFERENCE.match(self.texte, self.position):
            self._refuser_reste()
        mot = _NOM.match(self.texte, self.position)
        if mot and mot[0].upper() in _BOOLEENS:
            self.position = mot.end()
            return registre.Retour(_BOOLEENS[mot[0].upper()])
        return None

    def _lire_nombre(self, lu: re.Match[str]) -> float:
        valeur = float(lu[0].replace(",", "."))
        if valeur in (float("inf"), float("-inf")):
            self._refuser("nombre trop grand pour une cellule")
        self.position = lu.end()
        return valeur

    def _chaine(self) -> str:
        """A quoted text; the closing quote doubled stands for itself."""
        debut = self.position
        ouvrant = self._suivant()
        fermants = _FERMANTS[ouvrant]
        self.position += 1
        morceaux: list[str] = []
        while caractere := self._suivant():
            self.position += 1
            if caractere not in fermants:
                morceaux.append(caractere)
            elif self._suivant() == caractere:
                morceaux.append(caractere)
                self.position += 1
            else:
                texte = "".join(morceaux)
                return texte.strip(" \u00a0\u202f") if ouvrant == "«" else texte
        self._refuser("texte jamais refermé : il manque un guillemet", debut)

    def _erreur(self) -> registre.ErreurCellule:
        reste = self.texte[self.position : self.position + 20].upper()
        for code in _ERREURS:
            if reste.startswith(code):
                self.position += len(code)
                return registre.ErreurCellule(en_francais(code))
        self._refuser(f"« # » : code d'erreur inconnu ; connus : {', '.join(sorted(FICHIER))}")

    def _matrice(self) -> list[list[Any]]:
        r"""``{1\2;3\4}`` or ``{1,2;3,4}``, both as rows of cells."""
        debut = self.position
        fin = self.texte.find("}", debut)
        francaise = self.francais or "\\" in self.texte[debut : fin if fin > 0 else None]
        colonne = "\\" if francaise else ","
        virgule, self.virgule_decimale = self.virgule_decimale, francaise
        self.position += 1
        lignes: list[list[Any]] = [[]]
        separateur = ""
        while separateur != "}":
            self._blancs()
            lignes[-1].append(self._element())
            separateur = self._consommer(colonne + ";}")
            if separateur == ";":
                lignes.append([])
        self.virgule_decimale = virgule
        if len({len(ligne) for ligne in lignes}) > 1:
            self._refuser("matrice irrégulière : il faut le même nombre de valeurs sur chaque ligne", debut)
        return lignes

    def _element(self) -> Any:
        """One value of an array: a literal, signed or in percent, never a call."""
        debut = self.position
        negatif = self._suivant() in ("-", "\u2212")
        if negatif:
            self.position += 1
        litteral = self._litteral()
        if litteral is None:
            self._refuser_reste()
        pourcents = self._pourcents()
        if negatif or pourcents:
            return self._nombre(litteral.valeur, debut, negatif, pourcents)
        return litteral.valeur

    def _appel(self) -> registre.Retour:
        debut = self.position
        lu = _NOM.match(self.texte, debut)
        if lu is None:
            self._refuser_reste()
        nom = lu[0]
        self.position = lu.end()
        self._blancs()
        if self._suivant() != "(":
            self._refuser(_mot_incompris(nom, self._suivant()), debut)
        if nom.upper() != "DATE" and not nom.upper().startswith(_PREFIXES):
            self._refuser(_fonction_etrangere(nom), debut)
        self.position += 1
        retours = self._arguments()
        for retour in retours:
            if retour.erreur is not None:
                return retour
        bruts = [en_argument(retour.valeur) for retour in retours]
        if nom.upper() == "DATE":
            return registre.Retour(self._date(bruts, debut))
        return registre.evaluer(nom, bruts, self.date_reference)

    def _arguments(self) -> list[registre.Retour]:
        """Arguments up to the closing parenthesis; an omitted one is blank."""
        virgule, self.virgule_decimale = self.virgule_decimale, self.francais
        separateur = ";" if self.francais else ","
        retours: list[registre.Retour] = []
        lu = separateur
        while lu == separateur:
            self._blancs()
            omis = self._suivant() in (separateur, ")")
            retours.append(registre.Retour() if omis else self._expression())
            lu = self._consommer(separateur + ")")
            if omis and lu == ")" and len(retours) == 1:
                retours.clear()  # FONCTION() has no argument at all
        self.virgule_decimale = virgule
        return retours

    def _date(self, bruts: Sequence[Any], debut: int) -> dt.date:
        """Excel's DATE: months and days out of range run over."""
        if len(bruts) != 3 or any(isinstance(b, bool) or not isinstance(b, int | float) for b in bruts):
            self._refuser("DATE attend trois nombres : année, mois, jour", debut)
        annee, mois, jour = (int(b) for b in bruts)
        if 0 <= annee < 1900:
            annee += 1900
        try:
            premier = dt.date(annee + (mois - 1) // 12, (mois - 1) % 12 + 1, 1)
            return premier + dt.timedelta(days=jour - 1)
        except (ValueError, OverflowError):
            self._refuser(f"DATE : année {annee}, mois {mois}, jour {jour} ne font pas une date", debut)


def _mot_incompris(mot: str, suivant: str) -> str:
    if suivant and suivant in "![":
        return f"« {mot}{suivant}… » renvoie à une feuille ou à un tableau ; {_AILLEURS}"
    return f"« {mot} » n'est ni une fonction suivie de « ( », ni un texte entre guillemets ; {_AILLEURS}"


def _fonction_etrangere(nom: str) -> str:
    if nom.upper() in registre.FONCTIONS:
        return f"« {nom} » s'écrit XLPROD.{nom.upper()}"
    return f"« {nom} » est une fonction d'Excel ou d'une autre extension ; {_AILLEURS}"


def formule_pourquoi(texte: str) -> str:
    """The formula that explains another: ``XLPROD.NET(a;b)`` → ``XLPROD.POURQUOI("NET";a;b)``."""
    nom, parenthese, reste = texte.strip().removeprefix("=").partition("(")
    if not parenthese:
        raise SaisieInvalide(f"« {texte.strip()} » n'est pas un appel de fonction : XLPROD.NOM(…) attendu")
    separateur = ";" if _separateur_francais(texte) else ","
    sans_argument = reste.strip() == ")"
    return f'=XLPROD.POURQUOI("{nom.strip()}"{"" if sans_argument else separateur}{reste}'
