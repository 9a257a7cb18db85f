/* Stand-in for Excel's object model: what the add-in calls, with Excel's own traps.
   A property read before load and sync throws; a batch stops at its first error, what came before it
   stays; text typed into a cell is understood (=, +, -, numbers, dates, the hidden apostrophe); a cell
   set to « text » takes anything as text; an answer over 5 MB is refused, as in Excel for the web. */
(function () {
  "use strict";
  const REPONSE_MAX = 5e6;
  const INTERDITS = /[[\]:*?/\\]/;
  const NOMBRE = /^\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?(\s*%)?\s*$|^\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?$/i;

  class ErreurOffice extends Error {
    constructor(code, message) {
      super(message || code);
      this.code = code;
    }
  }
  const refuser = (code, message) => {
    throw new ErreurOffice(code, message);
  };

  /* The workbook.  `pannes` maps a gesture (« add », « values », « autofitRows »…) to an error code. */
  const monde = { nom: "", feuilles: [], noms: [], active: null, pannes: {}, syncs: 0, ouverts: [], volet: 0, versions: {} };
  window.monde = monde;

  window.poser = function (classeur) {
    monde.nom = classeur.nom;
    monde.noms = classeur.noms;
    monde.active = classeur.active;
    monde.octets = classeur.octets || [];
    Object.assign(monde, { structure: !!classeur.structure, graphiques: [], depuis1904: !!classeur.depuis1904 });
    monde.feuilles = classeur.feuilles.map((f, rang) => {
      const feuille = nouvelle(f.nom, `{${rang}}`);
      feuille.protegee = !!f.protegee;
      feuille.tableaux = f.tableaux || [];
      feuille.noms = f.noms || [];
      f.cellules.forEach(([ligne, colonne, genre, valeur, formule]) => {
        feuille.cellules.set(cle(ligne - 1, colonne - 1), { genre: genre, valeur: valeur, formule: formule });
      });
      return feuille;
    });
    Object.assign(monde, { pannes: {}, syncs: 0, ouverts: [], devant: null });
  };

  const cle = (l, c) => `${l},${c}`;
  const VIDE = { genre: "Empty", valeur: "", formule: null };

  function nouvelle(nom, id) {
    return {
      nom: nom, id: id, cellules: new Map(), aspects: new Map(), largeurs: {}, tableaux: [], noms: [], mise: {},
      protegee: false, quadrillage: true, gele: 0, ajustee: false,
    };
  }

  function geste(nom) {
    const code = monde.pannes[nom];
    if (code) refuser(code, "sorry, an English sentence of Excel");
  }

  /* A cell as Excel understands what is typed or sent. */
  function comprendre(valeur, format) {
    if (valeur === "" || valeur === null) return VIDE;
    if (typeof valeur !== "string") {
      if (format === "@") return { genre: "String", valeur: String(valeur), formule: null };
      return { genre: typeof valeur === "boolean" ? "Boolean" : "Double", valeur: valeur, formule: null };
    }
    if (valeur.startsWith("'")) return { genre: "String", valeur: valeur.slice(1), formule: null };
    if (format === "@") return { genre: "String", valeur: valeur, formule: null };
    if (/^[=+@-]/.test(valeur)) return { genre: "Double", valeur: 0, formule: "=" + valeur.replace(/^=/, "") };
    if (/^(true|false|vrai|faux)$/i.test(valeur)) return { genre: "Boolean", valeur: /^[tv]/i.test(valeur), formule: null };
    if (NOMBRE.test(valeur)) return { genre: "Double", valeur: parseFloat(valeur), formule: null };
    return { genre: "String", valeur: valeur, formule: null };
  }

  function mandataire(contexte, { champs = {}, liens = {}, gestes = {} }) {
    const lus = new Map();
    const objet = {};
    Object.entries(champs).forEach(([nom, [lire, ecrire]]) => {
      Object.defineProperty(objet, nom, {
        enumerable: true,
        get() {
          if (!lus.has(nom)) refuser("PropertyNotLoaded", `« ${nom} » read before load and sync`);
          return lus.get(nom);
        },
        set(valeur) {
          if (!ecrire) refuser("InvalidArgument", `« ${nom} » is read-only`);
          contexte.demander(nom, () => ecrire(valeur));
        },
      });
    });
    Object.entries(gestes).forEach(([nom, fonction]) => {
      objet[nom] = (...a) => contexte.demander(nom, () => fonction(...a));
    });
    Object.assign(objet, liens);
    objet._lire = (option) => {
      Object.entries(option).forEach(([nom, voulu]) => {
        if (!voulu) return;
        if (!champs[nom] && !liens[nom]) refuser("InvalidArgument", `« ${nom} » does not exist here`);
        if (typeof voulu === "object") liens[nom]._lire(voulu);
        else lus.set(nom, contexte.peser(champs[nom][0]()));
      });
    };
    objet._savoir = (nom, valeur) => lus.set(nom, valeur);
    objet.load = (option) => {
      contexte.demander("load", () => objet._lire(option));
      return objet;
    };
    return Object.preventExtensions(objet);
  }

  function collection(contexte, elements, fabriquer, gestes = {}) {
    let items = null;
    const objet = {
      get items() {
        if (items === null) refuser("PropertyNotLoaded", "« items » read before load and sync");
        return items;
      },
      _lire(option) {
        items = elements().map(fabriquer);
        items.forEach((item) => item._lire(option));
      },
      load(option) {
        contexte.demander("load", () => objet._lire(option));
        return objet;
      },
    };
    Object.assign(objet, gestes);
    return Object.preventExtensions(objet);
  }

  class Contexte {
    constructor() {
      this.file = [];
      this.workbook = classeur(this);
    }
    demander(nom, faire) {
      this.file.push([nom, faire]);
    }
    peser(valeur) {
      this.poids += JSON.stringify(valeur === undefined ? null : valeur).length;
      if (this.poids > REPONSE_MAX) refuser("ResponsePayloadSizeLimitExceeded");
      return valeur;
    }
    async sync() {
      const file = this.file.splice(0);
      if (!file.length) return; // nothing to ask Excel
      await new Promise((r) => setTimeout(r, 0));
      monde.syncs += 1;
      this.poids = 0;
      for (const [nom, faire] of file) {
        geste(nom);
        faire();
      }
    }
  }

  function classeur(contexte) {
    const vers = (trouver) => feuilleMandataire(contexte, trouver);
    const parNom = (nom) => monde.feuilles.find((f) => f.nom.toLowerCase() === nom.toLowerCase() || f.id === nom);
    const feuilles = collection(contexte, () => monde.feuilles, (f) => vers(() => f), {
      add(nom) {
        let faite = null;
        contexte.demander("add", () => {
          if (nom.length > 31 || INTERDITS.test(nom)) refuser("InvalidArgument");
          if (monde.structure) refuser("AccessDenied");
          if (/^'|'$/.test(nom)) refuser("InvalidArgument");
          if (parNom(nom) || monde.graphiques.includes(nom)) refuser("ItemAlreadyExists");
          faite = nouvelle(nom, `{neuve ${nom}}`);
          monde.feuilles.push(faite);
        });
        return vers(() => faite);
      },
      getItem: (nom) => vers(() => parNom(nom) || refuser("ItemNotFound")),
      getItemOrNullObject(nom) {
        const objet = vers(() => parNom(nom));
        contexte.demander("getItemOrNullObject", () => objet._savoir("isNullObject", !parNom(nom)));
        return objet;
      },
    });
    const tableaux = () => monde.feuilles.flatMap((f) => f.tableaux.map((t) => ({ ...t, feuille: f })));
    return mandataire(contexte, {
      champs: { name: [() => monde.nom] },
      liens: {
        worksheets: feuilles,
        protection: mandataire(contexte, { champs: { protected: [() => monde.structure] } }),
        functions: { date: (annee, mois, jour) => dateExcel(contexte, Date.UTC(annee, mois - 1, jour)) },
        names: noms(contexte, () => monde.noms),
        tables: collection(contexte, tableaux, (t) => tableMandataire(contexte, t)),
        getActiveCell: () => {
          const trouver = () => parNom((monde.active || refuser("UnsupportedSheet"))[0]);
          return plage(contexte, trouver, () => [monde.active[1] - 1, monde.active[2] - 1, 1, 1]);
        },
      },
    });
  }

  function noms(contexte, definis) {
    return collection(contexte, definis, (n) =>
      mandataire(contexte, { champs: { name: [() => n.name], formula: [() => n.formula] } })
    );
  }

  function dateExcel(contexte, instant) {
    const debut = monde.depuis1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
    return mandataire(contexte, { champs: { value: [() => (geste("functions"), (instant - debut) / 864e5)] } });
  }

  function tableMandataire(contexte, t) {
    const [haut, gauche, bas, droite] = t.zone;
    return mandataire(contexte, {
      champs: { name: [() => t.nom], showHeaders: [() => t.entete], showTotals: [() => t.total] },
      liens: {
        columns: collection(contexte, () => t.colonnes, (c) => mandataire(contexte, { champs: { name: [() => c] } })),
        worksheet: feuilleMandataire(contexte, () => t.feuille),
        getRange: () => plage(contexte, () => t.feuille, () => [haut - 1, gauche - 1, bas - haut + 1, droite - gauche + 1]),
      },
    });
  }

  function feuilleMandataire(contexte, trouver) {
    const mise = (nom) => [() => trouver().mise[nom], (valeur) => (geste("pageLayout"), (trouver().mise[nom] = valeur))];
    const pied = mandataire(contexte, { champs: { rightFooter: mise("pied") } });
    return mandataire(contexte, {
      champs: {
        name: [() => trouver().nom],
        id: [() => trouver().id],
        isNullObject: [() => !trouver()],
        showGridlines: [() => trouver().quadrillage, (v) => (trouver().quadrillage = v)],
      },
      liens: {
        names: noms(contexte, () => trouver().noms),
        protection: mandataire(contexte, { champs: { protected: [() => trouver().protegee] } }),
        freezePanes: mandataire(contexte, { gestes: { freezeRows: (n) => (trouver().gele = n) } }),
        pageLayout: mandataire(contexte, {
          champs: { orientation: mise("sens"), paperSize: mise("papier"), zoom: mise("zoom") },
          liens: { headersFooters: { defaultForAllPages: pied } },
          gestes: {
            setPrintMargins: (unite, marges) => (trouver().mise.marges = { unite: unite, ...marges }),
            setPrintTitleRows: (lignes) => (trouver().mise.titres = lignes),
          },
        }),
        getRangeByIndexes: (l, c, h, w) => plage(contexte, trouver, () => [l, c, h, w]),
        getUsedRangeOrNullObject(valeursSeules) {
          if (!valeursSeules) refuser("InvalidArgument", "formats would count as used");
          const objet = plage(contexte, trouver, () => utilisee(trouver()));
          contexte.demander("getUsedRange", () => objet._savoir("isNullObject", trouver().cellules.size === 0));
          return objet;
        },
      },
      gestes: {
        activate: () => (monde.devant = trouver().nom),
        delete: () => monde.feuilles.splice(monde.feuilles.indexOf(trouver()), 1),
      },
    });
  }

  function utilisee(feuille) {
    const places = [...feuille.cellules.keys()].map((k) => k.split(",").map(Number));
    if (!places.length) return [0, 0, 0, 0];
    const bornes = [0, 1].map((axe) => places.map((p) => p[axe]));
    const [haut, gauche] = bornes.map((b) => b.reduce((a, x) => Math.min(a, x)));
    const [bas, droite] = bornes.map((b) => b.reduce((a, x) => Math.max(a, x)));
    return [haut, gauche, bas - haut + 1, droite - gauche + 1];
  }

  function plage(contexte, trouver, zone) {
    const places = () => {
      const [l, c, h, w] = zone();
      return Array.from({ length: h }, (_, i) => Array.from({ length: w }, (_, j) => [l + i, c + j]));
    };
    const lire = (quoi) => () => places().map((r) => r.map(([l, c]) => quoi(trouver().cellules.get(cle(l, c)) || VIDE, l, c)));
    const aspect = (l, c) => trouver().aspects.get(cle(l, c)) || {};
    const poser = (nom, valeur) =>
      places().flat().forEach(([l, c]) => trouver().aspects.set(cle(l, c), { ...aspect(l, c), [nom]: valeur }));
    const ecrire = (valeurs, comme) => {
      const lignes = places();
      if (trouver().protegee) refuser("AccessDenied");
      if (valeurs.length !== lignes.length || valeurs.some((r) => r.length !== lignes[0].length)) refuser("InvalidArgument");
      lignes.forEach((rangee, i) => rangee.forEach(([l, c], j) => comme(l, c, valeurs[i][j])));
    };
    const mettre = (l, c, valeur) => {
      const cellule = comprendre(valeur, aspect(l, c).format);
      if (cellule === VIDE) trouver().cellules.delete(cle(l, c));
      else trouver().cellules.set(cle(l, c), cellule);
    };
    const apparence = (nom, autre) => [() => aspect(...places()[0][0])[nom], autre || ((valeur) => poser(nom, valeur))];
    const couleur = (nom) => apparence(nom, (v) => (/^#[0-9A-F]{6}$/i.test(v) ? poser(nom, v) : refuser("InvalidArgument")));
    return mandataire(contexte, {
      champs: {
        isNullObject: [() => false],
        rowIndex: [() => zone()[0]],
        columnIndex: [() => zone()[1]],
        rowCount: [() => zone()[2]],
        columnCount: [() => zone()[3]],
        values: [lire((x) => x.valeur), (v) => ecrire(v, mettre)],
        formulas: [lire((x) => x.formule || x.valeur), (v) => ecrire(v, mettre)],
        valueTypes: [lire((x) => x.genre)],
        numberFormat: [
          lire((_, l, c) => aspect(l, c).format || "General"),
          (v) => ecrire(v, (l, c, f) => trouver().aspects.set(cle(l, c), { ...aspect(l, c), format: f })),
        ],
      },
      liens: {
        worksheet: mandataire(contexte, { champs: { name: [() => trouver().nom] } }),
        format: mandataire(contexte, {
          champs: {
            wrapText: apparence("renvoi"),
            verticalAlignment: apparence("vertical"),
            columnWidth: [
              () => trouver().largeurs[zone()[1]],
              (v) => places()[0].forEach(([, c]) => (trouver().largeurs[c] = v)),
            ],
          },
          liens: {
            fill: mandataire(contexte, { champs: { color: couleur("fond") } }),
            font: mandataire(contexte, {
              champs: { name: apparence("police"), size: apparence("taille"), bold: apparence("gras"), color: couleur("encre") },
            }),
          },
          gestes: { autofitRows: () => (trouver().ajustee = true) },
        }),
      },
    });
  }

  /* A sheet for the tests: cells and their looks from A1. */
  window.relever = function (nom) {
    const f = monde.feuilles.find((x) => x.nom === nom);
    const [l0, c0, h, w] = utilisee(f);
    const grille = (fonction) =>
      Array.from({ length: l0 + h }, (_, l) => Array.from({ length: c0 + w }, (_, c) => fonction(cle(l, c))));
    return {
      cellules: grille((k) => (f.cellules.has(k) ? f.cellules.get(k) : null)),
      aspects: grille((k) => f.aspects.get(k) || {}),
      largeurs: f.largeurs, gele: f.gele, quadrillage: f.quadrillage, ajustee: f.ajustee, mise: f.mise,
      devant: monde.devant === nom,
    };
  };

  window.Excel = {
    async run(options, lot) {
      if (!options.delayForCellEdit) refuser("InvalidOperationInCellEditMode");
      const contexte = new Contexte();
      const rendu = await lot(contexte);
      await contexte.sync(); // Excel.run always ends with one
      return rendu;
    },
    async createWorkbook(base64) {
      geste("createWorkbook");
      monde.ouverts.push(base64);
    },
  };
})();
