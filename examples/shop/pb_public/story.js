// What happened to an order on the server, step by step: the part of the page, and how it is kept
// up to date.
import { pb } from "./shop.js";
import { stepsOf } from "./steps.js";
import { element } from "./views.js";

/** Milliseconds between two looks, and how often the page looks until it believes that nothing more comes. */
const PAUSE = 400;
const LOOKS = 40;

/** The part of a list item that opens. `onOpen` is called whenever it does. */
export function storyPart(onOpen) {
  const part = element(
    "details",
    "story",
    element("summary", "", "What happened"),
    element("ol", ""),
  );
  part.addEventListener("toggle", () => part.open && onOpen());
  return part;
}

/** Shows the story of the item's order, and looks again while the server still works on it. */
export async function followStory(item) {
  const turn = {};
  item.turn = turn;
  for (let look = 0; look < LOOKS; look += 1) {
    const path = `/api/shop/orders/${item.order.id}/story`;
    const story = await pb.send(path, { requestKey: null }).catch(() => undefined);
    if (item.turn !== turn || !item.lastChild.open) return; // somebody else follows, or nobody looks
    const steps = story ? stepsOf(item.order, story) : [];
    if (story) item.querySelector("ol").replaceChildren(...steps.map(stepItem));
    if (story && steps.every(({ state }) => state !== "working")) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function stepItem({ kind, state, text, time = "", links = [] }) {
  const item = element(
    "li",
    state,
    element("strong", "", kind),
    element("time", "", time),
    element("span", "", text),
  );
  if (links.length > 0) item.append(element("span", "links", ...links.map(link)));
  return item;
}

function link([text, href]) {
  const made = element("a", "", text);
  Object.assign(made, { href, target: "_blank", rel: "noopener" });
  return made;
}
