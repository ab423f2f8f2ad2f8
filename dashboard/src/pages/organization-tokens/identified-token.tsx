import { Link } from 'react-router';
import type { Identified } from '../../api/organization/identify-token.ts';
import { Person } from '../../shared/person.tsx';
import { ownedTokenPath } from '../../shared/tokens/paths.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

const kinds: Readonly<Record<Identified['kind'], string>> = {
  pat: 'Personal access token',
  oauth_access_token: 'Access token of an app',
  oauth_refresh_token: 'Refresh token of an app',
  oauth_code: 'Authorization code of an app',
  client_secret: 'Client secret',
  session: 'Session of the dashboard',
  scim_token: 'SCIM token',
  invitation: 'Link of an invitation',
};
/** Where an administrator ends credentials of a kind. */
const pages: Readonly<Record<Exclude<Identified['kind'], 'pat'>, readonly [title: string, path: string]>> = {
  oauth_access_token: ['Apps', '/settings/organization/applications?view=connections'],
  oauth_refresh_token: ['Apps', '/settings/organization/applications?view=connections'],
  oauth_code: ['Apps', '/settings/organization/applications?view=connections'],
  client_secret: ['Apps', '/settings/organization/applications'],
  session: ['Members', '/settings/organization/members'],
  scim_token: ['Policy', '/settings/organization/policy'],
  invitation: ['Members', '/settings/organization/members'],
};
const states = {
  active: <Badge tone="danger">Works</Badge>,
  paused: <Badge tone="warning">Paused</Badge>,
  inactive: <Badge>No longer works</Badge>,
} as const;

/** What a secret turned out to be, with the way to end it. */
export function IdentifiedToken({ found: { kind, id, name, state, owner } }: { readonly found: Identified }) {
  return (
    <div className="grid gap-3 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium [overflow-wrap:anywhere]">
          {name === null ? kinds[kind] : <Name>{name}</Name>}
        </span>
        {states[state]}
      </div>
      {name !== null && <p className="text-muted">{kinds[kind]}</p>}
      {owner && <Person name={owner.name} email={owner.email} />}
      <span className="flex items-center gap-2">
        <code className="min-w-0 break-all font-mono text-sm">{id}</code>
        <CopyButton iconOnly text={id} label="Copy the ID" />
      </span>
      {kind === 'pat' ? (
        <Link to={ownedTokenPath(id)} className={textLinkClasses}>
          Show this token
        </Link>
      ) : (
        <Link to={pages[kind][1]} className={textLinkClasses}>
          Go to {pages[kind][0]}
        </Link>
      )}
    </div>
  );
}
