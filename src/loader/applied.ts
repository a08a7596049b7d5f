/** Whether a part of a collection had to be changed, or why it is not. */
export type Applied = boolean | string;

/** What a change of the type, or a removal, would do to the rows is not ours to decide. */
export const BY_HAND = "Change it in the dashboard or by a migration of your own.";
