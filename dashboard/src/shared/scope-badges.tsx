import { Badge } from '../ui/badge.tsx';

/** The scopes of a token, or "Full access". */
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
