import { CopyButton } from '../../../ui/copy-button.tsx';

/** The redirect URI to register at the provider. */
export function RedirectUri({ value }: { readonly value: string }) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <p className="font-medium">Redirect URI</p>
      <div className="flex items-center gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
        <code className="min-w-0 flex-1 break-all py-1 font-mono text-sm">{value}</code>
        <CopyButton iconOnly text={value} label="Copy the redirect URI" />
      </div>
      <p className="text-muted text-sm">Register it at the provider, for a web application with a secret.</p>
    </div>
  );
}
