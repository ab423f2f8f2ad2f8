import type { Organization } from '../../api/organization/organization.ts';
import { Card } from '../../ui/card.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { NumberField } from './number-field.tsx';
import type { Entries } from './policy-entries.ts';

type Props = {
  readonly retention: Organization['retention'];
  readonly entries: Entries;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly onEdit: (part: Partial<Entries>) => void;
};

/** The policy for how long the audit log and the use of tokens are kept. */
export function RetentionCard({ retention: { operatorAuditDays }, entries, errors, onEdit }: Props) {
  const unset =
    operatorAuditDays === null
      ? 'Leave empty to keep them.'
      : `Leave empty for ${countOf(operatorAuditDays, 'day')}, which the operator of the server has set and which is the most.`;
  return (
    <Card
      title="Retention"
      description="How long data about what happened is kept. What is deleted cannot be restored: export the audit log before."
    >
      <NumberField
        label="Delete events of the audit log after (days)"
        description={`At least 90. ${unset}`}
        value={entries.auditRetentionDays}
        error={errors.auditRetentionDays}
        onChange={(auditRetentionDays) => onEdit({ auditRetentionDays })}
      />
      <NumberField
        label="Delete the use of tokens after (days)"
        description="How often tokens were used on each day, and from which addresses. 30 to 90; leave empty for 90."
        value={entries.usageRetentionDays}
        error={errors.usageRetentionDays}
        onChange={(usageRetentionDays) => onEdit({ usageRetentionDays })}
      />
    </Card>
  );
}
