// A page asks for nothing that it does not carry, and complains of nothing.

export function listen(page) {
  const faults = [];
  page.on("request", (request) => {
    const own = request.isNavigationRequest() || /^(data|blob|about):/.test(request.url());
    if (!own) faults.push({ rule: "request", selector: request.url().slice(0, 200), advice: "put it into the page" });
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      faults.push({ rule: "console", selector: message.type(), advice: message.text().slice(0, 300) });
  });
  page.on("pageerror", (error) => faults.push({ rule: "console", selector: "error", advice: String(error) }));
  return faults;
}
