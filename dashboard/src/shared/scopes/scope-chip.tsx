import { Badge, badgeClasses } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Hint } from '../../ui/feedback/hint.tsx';
import { isScope, scopeDescriptions, summaryOf } from './scope-words.ts';

/** Two lines in a table that would scroll otherwise. */
const chipClasses = classNames(badgeClasses('neutral'), 'group-data-menu/table:whitespace-normal!');

/** What a token or connection may do, as one chip; the scopes that its text leaves out are on hover and focus. */
export function ScopeChip({ scopes }: { readonly scopes: readonly string[] | null }) {
  if (scopes === null) return <Badge>Full access</Badge>;
  const { name, more } = summaryOf(scopes);
  if (more === 0) return <span className={chipClasses}>{name}</span>;
  return (
    <Hint className={classNames(chipClasses, 'min-h-6 hover:text-ink')} label={`${name} +${more}`}>
      <ScopeLines scopes={scopes} />
    </Hint>
  );
}

/** Scopes with what each allows. */
function ScopeLines({ scopes }: { readonly scopes: readonly string[] }) {
  return (
    <ul className="grid gap-2">
      {scopes.map((scope) => (
        <li key={scope} className="grid">
          <code className="font-mono">{scope}</code>
          {isScope(scope) && <span className="text-muted">{scopeDescriptions[scope]}</span>}
        </li>
      ))}
    </ul>
  );
}
