/** A row of `bundle_events`. */
export interface EventRow {
  id: string;
  source: string;
  event: string;
  type: string;
  at: string;
  test: number;
  status: string;
  /** As JSON. */
  payload: string;
  /** The order of arrival. */
  place: number;
}
