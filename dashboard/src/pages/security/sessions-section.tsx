import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionsQuery } from '../../api/account/sessions.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { SessionTable } from './session-table.tsx';

const signOutEverywhere = lazyFile(() => import('../../shared/sign-out-everywhere.tsx'));

/** The member's sessions, with actions to end them. */
export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);
  return (
    <section aria-labelledby="sessions" className="grid gap-4 pt-2">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="grid gap-0.5">
          <h2 id="sessions" className="font-semibold">
            Sessions
          </h2>
          <p className="text-muted">Where you are signed in. End any session that you do not recognize.</p>
        </div>
        <Button variant="caution" onClick={() => setAsking(true)}>
          Sign out everywhere
        </Button>
      </header>
      {sessions.isPending && <SkeletonRows />}
      {sessions.isError && !sessions.data && (
        <LoadError what="your sessions" error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data && <SessionTable sessions={sessions.data} />}
      {isAsking && (
        <LazyPart file={signOutEverywhere} onMissing={() => setAsking(false)}>
          {({ SignOutEverywhere }) => <SignOutEverywhere open onClose={() => setAsking(false)} />}
        </LazyPart>
      )}
    </section>
  );
}
