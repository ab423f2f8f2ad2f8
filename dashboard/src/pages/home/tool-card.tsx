import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { Link } from 'react-router';
import { type ConnectedApp, connectedAppsQuery } from '../../api/account/connected-apps.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { Name } from '../../ui/text/name.tsx';
import { StartCard } from './start-card.tsx';

/** As many tools are named. */
const named = 3;

/** The tools that the member has connected, and the way to connect one. */
export function ToolCard() {
  const connections = useQuery(connectedAppsQuery);
  const isFirst = connections.data?.length === 0;
  return (
    <StartCard
      icon={<Plug className="size-4" />}
      title="Connected apps"
      actions={
        <>
          <Link to="/connect" className={buttonClasses({ variant: isFirst ? 'primary' : 'secondary' })}>
            Connect a tool
          </Link>
          {!isFirst && (
            <Link to="/settings/account/connected-apps" className={buttonClasses({ variant: 'quiet' })}>
              All your apps
            </Link>
          )}
        </>
      }
    >
      {connections.data && <Summary connections={connections.data} />}
      {connections.isPending && <Skeleton className="h-5 w-56 max-w-full" />}
    </StartCard>
  );
}

function Summary({ connections }: { readonly connections: readonly ConnectedApp[] }) {
  const names = [...new Set(connections.map(({ client }) => client.name))];
  if (names.length === 0) return 'Connect Claude, Cursor, VS Code or another tool to work with your tickets.';
  const others = names.length - named;
  return (
    <>
      Connected to{' '}
      {names.slice(0, named).map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Name>{name}</Name>
        </span>
      ))}
      {others > 0 && ` and ${others} more`}.
    </>
  );
}
