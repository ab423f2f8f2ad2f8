import { useState } from 'react';
import type { InvitationResult } from '../../../api/organization/invitations.ts';
import { type InviteEntries, InviteForm } from './invite-form.tsx';
import { InviteResults } from './invite-results.tsx';

/** Invites people, and says what became of each address. What was not invited can be corrected and sent again. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [entries, setEntries] = useState<InviteEntries>({ emails: '', role: 'TEAM_MEMBER', boardIds: [] });
  const [results, setResults] = useState<readonly InvitationResult[] | null>(null);
  if (results === null) {
    return (
      <InviteForm
        initial={entries}
        onClose={onClose}
        onResults={(next, sent) => {
          setEntries(sent);
          setResults(next);
        }}
      />
    );
  }
  return (
    <InviteResults
      results={results}
      onCorrect={(emails) => {
        setEntries({ ...entries, emails });
        setResults(null);
      }}
      onClose={onClose}
    />
  );
}
