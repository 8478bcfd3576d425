// Counting cash on a phone: what each note comes to, and the running total. The server alone decides; without this the sheet works too.

const sheet = document.querySelector("[data-notes]");
const form = sheet?.closest("form");
const total = document.querySelector("[data-notes-total]");
const group = (amount) => String(amount).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

// Digits only; anything else is told by the server in words, so here it just counts for nothing.
function pieces(input) {
  const text = input.value.replace(/[. ]/g, "");
  return /^\d{1,7}$/.test(text) ? Number(text) : 0;
}

function add() {
  let sum = 0;
  for (const input of form.querySelectorAll("[data-note]")) {
    const amount = pieces(input) * Number(input.dataset.note);
    const shown = form.querySelector(`output[for="${CSS.escape(input.id)}"]`);
    if (shown) shown.textContent = amount ? group(amount) : "";
    sum += amount;
  }
  const loose = form.elements.loose?.value.replace(/[. ]/g, "") ?? "";
  if (/^\d{1,15}$/.test(loose)) sum += Number(loose);
  total.textContent = group(sum);
}

// Enter leads to the next note, as on a calculator; the button alone sends.
function onward(event) {
  if (event.key !== "Enter" || !event.target.matches("[data-note]")) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("[data-note]"), form.elements.loose];
  const next = fields[fields.indexOf(event.target) + 1];
  next?.focus();
  next?.select();
}

if (sheet && total) {
  form.addEventListener("input", add);
  form.addEventListener("keydown", onward);
  add();
}
