import { useEffect, useState } from 'react';
import { exactTime } from '../text/relative-time.ts';

/** The exact time of an instant in milliseconds, for a title: worked out once the page is drawn without it. */
export function useExactTime(instant: number): string | undefined {
  const [exact, setExact] = useState<string>();
  useEffect(() => setExact(exactTime(instant)), [instant]);
  return exact;
}
