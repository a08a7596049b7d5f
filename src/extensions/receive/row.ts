/** A row of `bundle_events`. */
export interface EventRow {
  id: string;
  source: string;
  event: string;
  type: string;
  at: string;
  test: number;
  status: string;
  /** The event as JSON. */
  payload: string;
  /** The body as it was received, where the payload differs from it. */
  body: string;
  /** The place in the order of arrival. */
  place: number;
}
