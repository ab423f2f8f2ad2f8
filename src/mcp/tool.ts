import type { Static, TObject } from 'typebox';
import { type Permission, roleAllows } from '../access/roles.ts';
import type { OAuthScope, Scope } from '../access/scopes.ts';
import { findVersion } from '../audit/queries.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { compileExact } from '../contract/exact-check.ts';
import { VersionCache } from '../contract/lists/version-cache.ts';
import { withOptionalDefaults } from '../contract/schemas.ts';
import type { Principal } from '../principals/principal.ts';
import type { Database } from '../storage/database.ts';
import { runList } from '../storage/load/work.ts';
import type { Viewer } from '../tickets/viewer.ts';
import { visibilityKey } from '../tickets/visibility-queries.ts';
import { type PlainSchema, toPlainSchema, withoutNulls } from './tool-schema.ts';

/** The caller of a tool, in one request. */
export type Caller = {
  readonly db: Database;
  readonly principal: Principal;
  readonly viewer: Viewer;
  /** The results of tools that list, as long as nothing has changed. */
  readonly lists: ListCache;
  /** The version of the data that a list shows at least; null for other tools, and if there is none. */
  readonly version: string | null;
  /** Records which scopes the request's token uses. */
  readonly noteScopes: (scopes: readonly Scope[]) => void;
  /** The origin of a change, for the audit log. */
  readonly changeOrigin: () => ChangeOrigin;
};

/** The result of a tool: data that matches its output schema, and the same as text. */
type ToolResult<Output> = { readonly data: Output; readonly text: string };

/** Results by tool, arguments and what the caller can see. */
export type ListCache = VersionCache<ToolResult<object>>;

export function newListCache(): ListCache {
  return new VersionCache(({ data, text }) => JSON.stringify(data).length + text.length);
}

type Declaration<Input extends TObject, Output extends TObject> = {
  readonly name: string;
  readonly title: string;
  /** For the model: when to use the tool and what it returns. */
  readonly description: string;
  /** The tool's effect on tickets: reads, adds or overwrites. */
  readonly effect: 'reads' | 'adds' | 'overwrites';
  readonly scope: OAuthScope | null;
  readonly permission?: Permission;
  /**
   * Whether it reads many rows, and its result depends only on its arguments, on what the caller can see, and on data whose
   * changes are audited.
   */
  readonly isList?: true;
  readonly input: Input;
  readonly output: Output;
  readonly run: (caller: Caller, input: Static<Input>) => Promise<ToolResult<Static<Output>>>;
};

export type Tool = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The required scope, or null. */
  readonly scope: OAuthScope | null;
  readonly annotations: Annotations;
  readonly inputSchema: PlainSchema;
  readonly outputSchema: PlainSchema;
  /**
   * Checks the role, then the arguments, then runs the tool.
   * @throws SpedyError forbidden; validation_failed; any error of the feature
   */
  readonly call: (caller: Caller, args: unknown) => Promise<ToolResult<object>>;
};

type Annotations = Readonly<
  Record<'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint', boolean>
>;

/**
 * What a client may tell its user before a call. The world is closed: tools act only on one organization's
 * tickets.
 */
const annotations = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  adds: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  overwrites: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
} as const satisfies Record<string, Annotations>;

/** Creates a tool. Its input schema validates the arguments, types them and is shown to clients. */
export function defineTool<Input extends TObject, Output extends TObject>(
  declaration: Declaration<Input, Output>,
): Tool {
  const { name, title, description, effect, scope, permission, isList, input, output, run } = declaration;
  const check = compileExact(input);
  return {
    name,
    title,
    description,
    scope,
    annotations: annotations[effect],
    inputSchema: toPlainSchema(withOptionalDefaults(input)),
    outputSchema: toPlainSchema(output),
    call: async (caller, args) => {
      if (permission && !roleAllows(caller.principal.role, permission)) throw new SpedyError('forbidden');
      const checked = check(withoutNulls(input, args));
      if ('error' in checked) throw checked.error;
      if (!isList) return run(caller, checked.value);
      const { db, viewer, lists } = caller;
      return lists.get({
        key: JSON.stringify([name, visibilityKey(viewer), checked.value]),
        version: () => findVersion(db, viewer.organizationId),
        read: (version) => runList(() => run({ ...caller, version }, checked.value)),
      });
    },
  };
}
