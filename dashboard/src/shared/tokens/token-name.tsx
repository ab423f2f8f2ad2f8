import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { TokenHint } from '../token-hint.tsx';

type Props = {
  readonly token: {
    readonly id: string;
    readonly name: string;
    readonly hint: string;
    readonly description: string | null;
  };
  /** The path of the token's page. */
  readonly to: string;
  /** A state beside the name. */
  readonly badge?: ReactNode;
};

/** A token in a list: its name, which leads to its page, what it is for, and its last four characters. */
export function TokenName({ token: { id, name, hint, description }, to, badge }: Props) {
  return (
    <div className="grid min-w-36 gap-0.5">
      <div className="flex flex-wrap items-center gap-2">
        <Link
          id={nameIdOf(id)}
          to={to}
          className="rounded font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline"
        >
          <Name>{name}</Name>
        </Link>
        {badge}
      </div>
      {description && (
        <p title={isolated(description)} className="line-clamp-1 max-w-md font-normal text-muted text-sm">
          <Name>{description}</Name>
        </p>
      )}
      <TokenHint hint={hint} />
    </div>
  );
}

/** The ID of the element that names a token's row. */
export function nameIdOf(tokenId: string): string {
  return `name-${tokenId}`;
}
