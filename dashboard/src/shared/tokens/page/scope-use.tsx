import type { TokenDetails } from '../../../api/account/token-details.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/section.tsx';
import { dayOf } from '../../../ui/text/relative-time.ts';
import { scopeDescriptions } from '../../scopes/scope-words.ts';

type Props = {
  readonly token: Pick<TokenDetails, 'scopes' | 'scopesUsed' | 'scopesUnused'>;
  /** Opens the form that takes the unused scopes away. Absent if they cannot be taken away here. */
  readonly onNarrow?: (() => void) | undefined;
};

/** Which of a token's scopes were used, and when. */
export function ScopeUse({ token: { scopes, scopesUsed, scopesUnused }, onNarrow }: Props) {
  return (
    <Section
      title="Permissions"
      description={
        scopes === null
          ? 'Full access. What it used in the last 90 days:'
          : 'What it used of them in the last 90 days:'
      }
      actions={
        onNarrow &&
        scopesUsed.length > 0 &&
        scopesUnused.length > 0 && (
          <Button size="sm" onClick={onNarrow}>
            Remove what is unused
          </Button>
        )
      }
    >
      <ul className="grid gap-3">
        {scopesUsed.map(({ scope, lastUsedOn }) => (
          <Line key={scope} scope={scope} use={`Used on ${dayOf(Date.parse(`${lastUsedOn}T12:00:00Z`))}`} />
        ))}
        {scopesUnused.map((scope) => (
          <Line key={scope} scope={scope} use={null} />
        ))}
      </ul>
    </Section>
  );
}

type LineProps = { readonly scope: keyof typeof scopeDescriptions; readonly use: string | null };

function Line({ scope, use }: LineProps) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
      <span className="grid min-w-0">
        <code className="font-mono text-sm">{scope}</code>
        <span className="text-muted text-sm">{scopeDescriptions[scope]}</span>
      </span>
      <Badge tone={use === null ? 'neutral' : 'good'}>{use ?? 'Unused'}</Badge>
    </li>
  );
}
