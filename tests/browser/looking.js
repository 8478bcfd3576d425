// What the tests of every page do in the page beside axe: less of the same, so that two widths of 400 pages take minutes.

// A fourth row of the very same shape (elements, classes, roles and states, texts as long) tells nothing new: the middle one of three has both its
// neighbours.
function trimRows() {
    const VALUES = new Set(["id", "href", "for", "name", "value", "title", "datetime", "action", "src", "d", "x", "y", "cx", "cy", "points"]);
    const free = name => VALUES.has(name) || name.startsWith("aria-label") || name === "aria-describedby";
    const named = at => at.name + (!at.value ? "!" : free(at.name) ? "" : "=" + at.value);
    const shape = node => node.nodeType === Node.TEXT_NODE ? "t" + Math.min(node.data.trim().length, 5)
        : node.nodeType !== Node.ELEMENT_NODE ? ""
        : `<${node.tagName} ${[...node.attributes].map(named).sort().join(" ")}>${[...node.childNodes].map(shape).join("")}</>`;
    for (const parent of document.querySelectorAll("tbody, ul, ol, dl, select, datalist")) {
        const met = new Map();
        for (const child of [...parent.children]) {
            const kind = shape(child);
            met.set(kind, (met.get(kind) || 0) + 1);
            if (met.get(kind) > 3) child.remove();
        }
    }
}

// Contrast is more than half of axe's work, and is settled by an element's colours, its type and what lies below it. What passed is kept for the next
// size and the person's next page; only what passed: a text that axe could not judge, or one out of the flow (over or under something), is asked
// again. Nothing is scrolled here, so what is sticky stands in the flow.
function keepContrast() {
    const KEPT = "passed contrast";
    const known = new Set(JSON.parse(sessionStorage.getItem(KEPT) || "[]"));
    const grounds = new Map();
    const ground = node => {
        if (!node) return "";
        if (!grounds.has(node)) {
            const style = getComputedStyle(node), below = ground(node.parentElement);
            const loose = below === null || !["static", "relative", "sticky"].includes(style.position) || style.transform !== "none" || style.filter !== "none";
            grounds.set(node, loose ? null : `${style.backgroundColor} ${style.backgroundImage} ${style.opacity} ${style.mixBlendMode}/${below}`);
        }
        return grounds.get(node);
    };
    const looks = node => {
        const below = ground(node), style = getComputedStyle(node);
        return below === null ? null : [style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke, below].join("|");
    };
    const rule = axe._audit.rules.find(one => one.id === "color-contrast"), matches = rule.matches;
    rule.matches = (node, ...rest) => !known.has(looks(node)) && matches.call(rule, node, ...rest);
    const check = axe._audit.checks["color-contrast"], evaluate = check.evaluate;
    check.evaluate = function (node, ...rest) {
        const passed = evaluate.call(this, node, ...rest), name = looks(node);
        if (passed === true && name !== null) {
            known.add(name);
            sessionStorage.setItem(KEPT, JSON.stringify([...known]));
        }
        return passed;
    };
    // Other styles hold at another width.
    return () => grounds.clear();
}

// Load axe as a script of the page: the browser keeps what it made of it, which halves its cost.
async function prepareLooking(address) {
    await new Promise((done, lost) => {
        const script = document.createElement("script");
        Object.assign(script, { src: address, onload: done, onerror: lost });
        document.head.append(script);
    });
    trimRows();
    window.forgetGrounds = keepContrast();
}

// Take out what stands in these parts, which keep their size, while something is done; then put it back.
async function without(parts, act) {
    const kept = parts.map(part => [part, part.getBoundingClientRect(), [...part.childNodes]]);
    for (const [part, box] of kept) {
        part.replaceChildren();
        Object.assign(part.style, { height: `${box.height}px`, minWidth: `${box.width}px` });
    }
    try {
        return await act();
    } finally {
        for (const [part, , children] of kept) {
            Object.assign(part.style, { height: "", minWidth: "" });
            part.append(...children);
        }
    }
}

// Give axe's violations of these tags, but for those in the parts left out: axe walks through all that stands there, so nothing does meanwhile.
async function lookThrough(tags, out) {
    window.forgetGrounds();
    const parts = out.flatMap(one => [...document.querySelectorAll(one[0])]);
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
    return (await without(parts, () => axe.run({ exclude: out }, options))).violations;
}
