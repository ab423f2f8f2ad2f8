import type { AuditEvent } from '../../api/organization/audit-events.ts';
import { Name } from '../../ui/text/name.tsx';
import { type DetailLine, detailLines } from './detail-lines.ts';

/** An event's details: changes as a table, facts as a list. */
export function EventDetails({ event }: { readonly event: AuditEvent }) {
  const lines = detailLines(event);
  const changes = lines.filter((line) => line.kind === 'change');
  const facts = lines.filter((line) => line.kind === 'fact');
  return (
    <div id={`details-${event.id}`} className="grid gap-4 text-sm">
      {changes.length > 0 && <Changes changes={changes} />}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
        {facts.map(({ field, value }) => (
          <div key={field} className="contents">
            <dt className="text-muted">{field}</dt>
            <dd className="font-mono [overflow-wrap:anywhere]">
              <Name>{value}</Name>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
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
