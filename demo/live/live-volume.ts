import { around } from "../company/chance.ts";
import type { Job } from "../company/model.ts";
import { hourMs, volumeOfDay, volumeOfHour } from "../company/volume.ts";
import type { Volume } from "../company/volume.ts";
import type { Round } from "./round.ts";

/** As much as in this hour of the day, or in a day, and never quite the same. */
export function liveVolume(job: Job, { number, start }: Round): Volume {
  const hour = Math.floor(start / hourMs) * hourMs;
  const usual = job.schedule === "hourly" ? volumeOfHour(hour) : volumeOfDay(hour);
  const factor = around(`round ${hour} ${number}`, 0.04);
  const scaled = (count: number): number => Math.round(count * factor);
  return {
    orders: scaled(usual.orders),
    charges: scaled(usual.charges),
    clicks: scaled(usual.clicks),
    sessions: scaled(usual.sessions),
    customersChanged: scaled(usual.customersChanged),
    products: usual.products,
  };
}
