import { Badge } from '../ui/badge.tsx';

/** What a token may do: its scopes, or everything. */
export function ScopeBadges({ scopes }: { readonly scopes: readonly string[] | null }) {
  if (scopes === null) return <Badge>Full access</Badge>;
  return (
    <span className="inline-flex flex-wrap gap-1 max-md:justify-end">
      {scopes.map((scope) => (
        <Badge key={scope} mono>
          {scope}
        </Badge>
      ))}
    </span>
  );
}
