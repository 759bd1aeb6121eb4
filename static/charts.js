// Draws every [data-chart] element from the JSON beside it. The table next to the chart holds the same figures,
// so a browser that cannot draw loses nothing.
function draw(box) {
  const source = document.getElementById(box.dataset.chart);
  if (!source || !window.vegaEmbed) return;
  const spec = JSON.parse(source.textContent);
  const options = { ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  window.vegaEmbed(box, spec, options).then((result) => {
    box.classList.add("app-wl-chart--drawn");
    result.view.addEventListener("click", (_event, item) => {
      const href = item && item.datum && item.datum.href;
      // Only addresses of this site: a chart never leads elsewhere.
      if (typeof href === "string" && href.startsWith("/") && !href.startsWith("//")) window.location.assign(href);
    });
  });
}

document.querySelectorAll("[data-chart]").forEach(draw);
