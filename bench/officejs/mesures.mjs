// Times recalculations of cells prepared by bench_officejs.py, and posts what it saw.
const FOIS = 5;
const vu = { mesures: {} };

// The page is responsive when a timer is served: the longest wait is the longest freeze.
function surveiller() {
  let avant = performance.now();
  let pire = 0;
  const battre = () => {
    const t = performance.now();
    pire = Math.max(pire, t - avant);
    avant = t;
  };
  const minuterie = setInterval(battre, 1);
  return () => {
    clearInterval(minuterie);
    battre();
    return pire;
  };
}

async function recalculer(appels) {
  const finir = surveiller();
  const avant = xlprod.lots;
  const debut = performance.now();
  const attentes = appels.map(([nom, valeurs]) => appeler(nom, valeurs).catch((e) => e));
  const envoi = performance.now() - debut; // what Excel does itself, one cell after the other
  const rendus = await Promise.all(attentes);
  const ms = performance.now() - debut;
  const somme = rendus.reduce((total, r) => total + (Array.isArray(r) ? r[0][0] : 0), 0);
  return { ms, envoi, lots: xlprod.lots - avant, pire_attente_ms: finir(), erreurs: rendus.filter((r) => !Array.isArray(r)).length, somme };
}

try {
  const lots = await fetch("appels.json").then((r) => r.json());
  const debut = performance.now();
  await appeler("NET", [[[1500]], [["TECH_C"]], [[45810]], [[5]]]);
  vu.premiere_valeur_ms = performance.now() - debut;
  for (const [nom, appels] of Object.entries(lots)) {
    vu.mesures[nom] = [];
    for (let i = 0; i < FOIS; i++) {
      await new Promise((r) => setTimeout(r, 50));
      vu.mesures[nom].push(await recalculer(appels));
    }
  }
} catch (panne) {
  vu.panne = String(panne && panne.stack ? panne.stack : panne);
}
await fetch("resultat", { method: "POST", body: JSON.stringify(vu) });
