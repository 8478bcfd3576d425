// A password may be looked at while it is typed; without this module the box to do so does not appear.

for (const box of document.querySelectorAll("[data-shows]")) {
  const inputs = box.dataset.shows.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    for (const input of inputs) input.type = box.checked ? "text" : "password";
  });
  // What is sent is a password again, so that the browser offers to keep it.
  box.form?.addEventListener("submit", () => {
    for (const input of inputs) input.type = "password";
  });
}
