/** ISO: 1 is Monday, 7 is Sunday, as `Temporal.PlainDate.dayOfWeek`. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type WeekdayName = (typeof weekdays)[number];

const numbers: Readonly<Record<WeekdayName, Weekday>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};

export function weekdayNumber(name: WeekdayName): Weekday {
  return numbers[name];
}
