import { useId } from 'react';
import { CopyButton } from '../copy-button.tsx';

type Props = {
  /** What the command does. */
  readonly title: string;
  readonly text: string;
};

/** A command to copy into a terminal. */
export function Command({ title, text }: Props) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields to fill in
    <div role="group" aria-labelledby={id} className="grid min-w-0 gap-1.5">
      <p id={id} className="font-medium">
        {title}
      </p>
      <div className="flex items-start gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
        <code className="min-w-0 flex-1 break-all py-1.5 font-mono text-sm">{text}</code>
        <CopyButton iconOnly text={text} label="Copy the command" />
      </div>
    </div>
  );
}
