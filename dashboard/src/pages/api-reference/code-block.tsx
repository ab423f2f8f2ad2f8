import { CopyButton } from '../../ui/copy-button.tsx';

/** Code with a copy button. Long lines wrap, because horizontal scrolling is hard with a keyboard. */
export function CodeBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className="relative rounded-md border border-line bg-canvas">
      <pre className="whitespace-pre-wrap p-3 pr-14 font-mono text-sm [overflow-wrap:anywhere]">{text}</pre>
      <div className="absolute top-1.5 right-1.5">
        <CopyButton iconOnly text={text} label={`Copy the ${label}`} />
      </div>
    </div>
  );
}
