import { type CreatedToken, type Token, useRotateToken } from '../../api/account/tokens.ts';
import type { Policy } from '../../api/organization/organization.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { Name } from '../../ui/text/name.tsx';
import { type Expiry, endOf, firstChoice, isWithin } from './create/expiry.ts';
import { ExpiryField } from './create/expiry-field.tsx';

const overlaps = {
  '0': { label: 'Stops working immediately', note: 'The old token no longer works.' },
  '3600': { label: 'Works for 1 more hour', note: 'The old token works for 1 more hour.' },
  '86400': { label: 'Works for 24 more hours', note: 'The old token works for 24 more hours.' },
} as const;
type Entries = { readonly overlap: keyof typeof overlaps; readonly expiry: Expiry };

type Props = {
  readonly token: Token;
  readonly policy: Policy;
  readonly onClose: () => void;
  readonly onRotated: (token: CreatedToken, note: string) => void;
};

/** Replaces a token with a new one, immediately or after an overlap in which both work. */
export function RotateDialog({ token, policy, onClose, onRotated }: Props) {
  const rotate = useRotateToken();
  const end = token.expiresAt === null ? null : Date.parse(token.expiresAt);
  // A token created under an older policy may have an expiry that is no longer allowed.
  const needsExpiry = !isWithin(policy, end, Date.now());
  const newEnd = ({ expiry }: Entries) => (needsExpiry ? endOf(expiry, policy, Date.now()) : null);
  const form = useForm<Entries>({
    initial: { overlap: '0', expiry: firstChoice(policy) },
    fields: ['expiresAt'],
    check: (entries) =>
      newEnd(entries) === undefined ? { expiresAt: 'Choose a future date within the limit.' } : {},
    send: (entries) => {
      const at = newEnd(entries);
      const body = {
        overlapSeconds: Number(entries.overlap),
        ...(at ? { expiresAt: new Date(at).toISOString() } : {}),
      };
      const { note } = overlaps[entries.overlap];
      rotate.mutate({ tokenId: token.id, body }, { onSuccess: (successor) => onRotated(successor, note) });
    },
    request: rotate,
  });
  const { entries, change, problems } = form;

  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Rotate “<Name>{token.name}</Name>”
        </>
      }
      description={
        needsExpiry
          ? 'Creates a new token with the same name and permissions.'
          : 'Creates a new token with the same name, permissions and expiry.'
      }
    >
      <DialogForm form={form} submit="Rotate token" onCancel={onClose}>
        <RadioGroup
          legend="Old token"
          value={entries.overlap}
          options={(Object.keys(overlaps) as Entries['overlap'][]).map((value) => ({
            value,
            label: overlaps[value].label,
          }))}
          onChange={(overlap) => change({ overlap })}
        />
        {needsExpiry && (
          <ExpiryField
            policy={policy}
            value={entries.expiry}
            error={problems.expiresAt}
            onChange={(expiry) => change({ expiry })}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}
