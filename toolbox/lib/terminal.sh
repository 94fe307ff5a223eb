# What the commands print: one progress line in a terminal, plain lines elsewhere.

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m' wipe=$'\r\e[K'
else
  bold='' dim='' red='' green='' plain='' wipe=''
fi

# Replaces the progress line.
progress() {
  if [ -n "$wipe" ]; then printf '%s%s%s%s' "$wipe" "$dim" "$*" "$plain" >&2; else echo "$*" >&2; fi
}

# Ends the progress line with a result.
finish() { printf '%s%s✓%s %s\n' "$wipe" "$green" "$plain" "$*" >&2; }

# Ends the command, saying why and what to do next.
fail() {
  printf '%s%starn: %s%s\n' "$wipe" "$red" "$*" "$plain" >&2
  exit 1
}

# Prints the comment block at the top of a command's file as its help.
usage_of() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$1"
}
