"""XML patched at exact bytes: prefixes, encodings, attributes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.ooxml import NORMES
from xlprod.classeurs.retouche.balises import Element, Partie

ENTETE = '<?xml version="1.0" encoding="{}"?>'


def partie(xml: str | bytes, codage: str = "utf-8") -> Partie:
    octets = xml if isinstance(xml, bytes) else xml.encode(codage)
    return Partie("essai.xlsx", "xl/essai.xml", octets, ())


def trouver(lue: Partie, nom: str) -> Element:
    return next(e for e in lue.elements if e.nom == nom)


def test_chaque_element_a_sa_place() -> None:
    lue = partie('<a k="1>2"><b/><c d=\'"\'>é<b/></c><!-- <b> --><![CDATA[<b>]]></a>')
    extraits = [lue.octets[e.debut : e.fin].decode() for e in lue.elements]
    assert extraits == [lue.octets.decode(), "<b/>", "<c d='\"'>é<b/></c>", "<b/>"]
    assert [lue.octets[e.ouvre : e.ferme].decode() for e in lue.elements[1:]] == ["", "é<b/>", ""]
    assert lue.elements[3].dans("c", "a")
    assert not lue.elements[3].dans("a")


def test_ajouter_dans_un_element_vide_ou_non() -> None:
    lue = partie('<x:a xmlns:x="u"><x:b n="1" /><x:c>1</x:c></x:a>')
    for nom in ("b", "c"):
        element = trouver(lue, nom)
        lue.ajouter(element, "<x:d/>")
        lue.ajouter(element, f"<{lue.nom_voisin(element, 'e')}/>")
    assert lue.resultat() == (
        b'<x:a xmlns:x="u"><x:b n="1" ><x:d/><x:e/></x:b><x:c>1<x:d/><x:e/></x:c></x:a>'
    )


def test_contenir_remplace() -> None:
    lue = partie("<a><b>1<i/></b><c/></a>")
    lue.contenir(trouver(lue, "b"), "2")
    lue.contenir(trouver(lue, "c"), "3")
    assert lue.resultat() == b"<a><b>2</b><c>3</c></a>"


@pytest.mark.parametrize(
    ("nom", "valeur", "attendu"),
    [
        ("t", None, "<c r='A1'  s=\"2\"/>"),
        ("t", "b", '<c r=\'A1\' t = "b"  s="2"/>'),
        ("s", None, "<c r='A1' t = 'e &gt; t=\"z\" '/>"),
        ("neuf", 'a"<&', "<c neuf='a\"&lt;&amp;' r='A1' t = 'e &gt; t=\"z\" '  s=\"2\"/>"),
        ("z", None, "<c r='A1' t = 'e &gt; t=\"z\" '  s=\"2\"/>"),
    ],
)
def test_attributs(nom: str, valeur: str | None, attendu: str) -> None:
    lue = partie("<c r='A1' t = 'e &gt; t=\"z\" '  s=\"2\"/>")
    lue.attribuer(lue.racine, nom, valeur)
    assert lue.resultat().decode() == attendu


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_codages_a_un_octet_ou_utf8(codage: str) -> None:
    xml = ENTETE.format(codage.removesuffix("-sig")) + "<a><b>é &amp; è</b></a>"
    lue = partie(xml, codage)
    assert lue.texte(trouver(lue, "b")) == "é & è"
    lue.ajouter(lue.racine, "<c>€ – 😀</c>")
    assert etree.fromstring(lue.resultat())[1].text == "€ – 😀"
    assert etree.fromstring(lue.resultat())[0].text == "é & è"
    assert lue.resultat().startswith(xml.encode(codage)[:20])


@pytest.mark.parametrize("codage", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_devient_utf8(codage: str) -> None:
    lue = partie(ENTETE.format("utf-16") + "<a><b>é</b></a>", codage)
    lue.ajouter(lue.racine, "<c/>")
    assert lue.resultat() == "<a><b>é</b><c/></a>".encode()


@pytest.mark.parametrize(
    ("xml", "attendu"),
    [
        (b"<a><b></a>", "est mal formée"),
        (b"", "est mal formée"),
        (b"<a/><b/>", "est mal formée"),
        (b"<x:a/>", "est mal formée"),
        (b'<?xml version="1.0" encoding="gb2312"?><a/>', "est mal formée"),
        (b'<?xml version="1.0" encoding="inconnu"?><a/>', "est mal formée"),
        (b"\xff\xfe<\0a", "est mal formée"),
        (b'<!DOCTYPE a [<!ENTITY x "lol">]><a>&x;</a>', "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16"), "DOCTYPE"),
        ('<é:a xmlns:é="u"/>'.encode(), "préfixe XML accentué"),
    ],
)
def test_parties_refusees(xml: bytes, attendu: str) -> None:
    with pytest.raises(ClasseurIllisible, match=attendu) as refus:
        _modifier(partie(xml))
    assert str(refus.value).startswith("essai.xlsx : la partie xl/essai.xml")


def _modifier(lue: Partie) -> None:
    lue.nom_voisin(lue.racine, "b")


def test_espace_de_noms_d_un_autre_format() -> None:
    with pytest.raises(ClasseurIllisible, match="espace de noms inconnu"):
        _ = Partie("e.xlsx", "xl/a.xml", b"<a/>", NORMES).racine


NOMS = st.sampled_from(["a", "b", "p:a", "q:c"])
TEXTES = st.text(st.sampled_from("ab é<>&\"'😀"), max_size=5)
Arbre = tuple[str, dict[str, str], str, list[Any]]
ARBRES: st.SearchStrategy[Arbre] = st.recursive(
    st.tuples(NOMS, st.dictionaries(st.sampled_from(["k", "l"]), TEXTES), TEXTES, st.just([])),
    lambda enfants: st.tuples(
        NOMS, st.dictionaries(st.sampled_from(["k", "l"]), TEXTES), TEXTES, st.lists(enfants, max_size=4)
    ),
    max_leaves=12,
)
ESPACES = {"p": "urn:p", "q": "urn:q"}


def construire(arbre: Arbre) -> etree._Element:
    nom, attributs, texte, enfants = arbre
    prefixe, _, local = nom.rpartition(":")
    element = etree.Element(f"{{{ESPACES[prefixe]}}}{local}" if prefixe else local, attributs, nsmap=ESPACES)
    element.text = texte
    element.extend([construire(e) for e in enfants])
    return element


@given(ARBRES, st.sampled_from(["utf-8", "iso-8859-1"]), st.data())
def test_retirer_un_element_comme_lxml(arbre: Arbre, codage: str, data: st.DataObject) -> None:
    """Cutting bytes gives the tree that cutting the tree gives, and its other bytes are the same."""
    octets = etree.tostring(construire(arbre), encoding=codage, xml_declaration=True)
    racine, lue = etree.fromstring(octets), partie(octets)
    elements = list(racine.iter())
    assert len(elements) == len(lue.elements)
    rang = data.draw(st.integers(0, len(elements) - 1))
    lue.attribuer(lue.elements[rang], "k", "neuf")
    elements[rang].set("k", "neuf")
    if rang + 1 < len(elements) and (parent := elements[-1].getparent()) is not None:
        parent.remove(elements[-1])
        lue.retirer(lue.elements[-1])
    assert etree.tostring(etree.fromstring(lue.resultat()), method="c14n") == etree.tostring(
        racine, method="c14n"
    )
