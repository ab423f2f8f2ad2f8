import { Button } from '../../ui/button.tsx';

type Props = { readonly isPending: boolean; readonly onDiscard: () => void };

/** Shown while there are unsaved changes; stays in view. */
export function SaveBar({ isPending, onDiscard }: Props) {
  return (
    <div className="sticky bottom-3 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line-strong/50 bg-raised py-2 pr-2 pl-4 shadow-lg">
      <p role="status" className="flex-1 whitespace-nowrap font-medium">
        Unsaved changes
      </p>
      <div className="flex gap-2">
        <Button onClick={onDiscard}>Discard</Button>
        <Button type="submit" variant="primary" pending={isPending}>
          Review and save
        </Button>
      </div>
    </div>
  );
}
