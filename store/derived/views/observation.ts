/** The run behind an observation; empty when an event without a run made it. */
export const runOfObservation = "if(startsWith(observed_by, 'event:'), '', observed_by)";
