"""Reading a package into a :class:`~xlprod.classeurs.calcul.modele.Classeur`."""

from __future__ import annotations

import re

from lxml import etree

from xlprod.classeurs.archive import CLASSEUR, Archive, ClasseurIllisible
from xlprod.classeurs.calcul import paquet
from xlprod.classeurs.calcul.lexique import Zone, bornes, decaler, decouper
from xlprod.classeurs.calcul.modele import Classeur, Feuille, Formule, NomDefini, Position, Tableau, Valeur
from xlprod.classeurs.ooxml import FORMULE_MAX, decoder
from xlprod.periodes import lire_date, serie
from xlprod.registre import ErreurCellule

_AIRE = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}(:\$?[A-Z]{1,3}\$?\d{1,7})?")
_ETENDUE_MAX = 200_000
"""Most cells one array formula may fill: 10 000 lines of 20 columns."""


def lire_classeur(archive: Archive) -> Classeur:
    """Read everything recalculation needs."""
    nom = archive.chemin.name
    racine = paquet.analyser(archive, CLASSEUR)
    espace = paquet.norme(racine, archive)
    _refuser_1904(nom, racine, espace)
    relations = paquet.relations(archive, CLASSEUR)
    chaines = _chaines_partagees(archive, relations)
    feuilles: list[Feuille] = []
    rangs: dict[int, int] = {}
    for numero, element in enumerate(racine.iterfind(f"{espace}sheets/{espace}sheet")):
        relation = relations.get(_identifiant(element))
        if relation is not None and relation.genre == "worksheet":
            rangs[numero] = len(feuilles)
            feuille = Feuille(len(feuilles), element.get("name", ""), relation.partie)
            feuilles.append(_LecteurFeuille(archive, feuille, chaines).lire())
    return Classeur(nom, feuilles, _noms(racine, espace, rangs))


def _refuser_1904(nom: str, racine: etree._Element, espace: str) -> None:
    """Dates four years off would make every rule of law wrong."""
    proprietes = racine.find(f"{espace}workbookPr")
    if proprietes is not None and proprietes.get("date1904") in ("1", "true"):
        raise ClasseurIllisible(
            f"{nom} : calendrier depuis 1904 (ancien Excel pour Mac) ; "
            "décochez-le dans les options du classeur, vérifiez les dates, puis enregistrez"
        )


def _identifiant(element: etree._Element) -> str:
    """``r:id``, whichever norm names it."""
    for cle, valeur in element.attrib.items():
        if str(cle).endswith("relationships}id"):
            return str(valeur)
    return ""


def _chaines_partagees(archive: Archive, relations: dict[str, paquet.Relation]) -> list[str]:
    partie = next((r.partie for r in relations.values() if r.genre == "sharedStrings"), None)
    if partie is None or partie not in archive:
        return []
    racine = paquet.analyser(archive, partie)
    espace = paquet.norme(racine, archive)
    return [_texte_riche(element, espace) for element in racine.iterfind(f"{espace}si")]


def _texte_riche(element: etree._Element, espace: str) -> str:
    """Text of a string item, phonetic guides left out."""
    morceaux = [t.text or "" for t in element.iterfind(f"{espace}t")]
    morceaux += [t.text or "" for t in element.iterfind(f"{espace}r/{espace}t")]
    return decoder("".join(morceaux))


def _noms(racine: etree._Element, espace: str, rangs: dict[int, int]) -> list[NomDefini]:
    noms = []
    for element in racine.iterfind(f"{espace}definedNames/{espace}definedName"):
        portee = element.get("localSheetId")
        texte = (element.text or "").removeprefix("=")
        if portee is None:
            noms.append(NomDefini(element.get("name", ""), texte, None))
        elif portee.isdigit() and int(portee) in rangs:
            noms.append(NomDefini(element.get("name", ""), texte, rangs[int(portee)]))
    return noms


def _zone(rang: int, texte: str) -> Zone | None:
    return Zone(rang, *bornes(texte)) if _AIRE.fullmatch(texte) else None


def _filtre(racine: etree._Element, espace: str) -> bool:
    """Whether the automatic filter of a sheet or table hides anything."""
    return racine.find(f"{espace}autoFilter/{espace}filterColumn") is not None


