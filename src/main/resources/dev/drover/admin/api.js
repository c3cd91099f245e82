(() => {
  const viewer = document.getElementById("viewer");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", shade);
  shade();

  const choice = document.getElementById("choice");
  if (choice) {
    choice.addEventListener("change", () => {
      location.href = choice.value ? "/api?route=" + encodeURIComponent(choice.value) : "/api";
    });
  }

  const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const parameters = (item) => Object.values(item).flatMap((operation) => operation.parameters ?? []);
  // Paths that end in a fragment, which the viewer cannot fill in: it gets it escaped.
  const marks = [];
  const escaped = (paths) => Object.fromEntries(Object.entries(paths).map(([path, item]) => {
    const [plain, fragment] = path.split("#");
    if (!fragment) return [path, item];
    marks.push("%23" + fragment);
    return [plain + "%23" + fragment, item];
  }));

  // Paths with a parameter that may contain slashes, which the viewer would escape.
  const withSlashes = (api) => Object.entries(api.paths).flatMap(([path, item]) => {
    const names = parameters(item).filter((each) => each["x-slashes"]).map((each) => each.name);
    if (!names.length) return [];
    const [before, after] = path.replace(/#.*/, "").split(`{${names[0]}}`);
    const pattern = (text) => text.split(/\{[^}]*\}/).map(quoted).join("[^/]*");
    return [new RegExp(`^(${pattern(before)})([^/]*)(${pattern(after)})$`)];
  });

  const show = (api) => {
    const patterns = withSlashes(api);
    const path = (marked) => {
      const mark = marks.find((each) => marked.endsWith(each));
      const text = mark ? marked.slice(0, -mark.length) : marked;
      for (const pattern of patterns) {
        const found = pattern.exec(text);
        if (found) return found[1] + found[2].replaceAll(/%2f/gi, "/") + found[3];
      }
      return text;
    };
    SwaggerUIBundle({
      spec: { ...api, paths: escaped(api.paths) },
      domNode: viewer,
      deepLinking: true,
      displayOperationId: false,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
      supportedSubmitMethods: viewer.dataset.try === "true"
        ? ["get", "put", "post", "delete", "options", "head", "patch"]
        : [],
      requestInterceptor: (request) => {
        const url = new URL(request.url, location.href);
        const target = path(url.pathname) + url.search;
        request.url = url.origin + target;
        request.userFetch = (_, options) => fetch("/api/try/" + url.host + target, options);
        return request;
      },
    });
  };

  fetch(viewer.dataset.document, { cache: "no-store" })
    .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error("HTTP status " + answer.status)))
    .then(show)
    .catch((failure) => {
      viewer.innerHTML = '<p class="note"></p>';
      viewer.firstChild.textContent = "The document cannot be read: " + failure.message;
    });
})();
