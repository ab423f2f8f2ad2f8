import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery } from '../../api/organization/invitations.ts';
import { Button } from '../../ui/button.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { ViewLinks } from '../../ui/view-links.tsx';
import type { InvitationDialog } from './invitations/invitation-dialogs.tsx';
import { Invitations } from './invitations/invitations.tsx';
import { MemberList } from './member-list.tsx';

/** Loaded on demand, so that the list appears sooner. */
const dialogs = lazyFile(() => import('./invitations/invitation-dialogs.tsx'));

/** The organization's members, or its pending invitations. */
export function MembersPage() {
  const [open, setOpen] = useState<InvitationDialog | null>(null);
  useReturnFocus(open !== null);
  const showsInvitations = useAddressQuery().get('view', (view) => view === 'invitations') !== null;
  return (
    <>
      <PageHeader
        title="Members"
        description="People who can sign in. Role changes take effect immediately."
        actions={
          <Button
            variant="primary"
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'invite' })}
          >
            Invite members
          </Button>
        }
      />
      <Views current={showsInvitations ? 'invitations' : 'members'} />
      {showsInvitations ? <Invitations onOpen={setOpen} /> : <MemberList />}
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ InvitationDialogs }) => <InvitationDialogs open={open} onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}

const path = '/settings/organization/members';

function Views({ current }: { readonly current: 'members' | 'invitations' }) {
  const invitations = useQuery(invitationsQuery(1)).data;
  const count = invitations && invitations.total > 0 ? invitations : null;
  return (
    <ViewLinks
      current={current}
      views={[
        { name: 'members', title: 'Members', to: path },
        {
          name: 'invitations',
          title: count ? `Invitations (${countText(count.total, count.totalIsExact)})` : 'Invitations',
          to: `${path}?view=invitations`,
        },
      ]}
    />
  );
}
