// The real pane, driven by its buttons and by ribbon commands, on a stand-in for Excel; posts what it saw.
const vu = { actions: {} };
const resultat = document.getElementById("resultat");
const attendre = (ms) => new Promise((r) => setTimeout(r, ms));
const texte = (selecteur) => document.querySelector(selecteur)?.innerText ?? null;
const boutons = (racine) => [...racine.querySelectorAll("button")].filter((b) => b.offsetParent !== null);
const cliquer = (libelle, racine = document) => boutons(racine).find((b) => b.innerText.trim() === libelle).click();
const noms = () => monde.feuilles.map((f) => f.nom);
const phase = () => (resultat.hidden ? "repos" : resultat.className);
const FINALES = ["fini", "annule", "erreur"];

async function jusqua(...phases) {
  const limite = performance.now() + 20000;
  while (!phases.includes(phase())) {
    if (performance.now() > limite) throw new Error(`toujours « ${phase()} », pas « ${phases} »`);
    await attendre(5);
  }
}
// Start from the ribbon and wait for the end; the workbook is put back first.
async function jouer(nom, prealable = () => {}) {
  await attendre(60); // the pane that the one before opens
  poser(exemple);
  prealable();
  const avant = noms();
  const volet = monde.volet;
  fermer();
  const rendue = commander(nom);
  await jusqua(...FINALES, "question"); // put away before: what shows now is new
  await rendue;
  await attendre(60); // the pane, if it opens
  return { phase: phase(), dit: texte("#corps"), annonce: texte("#annonce"), feuilles: noms().filter((n) => !avant.includes(n)), volet: monde.volet - volet };
}
const fermer = () => !document.getElementById("fermer").hidden && !resultat.hidden && document.getElementById("fermer").click();

