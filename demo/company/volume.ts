import { around } from "./chance.ts";

/** What happens in the shop in some span of time. */
export interface Volume {
  readonly orders: number;
  readonly charges: number;
  readonly clicks: number;
  readonly sessions: number;
  readonly customersChanged: number;
  readonly products: number;
}

export const hourMs = 3_600_000;

/** Sunday first. People buy at the weekend. */
const ofWeekday = [1.28, 0.94, 0.9, 0.93, 0.98, 1.08, 1.36];

/** From midnight UTC: quiet nights, a lunch break, the evening on the sofa. */
const ofHour = [
  0.22, 0.14, 0.1, 0.09, 0.12, 0.2, 0.42, 0.7, 0.95, 1.1, 1.15, 1.25, 1.4, 1.3, 1.15, 1.1, 1.15, 1.3, 1.55, 1.8, 1.9,
  1.6, 1.05, 0.55,
];

export function volumeOfHour(hour: number): Volume {
  const at = new Date(hour);
  const rhythm = (ofWeekday[at.getUTCDay()] ?? 1) * (ofHour[at.getUTCHours()] ?? 1);
  const orders = Math.round(900 * rhythm * around(`orders ${hour}`, 0.08));
  const sessions = Math.round(orders * 21 * around(`sessions ${hour}`, 0.06));
  return {
    orders,
    charges: Math.round(orders * 1.04),
    clicks: Math.round(sessions * 11.5 * around(`clicks ${hour}`, 0.05)),
    sessions,
    customersChanged: Math.round(orders * 0.45 * around(`customers ${hour}`, 0.1)),
    products: 4200,
  };
}

/** The 24 hours before `end`. */
export function volumeOfDay(end: number): Volume {
  const hours = Array.from({ length: 24 }, (_, index) => volumeOfHour(end - (index + 1) * hourMs));
  const sum = (key: keyof Volume): number => hours.reduce((total, hour) => total + hour[key], 0);
  return {
    orders: sum("orders"),
    charges: sum("charges"),
    clicks: sum("clicks"),
    sessions: sum("sessions"),
    customersChanged: sum("customersChanged"),
    products: 4200,
  };
}
