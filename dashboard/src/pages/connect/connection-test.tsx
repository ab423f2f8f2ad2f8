import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { Link } from 'react-router';
import { explain } from '../../api/errors.ts';
import { type DoctorReport, useConnectionDoctor } from '../../api/organization/connection-doctor.ts';
import { StepList } from '../../shared/connection/step-list.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';
import { checkFromBrowser } from './browser-check.ts';

type Props = { readonly isAdmin: boolean; readonly origin: string };

/** "Test the connection": for admins the connection doctor, for others what their browser can see. */
export function ConnectionTest({ isAdmin, origin }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid content-start gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <h2 id={id} className="font-semibold">
        Test the connection
      </h2>
      {isAdmin ? <DoctorTest /> : <BrowserTest origin={origin} />}
    </section>
  );
}

function DoctorTest() {
  const doctor = useConnectionDoctor();
  return (
    <>
      <p className="text-muted">
        The server connects to its own public address as each tool does. This takes a few seconds and changes
        nothing.
      </p>
      <div>
        <Button pending={doctor.isPending} onClick={() => doctor.mutate()}>
          Test the connection
        </Button>
      </div>
      {doctor.isError && (
        <Banner tone="danger" title="Could not test the connection">
          {explain(doctor.error)}
        </Banner>
      )}
      {doctor.data && <Verdicts report={doctor.data} />}
    </>
  );
}

function Verdicts({ report: { clients } }: { readonly report: DoctorReport }) {
  return (
    <div role="status" className="grid gap-2">
      <ul className="grid gap-1">
        {clients.map(({ name, connects }) => (
          <li key={name} className="flex items-center justify-between gap-3">
            {name}
            {connects === null ? (
              <Badge>Not tested</Badge>
            ) : connects ? (
              <Badge tone="good">Can connect</Badge>
            ) : (
              <Badge tone="danger">Cannot connect</Badge>
            )}
          </li>
        ))}
      </ul>
      <Link to="/settings/organization/connection" className={`${textLinkClasses} w-fit`}>
        Every check, and how to fix problems
      </Link>
    </div>
  );
}

function BrowserTest({ origin }: Pick<Props, 'origin'>) {
  const check = useMutation({ mutationFn: () => checkFromBrowser(origin) });
  const isGood = check.data?.every(({ state }) => state === 'ok');
  return (
    <>
      <p className="text-muted">
        Your browser reads what a tool reads first. Admins can test every tool with the connection doctor.
      </p>
      <div>
        <Button pending={check.isPending} onClick={() => check.mutate()}>
          Test the connection
        </Button>
      </div>
      {check.data && (
        <div role="status" className="grid gap-3">
          <p className="font-medium">
            {isGood ? 'Tools on this computer can connect' : 'Tools cannot connect yet'}
          </p>
          <StepList steps={check.data} />
        </div>
      )}
    </>
  );
}
