export const DEFAULT_CATEGORY = "transactional";

/**
 * Whether a recipient's own action asks for such mail, so that nobody can unsubscribe from it.
 * Every other category is a list.
 */
export const isTransactional = (category: string): boolean =>
  category === "transactional" || category === "system";
