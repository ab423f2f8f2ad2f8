import type { Node, Suggestion, Tree } from './tree.ts';

/** The completion script of each shell. */
export const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Quotes a text for bash, zsh and fish alike: within single quotes, with others spelled out. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const wordsOf = (suggestions: readonly Suggestion[]) => suggestions.map(({ word }) => word).join(' ');
const pathsOf = ({ nodes }: Tree) =>
  nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => quote(path))
    .join('|');
const valuedOf = ({ nodes }: Tree) => [...new Set(nodes.flatMap(({ valued }) => valued))];

/** Functions of bash and zsh that find which command the words before the cursor name. */
function pathFunction(tree: Tree): string {
  return `_spedy_path() {
  local path='' word skip=''
  for word in "$@"; do
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valuedOf(tree).join('|')}) skip=1; continue ;;
      -*) continue ;;
    esac
    if [[ -z $path ]]; then
      case "$word" in
        ${tree.aliases.join('|')}) path='admin' ;;
      esac
    fi
    case "\${path:+$path }$word" in
      ${pathsOf(tree)}) path="\${path:+$path }$word" ;;
    esac
  done
  _spedy_found=$path
}
`;
}

function bashScript(tree: Tree): string {
  const cases = (list: (node: Node) => string) =>
    tree.nodes.map((node) => `    ${quote(node.path)}) echo ${quote(list(node))} ;;`).join('\n');
  return `# bash completion of spedy; load it with: source <(spedy completion bash)
${pathFunction(tree)}
_spedy_commands() {
  case "$1" in
${cases(({ commands }) => wordsOf(commands))}
  esac
}

_spedy_options() {
  case "$1" in
${cases(({ options }) => wordsOf(options))}
  esac
}

_spedy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" _spedy_found=''
  _spedy_path "\${COMP_WORDS[@]:1:COMP_CWORD-1}"
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$(_spedy_options "$_spedy_found")" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$(_spedy_commands "$_spedy_found")" -- "$current"))
  fi
}

complete -o default -F _spedy spedy
`;
}

function zshScript(tree: Tree): string {
  const items = (suggestions: readonly Suggestion[]) =>
    suggestions
      .map(({ word, description }) => quote(`${word}:${description.replaceAll(':', '\\:')}`))
      .join(' ');
  const cases = tree.nodes
    .map(
      ({ path, commands, options }) =>
        `    ${quote(path)})\n      commands=(${items(commands)})\n      options=(${items(options)}) ;;`,
    )
    .join('\n');
  return `#compdef spedy
# zsh completion of spedy; save it as _spedy in a folder of $fpath, or load it with: source <(spedy completion zsh)
${pathFunction(tree)}
_spedy() {
  local _spedy_found=''
  local -a commands options
  _spedy_path "\${(@)words[2,CURRENT-1]}"
  case "$_spedy_found" in
${cases}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
  fi
}

if [[ \${funcstack[1]} == _spedy ]]; then
  _spedy "$@"
else
  compdef _spedy spedy
fi
`;
}

function fishScript(tree: Tree): string {
  const lines = tree.nodes.flatMap(({ path, commands, options }) => {
    const condition = `-n ${quote(`__spedy_at ${quoteInside(path)}`)}`;
    return [
      ...commands.map(
        ({ word, description }) =>
          `complete -c spedy ${condition} -f -a ${word} -d ${fishQuote(description)}`,
      ),
      ...options.map(
        ({ word, description }) =>
          `complete -c spedy ${condition} ${fishOption(word)} -d ${fishQuote(description)}`,
      ),
    ];
  });
  return `# fish completion of spedy; save it as ~/.config/fish/completions/spedy.fish
function __spedy_path
    set -l path ''
    set -l skip ''
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip ''
            continue
        end
        if contains -- $word ${valuedOf(tree).join(' ')}
            set skip 1
            continue
        end
        if string match -q -- '-*' $word
            continue
        end
        if test -z "$path"; and contains -- $word ${tree.aliases.join(' ')}
            set path admin
        end
        set -l next (string trim -- "$path $word")
        if contains -- $next ${tree.nodes
          .filter(({ path }) => path !== '')
          .map(({ path }) => fishQuote(path))
          .join(' ')}
            set path $next
        end
    end
    echo $path
end

function __spedy_at
    test "$argv" = "$(__spedy_path)"
end

${lines.join('\n')}
`;
}

function quoteInside(path: string): string {
  return path === '' ? '""' : `"${path}"`;
}

/** Within single quotes, fish has a backslash before a quote and a backslash. */
function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function fishOption(word: string): string {
  return word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
}
