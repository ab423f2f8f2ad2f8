import { useId } from 'react';
import { useMe } from '../../api/account/me.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Name } from '../../ui/text/name.tsx';

/** Shows the address of this organization's MCP server, to connect a tool. */
export function ConnectCard() {
  const id = useId();
  const { organization } = useMe();
  const address = `${window.location.origin}/mcp`;
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-1">
        <h2 id={id} className="font-semibold">
          Connect an AI tool
        </h2>
        <p className="max-w-prose text-muted">
          Paste this address where the tool asks for a remote MCP server. It can then work with the tickets
          you can see in <Name>{organization.name}</Name>.
        </p>
      </div>
      <div className="flex max-w-xl items-center gap-2 rounded-lg border border-line-strong/50 bg-canvas p-1.5 pl-3">
        <code className="min-w-0 flex-1 select-all break-all py-1 font-mono">{address}</code>
        <CopyButton text={address} label="Copy the address" />
      </div>
    </section>
  );
}