const reseau = window.fetch.bind(window);
let exemple;
try {
  exemple = await (await fetch("exemple.json")).json();
  poser(exemple);
  await attendre(20);

  // 1. A command before the engine is there: it waits, the pane opens to say so, its own buttons are off.
  vu.avant = { etat: texte("#etat"), eteints: [...document.querySelectorAll("button.action")].every((b) => b.disabled) };
  const tot = commander("baremes");
  await jusqua("demarrage");
  vu.avant.dit = texte("#corps .message");
  await tot; // the command gives the hand back to Excel at once
  commander("aide"); // and another one meanwhile is not started
  await jusqua(...FINALES);
  await attendre(60);
  vu.apres = { etat: texte("#etat"), version: texte("#version"), feuilles: noms().slice(6), volet: monde.volet, allumes: [...document.querySelectorAll("button.action")].every((b) => !b.disabled) };
  vu.liste = [...document.querySelectorAll("button.action strong")].map((b) => b.innerText);
  vu.fonctions = document.querySelectorAll("#fonctions li").length;

  // 2. The snapshot, and what it costs.
  poser(exemple);
  vu.instantane = await xlprod.lecture.instantane(() => {});
  vu.lecture_syncs = monde.syncs;
  poser({ ...exemple, feuilles: Array.from({ length: 40 }, (_, i) => ({ nom: `F${i}`, cellules: [[1, 1, "Double", i, null]] })), active: ["F0", 1, 1] });
  await xlprod.lecture.instantane(() => {});
  vu.quarante_feuilles_syncs = monde.syncs;
  const remplie = Array.from({ length: 60000 }, (_, i) => [1 + Math.floor(i / 20), 1 + (i % 20), "Double", i + 0.123456789, "=" + "A1+".repeat(40) + "1"]);
  poser({ ...exemple, feuilles: [{ nom: "Grande", cellules: remplie }], active: ["Grande", 1, 1] });
  const grande = await xlprod.lecture.instantane(() => {});
  vu.grande = { syncs: monde.syncs, lignes: grande.feuilles[0].valeurs.length, derniere: grande.feuilles[0].valeurs[2999][19] };
  poser({ ...exemple, active: null, feuilles: [{ nom: "Vide", cellules: [], noms: [{ name: "Taux", formula: "=0.25" }] }, { nom: "Texte", cellules: [[3, 2, "String", "=A1", null], [3, 3, "Error", "#NOM?", "=XLPROD.NET(1)"]] }] });
  vu.cas = await xlprod.lecture.instantane(() => {});

  // 3. Every action of the registry, from the ribbon.
  for (const action of XLPROD_ACTIONS) {
    const rendu = await jouer(action.nom, () => (monde.active = ["Équipe", 7, 18]));
    rendu.releves = rendu.feuilles.map(relever);
    rendu.ouverts = monde.ouverts;
    rendu.syncs = monde.syncs;
    if (action.volet) rendu.cartes = document.querySelectorAll("#corps .carte").length;
    vu.actions[action.nom] = rendu;
  }

  // 4. A page shown in the pane, then written on demand; the filter.
  const montree = XLPROD_ACTIONS.find((a) => a.volet);
  await jouer(montree.nom, () => (monde.active = ["Équipe", 7, 18]));
  vu.volet = { titres: [...document.querySelectorAll("#corps h3")].map((e) => e.textContent), badges: [...document.querySelectorAll("#corps .badge")].map((e) => e.innerText), lectures: document.querySelectorAll("#corps .carte.lecture").length, avant: noms().length };
  vu.volet.calcul = texte("#corps .carte.normal dl");
  document.querySelector(".filtres .reserve").click();
  vu.volet.filtrees = [...document.querySelectorAll("#corps .carte")].filter((c) => c.offsetParent !== null).map((c) => c.className);
  vu.volet.presse = document.querySelector(".filtres .reserve").getAttribute("aria-pressed");
  document.querySelector(".filtres .reserve").click();
  boutons(resultat).find((b) => b.innerText === "Écrire dans une feuille").focus();
  cliquer("Écrire dans une feuille");
  await attendre(0);
  await jusqua("fini");
  vu.volet.foyer = document.activeElement.id;
  vu.volet.apres = { feuilles: noms().slice(vu.volet.avant), dit: texte("#corps .ecrit"), encore: boutons(resultat).some((b) => b.innerText === "Écrire dans une feuille"), releve: relever(noms()[vu.volet.avant]) };
  await jouer(montree.nom, () => (monde.active = ["Équipe", 7, 18]));
  monde.pannes = { autofitRows: "AccessDenied" };
  cliquer("Écrire dans une feuille");
  await attendre(0);
  await jusqua("fini");
  vu.volet.refusee = { dit: texte("#corps .note"), feuilles: noms().slice(vu.volet.avant), encore: boutons(resultat).some((b) => b.innerText === "Écrire dans une feuille") };

  // 5. Actions of the tests: question, cancellation, failures.
  xlprod.python.FS.mkdir("/moteur/tests");
  xlprod.python.FS.writeFile("/moteur/tests/pieges.py", await (await fetch("pieges.py")).text());
  xlprod.python.runPython(await (await fetch("actions_essai.py")).text());
  for (const nom of ["question", "lente", "refus", "bogue", "deux", "pieges", "longue", "fichier"]) {
    const action = { groupe: "Aide", nom: `essai_${nom}`, libelle: `Essai ${nom}`, fichier: nom === "fichier", volet: false };
    XLPROD_ACTIONS.push(action);
    Office.actions.associate(action.nom, (e) => (xlprod.actions.lancer(action.nom, true), e.completed()));
  }
  const cellule = (nom, l, c) => relever(nom).cellules[l - 1][c - 1];
  const trois = () => [[2, 1], [3, 1], [3, 2]].map(([l, c]) => cellule("Devis", l, c));
  const devis = () => JSON.stringify(relever("Devis").cellules.map((r) => r.map((c) => c && (c.formule || [c.genre, c.valeur]))));

  vu.question = await jouer("essai_question");
  vu.question.focus = document.activeElement.innerText;
  cliquer("Oui", resultat);
  await jusqua(...FINALES);
  vu.question.oui = { dit: texte("#corps"), cellules: trois(), feuilles: noms().length };
  await jouer("essai_question");
  const intact = devis();
  cliquer("Non", resultat);
  await jusqua(...FINALES);
  vu.question.non = { phase: phase(), dit: texte("#corps"), intact: devis() === intact };
  await jouer("essai_question", () => (monde.feuilles[1].protegee = true));
  cliquer("Oui", resultat);
  await jusqua(...FINALES);
  vu.question.protegee = { dit: texte("#corps .message"), intact: devis() === intact };
  await jouer("essai_question");
  monde.feuilles[1].cellules.set("1,0", { genre: "String", valeur: "changé", formule: null });
  cliquer("Oui", resultat);
  await jusqua(...FINALES);
  vu.question.changee = { dit: texte("#corps .message"), valeur: cellule("Devis", 2, 1).valeur };
  await jouer("essai_question");
  let ecrites = 0; // Excel refuses the second range, then accepts what puts the first one back
  Object.defineProperty(monde.pannes, "formulas", { get: () => ((ecrites += 1) === 2 ? "GeneralException" : undefined) });
  cliquer("Oui", resultat);
  await jusqua(...FINALES);
  vu.question.defaite = { dit: texte("#corps .message"), intact: devis() === intact, ecrites };

  poser(exemple);
  commander("essai_lente");
  await jusqua("calcul");
  await attendre(900);
  vu.annulation = { message: texte("#corps .message"), volet: monde.volet };
  for (const _ of [1, 2, 3]) commander("essai_refus"); // another button meanwhile, thrice: not started
  await attendre(100);
  vu.annulation.rouvert = monde.volet;
  vu.annulation.toujours = texte("#action");
  cliquer("Annuler", resultat);
  await jusqua("annule");
  vu.annulation.dit = texte("#corps");
  vu.annulation.feuilles = noms().length;

  poser(exemple);
  commander("essai_deux");
  while (!monde.syncs) await attendre(0); // the first exchange with Excel is done
  vu.annulation.en_lecture = phase();
  cliquer("Annuler", resultat);
  await jusqua(...FINALES);
  vu.annulation.apres_lecture = [phase(), monde.syncs, noms().length];

  vu.refus = await jouer("essai_refus");
  vu.bogue = await jouer("essai_bogue");
  vu.deux = await jouer("essai_deux");
  vu.deux.releves = vu.deux.feuilles.map(relever);
  vu.pieges = await jouer("essai_pieges");
  vu.pieges.releve = relever("Pièges");
  vu.longue = await jouer("essai_longue");
  vu.longue.lignes = relever("Longue").cellules.length;
  vu.fichier = await jouer("essai_fichier");
  vu.fichier.ouverts = monde.ouverts;
  vu.fichier.copies = monde.copies;

  // Formulas that Excel has lost: the question, then all of them at once.
  const perdre = (c) => c.formule && c.formule.includes("XLPROD.") && Object.assign(c, { genre: "Error", valeur: "#NAME?", formule: c.formule.replaceAll("XLPROD.", "_xldudf_XLPROD_") });
  const nombre = () => monde.feuilles.map((f) => f.cellules.size).join();
  await jouer("relier", () => monde.feuilles.forEach((f) => f.cellules.forEach(perdre)));
  const tailles = nombre();
  cliquer("Oui", resultat);
  await jusqua(...FINALES);
  vu.relies = { dit: texte("#corps"), syncs: monde.syncs, autres: Number(nombre() !== tailles), formules: [] };
  monde.feuilles.forEach((f) => f.cellules.forEach((c, place) => {
    if (c.formule && c.formule.includes("XLPROD")) vu.relies.formules.push([f.nom, ...place.split(",").map((n) => Number(n) + 1), c.formule]);
  }));

  // 6. Excel says no: a French sentence, and no sheet left behind.
  vu.refusees = {};
  for (const [geste, code] of [["add", "AccessDenied"], ["values", "InvalidOperationInCellEditMode"], ["numberFormat", "Inconnu"], ["autofitRows", "GeneralException"], ["activate", "ItemNotFound"], ["load", "MemoryLimitReached"], ["pageLayout", "GeneralException"]]) {
    vu.refusees[geste] = await jouer("essai_deux", () => (monde.pannes = { [geste]: code }));
  }
  vu.refusees.structure = await jouer("essai_deux", () => (monde.structure = true));
  vu.refusees.homonyme = await jouer("essai_deux", () => (monde.graphiques = ["Essai (2)"]));
  vu.refusees.depuis_1904 = await jouer("essai_deux", () => (monde.depuis1904 = true));
  vu.refusees.geante = await jouer("essai_deux", () => monde.feuilles[1].cellules.set("1048575,16383", { genre: "Double", valeur: 1, formule: null }));
  vu.refusees.geante.syncs = monde.syncs;
  vu.lecture_seule = await jouer("essai_deux", () => (monde.pannes = { functions: "AccessDenied" }));
  vu.refusees.createWorkbook = await jouer("essai_fichier", () => (monde.pannes = { createWorkbook: "GeneralException" }));
  vu.refusees.getFileAsync = await jouer("essai_fichier", () => (monde.pannes = { getFileAsync: "x" }));
  vu.refusees.gabarit = await jouer("nouveau", () => (window.fetch = () => Promise.reject(new Error("coupé"))));
  window.fetch = reseau;
  vu.refusees.ancien = await jouer("baremes", () => (monde.versions = { ExcelApi: false }));
  monde.versions = { CompressedFile: false };
  vu.refusees.sans_fichier = await jouer("essai_fichier");
  monde.versions = {};
  vu.refusees.graphique = await jouer(montree.nom, () => (monde.active = null));

  await navigator.serviceWorker.ready;
  vu.gardes = await Promise.all(XLPROD_GABARITS.map(async (nom) => (await (await caches.match(nom)).arrayBuffer()).byteLength));

  // 7. From the pane itself; the keyboard is never lost with a button that goes away.
  poser(exemple);
  fermer();
  const clavier = [...document.querySelectorAll("button.action")].find((b) => b.innerText.startsWith("Fonctions et aide"));
  clavier.focus();
  const ouvertures = monde.volet;
  clavier.click();
  await jusqua("fini");
  document.getElementById("fermer").click();
  const revenu = document.activeElement.className;
  vu.du_volet = { revenu, feuilles: noms().slice(6), ouvertures: monde.volet - ouvertures, annonce: texte("#annonce") };
} catch (panne) {
  vu.panne = String((panne.cause || panne).stack);
}
await fetch("resultat", { method: "POST", body: JSON.stringify(vu) });
