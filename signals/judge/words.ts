const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** `25 min`, `2 h 5 min`, `3 d 4 h`: the two largest parts that matter. */
export function spanText(ms: number): string {
  const rounded = Math.abs(ms);
  if (rounded < minute) return `${Math.round(rounded / 1000)} s`;
  if (rounded < hour) return `${Math.round(rounded / minute)} min`;
  if (rounded < day) return parts(rounded, hour, "h", minute, "min");
  return parts(rounded, day, "d", hour, "h");
}

function parts(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const smalls = Math.round(ms / small);
  const [most, rest] = [Math.floor((smalls * small) / large), Math.round((smalls * small) % large) / small];
  return rest === 0 ? `${most} ${largeUnit}` : `${most} ${largeUnit} ${rest} ${smallUnit}`;
}

/** `2026-03-30 07:00`, by the clock of a time zone that is named beside it unless it is UTC's. */
export function momentText(at: number, timeZone = "UTC"): string {
  if (timeZone === "UTC") return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  // Many wait for the same deadline.
  const key = `${timeZone} ${at}`;
  const known = moments.get(key) ?? formatted(at, timeZone);
  if (moments.size >= rememberedMoments) moments.clear();
  moments.set(key, known);
  return known;
}

const moments = new Map<string, string>();
const rememberedMoments = 2000;

function formatted(at: number, timeZone: string): string {
  const part = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const text = (type: Intl.DateTimeFormatPartTypes): string => part.get(type) ?? "";
  return `${text("year")}-${text("month")}-${text("day")} ${text("hour")}:${text("minute")} ${timeZone}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a thousand times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(timeZone, known);
  return known;
}

const numbers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fewDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

export function numberText(value: number): string {
  return Math.abs(value) >= 100 ? numbers.format(value) : fewDigits.format(value);
}

export function shareText(share: number): string {
  return `${fewDigits.format(share * 100)}%`;
}

export function nameText({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
