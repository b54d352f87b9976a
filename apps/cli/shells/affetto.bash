# Completion of affetto for bash. Installed to share/bash-completion/completions/affetto; or: source
# this file. The program itself knows its commands, options and their values.

_affetto() {
  local program=${COMP_WORDS[0]} line kind=:none
  local current=${COMP_WORDS[COMP_CWORD]}
  [[ $program == '~'* ]] && program=$HOME${program#'~'}
  # Where it is not to be found by that name: the one that was installed with this file.
  type -P -- "$program" >/dev/null || program=${BASH_SOURCE[0]%/share/*}/bin/affetto
  [[ $current == '=' ]] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) kind=$line ;;
      *) COMPREPLY+=("${line%%$'\t'*}") ;;
    esac
  done < <("$program" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $kind == :none ]] && return
  compopt -o filenames 2>/dev/null
  local action=-f
  [[ $kind == :folders ]] && action=-d
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(compgen "$action" -- "$current")
}

complete -F _affetto affetto
