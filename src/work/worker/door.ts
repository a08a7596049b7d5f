// The server starts a loop by a request to itself. Only requests and crons run in parallel in
// PocketBase, and the next cron may be a minute away.
import { door, slots } from "../store.ts";

/** The slot of the keeper. All other slots are workers'. */
export const KEEPER = "keeper";
/** The path at which the server knocks, followed by the slot. */
export const WORK_PATH = "/api/bundle/work";
/** The header that carries the secret. */
export const SECRET_HEADER = "X-Pocketbundle";

/** Runs when the server's port is open. Knocks for the keeper, which starts the workers. */
export function openDoor(url: string) {
  door.open(url);
  knock(KEEPER);
}

export const knockIfGone = (slot: string) => {
  if (slots.ownerOf(slot) === "") knock(slot);
};

function knock(slot: string) {
  if (door.url() === "") return;
  try {
    $http.send({
      url: `${door.url()}${WORK_PATH}/${slot}`,
      method: "POST",
      // A kept connection may belong to a loop that never ends its request.
      headers: { [SECRET_HEADER]: door.secret(), Connection: "close" },
      timeout: 1,
    });
  } catch {
    // The first knock comes before the server answers, and is handled later. If it is lost, the
    // cron starts the loop.
  }
}
