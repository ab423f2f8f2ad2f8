import { useQuery } from '@tanstack/react-query';
import { explain } from '../../api/errors.ts';
import { memberSessionsQuery, useEndMemberSessions } from '../../api/organization/member-sessions.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SessionList } from '../../shared/members/session-list.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { Nothing, Section } from './section.tsx';

/** Where a member is signed in. */
export function SessionsSection({ userId }: { readonly userId: string }) {
  const sessions = useQuery(memberSessionsQuery(userId));
  const end = useEndMemberSessions(userId);
  const found = sessions.data ?? [];
  return (
    <Section
      title="Sessions"
      actions={
        found.length > 0 && (
          <Button
            size="sm"
            variant="caution"
            pending={end.isPending && end.variables === 'all'}
            onClick={() => end.mutate('all')}
          >
            Sign out everywhere
          </Button>
        )
      }
    >
      {sessions.isPending && <SkeletonRows rows={2} />}
      {sessions.isError && !sessions.data && (
        <LoadError what="the sessions" error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {end.error ? <Banner tone="danger">{explain(end.error)}</Banner> : null}
      {sessions.data && found.length === 0 && <Nothing>Not signed in anywhere.</Nothing>}
      {found.length > 0 && (
        <SessionList
          sessions={found}
          ending={end.isPending ? end.variables : null}
          onEnd={(sessionId) => end.mutate(sessionId)}
        />
      )}
    </Section>
  );
}
