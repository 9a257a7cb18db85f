"""Defined names and structured references replaced by the plain references they stand for.

The calculation engine is then asked for nothing but ``A1`` references: it does not know
names of constants or formulas, and arguments of our functions must be plain areas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from xlprod.classeurs.calcul.lexique import Jeton, Zone, adresse, decaler, decouper
from xlprod.classeurs.calcul.modele import Classeur, Formule, Tableau

_PROFONDEUR = 20
"""Names that name names: deeper than that is a loop."""
_JETONS_MAX = 8192
"""Tokens of a formula once its names are replaced: Excel stops at as many characters."""
_SPECIAUX = {"#all", "#data", "#headers", "#totals", "#this row"}
_COLONNES_MAX = 2
"""A structured reference names one column, or the first and the last."""
_PROTEGE = re.compile(r"'(.)")
_MORCEAU = re.compile(r"\[((?:'.|[^\]'])*)\]|([^\[\],:]+)")
_VALEUR = [Jeton("erreur", "#VALUE!")]
_REF = [Jeton("erreur", "#REF!")]


class RenvoiIncompris(Exception):
    """A name or a table reference that cannot be resolved; the message is the French reason."""


@dataclass(frozen=True, slots=True)
class _Selection:
    """What stands between the brackets of a structured reference."""

    parties: frozenset[str]
    colonnes: tuple[str, ...]


class Noms:
    """The names and tables of a workbook."""

    def __init__(self, classeur: Classeur) -> None:
        self.feuilles = {feuille.nom.casefold(): feuille.rang for feuille in classeur.feuilles}
        self.titres = [feuille.nom for feuille in classeur.feuilles]
        self.definis = {(n.nom.casefold(), n.feuille): decouper(n.texte) for n in classeur.noms}
        self.tableaux = {t.nom.casefold(): t for f in classeur.feuilles for t in f.tableaux}

    def resoudre(self, formule: Formule) -> list[Jeton]:
        """Tokens of the formula with plain references only."""
        if not any(j.genre in ("nom", "structure") for j in formule.jetons):
            return formule.jetons
        return self._remplacer(formule.jetons, formule, 0)

    def zone(self, jeton: Jeton, feuille: int, bornes: tuple[int, int, int, int]) -> Zone | None:
        """The area of a reference token; None when its sheet does not exist."""
        rang = feuille if jeton.feuille is None else self.feuilles.get(jeton.feuille.casefold())
        return None if rang is None else Zone(rang, *bornes)

    def _remplacer(self, jetons: list[Jeton], formule: Formule, profondeur: int) -> list[Jeton]:
        if profondeur > _PROFONDEUR:
            raise RenvoiIncompris("noms définis en boucle")
        resultat: list[Jeton] = []
        for jeton in jetons:
            if jeton.genre == "nom":
                resultat += self._nom(jeton, formule, profondeur)
            elif jeton.genre == "structure":
                resultat += self._structure(jeton.texte, formule)
            else:
                resultat.append(jeton)
            if len(resultat) > _JETONS_MAX:
                raise RenvoiIncompris("noms définis les uns par les autres en une formule trop longue")
        return resultat

    def _nom(self, jeton: Jeton, formule: Formule, profondeur: int) -> list[Jeton]:
        """Definition of a name; unknown to us (``TRUE``, a LET variable), it is left as it is."""
        nom = jeton.texte.casefold()
        rang = formule.feuille
        if jeton.feuille is not None:
            rang = self.feuilles.get(jeton.feuille.casefold(), -1)
        definition = self.definis.get((nom, rang), self.definis.get((nom, None)))
        if definition is None:
            tableau = self.tableaux.get(nom)
            return [jeton] if tableau is None else self._donnees(tableau)
        # A relative name is written as seen from A1.
        deplacee = decaler(definition, formule.ligne - 1, formule.colonne - 1)
        resolue = self._remplacer(deplacee, formule, profondeur + 1)
        return resolue if len(resolue) == 1 else [Jeton("op", "("), *resolue, Jeton("op", ")")]

    def _donnees(self, tableau: Tableau) -> list[Jeton]:
        return self._aire(_parties(tableau, frozenset({"#data"}), 0), 0, len(tableau.colonnes) - 1, tableau)

    def _structure(self, texte: str, formule: Formule) -> list[Jeton]:
        nom, _, crochets = texte.partition("[")
        tableau = self.tableaux.get(nom.casefold()) if nom else self._autour(formule)
        if tableau is None:
            raise RenvoiIncompris(
                f"tableau « {nom} » inconnu" if nom else f"« {texte} » hors de tout tableau"
            )
        selection = _selection("[" + crochets)
        rangs = [_rang(tableau, colonne) for colonne in selection.colonnes] or [0, len(tableau.colonnes) - 1]
        meme_feuille = formule.feuille == tableau.zone.feuille
        dans = meme_feuille and tableau.zone.l1 <= formule.ligne <= tableau.zone.l2
        if "#this row" in selection.parties and not dans:
            return _VALEUR
        return self._aire(
            _parties(tableau, selection.parties, formule.ligne), min(rangs), max(rangs), tableau
        )

    def _autour(self, formule: Formule) -> Tableau | None:
        """The table that holds the formula, for a reference that names none (``[@Brut]``)."""
        for tableau in self.tableaux.values():
            if tableau.zone.feuille == formule.feuille and tableau.zone.contient(*formule.position):
                return tableau
        return None

    def _aire(
        self, lignes: tuple[int, int] | None, gauche: int, droite: int, tableau: Tableau
    ) -> list[Jeton]:
        if lignes is None:
            return _REF
        debut = adresse(lignes[0], tableau.zone.c1 + gauche)
        fin = adresse(lignes[1], tableau.zone.c1 + droite)
        fixe = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", debut if debut == fin else f"{debut}:{fin}")
        return [Jeton("zone", fixe, self.titres[tableau.zone.feuille])]


@lru_cache(maxsize=4096)
def _selection(texte: str) -> _Selection:
    """``[[#This Row],[Brut]]``, ``[Brut]``, ``[[Brut]:[Net]]``, ``[@Brut]``, ``[]``."""
    interieur = texte[1:-1].strip()
    parties, colonnes = set(), []
    if interieur.startswith("@"):
        parties.add("#this row")
        interieur = interieur[1:]
    imbrique = "[" in _PROTEGE.sub("", interieur)
    morceaux = _MORCEAU.findall(interieur) if imbrique else [("", interieur)]
    for entre_crochets, nu in morceaux:
        morceau = (entre_crochets or nu).strip()
        if morceau.casefold() in _SPECIAUX:
            parties.add(morceau.casefold())
        elif morceau:
            colonnes.append(_PROTEGE.sub(r"\1", morceau))
    if len(colonnes) > _COLONNES_MAX:
        raise RenvoiIncompris(f"référence de tableau « {texte} » non comprise")
    return _Selection(frozenset(parties or {"#data"}), tuple(colonnes))


def _rang(tableau: Tableau, colonne: str) -> int:
    for rang, nom in enumerate(tableau.colonnes):
        if nom.casefold() == colonne.casefold():
            return rang
    raise RenvoiIncompris(f"colonne « {colonne} » absente du tableau {tableau.nom}")


def _parties(tableau: Tableau, parties: frozenset[str], ligne: int) -> tuple[int, int] | None:
    """First and last rows of the parts asked for; None when the table has no such part."""
    zone = tableau.zone
    debut, fin = zone.l1 + tableau.entete, zone.l2 - tableau.total
    bandes = {
        "#all": (zone.l1, zone.l2),
        "#data": (debut, fin),
        "#headers": (zone.l1, zone.l1) if tableau.entete else None,
        "#totals": (zone.l2, zone.l2) if tableau.total else None,
        "#this row": (ligne, ligne),
    }
    choisies = [bande for partie in parties if (bande := bandes[partie]) is not None]
    if not choisies:
        return None
    return min(bande[0] for bande in choisies), max(bande[1] for bande in choisies)
