"""The Office.js manifest and metadata: Microsoft's tools and schema, then our own checks."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from macros.registre import ACTIONS, GROUPES, groupes
from tests.manifeste import commandes, defauts
from xlprod.hotes import documentation, officejs, officejs_icones
from xlprod.registre import AIDE_MAX, ESPACE, FONCTIONS, NOMS_MAX

RACINE = Path(__file__).resolve().parent.parent
SCRIPTS = RACINE / "tests" / "officejs"
CONVERTISSEUR = RACINE / "node_modules" / "office-addin-manifest-converter"
BASE = "https://exemple.fr/xlprod/"
BT = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
OV = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without its engine, which no manifest names."""
    dossier = tmp_path_factory.mktemp("manifeste")
    for nom in officejs.PYODIDE:
        (dossier / nom).touch()
    return officejs.construire(dossier / "site", dossier, BASE)


@pytest.fixture(scope="module")
def texte(site: Path) -> str:
    return (site / "manifest.xml").read_text(encoding="utf-8")


def lancer(script: str, *arguments: object) -> Any:
    """Answer of one of our Node scripts."""
    if os.environ.get("XLPROD_SANS_NAVIGATEUR"):
        pytest.skip("XLPROD_SANS_NAVIGATEUR est posée : les paquets npm ne sont pas demandés")
    node = shutil.which("node")
    if node is None or not CONVERTISSEUR.is_dir():
        pytest.fail("paquets npm absents : python3 faire.py tests", pytrace=False)
    commande = [node, *map(str, (SCRIPTS / script, *arguments))]
    rendu = subprocess.run(commande, capture_output=True, text=True, check=False)
    assert rendu.returncode == 0, rendu.stderr
    return json.loads(rendu.stdout)


# --- Microsoft's tools ---------------------------------------------------------------------

REFUSES = {
    "onglet sans libellé": ('<Label resid="Onglet"/>', ""),
    "identifiant": ("<Id>3d0f6c0e-", "<Id>3d0f6c0x-"),
    "groupe sans sa grande icône": ('<bt:Image size="80" resid="aide.80"/>', ""),
    "XML coupé": ("</OfficeApp>", ""),
}
MAL_FORMES = {
    "image sans adresse": ('<bt:Image id="Volet.80"', '<bt:Image id="Volet.81"', "/icons/2/url "),
    "complément sans icône": ("<IconUrl[^>]*>", "", "/alternateIcons/icon "),
}
FONCTIONS_MAL_FORMEES: dict[str, tuple[dict[str, Any], str]] = {
    "accents et espace": ({"id": "coût brut"}, "/functions/0/id "),
    "nom de deux lettres": ({"name": "AB"}, "/functions/0/name "),
    "129 arguments": ({"parameters": [{"name": f"a{i}"} for i in range(129)]}, "/functions/0/parameters "),
    "résultat": ({"result": {"dimensionality": "cube"}}, "/functions/0/result/dimensionality "),
}


@pytest.fixture(scope="module")
def microsoft(tmp_path_factory: pytest.TempPathFactory, texte: str) -> dict[str, dict[str, Any]]:
    """What Microsoft's converter and schema say of our manifest, and of each faulty copy."""
    cas = {"le nôtre": (texte, officejs.metadonnees(BASE))}
    for nom, (avant, apres, *_) in {**REFUSES, **MAL_FORMES}.items():
        fautif = re.sub(avant, apres, texte)
        assert fautif != texte
        cas[nom] = (fautif, officejs.metadonnees(BASE))
    for nom, (fautive, _) in FONCTIONS_MAL_FORMEES.items():
        metadonnees = officejs.metadonnees(BASE)
        metadonnees["functions"][0] |= fautive
        cas[nom] = (texte, metadonnees)
    dossiers = []
    for manifeste, metadonnees in cas.values():
        dossiers.append(tmp_path_factory.mktemp("cas"))
        (dossiers[-1] / "manifest.xml").write_text(manifeste, encoding="utf-8")
        (dossiers[-1] / "functions.json").write_text(json.dumps(metadonnees), encoding="utf-8")
    return dict(zip(cas, lancer("manifeste.mjs", ESPACE, *dossiers), strict=True))


