// What every check finds in the page: how an element is told to whoever has to mend it.

export function naming() {
  window.whereIs = (element) => {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement) {
      const classes = [...at.classList].slice(0, 2).map((name) => `.${name}`);
      parts.unshift(at.localName + (at.id ? `#${at.id}` : classes.join("")));
      if (at.id) break;
    }
    const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return parts.join(" > ") + (words ? ` “${words}”` : "");
  };

  // The nearest ancestor that keeps what is too wide for it to itself.
  window.scrollerOf = (element) => {
    for (let at = element.parentElement; at && at !== document.documentElement; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (at !== document.body && overflowX !== "visible") return at;
    }
    return null;
  };

  window.isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ checkVisibilityCSS: true });
  };
}
