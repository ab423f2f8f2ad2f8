import { useEffect, useState } from 'react';
import { exactTime } from '../text/relative-time.ts';

/** Returns the exact time for a title. Formatted after the first render, because the first use is slow. */
export function useExactTime(instant: number): string | undefined {
  const [exact, setExact] = useState<string>();
  useEffect(() => setExact(exactTime(instant)), [instant]);
  return exact;
}