def test_le_convertisseur_et_le_schema_de_microsoft_l_acceptent(microsoft: dict[str, Any]) -> None:
    assert microsoft["le nôtre"] == {"refus": None, "defauts": []}


@pytest.mark.parametrize("nom", REFUSES)
def test_le_convertisseur_refuse(microsoft: dict[str, Any], nom: str) -> None:
    assert microsoft[nom]["refus"]


@pytest.mark.parametrize("nom", MAL_FORMES)
def test_le_schema_refuse(microsoft: dict[str, Any], nom: str) -> None:
    assert microsoft[nom]["refus"] is None
    assert MAL_FORMES[nom][2] in microsoft[nom]["defauts"][0]


@pytest.mark.parametrize("nom", FONCTIONS_MAL_FORMEES)
def test_le_schema_refuse_une_fonction(microsoft: dict[str, Any], nom: str) -> None:
    assert microsoft[nom]["refus"] is None
    assert f"/customFunctions{FONCTIONS_MAL_FORMEES[nom][1]}" in microsoft[nom]["defauts"][0]


# --- what they leave out -------------------------------------------------------------------


def test_notre_manifeste_est_sans_defaut(site: Path, texte: str) -> None:
    assert defauts(texte, site) == []


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("<Id>3d0f6c0e-", "<Id>", "Id : « "),
        (r"<Version>[^<]*", "<Version>1.0", "Version : « 1.0 »"),
        (r'(<DisplayName DefaultValue=)"xlprod"', rf'\1"{"x" * 126}"', "DisplayName : « x"),
        (r'(<Description DefaultValue=)"[^"]*"', rf'\1"{"x" * 251}"', "Description : « x"),
        (r'<Label resid="Onglet"/>', "", "CustomTab contient « Group Group"),
        (r"(<CustomTab [^>]*>)", r'\1<Label resid="Onglet"/>', "CustomTab contient « Label Group"),
        (r"<Supertip>.*?</Supertip>", "", "Control contient « Label Icon Action »"),
        (r"<Script>.*?</Script>", "", "ExtensionPoint contient « Page Metadata Namespace »"),
        (r"<Page>.*?</Page>", "", "ExtensionPoint contient « Script Metadata Namespace »"),
        (r"<Metadata>.*?</Metadata>", "", "ExtensionPoint contient « Script Page Namespace »"),
        (r"<Namespace [^>]*>", "", "ExtensionPoint contient « Script Page Metadata »"),
        (r"<AllFormFactors>.*</AllFormFactors>", "", "les fonctions ne sont pas déclarées"),
        (r"<Runtimes>.*</Runtimes>", "", "moteur partagé set()"),
        ('lifetime="long"', 'lifetime="short"', "moteur partagé {('Volet.Url', 'short')}"),
        (r"<Requirements>.*</Requirements>", "<Requirements/>", "SharedRuntime n'est pas exigé"),
        ('resid="Groupe.Aide"', 'resid="Nulle.Part"', "« Nulle.Part » n'est pas dans ShortStrings"),
        ('Title resid="Volet.Libelle"', 'Title resid="Volet.Aide"', "« Volet.Aide » n'est pas dans Short"),
        ("Groupe\\.Aide", "G" * 33, "nom de ressource trop long"),
        ('DefaultValue="Aide"', f'DefaultValue="{"A" * 126}"', "ShortStrings, Groupe.Aide : 126"),
        ('DefaultValue="Aide"', 'DefaultValue=" "', "ShortStrings, Groupe.Aide : 1"),
        ('DefaultValue="Ouvre[^"]*"', f'DefaultValue="{"A" * 251}"', "LongStrings, Volet.Aide : 251"),
        ('(<bt:String id="Onglet")', r'<bt:String id="Mort" DefaultValue="x"/>\1', "« Mort » jamais citée"),
        (r'(<bt:String id="Onglet"[^>]*>)', r"\1\1", "« Onglet » est donné 2 fois"),
        (
            'Control (.*) id="Xlprod.Volet"',
            r'Control \1 id="Xlprod.aide"',
            "« Xlprod.aide » est donné 2 fois",
        ),
        ('id="Xlprod.Onglet"', f'id="{"x" * 126}"', "identifiant « xxx"),
        (r"(<CustomTab .*</CustomTab>)", r"\1\1", "un seul onglet est permis"),
        ('<bt:Image size="80" resid="Volet.80"/>', "", "icône aux tailles [16, 32]"),
        ('size="80"', 'size="81"', "icône aux tailles [16, 32, 81]"),
        ("icone-Volet-80.png", "icone-Volet-32.png", "PNG (32, 32), attendu 80"),
        ("icone-64.png", "icone-32.png", "PNG (32, 32), attendu 64"),
        ('functions.js"', 'fonctions.js"', "/fonctions.js » ne mène à aucun fichier"),
        ("https://exemple.fr", "http://exemple.fr", "n'est pas sous https://"),
        (
            r'(<SupportUrl DefaultValue="https://)exemple',
            r"\1ailleurs",
            "ailleurs.fr/xlprod/volet.html » n'est",
        ),
        (r"<AppDomain>[^<]*", "<AppDomain>https://ailleurs.fr", "AppDomain n'est pas https://exemple.fr"),
    ],
)
def test_nos_controles_refusent(site: Path, texte: str, avant: str, apres: str, phrase: str) -> None:
    fautif = re.sub(avant, apres, texte, flags=re.S)
    assert fautif != texte
    assert [d for d in defauts(fautif, site) if phrase in d], defauts(fautif, site)


