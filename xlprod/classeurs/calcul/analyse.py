"""What each formula reads and calls, and whether it can be computed at all.

The calculation engine answers a wrong value or an error, without a word, to a few things
Excel computes (``A1:INDEX(…)``, intersections, unions, areas across sheets, functions it
does not know).  They are recognised here, before it is asked: the cell keeps its stored
value and is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlprod import registre
from xlprod.classeurs.calcul.formats import format_anglais, format_rendu
from xlprod.classeurs.calcul.lexique import Jeton, bornes, nom_excel, nom_xlprod
from xlprod.classeurs.calcul.modele import Classeur, Formule
from xlprod.classeurs.calcul.noms import Noms, RenvoiIncompris
from xlprod.classeurs.calcul.recherches import Bornage
from xlprod.erreurs import ErreurXlprod

NIVEAUX_MAX = 100
"""Deepest nesting handed to the engine, whose parser is recursive; Excel stops at 64."""

_LANGUE = "résultat propre à la langue d'Excel, que le moteur ne rend pas"
_ENVIRONNEMENT = "dépend de l'environnement d'Excel"
_TEXTE = "dépend du texte d'une formule"
_PEU_SURES: dict[str, str] = {
    "FIXED": _LANGUE,
    "DOLLAR": _LANGUE,
    "DATEVALUE": _LANGUE,
    "CELL": _ENVIRONNEMENT,
    "INFO": _ENVIRONNEMENT,
    "SHEETS": _ENVIRONNEMENT,
    "ISFORMULA": _TEXTE,
    "FORMULATEXT": _TEXTE,
}
_INDIRECTES = ("INDIRECT", "OFFSET")
_VARIABLES = ("LET", "LAMBDA")
_LITTERAUX = ("TRUE", "FALSE")


def analyser(classeur: Classeur, connue: Callable[[str], bool]) -> None:
    """Fill ``jetons``, ``lues``, ``motif`` and flags of every formula.

    ``connue`` says whether the engine knows an Excel function.
    """
    noms = Noms(classeur)
    contexte = _Contexte(noms, connue, frozenset(f.rang for f in classeur.feuilles if f.filtree))
    bornage = Bornage(classeur, noms)
    for formule in classeur.formules():
        if formule.motif is None:
            try:
                formule.jetons = noms.resoudre(formule)
            except RenvoiIncompris as renvoi:
                formule.motif = str(renvoi)
        _Examen(formule, contexte).executer()
        if formule.motif is None:
            bornage.appliquer(formule)


@dataclass(frozen=True, slots=True)
class _Contexte:
    """What an examination knows of the workbook and of the engine."""

    noms: Noms
    connue: Callable[[str], bool]
    filtrees: frozenset[int]


class _Examen:
    """One walk over the tokens of one formula; ``pile`` holds the open calls and brackets."""

    def __init__(self, formule: Formule, contexte: _Contexte) -> None:
        self.formule = formule
        self.contexte = contexte
        self.sous_total: int | None = None  # rank of the code of the last SUBTOTAL
        self.pile: list[tuple[str, int]] = []  # (name of the call, rank of the argument)
        self.dans_xlprod = 0

    def executer(self) -> None:
        precedent = Jeton("op", "")
        blanc = False
        for rang, jeton in enumerate(self.formule.jetons):
            if jeton.genre == "blanc":
                blanc = True
                continue
            self._jeton(rang, jeton)
            if blanc and jeton.genre == "zone" and precedent.genre == "zone":
                self._refuser("intersection de plages")
            precedent, blanc = jeton, False
        if self.pile:
            self._refuser("parenthèses mal fermées")

    def _refuser(self, motif: str) -> None:
        self.formule.motif = self.formule.motif or motif

    def _jeton(self, rang: int, jeton: Jeton) -> None:
        genre = jeton.genre
        if genre in ("zone", "fonction", "nom") and self.pile and self.pile[-1] == ("TEXT", 1):
            self._refuser("TEXT dont le format n'est pas écrit dans la formule")
        if genre == "fonction":
            self._fonction(jeton.texte)
        elif genre == "op":
            self._operateur(jeton.texte)
        elif genre == "zone":
            self._zone(jeton)
        elif genre == "texte":
            self._texte(rang, jeton)
        elif genre == "nombre" and self.pile and self.pile[-1] == ("SUBTOTAL", 0):
            self.sous_total = rang
        elif genre == "nom":
            self._nom(jeton.texte)
        elif genre == "externe":
            self._refuser("renvoi à un autre classeur")
        elif genre == "inconnu":
            self._refuser(f"écriture non comprise : « {jeton.texte[:40]} »")

    def _fonction(self, texte: str) -> None:
        ouverte = nom_excel(texte)
        if xlprod := nom_xlprod(texte):
            self.formule.appelle = True
            self.dans_xlprod += 1
            ouverte = "XLPROD"
            self._verifier_xlprod(xlprod)
        elif "!" in texte:
            self._refuser("fonction d'un autre classeur")
        elif not self.contexte.connue(texte):
            self._refuser(f"fonction {ouverte} inconnue du moteur de calcul")
        elif ouverte in _PEU_SURES:
            self._refuser(f"fonction {ouverte} : {_PEU_SURES[ouverte]}")
        elif ouverte == "ANCHORARRAY":
            self.formule.deverse = True
        elif ouverte in _INDIRECTES:
            self.formule.indirecte = True
            if ouverte == "INDIRECT" and self.dans_xlprod:
                self._refuser("INDIRECT dans l'argument d'une fonction XLPROD")
        self._ouvrir(ouverte)

    def _verifier_xlprod(self, nom: str) -> None:
        try:
            registre.resoudre(nom)
        except ErreurXlprod as erreur:
            self._refuser(erreur.message)

    def _ouvrir(self, nom: str) -> None:
        self.pile.append((nom, 0))
        if len(self.pile) > NIVEAUX_MAX:
            self._refuser(f"plus de {NIVEAUX_MAX} niveaux d'imbrication")

    def _operateur(self, texte: str) -> None:
        if texte in ("(", "{"):
            self._ouvrir(texte)
        elif texte in (")", "}"):
            self._fermer()
        elif texte == ":":
            self._refuser("plage construite par un calcul (A1:INDEX(…))")
        elif texte == ",":
            self._virgule()
        elif texte == "#":
            self.formule.deverse = True

    def _fermer(self) -> None:
        if not self.pile:
            self._refuser("parenthèses mal fermées")
        elif self.pile.pop()[0] == "XLPROD":
            self.dans_xlprod -= 1

    def _virgule(self) -> None:
        if not self.pile or self.pile[-1][0] == "(":
            self._refuser("union de plages")
        else:
            nom, argument = self.pile[-1]
            self.pile[-1] = (nom, argument + 1)

    def _zone(self, jeton: Jeton) -> None:
        feuille = jeton.feuille or ""
        if "[" in feuille:
            self._refuser("renvoi à un autre classeur")
        elif ":" in feuille:
            self._refuser("plage à travers plusieurs feuilles")
        elif zone := self.contexte.noms.zone(jeton, self.formule.feuille, bornes(jeton.texte)):
            self.formule.lues.append(zone)
            if zone.feuille in self.contexte.filtrees and self.pile and self.pile[-1][0] == "SUBTOTAL":
                self._ignorer_masquees()

    def _ignorer_masquees(self) -> None:
        """``SUBTOTAL(9; …)`` on a filtered sheet: only ``109`` makes the engine skip hidden rows."""
        if self.sous_total is None:
            self._refuser("SUBTOTAL dont le code n'est pas écrit dans la formule, sur une feuille filtrée")
            return
        code = self.formule.jetons[self.sous_total].texte
        if len(code) < len("109"):
            self._remplacer(self.sous_total, Jeton("nombre", f"1{code:0>2}"))

    def _remplacer(self, rang: int, jeton: Jeton) -> None:
        self.formule.jetons = [*self.formule.jetons[:rang], jeton, *self.formule.jetons[rang + 1 :]]

    def _texte(self, rang: int, jeton: Jeton) -> None:
        """Formats typed in a French Excel, put in the only writing the engine reads."""
        if self.pile and self.pile[-1] == ("TEXT", 1):
            traduit = format_anglais(jeton.texte[1:-1])
            self._remplacer(rang, Jeton("texte", f'"{traduit}"'))
            if not format_rendu(traduit):
                self._refuser(
                    f"TEXT au format {jeton.texte} : le moteur rend mal les heures et les fractions"
                )

    def _nom(self, texte: str) -> None:
        ouvertes = {nom for nom, _ in self.pile}
        if self.dans_xlprod and texte.upper() not in _LITTERAUX and ouvertes.intersection(_VARIABLES):
            self._refuser(f"variable {texte} de LET ou LAMBDA dans l'argument d'une fonction XLPROD")
