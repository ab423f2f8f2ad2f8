import { useQuery } from '@tanstack/react-query';
import { explain } from '../../api/errors.ts';
import { memberSessionsQuery, useEndMemberSessions } from '../../api/organization/member-sessions.ts';
import type { Member } from '../../api/organization/members.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { Name } from '../../ui/text/name.tsx';
import { LoadError } from '../load-error.tsx';
import { SessionList } from './session-list.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Shows where a member is signed in, and ends their sessions. */
export function SessionsDialog({ member, onClose }: Props) {
  const sessions = useQuery(memberSessionsQuery(member.id));
  const end = useEndMemberSessions(member.id);
  const found = sessions.data ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title={
        <>
          Sessions of <Name>{member.name}</Name>
        </>
      }
      description="Where they are signed in. Their access tokens are separate."
    >
      {sessions.isPending && <SkeletonRows />}
      {sessions.isError && !sessions.data && (
        <LoadError what="the sessions" error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {end.error ? <Banner tone="danger">{explain(end.error)}</Banner> : null}
      {sessions.data && found.length === 0 && <p className="text-muted">Not signed in anywhere.</p>}
      {found.length > 0 && (
        <SessionList
          sessions={found}
          ending={end.isPending ? end.variables : null}
          onEnd={(sessionId) => end.mutate(sessionId)}
        />
      )}
      <DialogActions>
        {found.length > 0 && (
          <Button
            variant="caution"
            pending={end.isPending && end.variables === 'all'}
            onClick={() => end.mutate('all')}
          >
            Sign out everywhere
          </Button>
        )}
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
