import type { Migration } from "../../kernel/extensions.ts";

/**
 * One job of a key may wait while another one runs: the unique index of 0.1.0 is replaced by two,
 * which the collection declares. An older file could neither enqueue with these indexes nor keep
 * two jobs of a key apart, so it must refuse the database.
 */
export const oneMoreRun: Migration = {};
