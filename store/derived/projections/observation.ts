/**
 * What tells one observation of a thing from the next: the run; in a run that goes on, which sends
 * results on RUNNING events, each event's time; without a run, the event. dbt says its results on START
 * and again on COMPLETE: those are one observation.
 */
export const observation = `
  if(kind = 'run', e.run_id, concat('event:', event_id)) AS observed_by,
  if(event_type = 'RUNNING', event_time, toDateTime64(0, 6, 'UTC')) AS observed_at`;
