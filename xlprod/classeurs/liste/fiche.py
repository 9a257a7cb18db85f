"""One row of the list while it is being read: its cells by field, and what is noted about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlprod.classeurs.liste.entetes import Champ, Entete
from xlprod.classeurs.liste.modele import A_VERIFIER, COMPRIS, DEDUIT, NON_COMPRIS, Gravite, LigneRevue
from xlprod.classeurs.liste.valeurs import Cellule, texte, vide
from xlprod.paie.parametres import Parametres


@dataclass(slots=True)
class Contexte:
    """What every row of a list shares.  ``brut_total``: an unqualified *brut* is the whole contract's."""

    date_reference: dt.date | None
    parametres: Parametres
    brut_total: bool = False


@dataclass(slots=True)
class Fiche:
    """A row, the remarks made on it, and the reasons why it cannot be a contract."""

    numero: int
    cellules: Sequence[Cellule]
    entete: Entete
    revue: list[LigneRevue] = field(default_factory=list)
    raisons: list[str] = field(default_factory=list)

    def cellule(self, champ: Champ) -> Cellule:
        """Cell of a field; ``None`` when the column or the value is missing."""
        colonne = self.entete.champs.get(champ)
        if colonne is None or colonne >= len(self.cellules) or vide(self.cellules[colonne]):
            return None
        return self.cellules[colonne]

    def texte(self, champ: Champ) -> str:
        return texte(self.cellule(champ))

    def titre(self, champ: Champ) -> str:
        """Header of a field as the list writes it; the name of the field without a column."""
        colonne = self.entete.champs.get(champ)
        return champ.value if colonne is None else self.entete.titres[colonne]

    def noter(self, champ: Champ, compris: str, remarque: str = "", gravite: Gravite | None = None) -> None:
        """What was understood of a cell; with a remark it counts as deduced unless said otherwise."""
        retenue = gravite or (DEDUIT if remarque else COMPRIS)
        self.revue.append(
            LigneRevue(self.numero, self.titre(champ), self.texte(champ), compris, remarque, retenue)
        )

    def deduire(self, nom: str, compris: str, remarque: str, gravite: Gravite = DEDUIT) -> None:
        """A value that no cell gives."""
        self.revue.append(LigneRevue(self.numero, nom, "", compris, remarque, gravite))

    def douter(self, champ: Champ, remarque: str, compris: str = "") -> None:
        self.noter(champ, compris, remarque, A_VERIFIER)

    def refuser(self, champ: Champ, raison: str) -> None:
        """The cell forbids to make a contract of this row."""
        self.raisons.append(raison)
        self.noter(champ, "", raison, NON_COMPRIS)

    def manquer(self, nom: str, raison: str) -> None:
        """Nothing gives a value that a contract needs."""
        self.raisons.append(raison)
        self.deduire(nom, "", raison, NON_COMPRIS)
