import { askingWord } from './asking-word.ts';
import { powershellScript } from './powershell-script.ts';

/** A line that stands for the files that the shell knows. */
export const filesLine = ':files';

// read splits at the tab; COMP_LINE ends at the command's own end, whatever stands before it. Bash takes
// `name=value` for three words and replaces the last, so that what stands before it is cut off. It
// would put a space behind `name=`, so that whole words bring their own; macOS still has bash 3.2.
const bash = `# pitpass completion for bash. In ~/.bashrc:  source <(pitpass completion bash)
_pitpass_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" current prefix='' value
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current="\${words[\${#words[@]}-1]}"
  [[ $current == *=* && $COMP_WORDBREAKS == *=* ]] && prefix="\${current%"\${current##*=}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    case "$value" in
      ${filesLine})
        while IFS= read -r value; do
          COMPREPLY+=("\${value#"$prefix"}")
        done < <(compgen -f -- "$current")
        compopt +o nospace -o filenames 2>/dev/null ;;
      *=) COMPREPLY+=("\${value#"$prefix"}") ;;
      *) COMPREPLY+=("\${value#"$prefix"} ") ;;
    esac
  done < <("\${words[0]/#\\~/$HOME}" ${askingWord} -- "\${words[@]:1}" 2>/dev/null)
}
complete -o nospace -F _pitpass_complete pitpass
`;

const zsh = `#compdef pitpass
# pitpass completion for zsh. In ~/.zshrc, behind compinit:  source <(pitpass completion zsh)
_pitpass() {
  local value description isFile=''
  local -a whole begun
  while IFS=$'\\t' read -r value description; do
    if [[ "$value" == '${filesLine}' ]]; then
      isFile=1
      continue
    fi
    local item="\${value//:/\\\\:}\${description:+:$description}"
    if [[ "$value" == *= ]]; then begun+=("$item"); else whole+=("$item"); fi
  done < <("\${(Q)words[1]/#\\~/$HOME}" ${askingWord} -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( $#begun )) && _describe -V 'parameter' begun -S ''
  (( $#whole )) && _describe -V 'word' whole
  [[ -n "$isFile" ]] && _files
  return 0
}
if [[ "\${funcstack[1]}" == '_pitpass' ]]; then
  _pitpass "$@"
else
  compdef _pitpass pitpass
fi
`;

const fish = `# pitpass completion for fish. Once:
#   pitpass completion fish > ~/.config/fish/completions/pitpass.fish
function __pitpass_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] ${askingWord} -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = ${filesLine}
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c pitpass -f -k -a '(__pitpass_complete)'
`;

/** The shells that have a script, and what it is. */
export const shellScripts = { bash, zsh, fish, powershell: powershellScript } as const;

/** A shell that can be completed in. */
export type ShellName = keyof typeof shellScripts;
