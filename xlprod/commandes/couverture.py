"""``xlprod couverture``: what the dated data cover, on the terminal, as JSON or as a page."""

from __future__ import annotations

from math import floor
from pathlib import Path

from xlprod import VERSION_DONNEES, baremes
from xlprod.baremes import couverture
from xlprod.cli import ecrire_json, en_texte
from xlprod.commandes.classeurs import exiger_libre
from xlprod.trace import Cellule

INTRODUCTION = f"""# Couverture

Page produite par `xlprod couverture --sortie docs/couverture.md --ecraser` ; ne pas la modifier à la main.
Barèmes {VERSION_DONNEES}.

*Part vérifiée* : lignes datées dont le chiffre a été vu dans un texte officiel ou conventionnel, ou dans un
paramètre public daté avec sa référence légale ; pour les minima, montants.
*Vu le* : dernière lecture de la source.
Ce qui n'est pas vérifié s'affiche « à vérifier » dans la feuille, l'explication et les rapports.
"""


def executer(domaine: str, sortie: Path | None, en_json: bool, ecraser: bool) -> int:
    """Show the summary, or one domain; with ``sortie``, write the whole page."""
    if sortie is not None:
        exiger_libre(sortie, ecraser)
        sortie.parent.mkdir(parents=True, exist_ok=True)
        sortie.write_text(page(), encoding="utf-8")
        print(sortie)
        return 0
    table = couverture.detail(couverture.domaine(domaine)) if domaine else couverture.resume()
    if en_json:
        entete, *rangees = table
        ecrire_json([dict(zip(map(str, entete), rangee, strict=True)) for rangee in rangees])
    else:
        print(en_texte(_lisible(table)))
    return 0


def page() -> str:
    """Markdown of everything: statuts, summary, each domain, known holes."""
    parties = [INTRODUCTION, "## Statuts\n", _markdown(_statuts()), "## Résumé\n"]
    parties.append(_markdown(_lisible(couverture.resume())))
    for domaine in couverture.domaines():
        parties += [f"## {domaine.libelle}\n", _markdown(_lisible(couverture.detail(domaine)))]
    parties += ["## Trous connus\n", _markdown(couverture.trous())]
    return "\n".join(parties)


def _statuts() -> list[list[Cellule]]:
    rangees: list[list[Cellule]] = [["Statut", "Libellé"]]
    rangees += [[s.code, s.libelle] for s in baremes.statuts().values()]
    return rangees


def _lisible(table: list[list[Cellule]]) -> list[list[Cellule]]:
    """Shares in percent, rounded down: 100 % means all of it."""
    return [[f"{floor(c * 100)} %" if isinstance(c, float) else c for c in rangee] for rangee in table]


def _markdown(table: list[list[Cellule]]) -> str:
    entete, *rangees = [[str(cellule).replace("|", "\\|") for cellule in rangee] for rangee in table]
    lignes = [entete, ["---"] * len(entete), *rangees]
    return "\n".join(f"| {' | '.join(rangee)} |" for rangee in lignes) + "\n"
