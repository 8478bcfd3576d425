// Keys for those who work here all day: "/" search, "g h" home, j and k through a list, "?" this list. They can be switched off.

const OFF = "keys-off";
const isOff = () => localStorage.getItem(OFF) === "yes";
const help = document.getElementById("keys-help");
const toggle = help?.querySelector("[data-keys-off]");

for (const opener of document.querySelectorAll("[data-open]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => document.getElementById(opener.dataset.open)?.showModal());
}
if (toggle) {
  toggle.checked = isOff();
  toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "yes" : "no"));
}

function step(by) {
  const links = [...document.querySelectorAll("table.list tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  const at = links.indexOf(document.activeElement);
  const next = links[at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

let before = "";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff() || help?.open) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const two = `${before} ${event.key}`;
  before = event.key === "g" ? "g" : "";
  const link = document.querySelector(`a[data-key="${CSS.escape(two)}"]`);
  if (link) link.click();
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else if (event.key === "?") help?.showModal();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else return;
  event.preventDefault();
});

// An open menu closes when one looks away, and on Escape.
const menus = [...document.querySelectorAll("details[data-away]")];
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) if (menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
