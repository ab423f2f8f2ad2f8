import type { AuditEvent } from '../../api/organization/audit-events.ts';

/** One line of an event's details: a changed field with its old and new value, or a fact with its value. */
export type DetailLine =
  | { readonly kind: 'change'; readonly field: string; readonly before: string; readonly after: string }
  | { readonly kind: 'fact'; readonly field: string; readonly value: string };

type Fields = Readonly<Record<string, unknown>>;

/** Returns an event's details: the changed fields first, then the facts. */
export function detailLines(event: AuditEvent): readonly DetailLine[] {
  const { before, after, ...facts } = event.details as Fields;
  const changes =
    isRecord(before) && isRecord(after)
      ? Object.keys({ ...before, ...after }).map(
          (field) =>
            ({
              kind: 'change',
              field: fieldLabel(field),
              before: valueText(before[field]),
              after: valueText(after[field]),
            }) as const,
        )
      : [];
  const lines = Object.entries(facts).map(
    ([field, value]) => ({ kind: 'fact', field: fieldLabel(field), value: factText(field, value) }) as const,
  );
  return [...changes, ...lines];
}

/** `maxLifetimeDays` as "Max lifetime days". */
export function fieldLabel(field: string): string {
  const words = field.replaceAll(/[A-Z_]/g, (letter) => ` ${letter.replace('_', '')}`).toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Formats a value of the log as text. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (!isRecord(value)) return String(value);
  const fields = Object.entries(value).map(([field, inner]) => `${fieldLabel(field)}: ${valueText(inner)}`);
  return fields.join(', ');
}

/** Formats a fact. Scopes that are null mean full access. */
function factText(field: string, value: unknown): string {
  return field === 'scopes' && value === null ? 'full access' : valueText(value);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
