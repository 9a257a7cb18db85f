"""The pages of an action as a report of their own: a workbook, or a web page to read and print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from xlprod import argent
from xlprod.classeurs import archive
from xlprod.classeurs.page import ASPECTS, Aspect, Format, Ligne, Page
from xlprod.classeurs.styles import POLICE
from xlprod.periodes import lire_date, texte_date
from xlprod.trace import Cellule

CREATION = dt.datetime(2026, 1, 1)
"""Fixed: the same answer gives the same bytes."""
A4 = 9
EXTENSIONS = (".xlsx", ".html")


def ecrire(pages: Sequence[Page], destination: Path) -> None:
    """Write the report, by the extension of ``destination``; it appears once complete."""
    octets = en_html(pages).encode() if destination.suffix.lower() == ".html" else None
    with archive.ecriture_atomique(destination) as flux:
        if octets is None:
            _ecrire_xlsx(pages, flux)
        else:
            flux.write(octets)


# -- workbook


def _ecrire_xlsx(pages: Sequence[Page], flux: Any) -> None:
    classeur = xlsxwriter.Workbook(flux, {"in_memory": True})
    classeur.set_properties({"title": pages[0].titre, "created": CREATION, "author": ""})

    @cache
    def style(aspect: Aspect, nombre: str, a_droite: bool) -> Any:
        cadrage = {"align": "right"} if a_droite else {}
        return classeur.add_format(_proprietes(aspect, nombre) | cadrage)

    for page in pages:
        _feuille(classeur.add_worksheet(page.nom), page, style)
    classeur.close()


def _proprietes(aspect: Aspect, nombre: str) -> dict[str, Any]:
    couleurs = {"bg_color": aspect.fond, "font_color": aspect.encre}
    return {
        "font_name": POLICE,
        "font_size": aspect.taille,
        "bold": aspect.gras,
        "text_wrap": aspect.renvoi,
        "valign": "top",
        "num_format": nombre,
        **{nom: couleur for nom, couleur in couleurs.items() if couleur},
    }


def _feuille(feuille: Any, page: Page, style: Any) -> None:
    plan = page.plan()
    aspects = {ligne: a for zone, a in plan.aspects for ligne in range(zone.haut, zone.bas + 1)}
    nombres = {zone.gauche: nombre for zone, nombre in plan.formats}
    for i, rangee in enumerate(plan.cellules, 1):
        for j, cellule in enumerate(rangee, 1):
            nombre = nombres[j] if i > plan.entete else "General"
            a_droite = i == plan.entete and page.colonnes[j - 1].format != "texte"
            aspect = aspects.get(i, ASPECTS["normal"])
            _ecrire(feuille, i - 1, j - 1, cellule, style(aspect, nombre, a_droite))
    for j, largeur in enumerate(plan.largeurs):
        feuille.set_column(j, j, largeur)
    feuille.freeze_panes(plan.entete, 0)
    feuille.hide_gridlines(2)
    feuille.set_paper(A4)
    if page.paysage:
        feuille.set_landscape()
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(plan.entete - 1)
    feuille.set_margins(0.45, 0.45, 0.6, 0.65)
    feuille.set_footer("&R&8page &P / &N")


def _ecrire(feuille: Any, i: int, j: int, cellule: Cellule, style: Any) -> None:
    """Text is always written as text, so that ``=…`` is never a formula."""
    if cellule is None or cellule == "":
        feuille.write_blank(i, j, None, style)
    elif isinstance(cellule, str):
        feuille.write_string(i, j, cellule, style)
    elif isinstance(cellule, bool):
        feuille.write_boolean(i, j, cellule, style)
    else:
        feuille.write_number(i, j, cellule, style)


# -- web page

STYLE = """
@page { size: A4 landscape; margin: 12mm 10mm; }
body { margin: 24px; font: 12px/1.35 system-ui, "Segoe UI", Arial, sans-serif; color: #1b2a41; }
h1 { margin: 0 0 2px; font-size: 22px; }
section + section { margin-top: 36px; break-before: page; }
p { margin: 0 0 12px; color: #6b7785; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
th { position: sticky; top: 0; text-align: left; font-weight: 600; }
th, td { padding: 3px 7px; border-bottom: 1px solid #e3e8ee; vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr { break-inside: avoid; }
.negatif { color: #a61b12; }
@media print { body { margin: 0; font-size: 8.5px; } th { position: static; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def en_html(pages: Sequence[Page]) -> str:
    """One file, no script, nothing fetched."""
    regles = "".join(
        f".{nom} > * {{ {_css(aspect)} }}\n"
        for nom, aspect in ASPECTS.items()
        if nom not in ("titre", "sous_titre")
    )
    corps = "".join(map(_section, pages))
    titre = escape(pages[0].titre)
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{titre}</title>'
        f"<style>{STYLE}{regles}</style></head><body>{corps}</body></html>\n"
    )


def _css(aspect: Aspect) -> str:
    lu = asdict(aspect)
    fond = f"background: {lu['fond']};" if lu["fond"] else ""
    encre = f"color: {lu['encre']};" if lu["encre"] else ""
    return fond + encre + ("font-weight: 600;" if aspect.gras else "")


def _section(page: Page) -> str:
    total = sum(c.largeur for c in page.colonnes)
    largeurs = "".join(f'<col style="width: {100 * c.largeur / total:.1f}%">' for c in page.colonnes)
    titres = "".join(f"<th{_classe(c.format)}>{escape(c.titre)}</th>" for c in page.colonnes)
    lignes = "".join(_rangee(ligne, page) for ligne in page.lignes)
    return (
        f"<section><h1>{escape(page.titre)}</h1><p>{escape(page.sous_titre)}</p>"
        f'<table><colgroup>{largeurs}</colgroup><thead><tr class="entete">{titres}</tr></thead>'
        f"<tbody>{lignes}</tbody></table></section>"
    )


def _rangee(ligne: Ligne, page: Page) -> str:
    if ligne.style == "section":
        titre = escape(str(ligne.cellules[0]))
        return f'<tr class="section"><td colspan="{len(page.colonnes)}">{titre}</td></tr>'
    vides = (None,) * (len(page.colonnes) - len(ligne.cellules))
    cases = "".join(
        _case(cellule, colonne.format)
        for cellule, colonne in zip((*ligne.cellules, *vides), page.colonnes, strict=True)
    )
    return f'<tr class="{ligne.style}">{cases}</tr>'


def _case(cellule: Cellule, format_: Format) -> str:
    if isinstance(cellule, int | float) and cellule < 0:
        return f'<td class="n negatif">{escape(texte(cellule, format_))}</td>'
    return f"<td{_classe(format_)}>{escape(texte(cellule, format_))}</td>"


def _classe(format_: Format) -> str:
    return "" if format_ == "texte" else ' class="n"'


def texte(cellule: Cellule, format_: Format) -> str:
    """A cell as its sheet shows it."""
    if isinstance(cellule, bool):
        return "VRAI" if cellule else "FAUX"
    if not isinstance(cellule, int | float):
        return "" if cellule is None else str(cellule)
    if format_ == "euros":
        return argent.texte_euros(argent.centimes(cellule)) if cellule else "–"
    if format_ == "taux":
        return argent.texte_taux(round(cellule * argent.UN)) if cellule else "–"
    if format_ == "date":
        return texte_date(lire_date(cellule))
    return f"{cellule:.15g}".replace(".", ",")
