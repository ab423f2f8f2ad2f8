import { Link } from 'react-router';
import type { AuditEvent, NamedMembers } from '../../api/organization/audit-events.ts';
import { auditLogPath, eventPath } from '../../shared/audit/event-path.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';
import { type DetailLine, detailLines, fieldLabel } from './detail-lines.ts';
import { exactTimeIn } from './time-zone.ts';

type Props = { readonly event: AuditEvent; readonly members: NamedMembers };

/** An event's details: changes as a table, facts as a list, and the event to copy. */
export function EventDetails({ event, members }: Props) {
  const lines = detailLines(event);
  const changes = lines.filter((line) => line.kind === 'change');
  const facts = lines.filter((line) => line.kind === 'fact');
  return (
    <div id={`details-${event.id}`} className="grid gap-4 text-sm">
      {changes.length > 0 && <Changes changes={changes} />}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
        {facts.map(({ field, value }) => (
          <Fact key={field} name={field} value={named(value, members)} />
        ))}
        <OwnFacts event={event} members={members} />
      </dl>
      <div className="flex flex-wrap gap-2">
        <CopyEvent event={event} />
      </div>
    </div>
  );
}

/** What every event has, each with a link to the events that share it. */
function OwnFacts({ event, members }: Props) {
  const { actor, credential, target, address, requestId } = event;
  const person = [actor.name, actor.email].filter(Boolean).join(', ');
  return (
    <>
      <Fact name="Time" value={`${exactTimeIn('local', event.at)} · ${event.at}`} />
      <Fact
        name="Actor"
        value={actor.id === null ? actor.kind : `${person} (${actor.id})`}
        filter={actor.id === null ? { actorKind: actor.kind } : { actorId: actor.id }}
      />
      <Fact name="Action" value={event.action} filter={{ action: event.action }} />
      <Fact
        name={fieldLabel(target.kind)}
        value={named(target.id, members)}
        filter={{ targetId: target.id }}
      />
      {credential && (
        <Fact
          name={`Credential (${credential.kind})`}
          value={credential.id}
          filter={{ credentialId: credential.id }}
        />
      )}
      {address !== null && <Fact name="IP address" value={address} filter={{ address }} />}
      {requestId !== null && <Fact name="Request" value={requestId} />}
      <Fact name="Event" value={`${event.id}, number ${event.sequence}`} />
      <Fact name="Hash" value={event.hash} />
    </>
  );
}

type FactProps = {
  readonly name: string;
  readonly value: string;
  readonly filter?: Readonly<Record<string, string>>;
};

function Fact({ name, value, filter }: FactProps) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="flex flex-wrap gap-x-3 font-mono [overflow-wrap:anywhere]">
        <span className="min-w-0">
          <Name>{value}</Name>
        </span>
        {filter && (
          <Link
            to={{ search: String(new URLSearchParams(filter)), pathname: auditLogPath }}
            className={`${textLinkClasses} font-sans`}
            aria-label={`All events with this ${name.toLowerCase()}`}
          >
            All events
          </Link>
        )}
      </dd>
    </div>
  );
}

/** Copies an event, or its address. */
function CopyEvent({ event }: Pick<Props, 'event'>) {
  const address = new URL(eventPath(event.sequence), window.location.href).href;
  return (
    <>
      <CopyButton text={JSON.stringify(event, null, 2)} caption="Copy as JSON" />
      <CopyButton text={address} caption="Copy link" />
    </>
  );
}

/** Adds the name of a member to their ID. */
function named(value: string, members: NamedMembers): string {
  const member = members[value];
  return member ? `${member.name} (${value})` : value;
}

function Changes({ changes }: { readonly changes: readonly Extract<DetailLine, { kind: 'change' }>[] }) {
  return (
    <table className="w-fit text-left">
      <thead className="text-muted">
        <tr>
          {['Field', 'Before', 'After'].map((header) => (
            <th key={header} scope="col" className="py-1 pr-6 font-medium">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field} className="align-top">
            <th scope="row" className="py-1 pr-6 font-normal">
              {field}
            </th>
            <td className="py-1 pr-6 text-muted [overflow-wrap:anywhere]">
              <Name>{before}</Name>
            </td>
            <td className="py-1 pr-6 font-medium [overflow-wrap:anywhere]">
              <Name>{after}</Name>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
