import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { connectedAppsQuery } from '../../api/account/connected-apps.ts';
import { useMe } from '../../api/account/me.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { helpPath } from '../../shared/help-path.ts';
import { LastUse } from '../../shared/last-use.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';
import { ConnectionTest } from './connection-test.tsx';
import { ToolPanel } from './tool-panel.tsx';
import { type Tool, tools } from './tools.ts';

/** How to connect a tool to this organization, and what is connected already. */
export function ConnectPage() {
  const { organization, role } = useMe();
  const [parameters] = useSearchParams();
  const connected = useQuery(connectedAppsQuery).data ?? [];
  const tool = tools.find(({ id }) => id === parameters.get('tool')) ?? tools[0];
  const { origin } = window.location;
  const isConnected = ({ name }: Tool) =>
    connected.some(({ client }) => client.name?.toLowerCase().startsWith(name.toLowerCase()));
  if (!tool) return null;
  return (
    <>
      <PageHeader
        title="Connect a tool"
        description={
          <>
            Let an AI tool, a device or a script work with the tickets that you can see.{' '}
            <a href={helpPath('clients/connect')} className={textLinkClasses}>
              All clients, step by step
            </a>
          </>
        }
      />
      <RegistrationNotice />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 md:grid-cols-[12rem_minmax(0,1fr)]">
        <ToolList current={tool} isConnected={isConnected} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <ToolPanel
            key={tool.id}
            tool={tool}
            values={{ origin, name: organization.slug }}
            isConnected={isConnected(tool)}
          />
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
            <ConnectionTest isAdmin={role === 'ADMIN'} origin={origin} />
            <ConnectedList />
          </div>
        </div>
      </div>
    </>
  );
}

type ListProps = { readonly current: Tool; readonly isConnected: (tool: Tool) => boolean };

/** The tools; the chosen one is in the address. */
function ToolList({ current, isConnected }: ListProps) {
  return (
    <nav aria-label="Tools">
      <ul className="flex flex-wrap gap-1 md:grid">
        {tools.map((tool) => (
          <li key={tool.id}>
            <Link
              to={{ search: `?tool=${tool.id}` }}
              replace
              preventScrollReset
              aria-current={tool === current ? 'page' : undefined}
              className={classNames(
                'motion flex h-9 items-center justify-between gap-2 rounded-md border px-3 pointer-coarse:h-11',
                tool === current
                  ? 'border-line bg-surface font-medium text-ink'
                  : 'border-transparent text-muted hover:bg-line/40 hover:text-ink',
              )}
            >
              {tool.name}
              {isConnected(tool) && (
                <span className="size-2 rounded-full bg-good">
                  <span className="sr-only">, connected</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RegistrationNotice() {
  const registration = useQuery(organizationQuery).data?.policy.registration;
  if (registration !== 'off') return null;
  return (
    <Banner tone="warning" title="New apps cannot register">
      The policy of this organization lets no app register. Apps that are connected, and scripts with an
      access token, work on. An admin can change it under Settings &gt; Organization &gt; Policy.
    </Banner>
  );
}

/** The member's connected apps, with the way to the page that ends them. */
function ConnectedList() {
  const apps = useQuery(connectedAppsQuery);
  return (
    <section
      aria-labelledby="connected"
      className="grid content-start gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <h2 id="connected" className="font-semibold">
        Connected already
      </h2>
      {apps.data && apps.data.length > 0 ? (
        <ul className="grid gap-2">
          {apps.data.slice(0, 5).map(({ id, client, lastUsedAt }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-3">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <Name>{client.name ?? 'An app without a name'}</Name>
              </span>
              <span className="text-muted text-sm">
                <LastUse at={lastUsedAt} />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">
          {apps.isPending ? 'Loading…' : 'No app is connected to your account yet.'}
        </p>
      )}
      <Link to="/settings/account/connected-apps" className={`${textLinkClasses} w-fit`}>
        Connected apps
      </Link>
    </section>
  );
}
