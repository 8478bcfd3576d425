// Amounts: groups the digits while somebody types and says the amount in words below. The server alone decides what was meant.

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const MOST = 999_999_999_999_999;

function threeDigits(n, full) {
  const hundreds = Math.floor(n / 100), tens = Math.floor(n / 10) % 10, ones = n % 10;
  const words = [];
  if (hundreds || full) words.push(DIGITS[hundreds], "trăm");
  if (tens === 0 && ones && (hundreds || full)) words.push("linh");
  if (tens === 1) words.push("mười");
  if (tens > 1) words.push(DIGITS[tens], "mươi");
  if (ones === 1 && tens > 1) words.push("mốt");
  else if (ones === 4 && tens > 1) words.push("tư");
  else if (ones === 5 && tens > 0) words.push("lăm");
  else if (ones) words.push(DIGITS[ones]);
  return words;
}

function belowBillion(n, full) {
  const words = [];
  for (const [size, name] of [[1_000_000, "triệu"], [1000, "nghìn"], [1, ""]]) {
    const group = Math.floor(n / size) % 1000;
    if (!group) continue;
    words.push(...threeDigits(group, full || words.length > 0));
    if (name) words.push(name);
  }
  return words;
}

export function inWords(amount) {
  if (amount === 0) return "Không đồng";
  const billions = Math.floor(amount / 1e9);
  const words = billions ? [...belowBillion(billions, false), "tỷ"] : [];
  words.push(...belowBillion(amount % 1e9, words.length > 0), "đồng");
  if (amount % 1000 === 0) words.push("chẵn");
  const text = words.join(" ");
  return text[0].toUpperCase() + text.slice(1);
}

const group = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
const isGrouped = (text) => /^([1-9]\d*|[1-9]\d{0,2}(\.\d{3})+|0)?$/.test(text);
const SCALES = { k: 1e3, nghìn: 1e3, ngàn: 1e3, tr: 1e6, triệu: 1e6, trieu: 1e6, tỷ: 1e9, tỉ: 1e9, ty: 1e9 };

// Only what can be meant in one way; everything else shows no words.
export function readAmount(raw) {
  const text = raw.trim().toLowerCase().normalize("NFC").replace(/\s*(đồng|vnđ|vnd|đ|₫)$/, "");
  if (/^\d{1,3}( \d{3})+$/.test(text) || (text && isGrouped(text))) return Number(text.replace(/[. ]/g, ""));
  const scaled = text.match(/^(\d{1,6})(?:[.,](\d{1,6}))?\s*(k|nghìn|ngàn|triệu|trieu|tr|tỷ|tỉ|ty)$/);
  if (!scaled || scaled[2]?.length === 3) return null;
  const amount = Number(scaled[1] + "." + (scaled[2] ?? "0")) * SCALES[scaled[3]];
  return Number.isInteger(Math.round(amount * 100) / 100) ? Math.round(amount) : null;
}

function echo(input) {
  const place = document.querySelector(`[data-money-words="${CSS.escape(input.id)}"]`);
  if (!place) return;
  const amount = input.value ? readAmount(input.value) : null;
  place.textContent = amount === null || amount > MOST ? "" : inWords(amount);
}

// "1.5" must stay as typed, for it may become "1.5 tr": digits are grouped again only where they already stood in whole groups.
function regroup(input, event) {
  const was = input.dataset.was ?? "";
  const text = input.value;
  input.dataset.was = text;
  if (!text) delete input.dataset.ours;
  if (event.data === ".") delete input.dataset.ours;
  // 1500 has become 1.500 by our doing; followed by k or tr that could mean two things, so our own dots go again.
  if (input.dataset.ours && /^[\d.]+ *[knt]/i.test(text)) input.dataset.was = input.value = text.replaceAll(".", "");
  if (!event.inputType || event.data === "." || !isGrouped(was) || !/^[\d.]*$/.test(text) || text.endsWith(".")) return;
  const digits = text.replaceAll(".", "");
  if (digits.length < 4 || digits.startsWith("0")) {
    if (event.inputType.startsWith("delete") && digits !== text) input.value = digits;
  } else {
    const after = text.slice(input.selectionEnd).replaceAll(".", "").length;
    input.value = group(digits);
    if (input.value !== text) input.dataset.ours = "yes";
    let position = input.value.length;
    for (let left = after; left > 0; position--) if (input.value[position - 1] !== ".") left--;
    input.setSelectionRange(position, position);
  }
  input.dataset.was = input.value;
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-money]")) event.target.dataset.was = event.target.value;
});
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-money]")) return;
  regroup(event.target, event);
  echo(event.target);
});
for (const input of document.querySelectorAll("[data-money]")) if (input.value) echo(input);
