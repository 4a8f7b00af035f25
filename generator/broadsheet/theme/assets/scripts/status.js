// A month's list of what is not shown, narrowed down to the lines that hold every word typed.
import { Broadsheet } from "./broadsheet.js";

(() => {
  const list = document.getElementById("losses");
  if (!list) return;
  const { counted, make, say } = Broadsheet;
  const lines = [...list.children].map((line) => [line, line.textContent.toLowerCase()]);
  const box = make("input", { type: "search", autocomplete: "off", input: () => narrow() });
  const told = make("span", { class: "n" });
  const narrow = () => {
    const words = box.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const [line, text] of lines) {
      line.hidden = !words.every((word) => text.includes(word));
      shown += !line.hidden;
    }
    told.textContent = box.value.trim() ? ` ${counted(shown, "line")} of ${lines.length.toLocaleString("en")}` : "";
    say(told.textContent);
  };
  document.getElementById("filter").append(make("label", {}, "Filter this list ", box), told);
})();
