// Runs the real script and the real engine in the browser, and posts what it saw.
const attendre = (promesse) => promesse.then((v) => ({ v }), (e) => ({ code: e.code, message: e.message }));
const M = (v) => [[v]];
const P = M("effectif=10;taux_at=1,5;heures=39;convention=3097;medecine=0,384");
const vu = {};
async function lire(cadre) {
  cadre.src = "page_seule.html";
  document.body.append(cadre);
  await new Promise((r) => cadre.addEventListener("load", r, { once: true }));
  return attendre(cadre.contentWindow.appeler("NET", [M(1500), M("TECH_C"), M(45810), M(5), P]));
}
try {
  const premier = appeler("NET", [M(1500), M("TECH_C"), M("2025-06-02"), M(5), P]);
  vu.occupe = await Promise.race([premier.then(() => "rendu"), new Promise((r) => setTimeout(() => r("occupé"), 20))]);
  vu.net = await attendre(premier);
  vu.cout = await attendre(appeler("COUT_EMPLOYEUR", [M(1500), M("TECH_C"), M(45810), M(5), P]));
  vu.plage = await attendre(appeler("NET", [M(1500), M("TECH_C"), M(45810), M(5), [["effectif", 10], ["taux_at", 1.5], ["heures", 39], ["medecine", 0.384]]]));
  vu.colonne = await attendre(appeler("NET", [[[1500], [""], ["x"]], M("TECH_C"), M(45810), M(5), P]));
  vu.colonne.v = vu.colonne.v.map(([c]) => (c && c.code ? { code: c.code, message: c.message } : c));
  vu.tableau = await attendre(appeler("DETAIL_CHARGES", [M(1500), M("TECH_C"), M(45810), M(5), P]));
  vu.statut = await attendre(appeler("NET", [M(1500), M("TECH_Z"), M(45810), M(5)]));
  vu.absent = await attendre(appeler("NET", [M(1500), M("TECH_C"), M("2031-06-02"), M(5)]));
  vu.entree_en_erreur = await attendre(appeler("NET", [M({ code: "#N/A" }), M("TECH_C"), M(45810), M(5)]));
  vu.plage_en_erreur = await attendre(appeler("NET", [M(1500), M("TECH_C"), M(45810), M(5), [["effectif", { code: "#REF!" }], ["taux_at", 1.5]]]));
  vu.diagnostic = await attendre(appeler("DIAGNOSTIC", [M("NET"), M(-1), M("TECH_C"), M(45810), M(5)]));
  vu.pourquoi = (await attendre(appeler("POURQUOI", [M("NET"), M(1500), M("TECH_C"), M(45810), M(5), P]))).v.length;
  vu.minimum = await attendre(appeler("SALAIRE_MINIMUM", [M("cheffe opératrice"), M(3097), M("2026-03-02")]));
  vu.version = await attendre(appeler("VERSION", []));
  vu.societe = await attendre(appeler("BAREME", [M("PHSS"), M("2025-06-02")]));

  const lots = xlprod.lots;
  const cellules = await Promise.all(Array.from({ length: 10000 }, (_, i) => appeler("COUT_EMPLOYEUR", [M(1000 + i), M("TECH_C"), M(45810), M(5), P])));
  vu.dix_mille_lots = xlprod.lots - lots;
  vu.dix_mille_derniere = cellules[9999][0][0];
  const avant = xlprod.lots;
  await Promise.all(Array.from({ length: 200 }, () => appeler("DETAIL_CHARGES", [M(1500), M("TECH_C"), M(45810), M(5), P])));
  vu.deux_cents_tableaux_lots = xlprod.lots - avant;

  const invocation = {};
  const annulee = appeler("NET", [M(1), M("TECH_C"), M(45810), M(5)], invocation);
  invocation.onCanceled();
  vu.annulee = await Promise.race([annulee.then(() => "rendue"), new Promise((r) => setTimeout(() => r("jamais rendue"), 300))]);
  vu.apres_annulation = (await attendre(appeler("VERSION", []))).v;

  // An engine that does not come, then does; then one that dies, and another that takes its place.
  const cadre = document.createElement("iframe");
  cadre.src = "page_seule.html";
  document.body.append(cadre);
  await new Promise((r) => cadre.addEventListener("load", r, { once: true }));
  const seule = cadre.contentWindow;
  const demander = () => attendre(seule.appeler("NET", [M(1500), M("TECH_C"), M(45810), M(5), P, null, undefined]));
  const aller = seule.fetch;
  seule.fetch = () => Promise.reject(new Error("réseau coupé"));
  vu.pannes = [await demander(), seule.xlprod.etat];
  seule.fetch = aller;
  vu.pannes.push(await demander(), seule.xlprod.etat);
  const lire_json = seule.JSON.parse;
  seule.JSON.parse = () => { throw new Error("mort"); };
  vu.pannes.push(await demander(), seule.xlprod.etat);
  seule.JSON.parse = lire_json;
  vu.pannes.push(await demander(), seule.xlprod.etat);
  cadre.remove();

  // Reloaded in the middle of a recalculation: the old calls go with their page, the new ones are answered.
  const milieu = document.createElement("iframe");
  milieu.src = "page_seule.html";
  document.body.append(milieu);
  await new Promise((r) => milieu.addEventListener("load", r, { once: true }));
  let rendues = 0;
  const demandees = Array.from({ length: 6000 }, (_, i) =>
    milieu.contentWindow.appeler("NET", [M(1500 + i), M("TECH_C"), M(45810), M(5), P]).then(() => (rendues += 1))
  );
  await demandees[0]; // the first batch is back, the others wait
  const revenue = new Promise((r) => milieu.addEventListener("load", r, { once: true }));
  milieu.remove(); // its page goes at once, as when Excel reloads the add-in; put back, it loads a new one
  document.body.append(milieu);
  await revenue;
  vu.avant_recharge = rendues;
  vu.apres_recharge = await attendre(milieu.contentWindow.appeler("NET", [M(1500), M("TECH_C"), M(45810), M(5), P]));
  vu.rendues_en_tout = rendues;
  milieu.remove();

  // Loaded again with the network cut: the service worker answers, the engine starts.
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((r) => navigator.serviceWorker.addEventListener("controllerchange", r, { once: true }));
  }
  await lire(document.createElement("iframe")); // once, seen by the worker
  await fetch("couper", { method: "POST" });
  const coupee = document.createElement("iframe");
  vu.hors_ligne = await lire(coupee);
  vu.societe_hors_ligne = await attendre(coupee.contentWindow.appeler("BAREME", [M("PHSS"), M("2025-06-02")]));
  vu.reseau_coupe = await fetch("jamais_vu.txt?" + Math.random()).then((r) => r.status, () => "coupé");
  await fetch("retablir", { method: "POST" });
} catch (panne) {
  vu.panne = String(panne && panne.stack ? panne.stack : panne);
}
await fetch("resultat", { method: "POST", body: JSON.stringify(vu) });
