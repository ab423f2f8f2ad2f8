import { type FormEvent, useState } from 'react';
import { type CreatedToken, type Token, useRotateToken } from '../../api/account/tokens.ts';
import { formProblems } from '../../api/form-problems.ts';
import type { Policy } from '../../api/organization/organization.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { Name } from '../../ui/text/name.tsx';
import { endOf, firstChoice, isWithin } from './expiry.ts';
import { ExpiryField } from './expiry-field.tsx';

const overlaps = {
  '0': { label: 'Ends at once', note: 'The token that it replaces has ended.' },
  '3600': { label: 'Works for 1 more hour', note: 'The token that it replaces works for 1 more hour.' },
  '86400': { label: 'Works for 24 more hours', note: 'The token that it replaces works for 24 more hours.' },
} as const;
type Overlap = keyof typeof overlaps;

type Props = {
  readonly token: Token;
  readonly policy: Policy;
  readonly onClose: () => void;
  readonly onRotated: (token: CreatedToken, note: string) => void;
};

/** Replaces a token by a new one, at once or with time to change it where it is used. */
export function RotateDialog({ token, policy, onClose, onRotated }: Props) {
  const [overlap, setOverlap] = useState<Overlap>('0');
  const [expiry, setExpiry] = useState(() => firstChoice(policy));
  const [isDateWrong, setDateWrong] = useState(false);
  const rotate = useRotateToken();
  const end = token.expiresAt === null ? null : Date.parse(token.expiresAt);
  // Made under an older policy, its expiry cannot be kept.
  const needsExpiry = !isWithin(policy, end, Date.now());

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const newEnd = needsExpiry ? endOf(expiry, policy, Date.now()) : null;
    setDateWrong(newEnd === undefined);
    if (newEnd === undefined || rotate.isPending) return;
    const body = {
      overlapSeconds: Number(overlap),
      ...(newEnd === null ? {} : { expiresAt: new Date(newEnd).toISOString() }),
    };
    rotate.mutate(
      { tokenId: token.id, body },
      { onSuccess: (successor) => onRotated(successor, overlaps[overlap].note) },
    );
  };
  const problems = formProblems(rotate.error, ['expiresAt']);

  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Rotate “<Name>{token.name}</Name>”
        </>
      }
      description={`A new token with the same name and permissions${needsExpiry ? '' : ', and the same expiry,'} takes its place.`}
    >
      <form noValidate className={dialogFormLook} onSubmit={submit}>
        {problems.form && <Banner tone="danger">{problems.form}</Banner>}
        <RadioGroup
          legend="The old token"
          value={overlap}
          options={(Object.keys(overlaps) as Overlap[]).map((value) => ({
            value,
            label: overlaps[value].label,
          }))}
          onChange={setOverlap}
        />
        {needsExpiry && (
          <ExpiryField
            policy={policy}
            value={expiry}
            error={isDateWrong ? 'Choose a day to come, within the limit.' : problems.fields.expiresAt}
            onChange={setExpiry}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={rotate.isPending}>
            Rotate token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
