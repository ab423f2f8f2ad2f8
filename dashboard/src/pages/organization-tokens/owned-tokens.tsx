import { useState } from 'react';
import { explain } from '../../api/errors.ts';
import {
  type OwnedToken,
  type OwnedTokenFilter,
  useMatchingTokens,
} from '../../api/organization/organization-tokens.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { OwnedTokenTable } from './owned-token-table.tsx';
import { RevokeTokensDialog } from './revoke-tokens-dialog.tsx';
import { SelectionBar } from './selection-bar.tsx';

type Props = {
  readonly tokens: readonly OwnedToken[];
  readonly filter: OwnedTokenFilter;
  /** The number of tokens on all pages. */
  readonly total: number;
  /** Absent, or false if there are more than `total`. */
  readonly totalIsExact: false | undefined;
};

/** A page of tokens with its selection, which can be all that match, and the dialog to revoke them. */
export function OwnedTokens({ tokens, filter, total, totalIsExact }: Props) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const [revoking, setRevoking] = useState<readonly OwnedToken[]>([]);
  const matching = useMatchingTokens();
  const toast = useToast();
  useReturnFocus(revoking.length > 0);
  // Tokens that have ended since are no longer in the list.
  const selected = isAll ? tokens : tokens.filter(({ id }) => picked.has(id));
  const select = (ids: readonly string[], isSelected: boolean) => {
    const next = new Set(selected.map(({ id }) => id));
    for (const id of ids) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    setPicked(next);
    setAll(false);
  };
  const revoke = () => {
    if (!isAll) return setRevoking(selected);
    matching.mutate(filter, {
      onSuccess: setRevoking,
      onError: (error) => toast(explain(error), 'failed'),
    });
  };
  return (
    <div className="grid gap-3">
      <SelectionBar
        shown={tokens.length}
        total={total}
        totalIsExact={totalIsExact}
        selected={selected.length}
        isAll={isAll}
        isPending={matching.isPending}
        onSelectAll={(isSelected) =>
          select(
            tokens.map(({ id }) => id),
            isSelected,
          )
        }
        onSelectMatching={() => setAll(true)}
        onRevoke={revoke}
      />
      <OwnedTokenTable
        tokens={tokens}
        isSelected={({ id }) => isAll || picked.has(id)}
        onSelect={({ id }, isSelected) => select([id], isSelected)}
        onRevoke={(token) => setRevoking([token])}
      />
      {revoking.length > 0 && (
        <RevokeTokensDialog
          tokens={revoking}
          onClose={() => setRevoking([])}
          onRevoked={() => setAll(false)}
        />
      )}
    </div>
  );
}
