/** How a rule names what one of its rows is about. */
export const subject = "{{ .Labels.kind }} {{ .Labels.namespace }}/{{ .Labels.name }}";

const severities = "['info', 'warning', 'error', 'critical']";

/** A row for each subject that the signal judges, in breach or not. Labels do not change while the expectations do not. */
export function subjectsOf(which: string, value: string): string {
  return `
    SELECT toString(subject_kind) AS kind, if(subject_namespace = '', '-', toString(subject_namespace)) AS namespace, subject_name AS name,
      if(any(owner) = '', 'nobody', toString(any(owner))) AS owner,
      arrayElement(${severities}, greatest(1, max(indexOf(${severities}, toString(severity))))) AS severity,
      ${value} AS value
    FROM tidemark.signals WHERE ${which}
    GROUP BY subject_kind, subject_namespace, subject_name ORDER BY kind, namespace, name`;
}
