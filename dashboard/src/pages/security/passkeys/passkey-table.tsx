import type { Passkey } from '../../../api/passkeys/passkeys.ts';
import { Badge } from '../../../ui/badge.tsx';
import type { RowAction } from '../../../ui/table/row-action.ts';
import { RowActions } from '../../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../../ui/table/table.tsx';
import { isolated } from '../../../ui/text/isolated.ts';
import { Name } from '../../../ui/text/name.tsx';
import { Time } from '../../../ui/text/time.tsx';
import type { OpenPasskeyDialog } from './passkey-dialogs.tsx';

type Props = {
  readonly passkeys: readonly Passkey[];
  readonly canChange: boolean;
  readonly onOpen: (open: OpenPasskeyDialog) => void;
};

/** The member's passkeys. */
export function PasskeyTable({ passkeys, canChange, onOpen }: Props) {
  const actionsOf = (passkey: Passkey): RowAction[] => [
    { label: 'Rename', onSelect: () => onOpen({ kind: 'rename', passkey }) },
    { label: 'Remove', tone: 'caution', apart: true, onSelect: () => onOpen({ kind: 'remove', passkey }) },
  ];
  const columns: readonly Column<Passkey>[] = [
    { header: 'Name', kind: 'title', cell: (passkey) => <Title passkey={passkey} /> },
    {
      header: 'Last used',
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          <span className="text-muted">Never</span>
        ) : (
          <Time at={lastUsedAt} className="whitespace-nowrap" />
        ),
    },
    { header: 'Added', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (passkey) =>
        canChange && (
          <RowActions
            of={isolated(passkey.name)}
            describedBy={titleId(passkey)}
            actions={actionsOf(passkey)}
          />
        ),
    },
  ];
  return <Table caption="Your passkeys" columns={columns} rows={passkeys} keyOf={({ id }) => id} />;
}

function Title({ passkey }: { readonly passkey: Passkey }) {
  const { name, host, synced, blockedAt } = passkey;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span id={titleId(passkey)} className="font-medium">
        <Name>{name}</Name>
      </span>
      {blockedAt !== null && <Badge tone="danger">Blocked</Badge>}
      <span className="basis-full text-muted text-sm">{detailOf(host, synced, blockedAt)}</span>
    </div>
  );
}

function detailOf(host: string, synced: boolean, blockedAt: string | null): string {
  if (blockedAt !== null) return 'A copy of it may be in use. Remove it and add a new one.';
  if (host !== window.location.hostname) return `Works at ${host} only`;
  return synced ? 'Synced between your devices' : 'On one device';
}

function titleId({ id }: Passkey): string {
  return `passkey-${id}`;
}
