// Keeps the page of a list that is being handed out, so that it can be opened again without a network. Served at /gifts/giving/worker.
// Only while the list is handed out, no longer than a day, and gone when somebody signs out.

const STORE = "giving";
const LONGEST = 24 * 60 * 60 * 1000;
const PAGE = /^\/gifts\/giving\/\d+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// What a page is made of bears the hash of its content in its address, so it never grows old; a page does.
async function kept(key, isPage) {
  const store = await caches.open(STORE);
  const answer = await store.match(key, { ignoreVary: true });
  if (!answer) return Response.error();
  if (!isPage || Date.now() - Date.parse(answer.headers.get("Date")) <= LONGEST) return answer;
  await store.delete(key);
  return Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && PAGE.test(address.pathname);
  if (!isPage && !address.pathname.startsWith("/static/")) return;
  event.respondWith(fetch(request).catch(() => kept(isPage ? address.pathname : request.url, isPage)));
});
