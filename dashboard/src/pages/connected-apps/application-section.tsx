import { useId } from 'react';
import type { ConnectedApp } from '../../api/account/connected-apps.ts';
import { ClientSummary } from '../../shared/clients/client-summary.tsx';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import type { ApplicationSignIns } from './by-application.ts';
import { SignInTable } from './sign-in-table.tsx';

type Props = {
  readonly application: ApplicationSignIns;
  readonly onEnd: (signIn: ConnectedApp) => void;
  readonly onEndAll: (application: ApplicationSignIns) => void;
};

/** An application with the member's connections to it. */
export function ApplicationSection({ application, onEnd, onEndAll }: Props) {
  const id = useId();
  const { client, signIns } = application;
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
              signIns.length > 1 && (
                <span className="font-normal text-muted text-sm">
                  {countOf(signIns.length, 'connection')}
                </span>
              )
            }
          />
        </h2>
        {signIns.length > 1 && (
          <Button size="sm" variant="caution" aria-describedby={id} onClick={() => onEndAll(application)}>
            Revoke all access
          </Button>
        )}
      </header>
      <SignInTable name={client.name} signIns={signIns} onEnd={onEnd} />
    </section>
  );
}
