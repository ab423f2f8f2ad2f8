import { roleName } from '../../../api/organization/roles.ts';
import type { ScimToken } from '../../../api/organization/scim-tokens.ts';
import { LastUse } from '../../../shared/last-use.tsx';
import { Person } from '../../../shared/person.tsx';
import { RowActions } from '../../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../../ui/table/table.tsx';
import { isolated } from '../../../ui/text/isolated.ts';
import { Name } from '../../../ui/text/name.tsx';
import { Time } from '../../../ui/text/time.tsx';
import type { OpenDialog } from './scim-dialogs.tsx';

type Props = {
  readonly tokens: readonly ScimToken[];
  readonly canRotate: boolean;
  readonly onOpen: (open: OpenDialog) => void;
};

/** The organization's SCIM tokens, with actions to rotate and revoke each. */
export function ScimTokenTable({ tokens, canRotate, onOpen }: Props) {
  const columns: readonly Column<ScimToken>[] = [
    {
      header: 'Name',
      kind: 'title',
      cell: ({ id, name, hint, endsAt }) => (
        <span className="grid gap-0.5 md:min-w-40">
          <span id={`name-${id}`} className="font-medium">
            <Name>{name}</Name>
          </span>
          <code className="whitespace-nowrap font-mono text-muted text-sm">spedy_scm_…{hint}</code>
          {endsAt !== null && (
            <span className="text-muted text-sm">
              Ends <Time at={endsAt} />
            </span>
          )}
        </span>
      ),
    },
    { header: 'New members', cell: ({ role }) => roleName(role) },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    { header: 'Created by', cell: ({ createdBy: { name, email } }) => <Person name={name} email={email} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (token) => (
        <RowActions
          of={isolated(token.name)}
          describedBy={`name-${token.id}`}
          actions={[
            ...(canRotate && token.endsAt === null
              ? [{ label: 'Rotate', onSelect: () => onOpen({ kind: 'rotate', token }) }]
              : []),
            { label: 'Revoke', tone: 'caution', onSelect: () => onOpen({ kind: 'revoke', token }) },
          ]}
        />
      ),
    },
  ];
  return <Table caption="SCIM tokens" columns={columns} rows={tokens} keyOf={({ id }) => id} />;
}
