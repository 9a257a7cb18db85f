/* Service worker: once the add-in has been loaded, it starts without the network. */
"use strict";
importScripts("fonctions_liste.js");
var CACHE = "xlprod-" + new URL(self.location).searchParams.get("version");

self.addEventListener("install", function (evenement) {
  evenement.waitUntil(
    caches
      .open(CACHE)
      .then(function (cache) {
        return cache.addAll(XLPROD_GABARITS); // asked for by a button, perhaps only once offline
      })
      .then(function () {
        return self.skipWaiting();
      })
  );
});

self.addEventListener("activate", function (evenement) {
  evenement.waitUntil(
    caches
      .keys()
      .then(function (noms) {
        return Promise.all(
          noms.map(function (nom) {
            return nom === CACHE ? null : caches.delete(nom);
          })
        );
      })
      .then(function () {
        return self.clients.claim();
      })
  );
});

/* The network first, so that a new version is taken at once; what was seen last otherwise. */
self.addEventListener("fetch", function (evenement) {
  if (evenement.request.method !== "GET") return;
  evenement.respondWith(
    fetch(evenement.request)
      .then(function (reponse) {
        // that a file is not there (the company's) is worth remembering too
        if (!reponse.ok && reponse.status !== 404 && reponse.type !== "opaque") return reponse;
        var copie = reponse.clone();
        return caches.open(CACHE).then(function (cache) {
          return cache.put(evenement.request, copie).then(function () {
            return reponse;
          });
        });
      })
      .catch(function (panne) {
        return caches.match(evenement.request).then(function (gardee) {
          if (gardee) return gardee;
          throw panne;
        });
      })
  );
});