def test_la_page_ne_nomme_que_des_fichiers_du_site(site: Path) -> None:
    page = (site / "volet.html").read_text(encoding="utf-8")
    noms = re.findall(r'(?:src|href)="([^":]+)"', page)
    assert {"functions.js", "volet.css"} <= set(noms)
    assert [nom for nom in noms if not (site / nom).is_file()] == []


def test_le_ruban_est_celui_du_registre(texte: str) -> None:
    """One button an action, in its group; Microsoft advises six groups of seven buttons at most."""
    racine = ElementTree.fromstring(texte)
    textes = {e.get("id"): e.get("DefaultValue") for e in racine.iter(f"{BT}String")}

    def ecrit(element: ElementTree.Element, chemin: str) -> str | None:
        trouve = element.find(chemin)
        return None if trouve is None else textes[trouve.get("resid")]

    vus = {}
    for groupe in racine.iter(f"{OV}Group"):
        boutons = groupe.findall(f"{OV}Control")
        assert 1 <= len(boutons) <= 7
        vus[ecrit(groupe, f"{OV}Label")] = [
            (
                b.findtext(f"{OV}Action/{OV}FunctionName"),
                ecrit(b, f"{OV}Label"),
                ecrit(b, f"{OV}Supertip/{OV}Description"),
            )
            for b in boutons
        ]
    assert len(vus) <= 6
    dernier = vus[GROUPES[-1]].pop()
    assert dernier[:2] == (None, "Volet xlprod")
    assert vus == {g: [(a.nom, a.libelle, a.aide) for a in actions] for g, actions in groupes()}
    # With a shared runtime there is one pane: naming it would start a second runtime.
    assert not list(racine.iter(f"{OV}TaskpaneId"))


def test_une_image_par_bouton(site: Path) -> None:
    """Every action has its own glyph, in the sizes that the schema asks for."""
    for taille in officejs_icones.TAILLES:
        images = {nom: (site / f"icone-{nom}-{taille}.png").read_bytes() for nom in [*ACTIONS, "Volet"]}
        assert len(set(images.values())) == len(images)


# --- functions and commands ----------------------------------------------------------------


def defauts_fonctions(metadonnees: dict[str, Any]) -> list[str]:
    """Limits that the schema does not hold: Excel's wizard, stored names, options that exclude each other."""
    trouves = []
    enregistres: set[str] = set()
    for f in metadonnees["functions"]:
        noms = [p["name"] for p in f["parameters"]]
        facultatifs = [p.get("optional", False) for p in f["parameters"]]
        options = {nom for nom, posee in f.get("options", {}).items() if posee}
        textes = [f["description"], *(p["description"] for p in f["parameters"])]
        enregistre = f["id"].upper().replace(".", "_")  # as workbooks store it
        controles = {
            "nom": re.fullmatch(r"[A-Z][A-Z0-9._]{2,}", f["name"]) and f["id"] == f["name"],
            "nom de cellule": not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C\d*", f["name"]),
            "nom déjà pris": enregistre not in enregistres,
            "description": all(1 <= len(t) <= AIDE_MAX for t in textes),
            "longueur des arguments": len(noms) + sum(map(len, noms)) <= NOMS_MAX,
            "arguments": len(noms) == len(set(noms)),
            "facultatifs": facultatifs == sorted(facultatifs),
            "options": not ("stream" in options and options & {"cancelable", "requiresAddress", "volatile"}),
        }
        enregistres.add(enregistre)
        trouves += [f"{f['id']} : {quoi}" for quoi, bien in controles.items() if not bien]
    return trouves


