import { CopyButton } from './copy-button.tsx';

type Props = {
  /** The name for screen readers, such as "Token". */
  readonly label: string;
  readonly value: string;
  readonly onCopied?: () => void;
};

/** A secret with a copy button. `onCopied` is also called after manual copying. */
export function SecretValue({ label, value, onCopied }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields to fill in
    <div
      role="group"
      aria-label={label}
      className="flex items-center gap-2 rounded-lg border border-line-strong/50 bg-canvas p-1.5 pl-3"
    >
      <code className="min-w-0 flex-1 select-all break-all py-1 font-mono" onCopy={() => onCopied?.()}>
        {value}
      </code>
      <CopyButton text={value} variant="primary" {...(onCopied ? { onCopied } : {})} />
    </div>
  );
}
