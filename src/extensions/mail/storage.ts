import { attachments } from "./migrations/0001-attachments.ts";

export const MIGRATIONS = [attachments];
