// What is wider than its place scrolls there. A keyboard must be able to reach it, and only then.
const fit = () => {
  for (const formula of document.querySelectorAll("mjx-container:not([display])"))
    formula.classList.toggle("wide", formula.firstChild.clientWidth > formula.closest("p, li, td, th, div").clientWidth);
  for (const box of document.querySelectorAll(".input_area, .output_area pre, .scroll, mjx-container"))
    box.scrollWidth > box.clientWidth ? box.setAttribute("tabindex", 0) : box.removeAttribute("tabindex");
};
addEventListener("resize", fit);
addEventListener("toggle", fit, true); // a hint that opens
MathJax.startup.promise.then(fit);
