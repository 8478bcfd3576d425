// Buttons that copy what stands beside them; they show only where the browser can.

const COPIED = "Đã chép";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.querySelector("span");
      const before = words.textContent;
      words.textContent = COPIED;
      setTimeout(() => { words.textContent = before; }, 1500);
    });
  }
}
