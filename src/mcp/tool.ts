import type { Static, TObject } from 'typebox';
import { type Permission, roleAllows } from '../access/roles.ts';
import type { OAuthScope } from '../access/scopes.ts';
import type { Provenance } from '../audit/provenance.ts';
import { SpedyError } from '../http/errors.ts';
import { withOptionalDefaults } from '../http/schemas.ts';
import { compileExact } from '../http/validation.ts';
import type { Principal } from '../principals/principal.ts';
import type { Database } from '../storage/database.ts';
import type { Viewer } from '../tickets/viewer.ts';
import { type ShownSchema, shown, withoutNulls } from './tool-schema.ts';

/** Whom a tool acts for, in one request. */
export type Caller = {
  readonly db: Database;
  readonly principal: Principal;
  readonly viewer: Viewer;
  /** Where a change comes from, for the audit log. */
  readonly provenance: () => Provenance;
};

/** What a tool answers: data in the form of its output schema, and the same for a reader. */
export type ToolAnswer<Output> = { readonly data: Output; readonly text: string };

type Declaration<Input extends TObject, Output extends TObject> = {
  readonly name: string;
  readonly title: string;
  /** For the model: when to use the tool, and what it answers. */
  readonly description: string;
  /** What the tool does to the tickets: reads them, adds to them, or overwrites what is there. */
  readonly effect: 'reads' | 'adds' | 'overwrites';
  readonly scope: OAuthScope | null;
  readonly permission?: Permission;
  readonly input: Input;
  readonly output: Output;
  readonly run: (caller: Caller, input: Static<Input>) => Promise<ToolAnswer<Static<Output>>>;
};

export type Tool = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The scope that a credential needs; null: none. */
  readonly scope: OAuthScope | null;
  readonly annotations: Annotations;
  readonly inputSchema: ShownSchema;
  readonly outputSchema: ShownSchema;
  /**
   * Judges the role, then the arguments, then acts.
   * @throws SpedyError forbidden; validation_failed; whatever the rules of the feature refuse
   */
  readonly call: (caller: Caller, argumentsGiven: unknown) => Promise<ToolAnswer<object>>;
};

type Annotations = Readonly<
  Record<'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint', boolean>
>;

/** What a client may tell its user beforehand. The world that the tools act on is closed: one organization's tickets. */
const annotations = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  adds: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  overwrites: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
} as const satisfies Record<string, Annotations>;

/** Makes a tool of its declaration: one schema validates the arguments, gives them their type and is shown. */
export function defineTool<Input extends TObject, Output extends TObject>(
  declaration: Declaration<Input, Output>,
): Tool {
  const { name, title, description, effect, scope, permission, input, output, run } = declaration;
  const check = compileExact(input);
  return {
    name,
    title,
    description,
    scope,
    annotations: annotations[effect],
    inputSchema: shown(withOptionalDefaults(input)),
    outputSchema: shown(output),
    call: async (caller, argumentsGiven) => {
      if (permission && !roleAllows(caller.principal.role, permission)) throw new SpedyError('forbidden');
      const checked = check(withoutNulls(input, argumentsGiven));
      if ('error' in checked) throw checked.error;
      // The check has just proved it.
      return run(caller, checked.value as Static<Input>);
    },
  };
}
