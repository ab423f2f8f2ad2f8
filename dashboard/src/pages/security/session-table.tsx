import { explain } from '../../api/errors.ts';
import { useSignOut } from '../../api/me.ts';
import { type Session, useEndSession } from '../../api/sessions.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { deviceName } from './device.ts';

const columns: readonly Column<Session>[] = [
  { header: 'Device', kind: 'title', cell: (session) => <Device session={session} /> },
  { header: 'Address', cell: ({ address }) => <Address address={address} /> },
  { header: 'Last seen', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} className="whitespace-nowrap" /> },
  { header: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
  {
    header: 'Actions',
    kind: 'actions',
    cell: (session) => (session.current ? <SignOutButton /> : <EndButton session={session} />),
  },
];

/** The member's sessions, this one first. */
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
    </div>
  );
}

function Address({ address }: { readonly address: string | null }) {
  if (address === null) return <span className="text-muted">Unknown</span>;
  return <span className="break-all font-mono text-sm">{address}</span>;
}

function EndButton({ session }: { readonly session: Session }) {
  const end = useEndSession();
  const toast = useToast();
  const press = () =>
    end.mutate(session.id, {
      onSuccess: () => toast(`The session of ${deviceName(session.userAgent)} has ended.`),
      onError: (error) => toast(explain(error)),
    });
  return (
    <Button
      size="sm"
      variant="caution"
      pending={end.isPending}
      aria-describedby={deviceId(session)}
      onClick={press}
    >
      End session
    </Button>
  );
}

function SignOutButton() {
  const signOut = useSignOut('here');
  const toast = useToast();
  return (
    <Button
      size="sm"
      pending={signOut.isPending || signOut.isSuccess}
      onClick={() => signOut.mutate(undefined, { onError: (error) => toast(explain(error)) })}
    >
      Sign out
    </Button>
  );
}

function deviceId({ id }: Session): string {
  return `device-${id}`;
}
