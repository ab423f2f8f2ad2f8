import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { TokenEvent, tokenHistoryQuery } from '../../../api/account/token-details.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton } from '../../../ui/feedback/skeleton.tsx';
import { Section } from '../../../ui/section.tsx';
import { Name } from '../../../ui/text/name.tsx';
import { Time } from '../../../ui/text/time.tsx';
import { LoadError } from '../../load-error.tsx';
import { eventLines, eventTitle, whoDid } from './history-words.ts';

type Props = {
  readonly query: ReturnType<typeof tokenHistoryQuery>;
  /** A link to what the token did, for those who may see the audit log. */
  readonly actions?: ReactNode;
};

/** What happened to a token, from the audit log. */
export function TokenHistory({ query, actions }: Props) {
  const events = useInfiniteQuery(query);
  return (
    <Section title="History" description="Changes of the token itself, from the audit log." actions={actions}>
      <Events events={events} />
    </Section>
  );
}

function Events({ events }: { readonly events: UseInfiniteQueryResult<TokenEvent[]> }) {
  if (events.isPending) return <Skeleton className="h-10 w-full" />;
  if (!events.data) {
    return <LoadError what="the history" error={events.error} onRetry={() => void events.refetch()} />;
  }
  if (events.data.length === 0) return <p className="text-muted">The log has no entry about it.</p>;
  return (
    <>
      <ol className="grid gap-4">
        {events.data.map((event) => (
          <li key={event.id} className="grid gap-0.5">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>
                <span className="font-medium">{eventTitle(event)}</span> by <Name>{whoDid(event)}</Name>
              </span>
              <Time at={event.at} className="text-muted" />
            </p>
            {eventLines(event).map((line) => (
              <p key={line} className="text-muted text-sm [overflow-wrap:anywhere]">
                <Name>{line}</Name>
              </p>
            ))}
          </li>
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          size="sm"
          className="w-fit"
          pending={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          Show older entries
        </Button>
      )}
    </>
  );
}
