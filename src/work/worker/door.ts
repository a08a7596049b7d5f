// The server starts loops by knocking at its own door: nothing else in PocketBase's runtime runs beside what runs.
import { door, slots } from "../store.ts";

/** The slot that is no worker's. */
export const KEEPER = "keeper";
/** Where the server knocks, followed by the slot. */
export const WORK_PATH = "/api/bundle/work";
/** The header that carries the secret. */
export const SECRET_HEADER = "X-Pocketbundle";

/** The server's port is open. Knocks for the keeper, which starts the workers. */
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
      // A connection that was kept may belong to a loop that never ends its request.
      headers: { [SECRET_HEADER]: door.secret(), Connection: "close" },
      timeout: 1,
    });
  } catch {
    // The first knock comes before the server answers anyone. It is heard later, or the next minute's tick is.
  }
}
