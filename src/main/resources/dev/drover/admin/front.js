(() => {
  const rates = [];
  const sample = () => ({ at: performance.now(), total: Number(document.querySelector("[data-total]").dataset.total) });
  let before = sample();
  const draw = () => {
    const rate = document.querySelector("[data-rate]");
    if (!rates.length) return;
    rate.textContent = Math.round(rates[rates.length - 1]).toLocaleString("en") + " per second";
    const most = Math.max(1, ...rates);
    const points = rates.map((r, i) => `${(i / 59) * 100},${29 - (r / most) * 26}`).join(" ");
    document.querySelector("[data-line]").setAttribute("points", points);
  };
  const refresh = async () => {
    if (document.hidden || !window.getSelection().isCollapsed) return;
    const mark = document.getElementById("fresh");
    try {
      const answer = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["state", "main"]) {
        document.getElementById(id).replaceWith(page.getElementById(id));
      }
      const after = sample();
      rates.push(Math.max(0, (after.total - before.total) / ((after.at - before.at) / 1000)));
      if (rates.length > 60) rates.shift();
      before = after;
      draw();
      mark.textContent = "As of " + new Date().toLocaleTimeString("en-GB") + ", every 2 s";
    } catch {
      mark.textContent = "No answer since " + mark.textContent.replace(/^(As of |No answer since )/, "").replace(/, every 2 s$/, "");
    }
  };
  setInterval(refresh, 2000);
})();
