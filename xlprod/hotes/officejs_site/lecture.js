/* The workbook as one snapshot: four exchanges with Excel, whatever the number of sheets.
   A workbook of more than CELLULES cells takes one more for each further CELLULES. */
(function () {
  "use strict";
  const CELLULES = 25000; // Excel for the web answers 5 MB at most; 200 bytes a cell, formula included
  const CELLULES_MAX = 1000000; // of one sheet: a mark lost at its end makes a huge one of a small one
  const DEPUIS_1904 = 35064; // 1 January 2000 where dates count from 1904: Excel tells it in no other way
  const CALENDRIER =
    "les dates de ce classeur comptent depuis 1904 (ancien Excel pour Mac) : décochez ce calendrier dans les options " +
    "du classeur, vérifiez les dates, puis relancez";
  const TRANCHE = 4194304; // bytes of the file in one slice: the most Office gives

  const { Refus, executer } = window.xlprod.excel;

  /* `entre` is called between two exchanges: it throws when the user has cancelled. */
  async function instantane(entre) {
    return executer(async (contexte) => {
      const classeur = contexte.workbook;
      const selection = await lireListes(contexte, classeur);
      entre();
      await verifierCalendrier(contexte, classeur);
      entre();
      const feuilles = classeur.worksheets.items.map((feuille) => ({
        nom: feuille.name,
        objet: feuille,
        zone: aire(feuille.getUsedRangeOrNullObject(true)),
        noms: feuille.names.load({ name: true, formula: true }),
        tableaux: [],
      }));
      const parNom = new Map(feuilles.map((f) => [f.nom, f]));
      classeur.tables.items.forEach((table) => {
        parNom.get(table.worksheet.name).tableaux.push({ table: table, zone: aire(table.getRange()) });
      });
      await contexte.sync();
      entre();
      feuilles.forEach(refuserGeante);
      const blocs = await lireCellules(contexte, feuilles, entre);
      return {
        nom: classeur.name,
        titres: feuilles.map((f) => f.nom),
        feuilles: feuilles.map((f, rang) => enFeuille(f, blocs[rang])),
        noms: definitions(classeur.names),
        selection: selection,
        prefixe: "XLPROD.",
        jour: aujourdhui(),
      };
    });
  }

  /* Names of everything, and the selected cell; a chart sheet in front has none. */
  async function lireListes(contexte, classeur) {
    const demander = () => {
      classeur.load({ name: true });
      classeur.worksheets.load({ name: true });
      classeur.names.load({ name: true, formula: true });
      classeur.tables.load({
        name: true,
        showHeaders: true,
        showTotals: true,
        columns: { name: true },
        worksheet: { name: true },
      });
    };
    demander();
    const active = classeur.getActiveCell();
    active.load({ rowIndex: true, columnIndex: true, worksheet: { name: true } });
    try {
      await contexte.sync();
      return [active.worksheet.name, active.rowIndex + 1, active.columnIndex + 1];
    } catch (panne) {
      demander();
      await contexte.sync(); // anything else that is wrong shows again here
      return null;
    }
  }

  /* In a workbook that only may be read, Excel can refuse to compute: it is then taken as usual.
     That is why this is an exchange of its own. */
  async function verifierCalendrier(contexte, classeur) {
    const premier = classeur.functions.date(2000, 1, 1);
    premier.load({ value: true });
    try {
      await contexte.sync();
    } catch (panne) {
      return;
    }
    if (premier.value === DEPUIS_1904) throw new Refus(CALENDRIER);
  }

  function aire(plage) {
    plage.load({ rowIndex: true, columnIndex: true, rowCount: true, columnCount: true });
    return plage;
  }

  function refuserGeante(f) {
    if (f.zone.isNullObject) return;
    const { rowIndex, columnIndex, rowCount, columnCount } = f.zone;
    if (rowCount * columnCount <= CELLULES_MAX) return;
    throw new Refus(
      `la feuille « ${f.nom} » est trop grande : elle va jusqu'à la ligne ${rowIndex + rowCount}, ` +
        `colonne ${columnIndex + columnCount} ; effacez ce qui s'y trouve par mégarde, puis relancez`
    );
  }

  /* Rows of every used area, cut so that one exchange holds CELLULES cells or a single row. */
  async function lireCellules(contexte, feuilles, entre) {
    const blocs = feuilles.map(() => []);
    let place = CELLULES;
    for (const [rang, f] of feuilles.entries()) {
      if (f.zone.isNullObject) continue;
      const { rowIndex, columnIndex, rowCount, columnCount } = f.zone;
      for (let ligne = 0; ligne < rowCount; ) {
        if (place < columnCount && place < CELLULES) {
          await contexte.sync();
          entre();
          place = CELLULES;
        }
        const hauteur = Math.min(rowCount - ligne, Math.max(1, Math.floor(place / columnCount)));
        const bloc = f.objet.getRangeByIndexes(rowIndex + ligne, columnIndex, hauteur, columnCount);
        bloc.load({ values: true, formulas: true, valueTypes: true });
        blocs[rang].push(bloc);
        place -= hauteur * columnCount;
        ligne += hauteur;
      }
    }
    await contexte.sync();
    entre();
    return blocs;
  }

  function enFeuille(f, blocs) {
    const vide = f.zone.isNullObject;
    return {
      nom: f.nom,
      ligne: vide ? 1 : f.zone.rowIndex + 1,
      colonne: vide ? 1 : f.zone.columnIndex + 1,
      valeurs: blocs.flatMap((b) => b.values.map((rangee, i) => rangee.map((v, j) => valeur(v, b.valueTypes[i][j])))),
      formules: blocs.flatMap((b) => b.formulas.map((rangee, i) => rangee.map((t, j) => formule(t, b.values[i][j])))),
      tableaux: f.tableaux.map(enTableau),
      noms: definitions(f.noms),
    };
  }

  /* Names of the workbook, or those that one sheet has for itself. */
  function definitions(noms) {
    return Object.fromEntries(
      noms.items.filter((n) => typeof n.formula === "string").map((n) => [n.name, n.formula])
    );
  }

  function valeur(lue, genre) {
    return genre === "Error" ? { erreur: String(lue) } : lue;
  }

  /* Of a cell typed as '=A1, Excel gives the same text twice: it is no formula. */
  function formule(texte, lue) {
    return typeof texte === "string" && texte.startsWith("=") && texte !== lue ? texte : null;
  }

  function enTableau({ table, zone }) {
    const { rowIndex, columnIndex, rowCount, columnCount } = zone;
    return {
      nom: table.name,
      zone: [rowIndex + 1, columnIndex + 1, rowIndex + rowCount, columnIndex + columnCount],
      colonnes: table.columns.items.map((c) => c.name),
      entete: table.showHeaders,
      total: table.showTotals,
    };
  }

  function aujourdhui() {
    const jour = new Date();
    const deux = (n) => String(n).padStart(2, "0");
    return `${jour.getFullYear()}-${deux(jour.getMonth() + 1)}-${deux(jour.getDate())}`;
  }

  /* Bytes of the workbook as it would be saved now. */
  async function octets(entre) {
    if (!Office.context.requirements.isSetSupported("CompressedFile", "1.1")) {
      throw new Refus("cette version d'Excel ne donne pas le fichier du classeur : cette action demande Microsoft 365");
    }
    const document = Office.context.document;
    const fichier = await promettre((rappel) =>
      document.getFileAsync(Office.FileType.Compressed, { sliceSize: TRANCHE }, rappel)
    );
    try {
      const tout = new Uint8Array(fichier.size);
      let debut = 0;
      for (let rang = 0; rang < fichier.sliceCount; rang += 1) {
        const tranche = await promettre((rappel) => fichier.getSliceAsync(rang, rappel));
        tout.set(tranche.data, debut);
        debut += tranche.size;
        entre();
      }
      return tout;
    } finally {
      fichier.closeAsync(); // Office keeps two such copies at most
    }
  }

  function promettre(demander) {
    return new Promise((resoudre, refuser) => {
      demander((reponse) => {
        if (reponse.status === Office.AsyncResultStatus.Succeeded) resoudre(reponse.value);
        else refuser(new Refus(`Excel n'a pas donné le fichier du classeur : ${reponse.error.message}`));
      });
    });
  }

  window.xlprod.lecture = { instantane: instantane, octets: octets };
})();
