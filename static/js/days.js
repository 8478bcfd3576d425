// Days: eight digits typed in one go get their slashes when the field is left. The server reads all other ways.

document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-day]")) return;
  const digits = input.value.trim().match(/^(\d{2})(\d{2})(\d{4})$/);
  if (digits) input.value = digits.slice(1).join("/");
});
