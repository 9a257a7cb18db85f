"""The rows of a list one after the other, and the film that comes out of them."""

from __future__ import annotations

import re
from pathlib import Path

from xlprod import argent
from xlprod.classeurs.liste import choix, entetes, rangee
from xlprod.classeurs.liste.choix import Trouve
from xlprod.classeurs.liste.entetes import Champ, Entete
from xlprod.classeurs.liste.fiche import Contexte, Fiche
from xlprod.classeurs.liste.film import composer
from xlprod.classeurs.liste.modele import (
    A_VERIFIER,
    COLONNES,
    COMPRIS,
    DEDUIT,
    Gravite,
    Lecture,
    LigneEcartee,
    LigneRevue,
)
from xlprod.classeurs.liste.sens import sens_du_brut
from xlprod.classeurs.liste.valeurs import NonCompris, lire_montant, texte, vide
from xlprod.devis.modele import Personne
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT
from xlprod.textes import cle

NOTE_ENTETE_REPETE = 3
"""Fields that a row of words must name to be a header repeated further down."""

_TOTAL = re.compile(r"(?:sous |s |grand )?tota(?:l|ux)\b|.* total$|masse salariale\b|report\b|a reporter\b")


class Atelier:
    """Reads the rows under a header, which may be repeated or changed on the way."""

    def __init__(self, trouve: Trouve, contexte: Contexte, revue: list[LigneRevue]) -> None:
        self.tableau, self.entete = trouve.tableau, trouve.entete
        self.premiere_entete = trouve.entete
        self.contexte = contexte
        self.revue = revue
        self.personnes: list[Personne] = []
        self.lignes: list[int] = []
        self.ecartees: list[LigneEcartee] = []
        self._somme = self._somme_partielle = 0
        self._vues: dict[Personne, int] = {}

    def lire(self) -> None:
        self._ouvrir(self.entete)
        saut = self.entete.suite
        for i in range(self.entete.suite, len(self.tableau.rangees)):
            if i >= saut:
                saut = self._rangee(i)

    def _ouvrir(self, entete: Entete) -> None:
        """Start reading under a header: what it leaves out, and what its *brut* means."""
        self.entete = entete
        absentes = entete.non_reconnues()
        if absentes:
            self._remarquer(COLONNES, f"non utilisées : {', '.join(absentes)}", A_VERIFIER)
        if Champ.CONVENTION not in entete.champs:
            remarque = f"sans colonne de convention : {CONVENTION_PAR_DEFAUT} pour toutes les lignes"
            self._remarquer(Champ.CONVENTION.value, remarque, DEDUIT, CONVENTION_PAR_DEFAUT)
        sens = sens_du_brut(self.tableau.rangees[entete.suite :], entete, self.contexte)
        if sens:
            self.revue.append(sens)

    def _remarquer(self, colonne: str, remarque: str, gravite: Gravite, compris: str = "") -> None:
        self.revue.append(LigneRevue(self.entete.suite, colonne, "", compris, remarque, gravite))

    def _rangee(self, i: int) -> int:
        """Read row ``i``; returns the next row to read."""
        cellules = self.tableau.rangees[i]
        if all(vide(c) for c in cellules):
            return i + 1
        nouvelle = entetes.lire(self.tableau.rangees, i) if entetes.intitules(cellules) else None
        if nouvelle and nouvelle.note >= max(NOTE_ENTETE_REPETE, self.entete.note // 2 + 1):
            self._entete_repete(i, entetes.preciser(nouvelle, self.tableau.rangees))
            return nouvelle.suite
        fiche = Fiche(i + 1, cellules, self.entete)
        if not (self._total(fiche) or self._rubrique(fiche)):
            self._contrat(fiche)
        return i + 1

    def _entete_repete(self, i: int, nouvelle: Entete) -> None:
        meme = nouvelle.champs == self.entete.champs
        raison = "en-tête répété" if meme else "nouvel en-tête : les lignes suivantes sont lues avec lui"
        self._laisser(Fiche(i + 1, self.tableau.rangees[i], nouvelle), raison, COMPRIS if meme else DEDUIT)
        if not meme:
            self._ouvrir(nouvelle)

    def _laisser(self, fiche: Fiche, raison: str, gravite: Gravite) -> None:
        """A row that is no contract and should not be one."""
        contenu = _contenu(fiche)
        self.ecartees.append(LigneEcartee(fiche.numero, contenu, (raison,), total=True))
        self.revue.append(LigneRevue(fiche.numero, "", contenu, "", raison, gravite))

    def _total(self, fiche: Fiche) -> bool:
        textes = [t for c in fiche.cellules if isinstance(c, str) and (t := texte(c))]
        qui = [fiche.texte(c) for c in (Champ.FONCTION, Champ.NOM, Champ.PRENOM, Champ.ROLE)]
        if choix.connue(fiche.texte(Champ.FONCTION)):
            return False
        if textes and any(_TOTAL.match(cle(t)) for t in (textes[0], *qui)):
            self._comparer_total(fiche)
            return True
        if not any(qui) and not any(re.search(r"[^\W\d]{3}", t) for t in textes):
            self._laisser(fiche, "montants sans nom ni fonction : pris pour un total", A_VERIFIER)
            return True
        return False

    def _comparer_total(self, fiche: Fiche) -> None:
        """A written total must be the sum of the rows above, or of those since the last total."""
        champ = Champ.BRUT_TOTAL if Champ.BRUT_TOTAL in fiche.entete.champs else Champ.BRUT
        comparable = champ is Champ.BRUT_TOTAL or self.contexte.brut_total
        try:
            ecrit = lire_montant(fiche.cellule(champ))[0] if comparable and fiche.cellule(champ) else None
        except NonCompris:
            ecrit = None
        if ecrit is None:
            self._laisser(fiche, "ligne de total, laissée de côté", COMPRIS)
        elif ecrit in (self._somme, self._somme_partielle):
            self._laisser(fiche, "ligne de total, égale à la somme des lignes comprises", COMPRIS)
        else:
            proche = min((self._somme, self._somme_partielle), key=lambda somme: abs(somme - ecrit))
            somme = argent.texte_euros(proche)
            remarque = f"total écrit {argent.texte_euros(ecrit)}, somme des lignes comprises {somme}"
            self._laisser(fiche, remarque, A_VERIFIER)
        self._somme_partielle = 0

    def _rubrique(self, fiche: Fiche) -> bool:
        """A lone text that is no function is the title of a section."""
        remplies = [c for c in fiche.cellules if not vide(c)]
        if len(remplies) > 1 or not isinstance(remplies[0], str) or choix.connue(texte(remplies[0])):
            return False
        self._laisser(fiche, "texte seul, sans montant ni date : pris pour un titre de rubrique", DEDUIT)
        return True

    def _contrat(self, fiche: Fiche) -> None:
        contrats = rangee.construire(fiche, self.contexte)
        if not contrats:
            self.ecartees.append(LigneEcartee(fiche.numero, _contenu(fiche), tuple(fiche.raisons)))
        elif contrats[0].nom and contrats[0] in self._vues:
            premiere = self._vues[contrats[0]]
            fiche.douter(Champ.NOM, f"contrat identique à celui de la ligne {premiere} : compté deux fois")
        for personne in contrats:
            self._vues.setdefault(personne, fiche.numero)
            self.personnes.append(personne)
            self.lignes.append(fiche.numero)
            self._somme += personne.brut_total
            self._somme_partielle += personne.brut_total
        self.revue += fiche.revue

    def lecture(self, chemin: Path, parametres: tuple[tuple[str, str], ...], titre: str | None) -> Lecture:
        entete = self.premiere_entete
        haut = self.tableau.rangees[: entete.ligne]
        film, remarques = composer(
            self.personnes, haut, chemin, parametres, titre, self.contexte.date_reference
        )
        reconnues = sorted((colonne, champ.value) for champ, colonne in entete.champs.items())
        return Lecture(
            film=film,
            revue=tuple(sorted(remarques + self.revue, key=lambda ligne: ligne.ligne)),
            colonnes_reconnues=tuple((entete.titres[colonne], champ) for colonne, champ in reconnues),
            colonnes_non_reconnues=entete.non_reconnues(),
            fichier=chemin.name,
            feuille=self.tableau.nom,
            ligne_entete=entete.suite,
            lignes=tuple(self.lignes),
            ecartees=tuple(self.ecartees),
        )


def _contenu(fiche: Fiche) -> str:
    """Text of a whole row, for the reader who looks for it in the list."""
    return " | ".join(t for c in fiche.cellules if (t := texte(c)))
