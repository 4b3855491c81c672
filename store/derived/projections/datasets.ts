import { label, latest, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/**
 * A dataset under the name a producer gave it. What describes it is in `facets`, its other names in
 * `aliases`. The old name of a renamed dataset has a row too, which knows the new one.
 */
export const datasets: Projection = {
  name: "datasets",
  key: { namespace: label, name: "String" },
  states: {
    first_seen: min("r.event_time", time),
    last_seen: max("r.event_time", time),
    received_at: min("r.received_at", time),
    last_read_at: max("if(r.role = 'input', r.event_time, NULL)", `Nullable(${time})`),
    /** What a dataset event says of a dataset is evidence that it is there, and new. */
    last_told_at: max("if(r.role = 'subject' AND r.lifecycle != 'DROP', r.event_time, NULL)", `Nullable(${time})`),
    last_alive_at: max(
      "if(role IN ('output', 'subject') AND lifecycle != 'DROP', event_time, NULL)",
      `Nullable(${time})`,
    ),
    changed: latest({ lifecycle: "text" }, "r.lifecycle != ''"),
    renamed_from: latest({ previous_namespace: "text", previous_name: "text" }, "r.previous_name != ''"),
    renamed_to: latest({ next_namespace: "text", next_name: "text" }, "r.next_name != ''"),
    versioned: latest({ version: "text" }, "r.version != ''"),
  },
  rows: `
    SELECT
      m.1 AS role, m.2 AS namespace, m.3 AS name, m.4 AS lifecycle, m.5 AS version,
      m.6 AS previous_namespace, m.7 AS previous_name, m.8 AS next_namespace, m.9 AS next_name,
      event_time, received_at
    FROM {events}
    ARRAY JOIN arrayConcat(
      arrayMap(
        (role, namespace, name, lifecycle, version, previous_namespace, previous_name) -> (
          toString(role), toString(namespace), name, toString(lifecycle), version,
          toString(previous_namespace), previous_name, '', ''),
        datasets.role, datasets.namespace, datasets.name, datasets.lifecycle, datasets.version,
        datasets.previous_namespace, datasets.previous_name),
      arrayFilter(old -> old.3 != '', arrayMap(
        (namespace, name, previous_namespace, previous_name) -> (
          '', toString(previous_namespace), previous_name, '', '', '', '', toString(namespace), name),
        datasets.namespace, datasets.name, datasets.previous_namespace, datasets.previous_name))
    ) AS m`,
};
