import type { OwnedToken } from '../../api/organization/organization-tokens.ts';
import { countText } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

/** What identifies a token for someone who decides about it. */
export type NamedToken = Pick<OwnedToken, 'id' | 'name' | 'lastUsedAt'> & {
  readonly owner: Pick<OwnedToken['owner'], 'id' | 'name'>;
};
type Props = {
  readonly tokens: readonly NamedToken[];
  /** The number of tokens that are not listed. */
  readonly more: number;
};

/** Tokens with their owners and last use, in a confirmation. */
export function TokenLines({ tokens, more }: Props) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {tokens.map(({ id, name, owner, lastUsedAt }) => (
        <li key={id} className="px-3 py-2 [overflow-wrap:anywhere]">
          <span className="font-medium text-ink">
            <Name>{name}</Name>
          </span>{' '}
          (<Name>{owner.name}</Name>),{' '}
          {lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <Time at={lastUsedAt} />
            </>
          )}
        </li>
      ))}
      {more > 0 && <li className="px-3 py-2">and {countText(more)} more</li>}
    </ul>
  );
}
