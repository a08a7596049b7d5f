// apis/middlewares.go

import type { RequestEvent } from "../api/request-event.ts";
import { Middleware } from "../api/router.ts";
import { ApiError, apiError } from "../go/api-error.ts";
import { GO, goType } from "../go/go.ts";

/** The limit runs before the middlewares that read the body. */
const BODY_LIMIT_PRIORITY = -990;

export class Apis {
  static readonly [GO] = goType({
    name: "$apis",
    type: "$apis",
    methods: [
      "bodyLimit",
      "requireAuth",
      "requireGuestOnly",
      "requireSuperuserAuth",
      "requireSuperuserOrOwnerAuth",
      "skipSuccessActivityLog",
    ],
  });

  requireAuth = (...collections: string[]) =>
    new Middleware(requireAuth(collections), 0, "pbRequireAuth");

  requireSuperuserAuth = () =>
    new Middleware(requireAuth(["_superusers"]), 0, "pbRequireSuperuserAuth");

  requireGuestOnly = () =>
    new Middleware((e) => {
      if (e.auth) throw apiError("BadRequestError", "The request can be accessed only by guests.");
      e.next();
    });

  requireSuperuserOrOwnerAuth = (parameter: string | null) =>
    new Middleware((e) => {
      if (!e.auth) {
        throw apiError(
          "UnauthorizedError",
          "The request requires superuser or record authorization token.",
        );
      }
      const owner = e.request.pathValue(parameter || "id");
      if (!e.auth.isSuperuser() && e.auth.id !== owner) throw apiError("ForbiddenError");
      e.next();
    });

  /** A limit of 0 means no limit. */
  bodyLimit = (bytes: number) =>
    new Middleware(
      (e) => {
        if (bytes > 0 && e.request.contentLength > bytes) {
          throw new ApiError(413, "Request entity too large", null);
        }
        e.next();
      },
      BODY_LIMIT_PRIORITY,
      "pbBodyLimit",
    );

  skipSuccessActivityLog = () =>
    new Middleware((e) => {
      e.set("__skipSuccessActivityLogger", true);
      e.next();
    });
}

function requireAuth(collections: readonly string[]) {
  return (e: RequestEvent) => {
    if (!e.auth) {
      throw apiError("UnauthorizedError", "The request requires valid record authorization token.");
    }
    if (collections.length > 0 && !collections.includes(e.auth.collection().name)) {
      throw apiError(
        "ForbiddenError",
        "The authorized record is not allowed to perform this action.",
      );
    }
    e.next();
  };
}