class _LecteurFeuille:
    """Reads one sheet part; keeps the shared formulas met so far."""

    def __init__(self, archive: Archive, feuille: Feuille, chaines: list[str]) -> None:
        self.archive = archive
        self.feuille = feuille
        self.chaines = chaines
        self.partagees: dict[str, Formule] = {}
        self.racine = paquet.analyser(archive, feuille.partie)
        self.espace = paquet.norme(self.racine, archive)
        self.balise_v, self.balise_f, self.balise_is = (f"{self.espace}{b}" for b in ("v", "f", "is"))

    def lire(self) -> Feuille:
        """The sheet with its cells, merged areas and tables."""
        for element_ligne, ligne in paquet.lignes(self.racine, self.espace):
            if element_ligne.get("hidden") in ("1", "true"):
                self.feuille.masquees.add(ligne)
            for element, colonne in paquet.cellules(element_ligne, self.espace):
                self._cellule(element, (ligne, colonne))
        for formule in self.feuille.formules.values():
            _separer_deversees(self.feuille, formule)
        for fusion in self.racine.iterfind(f"{self.espace}mergeCells/{self.espace}mergeCell"):
            zone = _zone(self.feuille.rang, fusion.get("ref", ""))
            self.feuille.fusions += [zone] if zone else []
        self.feuille.filtree = _filtre(self.racine, self.espace)
        for relation in paquet.relations(self.archive, self.feuille.partie).values():
            if relation.genre == "table" and relation.partie in self.archive:
                self._tableau(relation.partie)
        return self.feuille

    def _cellule(self, element: etree._Element, position: Position) -> None:
        valeur = self._valeur(element)
        balise = element.find(self.balise_f)
        if balise is not None:
            formule = self._formule(balise, position, valeur)
            formule.dynamique = formule.etendue is not None and "cm" in element.attrib
            self.feuille.formules[position] = formule
        elif valeur is not None:
            self.feuille.constantes[position] = valeur

    def _valeur(self, element: etree._Element) -> Valeur:
        genre = element.get("t", "n")
        if genre == "inlineStr":
            contenu = element.find(self.balise_is)
            return None if contenu is None else _texte_riche(contenu, self.espace)
        texte = element.findtext(self.balise_v)
        if genre == "str":
            return None if texte is None else decoder(texte)
        return self._convertir(genre, texte) if texte else None

    def _convertir(self, genre: str, texte: str) -> Valeur:
        """Typed value of a ``<v>``; a malformed number stays text, as readers do."""
        try:
            if genre == "s":
                return self.chaines[int(texte)]
            if genre == "d":
                return float(serie(lire_date(texte)))
            if genre == "b":
                return texte.strip() in ("1", "true")
            return ErreurCellule(texte.strip()) if genre == "e" else float(texte)
        except IndexError:
            raise ClasseurIllisible(
                f"{self.archive.chemin.name} : feuille {self.feuille.nom} : texte partagé {texte} introuvable"
            ) from None
        except ValueError:
            return texte

    def _formule(self, balise: etree._Element, position: Position, valeur: Valeur) -> Formule:
        texte, genre = balise.text or "", balise.get("t", "normal")
        formule = Formule(self.feuille.rang, *position, [], valeur)
        if genre == "shared" and not texte:
            self._deriver(formule, balise.get("si", ""))
            return formule
        if genre == "dataTable":
            formule.motif = "table de données d'Excel"
        elif len(texte) > FORMULE_MAX:
            formule.motif = f"formule de {len(texte)} caractères, {FORMULE_MAX} au plus"
        else:
            formule.jetons = decouper(texte.removeprefix("="))
        if genre == "shared":
            self.partagees[balise.get("si", "")] = formule
        if genre == "array":
            self._etendre(formule, _zone(self.feuille.rang, balise.get("ref", "")))
        return formule

    @staticmethod
    def _etendre(formule: Formule, zone: Zone | None) -> None:
        formule.etendue = formule.zone
        if zone is None or (zone.l1, zone.c1) != formule.position:
            return
        if zone.taille > _ETENDUE_MAX:
            formule.motif = f"formule matricielle sur {zone.taille} cellules, {_ETENDUE_MAX} au plus"
        else:
            formule.etendue = zone

    def _deriver(self, formule: Formule, groupe: str) -> None:
        """A cell filled from a shared formula: the same one, moved."""
        modele = self.partagees.get(groupe)
        if modele is None:
            formule.motif = "formule partagée dont le modèle manque"
            return
        formule.motif = modele.motif
        ecart = formule.ligne - modele.ligne, formule.colonne - modele.colonne
        formule.jetons = decaler(modele.jetons, *ecart)

    def _tableau(self, partie: str) -> None:
        racine = paquet.analyser(self.archive, partie)
        espace = paquet.norme(racine, self.archive)
        zone = _zone(self.feuille.rang, racine.get("ref", ""))
        self.feuille.filtree |= _filtre(racine, espace)
        if zone is None:
            return
        colonnes = racine.iterfind(f"{espace}tableColumns/{espace}tableColumn")
        self.feuille.tableaux.append(
            Tableau(
                nom=racine.get("displayName", ""),
                zone=zone,
                colonnes=[decoder(c.get("name", "")) for c in colonnes],
                entete=racine.get("headerRowCount", "1") != "0",
                total=racine.get("totalsRowCount", "0") != "0",
            )
        )


def _separer_deversees(feuille: Feuille, formule: Formule) -> None:
    """Cells filled by an array formula hold its results, not data."""
    zone = formule.zone
    if zone.seule:
        return
    for position in _positions(zone, feuille.constantes):
        feuille.deversees[position] = feuille.constantes.pop(position)


def _positions(zone: Zone, parmi: dict[Position, Valeur]) -> list[Position]:
    """Positions of ``parmi`` inside ``zone``, whichever is shorter to walk."""
    if zone.taille > len(parmi):
        return [p for p in parmi if zone.contient(*p)]
    lignes, colonnes = range(zone.l1, zone.l2 + 1), range(zone.c1, zone.c2 + 1)
    return [(ligne, colonne) for ligne in lignes for colonne in colonnes if (ligne, colonne) in parmi]
