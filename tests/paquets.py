"""Small packages for the tests, made by hand or by XlsxWriter."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "hostile"
NORME = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICTE = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def classeur_complet(chemin: Path) -> None:
    classeur = xlsxwriter.Workbook(chemin)
    feuille, autre = classeur.add_worksheet("Devis"), classeur.add_worksheet("Équipe")
    euros = classeur.add_format({"num_format": "#,##0.00 €", "bold": True})
    feuille.write_column("A1", [100, 200, 300])
    for i in (1, 2, 3):
        feuille.write_formula(f"B{i}", f'=_xldudf_XLPROD_ESSAI_TAUX(A{i},"a")', euros, 9)
    feuille.write_formula("B4", "=SUM(B1:B3)", euros, 9)
    feuille.write_formula("B5", '="a <b> & ""c"""', None, 9)
    feuille.write_dynamic_array_formula("D1", "=_xldudf_XLPROD_ESSAI_TABLE(2)", euros, 9)
    graphique = classeur.add_chart({"type": "column"})
    graphique.add_series({"values": "=Devis!$B$1:$B$3"})
    feuille.insert_chart("H2", graphique)
    feuille.data_validation("A1:A9", {"validate": "list", "source": ["100", "200", "300"]})
    feuille.conditional_format("B1:B9", {"type": "cell", "criteria": ">", "value": 80, "format": euros})
    feuille.conditional_format("B1:B9", {"type": "data_bar", "data_bar_2010": True})
    feuille.write_comment("A1", "Saisir le brut")
    feuille.freeze_panes(1, 1)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)
    feuille.print_area("A1:G40")
    feuille.set_header("&LFilm&R&P")
    feuille.protect("secret")
    autre.add_table(
        "A1:B3", {"data": [["a", 1], ["b", 2]], "columns": [{"header": "Nom"}, {"header": "Brut"}]}
    )
    autre.hide()
    classeur.define_name("Total", "=Devis!$B$4")
    classeur.close()


def en_xlsm(source: Path, destination: Path) -> None:
    """A macro-enabled package as far as its parts go."""
    with zipfile.ZipFile(source) as z1, zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as z2:
        for info in z1.infolist():
            z2.writestr(info, z1.read(info))
        z2.writestr("xl/vbaProject.bin", bytes(range(256)) * 20)
        z2.writestr(
            "customUI/customUI14.xml",
            "<customUI xmlns='http://schemas.microsoft.com/office/2009/07/customui'/>",
        )


def paquet(chemin: Path, cellules: str, norme: str = NORME, **parties: str) -> Path:
    """A package whose sheet « S » holds these rows; ``classeur`` adds to xl/workbook.xml."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    feuille = f'<?xml version="1.0"?><worksheet xmlns="{norme}"><sheetData>{cellules}</sheetData></worksheet>'
    contenus = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": f"<Relationships xmlns='{relations}'/>",
        "xl/workbook.xml": f'<workbook xmlns="{norme}" xmlns:r="{office}">{parties.pop("proprietes", "")}'
        f'<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>{parties.pop("classeur", "")}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": parties.pop("feuille", feuille),
        "xl/sharedStrings.xml": f'<sst xmlns="{norme}">{parties.pop("textes", "")}</sst>',
    }
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in contenus.items():
            zip_.writestr(nom, contenu)
    return chemin


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Autre(NamedTuple):
    """A part beside the sheets: its text, its content type, the part that refers to it and how."""

    texte: str
    mime: str = ""
    source: str = "xl/workbook.xml"
    genre: str = ""


def assembler(
    chemin: Path,
    feuilles: Mapping[str, str],
    classeur: str = "",
    autres: Mapping[str, Autre] | None = None,
    *,
    avant: str = "",
    prefixe: str = "",
    codage: str = "utf-8",
) -> Path:
    """A whole package: content of each sheet by title, what follows ``sheets`` in the workbook.

    ``prefixe`` is written before every element of the workbook and of its sheets.  The parts of
    ``autres`` get ``rId1``, ``rId2``… in the relationships of their source.
    """
    autres = autres or {}
    noms = {titre: f"xl/worksheets/sheet{i}.xml" for i, titre in enumerate(feuilles, 1)}
    liens = {n: Autre("", f"{MIME}.worksheet+xml", genre="worksheet") for n in noms.values()}
    liens |= {n: a for n, a in autres.items() if a.genre}
    sources: dict[str, list[tuple[str, Autre]]] = {}
    for nom, lien in liens.items():
        sources.setdefault(lien.source, []).append((nom, lien))
    onglets = "".join(
        f'<sheet name="{titre}" sheetId="{i}" r:id="rId{i}"/>' for i, titre in enumerate(feuilles, 1)
    )
    corps = f"<workbook>{avant}<sheets>{onglets}</sheets>{classeur}</workbook>"
    parties = {"xl/workbook.xml": _xml(corps, prefixe, codage)}
    parties |= {
        noms[titre]: _xml(f"<worksheet>{contenu}</worksheet>", prefixe, codage)
        for titre, contenu in feuilles.items()
    }
    parties |= {nom: autre.texte.encode() for nom, autre in autres.items()}
    for source, lot in sources.items():
        dossier, _, fichier = source.rpartition("/")
        parties[f"{dossier}/_rels/{fichier}.rels"] = _relations(lot)
    parties["_rels/.rels"] = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ).encode()
    mimes = {"xl/workbook.xml": f"{MIME}.sheet.main+xml"} | {n: a.mime for n, a in liens.items() if a.mime}
    mimes |= {n: a.mime for n, a in autres.items() if a.mime}
    types = "".join(f'<Override PartName="/{n}" ContentType="{m}"/>' for n, m in mimes.items())
    parties["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    ).encode()
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in parties.items():
            zip_.writestr(nom, contenu)
    return chemin


def _xml(corps: str, prefixe: str, codage: str) -> bytes:
    p = f"{prefixe}:" if prefixe else ""
    corps = re.sub(r"<(/?)(?=\w)", rf"<\1{p}", corps)
    espaces = f' xmlns{p and ":" + prefixe}="{NORME}" xmlns:r="{OFFICE}"'
    racine = re.sub(r"^<[\w:]+", lambda lu: lu[0] + espaces, corps)
    return f'<?xml version="1.0" encoding="{codage}"?>{racine}'.encode(codage)


def _relations(lot: list[tuple[str, Autre]]) -> bytes:
    liens = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{autre.genre}" Target="/{nom}"/>'
        for i, (nom, autre) in enumerate(lot, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{liens}</Relationships>'.encode()
