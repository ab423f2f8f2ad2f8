import { useState } from 'react';
import type { OwnedToken } from '../../api/organization/organization-tokens.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { OwnedTokenTable } from './owned-token-table.tsx';
import { RevokeTokensDialog } from './revoke-tokens-dialog.tsx';
import { SelectionBar } from './selection-bar.tsx';

type Props = {
  readonly tokens: readonly OwnedToken[];
  /** The number of tokens on all pages. */
  readonly total: number;
  /** Absent, or false if there are more than `total`. */
  readonly totalIsExact: false | undefined;
};

/** A page of tokens with its selection and the dialog to revoke them. */
export function OwnedTokens({ tokens, total, totalIsExact }: Props) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [revoking, setRevoking] = useState<readonly OwnedToken[]>([]);
  useReturnFocus(revoking.length > 0);
  // Tokens that have ended since are no longer in the list.
  const selected = tokens.filter(({ id }) => picked.has(id));
  const select = (ids: readonly string[], isSelected: boolean) => {
    const next = new Set(picked);
    for (const id of ids) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    setPicked(next);
  };
  return (
    <div className="grid gap-3">
      <SelectionBar
        shown={tokens.length}
        total={total}
        totalIsExact={totalIsExact}
        selected={selected.length}
        onSelectAll={(isSelected) =>
          select(
            tokens.map(({ id }) => id),
            isSelected,
          )
        }
        onRevoke={() => setRevoking(selected)}
      />
      <OwnedTokenTable
        tokens={tokens}
        isSelected={({ id }) => picked.has(id)}
        onSelect={({ id }, isSelected) => select([id], isSelected)}
        onRevoke={(token) => setRevoking([token])}
      />
      {revoking.length > 0 && <RevokeTokensDialog tokens={revoking} onClose={() => setRevoking([])} />}
    </div>
  );
}
