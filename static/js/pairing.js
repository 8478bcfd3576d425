// Picking lines of bank and books by keys: j and k through a column, l and h to the other one, space picks, Enter sends. Without this the page works as plain forms.

const form = document.querySelector("form.pairing");
const isOff = () => localStorage.getItem("keys-off") === "yes";
const group = (amount) => String(Math.abs(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
const signed = (amount) => (amount < 0 ? "ra " : "vào ") + group(amount);

if (form) {
  const boxes = [...form.querySelectorAll("[data-pick] input[type=checkbox]:not(:disabled)")];
  const side = (box) => box.closest("[data-pick-side]")?.dataset.pickSide ?? "";
  const sums = form.querySelector("[data-pick-sums]");
  const count = form.querySelector("[data-pick-count]");
  const total = form.querySelector("[data-pick-total]");

  const tell = () => {
    const picked = boxes.filter((box) => box.checked);
    if (count) {
      count.hidden = false;
      count.textContent = `Đã chọn ${picked.length}`;
    }
    if (total) {
      total.hidden = false;
      total.textContent = `· ${group(picked.reduce((sum, box) => sum + Number(box.dataset.amount), 0))} đồng`;
    }
    if (sums) {
      const [bank, books] = ["bank", "books"].map((name) => picked.filter((box) => side(box) === name).reduce((sum, box) => sum + Number(box.dataset.amount), 0));
      sums.hidden = picked.length === 0;
      sums.textContent = `Ngân hàng: ${signed(bank)} · Sổ: ${signed(books)} · ${bank === books ? "bằng nhau" : `lệch ${group(bank - books)}`}`;
    }
  };

  const go = (box) => {
    box?.focus();
    box?.closest("[data-pick]").scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const at = boxes.indexOf(document.activeElement);
    const column = at < 0 ? boxes : boxes.filter((box) => side(box) === side(boxes[at]));
    go(at < 0 ? boxes[by > 0 ? 0 : boxes.length - 1] : column[column.indexOf(boxes[at]) + by]);
  };

  const across = (name) => {
    const column = boxes.filter((box) => side(box) === name);
    if (column.length && !column.includes(document.activeElement)) go(column[0]);
  };

  const acts = { j: () => step(1), k: () => step(-1), l: () => across("books"), h: () => across("bank") };
  // Before the keys of every page, which would walk through the links of a list.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() || document.querySelector("dialog[open]")) return;
    const isBox = boxes.includes(event.target);
    if (!isBox && event.target.closest?.("input, textarea, select, a, button, summary, [contenteditable]")) return;
    if (isBox && event.key === "Enter") form.requestSubmit(form.querySelector("button[type=submit]"));
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  form.addEventListener("change", tell);
  for (const hint of form.querySelectorAll(".pick-keys")) hint.hidden = isOff() || matchMedia("(pointer: coarse)").matches;
  tell();
}
