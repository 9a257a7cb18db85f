"""The main job, on the shipped example or on a crew list: budget, two recalculations, summary."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlprod.classeurs import archive, concordance, gabarit, recalcul
from xlprod.classeurs.concordance import Concordance
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, PROGRAMME_ABSENT, REFUS, Arret, ecrire_json, progres
from xlprod.devis.modele import Film
from xlprod.hotes import bureau
from xlprod.rapports import une_page

JOURNAL = "concordance.json"
"""What was compared, and the fingerprint of each file written: a file changed since is not ours."""


def demo(sortie: Path, en_json: bool, ecraser: bool) -> int:
    """Main job on the shipped example."""
    from xlprod.devis.exemple import film_exemple

    return produire(film_exemple(), sortie, "film_2_5_M", en_json, ecraser)


def equipe(
    liste: Path,
    sortie: Path,
    titre: str | None,
    parametres: str,
    jour: dt.date | None,
    en_json: bool,
    ecraser: bool,
) -> int:
    """Main job on a crew list; the review of what was understood comes along."""
    from udfs.commun import PARAMETRES
    from xlprod import registre
    from xlprod.classeurs import liste as listes

    paires = tuple((d.nom, d.texte) for d in registre.lire(PARAMETRES, parametres) or ())
    try:
        lecture = listes.lire_liste(liste, parametres=paires, titre=titre, date_reference=jour)
    except listes.ListeIllisible as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    progres(lecture.resume())
    nom, nom_revue = liste.stem, f"{liste.stem}_revue.xlsx"
    if liste.resolve() in {(sortie / n).resolve() for n in (*noms_fichiers(nom), nom_revue)}:
        raise Arret(f"{liste} serait remplacé par un résultat du même nom ; --sortie ailleurs", MAUVAIS_USAGE)
    if not lecture.film.personnes:
        proteger(sortie, [nom_revue], ecraser)
        sortie.mkdir(parents=True, exist_ok=True)
        revue = listes.ecrire_revue(lecture, sortie / nom_revue)
        raise Arret(f"aucune ligne exploitable ; voir {revue}", ILLISIBLE)
    ecartees = [f"{liste.name}, ligne {e.ligne} : {' ; '.join(e.raisons)}" for e in lecture.a_completer]
    with tempfile.TemporaryDirectory() as dossier:
        revue = listes.ecrire_revue(lecture, Path(dossier) / nom_revue)
        return produire(lecture.film, sortie, nom, en_json, ecraser, [revue], ecartees)


def produire(
    film: Film,
    sortie: Path,
    nom: str,
    en_json: bool,
    ecraser: bool,
    autres: Sequence[Path] = (),
    ecartees: Sequence[str] = (),
) -> int:
    """Write the workbook, its recalculation by LibreOffice, the summary; returns the exit code.

    ``autres``: drafts of files that go along; ``ecartees``: rows that gave no contract, and why.
    Everything is made apart and put in ``sortie`` at the end: until then what was there stays.
    """
    nom_classeur, nom_calc, nom_resume = noms_fichiers(nom)
    proteger(sortie, [nom_classeur, nom_calc, nom_resume, *(f.name for f in autres)], ecraser)
    with tempfile.TemporaryDirectory() as dossier:
        progres("Construction du classeur…")
        brouillon = gabarit.construire(film, Path(dossier) / "brouillon.xlsx")
        atelier = Path(dossier) / "fini"
        atelier.mkdir()
        progres("Recalcul par IronCalc et nos fonctions…")
        classeur = gabarit.construire(film, atelier / nom_classeur, recalcul.valeurs(brouillon))
        # Calc is given the draft, which holds no value: what it saves it has computed.
        recalcule, absence = recalculer_par_calc(brouillon, atelier / nom_calc)
        progres("Comparaison des méthodes…")
        accord = concordance.comparer(film, classeur, recalcule)
        progres("Résumé d'une page…")
        donnees = une_page.donnees_une_page(film)
        donnees.concordance = [accord.phrase()]
        donnees.ecartees = list(ecartees)
        resume = une_page.ecrire_une_page(donnees, atelier / nom_resume)
        finis = [classeur, *([recalcule] if recalcule else []), resume, *autres]
        fichiers = poser(finis, sortie, accord)
    if absence:  # a recalculation of earlier figures would belie the rest
        (sortie / nom_calc).unlink(missing_ok=True)
    rendre_compte(accord, donnees, [*fichiers, sortie / JOURNAL], absence, en_json)
    if not accord.parfaite:
        return REFUS
    return PROGRAMME_ABSENT if absence else 0


def noms_fichiers(nom: str) -> tuple[str, str, str]:
    """Workbook, its recalculation by LibreOffice, summary."""
    return f"{nom}.xlsx", f"{nom}_libreoffice.xlsx", f"{nom}_resume.pdf"


def recalculer_par_calc(brouillon: Path, destination: Path) -> tuple[Path | None, str]:
    """Recalculate in LibreOffice; without it, no file and the French sentence that says so."""
    try:
        progres("Recalcul par LibreOffice Calc et notre extension…")
        return bureau.recalculer(brouillon, destination), ""
    except bureau.BureauAbsent as erreur:
        return None, str(erreur)
    except bureau.ErreurBureau as erreur:
        raise Arret(str(erreur), REFUS) from None


def poser(finis: Sequence[Path], sortie: Path, accord: Concordance) -> list[Path]:
    """Put finished files in ``sortie``, each complete or not at all, and note their fingerprints."""
    sortie.mkdir(parents=True, exist_ok=True)
    for fini in finis:
        with archive.ecriture_atomique(sortie / fini.name) as flux:
            flux.write(fini.read_bytes())
    journal = {**accord.en_json(), "empreintes": {f.name: empreinte(f) for f in finis}}
    texte = json.dumps(journal, ensure_ascii=False, indent=1, default=str)
    with archive.ecriture_atomique(sortie / JOURNAL) as flux:
        flux.write(f"{texte}\n".encode())
    return [sortie / fini.name for fini in finis]


def empreinte(fichier: Path) -> str:
    return hashlib.sha256(fichier.read_bytes()).hexdigest()


def proteger(sortie: Path, prevus: list[str], ecraser: bool) -> None:
    """Refuse to replace a file that this program did not write, or that was changed since."""
    journal = sortie / JOURNAL
    try:
        ecrits = json.loads(journal.read_text(encoding="utf-8"))["empreintes"] if journal.exists() else {}
    except (ValueError, KeyError, OSError):
        ecrits = {}
    touches = [
        nom for nom in prevus if (sortie / nom).exists() and ecrits.get(nom) != empreinte(sortie / nom)
    ]
    if touches and not ecraser:
        noms = ", ".join(str(sortie / nom) for nom in touches)
        raise Arret(
            f"{noms} : pas écrit par xlprod, ou modifié depuis ; --sortie ailleurs, ou --ecraser",
            MAUVAIS_USAGE,
        )


def rendre_compte(
    accord: Concordance, donnees: une_page.UnePage, fichiers: list[Path], absence: str, en_json: bool
) -> None:
    """Say where the files are, whether the methods agree, and which salaries are too low."""
    if en_json:
        compte: dict[str, Any] = {
            **accord.en_json(),
            "fichiers": [str(f) for f in fichiers],
            "total_general": donnees.total_general / 100,
            "hors_total": donnees.manquantes,
            "sous_le_minimum": [a.phrase() for a in donnees.alertes],
            "libreoffice": absence or "recalculé",
        }
        ecrire_json(compte)
        return
    print(accord.phrase())
    for ou, methode, obtenu, reference in accord.ecarts[:20]:
        print(f"  écart : {ou} : {methode} {obtenu}, IronCalc {reference}")
    for phrase in donnees.manquantes:
        print(f"Hors du total : {phrase}")
    for alerte in donnees.alertes:
        print(alerte.phrase())
    if absence:
        print(f"Sans LibreOffice : {absence}. Le reste est fait.")
    print("Fichiers écrits :")
    print("\n".join(f"  {f}" for f in fichiers))