def test_chaque_fonction_a_sa_page_d_aide() -> None:
    page = documentation.page_aide()
    for f in officejs.metadonnees(BASE)["functions"]:
        assert f["helpUrl"] == f"{BASE.rstrip('/')}/fonctions.html#{f['id']}"
        assert page.count(f'<section id="{f["id"]}">') == 1
    ElementTree.fromstring(page.partition("\n")[2])  # well formed once the doctype is taken off


def test_les_fonctions_sont_dans_les_limites_d_excel() -> None:
    metadonnees = officejs.metadonnees(BASE)
    assert [f["id"] for f in metadonnees["functions"]] == sorted(FONCTIONS)
    assert defauts_fonctions(metadonnees) == []


@pytest.mark.parametrize(
    ("fautif", "phrase"),
    [
        ({"id": "AB", "name": "AB"}, "nom"),
        ({"name": "SALAIRE"}, "nom"),
        ({"id": "XFD1", "name": "XFD1"}, "nom de cellule"),
        ({"id": "R1C1", "name": "R1C1"}, "nom de cellule"),
        ({"id": "DETAIL.CHARGES", "name": "DETAIL.CHARGES"}, "nom déjà pris"),
        ({"description": ""}, "description"),
        ({"description": "x" * (AIDE_MAX + 1)}, "description"),
        ({"parameters": [{"name": "x" * 254, "description": "x"}]}, "longueur des arguments"),
        ({"parameters": [{"name": "x", "description": "x"}] * 2}, "arguments"),
        ({"parameters": [{"name": x, "description": x, "optional": x == "a"} for x in "ab"]}, "facultatifs"),
        ({"options": {"stream": True, "cancelable": True}}, "options"),
    ],
)
def test_une_fonction_hors_limites_est_nommee(fautif: dict[str, Any], phrase: str) -> None:
    metadonnees = copy.deepcopy(officejs.metadonnees(BASE))
    derniere = metadonnees["functions"][-1] | fautif
    metadonnees["functions"][-1] = derniere
    assert f"{derniere['id']} : {phrase}" in defauts_fonctions(metadonnees)


def test_chaque_fonction_et_chaque_commande_est_associee(site: Path, texte: str) -> None:
    vu = lancer("associations.mjs", site / "volet.html")
    assert vu["pannes"] == []
    assert sorted(vu["fonctions"]) == sorted(FONCTIONS)
    assert set(vu["actions"]) == commandes(texte)


def test_les_associations_sont_relevees(tmp_path: Path) -> None:
    """However a script associates: at once, in a loop, or when Office is ready."""
    (tmp_path / "page.html").write_text('<script src="a.js"></script><script defer src="b.js"></script>')
    (tmp_path / "a.js").write_text(
        '["un", "deux"].forEach(function (n) { Office.actions.associate(n, n); });'
    )
    (tmp_path / "b.js").write_text(
        'Office.onReady(function () { Office.actions.associate("trois", 3); }); absente();'
    )
    vu = lancer("associations.mjs", tmp_path / "page.html")
    assert vu["actions"] == ["un", "deux", "trois"]
    assert vu["pannes"] == ["b.js : absente is not defined"]


def test_les_commandes_du_ruban_sont_lues_dans_le_manifeste(texte: str) -> None:
    bouton = '<Action xsi:type="ExecuteFunction"><FunctionName>valider</FunctionName></Action>'
    assert commandes(re.sub(r"<Action .*</Action>", bouton, texte, flags=re.S)) == {"valider"}
