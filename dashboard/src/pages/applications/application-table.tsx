import { Link } from 'react-router';
import type { Application } from '../../api/organization/applications.ts';
import { ClientSummary } from '../../shared/clients/client-summary.tsx';
import { LastUse } from '../../shared/last-use.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type RowAction, RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Time } from '../../ui/text/time.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';
import { redirectHosts } from './redirect-hosts.ts';

type Props = {
  readonly applications: readonly Application[];
  readonly onBlock: (application: Application) => void;
  readonly onVerify: (application: Application) => void;
};

/** The organization's applications, with actions to verify and block them. */
export function ApplicationTable({ applications, onBlock, onVerify }: Props) {
  const columns: readonly Column<Application>[] = [
    {
      header: 'App',
      kind: 'title',
      cell: ({ id, name, verifiedHost, verifiedAt, blockedAt }) => (
        <ClientSummary
          id={`name-${id}`}
          name={name}
          verifiedHost={verifiedHost}
          verified={verifiedAt !== null}
          state={blockedAt !== null && <Badge tone="danger">Blocked</Badge>}
        />
      ),
    },
    { header: 'Redirects to', cell: ({ redirectUris }) => <Hosts uris={redirectUris} /> },
    { header: 'Members', cell: (application) => <Members application={application} /> },
    { header: 'First connected', cell: ({ firstAllowedAt }) => <Time at={firstAllowedAt} /> },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (application) => (
        <RowActions
          of={isolated(application.name)}
          describedBy={`name-${application.id}`}
          actions={actionsOf(application)}
        />
      ),
    },
  ];
  const actionsOf = (application: Application): readonly RowAction[] => {
    if (application.blockedAt !== null) return [{ label: 'Unblock', onSelect: () => onBlock(application) }];
    const isVerified = application.verifiedAt !== null;
    const verify = { label: isVerified ? 'Unverify' : 'Verify', onSelect: () => onVerify(application) };
    return [
      // The host that publishes a metadata document already vouches for the name in it.
      ...(application.verifiedHost === null || isVerified ? [verify] : []),
      { label: 'Block', tone: 'caution', onSelect: () => onBlock(application) },
    ];
  };
  return (
    <Table caption="Apps connected by members" columns={columns} rows={applications} keyOf={({ id }) => id} />
  );
}

function Hosts({ uris }: { readonly uris: readonly string[] }) {
  return (
    <span className="grid min-w-32 gap-0.5">
      {redirectHosts(uris).map((host) => (
        <bdi key={host} className="font-mono text-sm [overflow-wrap:anywhere]">
          {host}
        </bdi>
      ))}
    </span>
  );
}

function Members({
  application: { id, name, members, membersIsExact },
}: {
  readonly application: Application;
}) {
  if (members === 0) return <span className="text-muted">None</span>;
  const query = new URLSearchParams({ view: 'connections', applicationId: id });
  return (
    <Link
      to={`/settings/organization/applications?${query}`}
      aria-label={`${countOf(members, 'member', 'members', membersIsExact)} connected ${isolated(name)}`}
      className={textLinkClasses}
    >
      {countText(members, membersIsExact)}
    </Link>
  );
}
