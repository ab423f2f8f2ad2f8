import type { Session } from '../../api/account/sessions.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/text/time.tsx';
import { Address } from '../address.tsx';
import { deviceName } from '../sessions/device.ts';
import { signInMethod } from '../sessions/sign-in-method.ts';

type Props = {
  readonly sessions: readonly Session[];
  /** The session that is being ended. */
  readonly ending: string | null;
  readonly onEnd: (sessionId: string) => void;
};

/** The sessions of another member, with a button to end each. */
export function SessionList({ sessions, ending, onEnd }: Props) {
  return (
    <ul aria-label="Sessions" className="grid divide-y divide-line rounded-lg border border-line bg-surface">
      {sessions.map((session) => (
        <SessionItem
          key={session.id}
          session={session}
          pending={ending === session.id}
          onEnd={() => onEnd(session.id)}
        />
      ))}
    </ul>
  );
}

type ItemProps = { readonly session: Session; readonly pending: boolean; readonly onEnd: () => void };

function SessionItem({ session, pending, onEnd }: ItemProps) {
  const id = `session-${session.id}`;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-3">
      <div className="grid min-w-0 gap-0.5">
        <span id={id} title={session.userAgent ?? undefined} className="font-medium">
          {deviceName(session.userAgent)}
        </span>
        <span className="text-muted text-sm">
          {signInMethod(session)}, signed in <Time at={session.createdAt} />
        </span>
        <span className="text-muted text-sm">
          Last seen <Time at={session.lastUsedAt} />
          {session.confirmedAt !== null && (
            <>
              , confirmed <Time at={session.confirmedAt} />
            </>
          )}
        </span>
        <Address address={session.address} />
      </div>
      <Button size="sm" variant="caution" aria-describedby={id} pending={pending} onClick={onEnd}>
        End session
      </Button>
    </li>
  );
}
