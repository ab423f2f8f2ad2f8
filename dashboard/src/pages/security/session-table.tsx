import { useSignOut } from '../../api/account/me.ts';
import { type Session, useEndSession } from '../../api/account/sessions.ts';
import { explain } from '../../api/errors.ts';
import { Address } from '../../shared/address.tsx';
import { deviceName } from '../../shared/sessions/device.ts';
import { signInMethod } from '../../shared/sessions/sign-in-method.ts';
import { Badge } from '../../ui/badge.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/text/time.tsx';

const columns: readonly Column<Session>[] = [
  { header: 'Device', kind: 'title', cell: (session) => <Device session={session} /> },
  { header: 'IP address', cell: ({ address }) => <Address address={address} /> },
  { header: 'Last seen', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} className="whitespace-nowrap" /> },
  { header: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
  {
    header: 'Actions',
    kind: 'actions',
    cell: (session) => (session.current ? <SignOutHere /> : <EndSession session={session} />),
  },
];

/** The member's sessions, the current one first. */
export function SessionTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const rows = sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
  return <Table caption="Your sessions" columns={columns} rows={rows} keyOf={({ id }) => id} />;
}

function Device({ session }: { readonly session: Session }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span id={deviceId(session)} title={session.userAgent ?? undefined} className="font-medium">
        {deviceName(session.userAgent)}
      </span>
      {session.current && <Badge tone="good">This device</Badge>}
      <span className="basis-full text-muted text-sm">
        {signInMethod(session)}
        {session.confirmedAt !== null && (
          <>
            , confirmed <Time at={session.confirmedAt} />
          </>
        )}
      </span>
    </div>
  );
}

function EndSession({ session }: { readonly session: Session }) {
  const end = useEndSession();
  const toast = useToast();
  const press = () =>
    end.mutate(session.id, {
      onSuccess: () => toast(`Session ended: ${deviceName(session.userAgent)}.`),
      onError: (error) => toast(explain(error), 'failed'),
    });
  return (
    <RowActions
      of={deviceName(session.userAgent)}
      describedBy={deviceId(session)}
      actions={[{ label: 'End session', tone: 'caution', pending: end.isPending, onSelect: press }]}
    />
  );
}

function SignOutHere() {
  const signOut = useSignOut('here');
  const toast = useToast();
  const press = () => signOut.mutate(undefined, { onError: (error) => toast(explain(error), 'failed') });
  const pending = signOut.isPending || signOut.isSuccess;
  return <RowActions of="this device" actions={[{ label: 'Sign out', pending, onSelect: press }]} />;
}

function deviceId({ id }: Session): string {
  return `device-${id}`;
}
