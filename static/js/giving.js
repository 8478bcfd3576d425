// The giving day through a broken connection: ticks are kept on this phone under their own references and sent when the network is back.
// Without this script each tick is a plain form. The server counts a reference once, however often it is sent.

const list = document.querySelector("[data-giving]");
const kept = document.querySelector("p[data-kept]");
const TOLD = { received: "Đã nhận", proxy: "Nhận thay", absent: "Vắng" };
const AT_ONCE = 50;
const AGAIN = 5000;
const key = list ? `giving:${list.dataset.user}:${list.dataset.giving}` : "";
let sending = false;
let later = 0;

const load = () => JSON.parse(localStorage.getItem(key) ?? "[]");
const save = (marks) => (marks.length ? localStorage.setItem(key, JSON.stringify(marks)) : localStorage.removeItem(key));
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

function say(text) {
  kept.hidden = !text;
  kept.textContent = text;
}

function paint(row, text) {
  const card = list.querySelector(`[data-row="${Number(row)}"]`);
  if (card) card.querySelector("[data-told]").textContent = text;
}

function show() {
  const marks = load();
  for (const one of marks) paint(one.row, `${TOLD[one.outcome]}, chờ gửi`);
  if (!marks.length) say("");
  else say(`${marks.length} lượt đánh dấu đang giữ trên máy này, sẽ tự gửi khi có mạng. Đừng xóa dữ liệu trình duyệt.`);
}

// One answer for each tick: what was taken is let go, what was refused is told and not sent again.
function settle(results) {
  const done = new Map(results.map((one) => [one.reference, one]));
  save(load().filter((one) => !done.has(one.reference)));
  const refused = [];
  for (const one of results) {
    if (one.ok) {
      paint(one.row, TOLD[one.outcome]);
      const seen = list.querySelector(`[data-row="${Number(one.row)}"] [name=seen]`);
      if (seen) seen.value = one.number;
    } else {
      paint(one.row, one.message);
      refused.push(one.message);
    }
  }
  show();
  if (refused.length) say(refused.join(" "));
}

async function send() {
  clearTimeout(later);
  if (sending || !load().length) return;
  sending = true;
  try {
    const fresh = await fetch(list.dataset.tokens, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (fresh.redirected || !fresh.ok) {
      say("Phiên làm việc đã hết. Hãy đăng nhập lại; các lượt đánh dấu vẫn giữ trên máy này.");
      return;
    }
    const body = new URLSearchParams({ ...(await fresh.json()), marks: JSON.stringify(load().slice(0, AT_ONCE)) });
    const answer = await fetch(list.dataset.marks, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    settle((await answer.json()).results);
    if (load().length) later = setTimeout(send, 0);
  } catch {
    show();
    later = setTimeout(send, AGAIN);
  } finally {
    sending = false;
  }
}

function keep(event) {
  const form = event.target;
  if (!form.matches("[data-mark]")) return;
  // A paper goes with its form at once; the server asks for what is missing.
  if (form.elements.proxy_paper.files.length && navigator.onLine) return;
  const outcome = event.submitter?.value;
  if (!TOLD[outcome]) return;
  event.preventDefault();
  const proxy = outcome === "proxy";
  const missing = proxy && [form.elements.proxy_name, form.elements.proxy_reason].find((input) => !input.value.trim());
  if (missing) return missing.focus();
  const row = form.elements.row.value;
  // A name that waits already is ticked anew, not twice.
  const others = load().filter((one) => one.row !== row);
  const mark = { row, seen: form.elements.seen.value, outcome, reference: crypto.randomUUID(), at: Date.now() };
  if (proxy) Object.assign(mark, { proxy_name: form.elements.proxy_name.value, proxy_reason: form.elements.proxy_reason.value });
  save([...others, mark]);
  form.querySelector("details").open = false;
  show();
  send();
}

function look(text) {
  const wanted = fold(text.trim());
  for (const card of list.children) {
    const { name, tail, place } = card.dataset;
    card.hidden = Boolean(wanted) && !fold(name).includes(wanted) && tail !== wanted && place !== wanted;
  }
}

// The code of a CCCD is number|old number|name|birth…: only name and last digits are used, and they stay on the phone.
function found(text, input) {
  const parts = text.split("|");
  input.value = parts.length > 2 && /^\d{12}$/.test(parts[0]) ? parts[2] : text.slice(0, 80);
  look(input.value);
}

async function scan(video, input) {
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  for (let turn = 0; turn < 200; turn += 1) {
    const [code] = await detector.detect(video);
    if (code) {
      found(code.rawValue, input);
      break;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  video.hidden = true;
  for (const track of stream.getTracks()) track.stop();
}

// The page and what it needs are kept for a reload without a network, as long as the list is being handed out.
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const here = location.pathname;
  const store = await caches.open("giving");
  if (list.dataset.open !== "yes") {
    await store.delete(here);
    return;
  }
  await navigator.serviceWorker.register("/gifts/giving/worker");
  const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  const page = await fetch(here, { credentials: "same-origin" });
  if (!page.ok || page.redirected) return;
  await store.put(here, page);
  await Promise.all([...new Set(parts)].map((name) => store.add(name)));
  document.documentElement.dataset.kept = "yes";
}

if (list) {
  const input = document.querySelector("[data-look]");
  const button = document.querySelector("[data-scan]");
  document.addEventListener("submit", keep, true);
  input.addEventListener("input", () => look(input.value));
  window.addEventListener("online", send);
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    button.hidden = false;
    button.addEventListener("click", () => scan(document.querySelector("[data-video]"), input).catch(() => say("Không mở được máy ảnh. Hãy gõ tên để tìm.")));
  }
  show();
  send();
  // Where nothing can be kept the page works as before, only not across a reload without a network.
  keepPage().catch(() => {});
}
