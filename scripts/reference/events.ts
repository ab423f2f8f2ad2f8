import { auditCatalog } from '../../src/contract/audit-actions.ts';
import { code, origin, table } from './table.ts';

/** The part of the dashboard that says what an action is. Its types are those of a browser, so it is not imported. */
type Labels = { readonly actionLabel: (event: { readonly action: string }) => string };
const labels = new URL('../../dashboard/src/shared/audit/event-labels.ts', import.meta.url).href;

/** The page of the audit log's events: every action with its target and its details. */
export async function eventsPage(): Promise<string> {
  const { actionLabel }: Labels = await import(labels);
  const prefixes = [...new Set(Object.keys(auditCatalog).map((action) => action.split('.')[0] ?? ''))];
  const parts = prefixes.map((prefix) => {
    const rows = Object.entries(auditCatalog)
      .filter(([action]) => action.startsWith(`${prefix}.`))
      .map(([action, { targets, details }]) => [
        code(action),
        targets.map(code).join(', '),
        actionLabel({ action }),
        Object.keys(details.properties).map(code).join(', ') || '–',
      ]);
    return `## ${prefix}\n\n${table(['action', 'target', 'what happened', 'details'], rows)}`;
  });
  return `# Events\n\n${origin('src/contract/audit-actions.ts')}\n\n${introduction}\n${parts.join('\n\n')}\n`;
}

const introduction = `Every change is an event of the organization's audit log, written in the transaction of the change. Read it in the
dashboard under **Settings > Organization > Audit log**, with \`GET /api/v1/organization/audit-events\`, or export it. An event
has \`sequence\`, \`at\`, \`action\`, the \`actor\` with its credential and address, the \`target\`, and the details of its
action. Names never change once they are released. Details never contain a secret.

Events are chained by hash: \`spedy admin audit verify\` finds any that was changed or removed
([security model](../security/README.md)).
`;
