import { useState } from 'react';
import { dateLocale } from '../../ui/text/locale.ts';

export type TimeZone = 'local' | 'utc';

const key = 'audit-log-time-zone';
const formats: Partial<Record<TimeZone, Intl.DateTimeFormat>> = {};

/** Formats an instant to the second: "Mar 15, 2026, 2:03:22 PM", in UTC with "UTC". */
export function exactTimeIn(zone: TimeZone, at: string): string {
  formats[zone] ??= new Intl.DateTimeFormat(dateLocale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  });
  return `${formats[zone].format(Date.parse(at))}${zone === 'utc' ? ' UTC' : ''}`;
}

/** Returns the time zone that was chosen in this browser for the log, and a function to change it. */
export function useTimeZone(): readonly [TimeZone, (zone: TimeZone) => void] {
  const [zone, setZone] = useState<TimeZone>(stored);
  const choose = (next: TimeZone) => {
    setZone(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // If storage is blocked, the choice lasts until the page is closed.
    }
  };
  return [zone, choose];
}

function stored(): TimeZone {
  try {
    return localStorage.getItem(key) === 'utc' ? 'utc' : 'local';
  } catch {
    return 'local';
  }
}
