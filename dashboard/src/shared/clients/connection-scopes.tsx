import { ScopeChip } from '../scopes/scope-chip.tsx';

type Props = { readonly scopes: readonly string[]; readonly audience: 'api' | 'mcp' };

/** The scopes of a connection, and whether it works at the MCP server only. */
export function ConnectionScopes({ scopes, audience }: Props) {
  return (
    <span className="grid justify-items-start gap-1 max-md:justify-items-end">
      <ScopeChip scopes={scopes} />
      {audience === 'mcp' && <span className="text-muted text-sm">MCP server only</span>}
    </span>
  );
}
