/** Values of a dashboard's variables, by name. */
export type Values = Readonly<Record<string, string>>;

/** Grafana's `percentencode`: what `encodeURIComponent` leaves alone of RFC 3986's reserved characters is encoded too. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A text with its `${name:percentencode}` replaced, as Grafana does. Throws for a variable without a value, and for any
 * other form: names with quotes in them would break it.
 */
export function interpolate(text: string, values: Values): string {
  return text.replaceAll(/\$\{([\w.]+)(?::(\w+))?\}/g, (whole, name: string, format: string | undefined) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the dashboard has no variable ${name}`);
    if (format !== "percentencode") throw new Error(`${whole} is not safe for every name`);
    return percentEncode(value);
  });
}
