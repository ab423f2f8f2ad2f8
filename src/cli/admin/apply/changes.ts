/** A field before and after a change; `from` is null for something new. */
export type FieldChange = { readonly from: unknown; readonly to: unknown };

/** One difference between a file and the database. */
export type Change = {
  readonly organization: string;
  readonly action: 'create' | 'change' | 'remove';
  readonly kind: 'organization' | 'member' | 'board' | 'board member';
  /** What it is within the organization: its slug, email, key, or `WEB tim@acme.example`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldChange>>;
};

/** The differences of one organization, and how many declared things had none. */
export type Plan = { readonly changes: readonly Change[]; readonly unchanged: number };

const signs = { create: '+', change: '~', remove: '-' } as const;

/** The plan as a diff: a line for each change, and the totals. */
export function describePlan(plans: readonly Plan[], dryRun: boolean): string[] {
  const changes = plans.flatMap((plan) => plan.changes);
  const unchanged = plans.reduce((sum, plan) => sum + plan.unchanged, 0);
  const lines = [...new Set(changes.map(({ organization }) => organization))].flatMap((slug) => [
    slug,
    ...changes.filter(({ organization }) => organization === slug).map((change) => `  ${describe(change)}`),
  ]);
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const [create, change, remove] = dryRun
    ? ['to create', 'to change', 'to remove']
    : ['created', 'changed', 'removed'];
  return [
    ...lines,
    `${dryRun ? 'Plan' : 'Applied'}: ${count('create')} ${create}, ${count('change')} ${change}, ${count('remove')} ${remove}, ${unchanged} unchanged.`,
  ];
}

/** One line: `~ member tim@acme.example: role CUSTOMER -> TEAM_MEMBER`. */
export function describe({ action, kind, name, fields }: Change): string {
  const details = Object.entries(fields).map(([field, { from, to }]) =>
    action === 'change' ? `${field} ${shown(from)} -> ${shown(to)}` : `${field} ${shown(to)}`,
  );
  return `${signs[action]} ${kind} ${name}${details.length > 0 ? `: ${details.join(', ')}` : ''}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Returns the wanted fields that differ. A field that is not declared (undefined) stays as it is. */
export function differences(
  current: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): Record<string, FieldChange> {
  const differing = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value !== current[field],
  );
  return Object.fromEntries(differing.map(([field, to]) => [field, { from: current[field] ?? null, to }]));
}

/** Returns the fields of something new. */
export function newFields(wanted: Readonly<Record<string, unknown>>): Record<string, FieldChange> {
  return differences({}, wanted);
}
