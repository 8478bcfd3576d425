// The menu is longer than a small screen: from page to page it stays where it was, and where one is comes into sight.

const PLACE = "menu-place";

function showCurrent(nav) {
  const here = nav.querySelector('[aria-current="page"]');
  if (!here) return;
  const above = here.offsetTop < nav.scrollTop;
  const below = here.offsetTop + here.offsetHeight > nav.scrollTop + nav.clientHeight;
  if (above || below) nav.scrollTop = here.offsetTop - (nav.clientHeight - here.offsetHeight) / 2;
}

const side = document.querySelector(".side .nav");
if (side) {
  side.scrollTop = Number(sessionStorage.getItem(PLACE) ?? 0);
  showCurrent(side);
  addEventListener("pagehide", () => sessionStorage.setItem(PLACE, String(side.scrollTop)));
}
for (const drawer of document.querySelectorAll("details.drawer")) {
  drawer.addEventListener("toggle", () => drawer.open && showCurrent(drawer.querySelector(".nav")));
}
