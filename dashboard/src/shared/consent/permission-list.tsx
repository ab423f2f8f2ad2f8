import { Check, X } from 'lucide-react';
import { useId } from 'react';
import type { AccessRequest } from '../../api/oauth/access-requests.ts';
import { scopeLabels, withheldText } from './scope-labels.ts';

/** What the application will be able to do with this member's role. */
export function PermissionList({ request }: { readonly request: AccessRequest }) {
  const id = useId();
  const { scopes, audience, user } = request;
  const withheld = withheldText(request);
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h2 id={id} className="font-medium">
        {audience === 'mcp' ? 'Through the MCP server only, it will be able to' : 'It will be able to'}
      </h2>
      <ul className="grid gap-1.5">
        {scopes.map((scope) => (
          <li key={scope} className="flex gap-2.5">
            <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" />
            {scopeLabels[scope][user.role]}
          </li>
        ))}
        {withheld !== null && (
          <li className="flex gap-2.5 text-muted">
            <X aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            {withheld}
          </li>
        )}
      </ul>
      <p className="text-muted text-sm">
        It cannot see your password or tokens, or access organization settings. If your role changes, so does
        its access.
      </p>
    </section>
  );
}
