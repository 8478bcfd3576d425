// What fills itself in: progress of long work (data-poll), and htmx on the pages that use it (hx-get).

const WAITS = [1500, 2500, 4000, 6000, 10000];

async function poll(box, round) {
  await new Promise((done) => setTimeout(done, WAITS[Math.min(round, WAITS.length - 1)]));
  let fresh = null;
  try {
    const answer = await fetch(box.dataset.poll, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected || !answer.ok) return location.assign(box.dataset.poll);
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(box.id);
  } catch {
    // The network is gone for a moment: ask again, more slowly.
    return poll(box, round + 2);
  }
  if (!fresh?.dataset.poll) return location.assign(box.dataset.poll);
  const moved = fresh.querySelector("progress")?.value !== box.querySelector("progress")?.value;
  const next = document.importNode(fresh, true);
  box.replaceWith(next);
  return poll(next, moved ? 1 : round + 1);
}

for (const box of document.querySelectorAll("[data-poll]")) {
  box.querySelector(".progress-again")?.remove();
  poll(box, 0);
}

const source = document.querySelector("script[data-htmx]")?.dataset.htmx;
if (source && document.querySelector("[hx-get], [hx-post]")) await import(source);
