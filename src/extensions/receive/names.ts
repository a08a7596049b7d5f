/** The type of the jobs that run events. */
export const JOB = "bundle.event";
export const PATH = "/api/bundle/receive";
