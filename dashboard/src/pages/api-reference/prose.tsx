/** A text of the document, with its parts in backticks as code. */
export function Prose({ text }: { readonly text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // The parts of a text never change their order.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <code key={index} className="font-mono text-[0.9em] [overflow-wrap:anywhere]">
        {part}
      </code>
    ),
  );
}
