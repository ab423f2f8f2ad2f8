import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { membersQuery } from '../../api/organization/members.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { Later } from '../../ui/later.tsx';
import { laterFile } from '../../ui/later-file.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { Invitations } from './invitations.tsx';
import type { OpenDialog } from './member-dialogs.tsx';
import { MemberTable } from './member-table.tsx';

/** Loaded on demand, so that the list appears sooner. */
const dialogs = laterFile(() => import('./member-dialogs.tsx'));

/** The organization's members and pending invitations. */
export function MembersPage() {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  return (
    <>
      <PageHeader
        title="Members"
        description="People who can sign in. Role changes take effect immediately."
        actions={
          <Button
            variant="primary"
            onPointerEnter={dialogs.prepare}
            onFocus={dialogs.prepare}
            onClick={() => setOpen({ kind: 'invite' })}
          >
            Invite member
          </Button>
        }
      />
      <Members onOpen={setOpen} />
      <Invitations
        onRevoke={(invitation) => setOpen({ kind: 'revoke-invitation', invitation })}
        onRenewLink={(invitation) => setOpen({ kind: 'renew-link', invitation })}
      />
      {open && (
        <Later file={dialogs} onMissing={() => setOpen(null)}>
          {({ MemberDialogs }) => <MemberDialogs open={open} onOpen={setOpen} />}
        </Later>
      )}
    </>
  );
}

function Members({ onOpen }: { readonly onOpen: (open: OpenDialog) => void }) {
  const { page, toPage } = useAddressQuery();
  const members = useQuery(membersQuery(page));
  if (members.isPending) return <SkeletonRows />;
  if (!members.data) {
    return <LoadError what="the members" error={members.error} onRetry={() => void members.refetch()} />;
  }
  const { data, pageSize, total } = members.data;
  return (
    <>
      <MemberTable members={data} onOpen={onOpen} />
      <Pagination page={page} pageSize={pageSize} total={total} onPage={toPage} />
    </>
  );
}
