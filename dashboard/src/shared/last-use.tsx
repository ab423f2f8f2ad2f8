import { Time } from '../ui/text/time.tsx';

/** When something was last used, or "Never used". */
export function LastUse({ at }: { readonly at: string | null }) {
  return at === null ? <span className="whitespace-nowrap text-muted">Never used</span> : <Time at={at} />;
}
