import { explain } from '../api/errors.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/feedback/banner.tsx';

/**
 * Shown in place of data that failed to load, with a button to try again. `what` follows "Could not load".
 */
export function LoadError({
  what,
  error,
  onRetry,
}: {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  return (
    <Banner
      tone="danger"
      title={`Could not load ${what}`}
      action={
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {explain(error)}
    </Banner>
  );
}
