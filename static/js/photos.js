// Photos from a phone are made smaller before they are sent (inputs with data-photos); whatever fails is sent as it is.

const SIDE = 2000;
const SMALL = 700_000;

async function shrink(file) {
  if (!file.type.startsWith("image/") || file.size <= SMALL) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-photos]")) return;
  const buttons = input.form?.querySelectorAll("button[type=submit]") ?? [];
  for (const button of buttons) button.disabled = true;
  try {
    const basket = new DataTransfer();
    for (const file of input.files) basket.items.add(await shrink(file).catch(() => file));
    input.files = basket.files;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
});
