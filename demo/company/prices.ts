import type { Cost } from "./model.ts";

/** What the warehouse bills. */
export const slots: Cost = { item: "slot_hours", unit: "hour", quantityPerMillionRows: 0.9, price: 0.04 };

/** What leaves a network is billed too. */
export const egress: Cost = { item: "egress", unit: "GB", quantityPerMillionRows: 0.15, price: 0.08 };
