// One click sends once: after the first submit the buttons rest and say so. The server refuses the second one anyway.

const SENDING = "Đang gửi…";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const pressed = event.submitter;
  // Disabled only after the browser has gathered the fields, or the pressed button's own value would be lost.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.disabled = true;
    const text = pressed?.querySelector("span");
    if (text) {
      text.dataset.was = text.textContent;
      text.textContent = SENDING;
    }
  }, 0);
});

// Coming back by the browser's Back button shows the page as it was left: make it usable again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    for (const text of form.querySelectorAll("[data-was]")) text.textContent = text.dataset.was;
  }
});

// What is wrong is read out first, and the link in it leads into the field itself.
document.querySelector("[data-focus]")?.focus();

// Whoever signs out leaves no list of names behind on this machine (the giving day keeps one for a reload without a network).
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/sign-out") && "caches" in window) caches.delete("giving");
});
