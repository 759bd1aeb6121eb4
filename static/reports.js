// Draws the chart of a report from the specification that the page carries; the table beside it has the same figures.
for (const place of document.querySelectorAll("[data-report-chart]")) {
  const data = document.getElementById(place.dataset.reportChart);
  const specification = JSON.parse(data.textContent);
  specification.width = "container";
  specification.autosize = { type: "fit-x", contains: "padding" };
  window.vegaEmbed(place, specification, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false });
}

// A line in hand goes along with the other forms of the release screen, so that it still stands in its field afterwards.
const line = document.querySelector("#release-form [name=text]");
for (const form of line ? document.querySelectorAll(".report-release form:not(#release-form)") : []) {
  form.addEventListener("formdata", (event) => event.formData.set("text", line.value));
}
