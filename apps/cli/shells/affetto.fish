# Completion of affetto for fish. Installed to share/fish/vendor_completions.d/affetto.fish. The
# program itself knows its commands, options and their values.

function __affetto_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l program (string replace --regex '^~' $HOME -- $words[1])
    # Behind --option= only the value is a file's name.
    set -l option (string match --regex -- '^--[^=]*=' $current; or echo '')
    set -l value (string replace --regex -- '^--[^=]*=' '' $current)
    for line in ($program __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                printf '%s\n' $option(__fish_complete_path $value)
            case ':folders'
                printf '%s\n' $option(__fish_complete_directories $value)
            case ':none'
            case '*'
                echo $line
        end
    end
end

complete --command affetto --no-files --arguments '(__affetto_complete)'
