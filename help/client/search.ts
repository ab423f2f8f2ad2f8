import type MiniSearch from 'minisearch';
import type { Found } from '../search-options.ts';

type Result = Pick<Found, 'id' | 'title' | 'page' | 'shown'>;
const mostResults = 12;
/** Where every address of the site begins. */
const base = '/help/';

/** Lets a button, `/` and Ctrl+K open the search. The index loads when it opens for the first time. */
export function addSearch(button: HTMLElement, indexAddress: string): void {
  let dialog: SearchDialog | undefined;
  const open = () => {
    dialog ??= new SearchDialog(loadIndex(indexAddress));
    dialog.open();
  };
  button.hidden = false;
  button.addEventListener('click', open);
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    const isSlash = event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isCommand = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!isSlash && !isCommand) return;
    event.preventDefault();
    open();
  });
}

async function loadIndex(address: string): Promise<MiniSearch<Found>> {
  const [{ loadSearchIndex }, response] = await Promise.all([import('./search-index.ts'), fetch(address)]);
  if (!response.ok) throw new Error(`The search index responds with ${response.status}`);
  return loadSearchIndex(await response.text());
}

/** The dialog of the search: a combobox, whose focus stays in its field (ARIA Authoring Practices). */
class SearchDialog {
  readonly #dialog = document.createElement('dialog');
  readonly #field = document.createElement('input');
  readonly #list = document.createElement('div');
  readonly #message = document.createElement('p');
  readonly #index: Promise<MiniSearch<Found>>;
  #active = 0;

  constructor(index: Promise<MiniSearch<Found>>) {
    this.#index = index;
    const { classList } = this.#dialog;
    classList.add('found');
    this.#dialog.setAttribute('aria-label', 'Search');
    Object.assign(this.#field, {
      type: 'search',
      placeholder: 'Search',
      autocomplete: 'off',
      spellcheck: false,
    });
    const attributes = {
      role: 'combobox',
      'aria-label': 'Search',
      'aria-expanded': 'false',
      'aria-controls': '_results',
    };
    for (const [name, value] of Object.entries(attributes)) this.#field.setAttribute(name, value);
    Object.assign(this.#list, { id: '_results', role: 'listbox', ariaLabel: 'Results' });
    this.#list.setAttribute('role', 'listbox');
    this.#message.setAttribute('role', 'status');
    this.#dialog.append(this.#field, this.#message, this.#list);
    document.body.append(this.#dialog);
    this.#field.addEventListener('input', () => void this.#show());
    this.#field.addEventListener('keydown', (event) => this.#onKey(event));
    // A click on the backdrop has the dialog itself as its target; so has none inside, which fills it.
    this.#dialog.addEventListener('click', ({ target }) => {
      const isLink = target instanceof Element && target.closest('a') !== null;
      if (target === this.#dialog || isLink) this.#dialog.close();
    });
  }

  open(): void {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#field.select();
    void this.#show();
  }

  async #show(): Promise<void> {
    const text = this.#field.value.trim();
    let results: readonly Result[] = [];
    try {
      const index = await this.#index;
      // Meanwhile, somebody may have typed more.
      if (text !== this.#field.value.trim()) return;
      results = text === '' ? [] : resultsOf(index, text);
      this.#message.textContent = messageOf(text, results.length);
    } catch {
      this.#message.textContent = 'Could not load the search. Reload the page in a moment.';
    }
    this.#list.replaceChildren(...results.map(optionOf));
    this.#field.setAttribute('aria-expanded', String(results.length > 0));
    this.#activate(0);
  }

  #activate(index: number): void {
    const options = this.#options();
    this.#active = options.length === 0 ? 0 : (index + options.length) % options.length;
    for (const [at, option] of options.entries())
      option.setAttribute('aria-selected', String(at === this.#active));
    const active = options[this.#active];
    if (active) this.#field.setAttribute('aria-activedescendant', active.id);
    else this.#field.removeAttribute('aria-activedescendant');
    active?.scrollIntoView({ block: 'nearest' });
  }

  #options(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('[role=option]')];
  }

  #onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) this.#activate(this.#active + step);
    else if (event.key === 'Enter') this.#options()[this.#active]?.click();
    else return;
    event.preventDefault();
  }
}

function resultsOf(index: MiniSearch<Found>, text: string): Result[] {
  const withAllWords = index.search(text);
  // A question may have a word that no page uses.
  return (withAllWords.length > 0 ? withAllWords : index.search(text, { combineWith: 'OR' }))
    .slice(0, mostResults)
    .map(({ id, title, page, shown }) => ({
      id: String(id),
      title: String(title),
      page: String(page),
      shown: String(shown),
    }));
}

function messageOf(text: string, count: number): string {
  if (text === '') return 'Type a word, an error code, a setting or a command.';
  if (count === 0) return `Nothing found for “${text}”.`;
  return count === 1 ? '1 result' : `${count} results`;
}

/** An option is a link, so that it can also be opened in another tab. */
function optionOf({ id, title, page, shown }: Result, index: number): HTMLElement {
  const option = document.createElement('a');
  option.href = base + id;
  option.id = `_result${index}`;
  option.tabIndex = -1;
  option.setAttribute('role', 'option');
  const parts = { b: title, i: page, span: shown };
  for (const [tag, text] of Object.entries(parts)) {
    const part = document.createElement(tag);
    part.textContent = text;
    option.append(part);
  }
  return option;
}
