import { useId } from 'react';
import type { ConnectedApp } from '../../api/account/connected-apps.ts';
import { ClientSummary } from '../../shared/clients/client-summary.tsx';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { ConnectionTable } from './connection-table.tsx';
import type { ApplicationConnections } from './group-by-application.ts';

type Props = {
  readonly application: ApplicationConnections;
  readonly onEnd: (connection: ConnectedApp) => void;
  readonly onEndAll: (application: ApplicationConnections) => void;
};

/** An application with the member's connections to it. */
export function ApplicationSection({ application, onEnd, onEndAll }: Props) {
  const id = useId();
  const { client, connections } = application;
  return (
    <section aria-labelledby={id} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h2 className="min-w-0">
          <ClientSummary
            id={id}
            name={client.name}
            verifiedHost={client.verifiedHost}
            verified={client.verified}
            state={
              connections.length > 1 && (
                <span className="font-normal text-muted text-sm">
                  {countOf(connections.length, 'connection')}
                </span>
              )
            }
          />
        </h2>
        {connections.length > 1 && (
          <Button size="sm" variant="caution" aria-describedby={id} onClick={() => onEndAll(application)}>
            Revoke all access
          </Button>
        )}
      </header>
      <ConnectionTable name={client.name} connections={connections} onEnd={onEnd} />
    </section>
  );
}
