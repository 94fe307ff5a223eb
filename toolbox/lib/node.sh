# Node packages of a folder that has a package.json, installed once.

node_packages() {
  local folder=$TARN_HOME/$1
  [ -f "$folder/node_modules/.package-lock.json" ] &&
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package.json" ] && return 0
  command -v npm >/dev/null 2>&1 ||
    fail "Node.js is needed for this command: install it (apt install nodejs npm, brew install node) and try again."
  progress "fetching Node packages ($1)…"
  local log=$TARN_HOME/.tarn/npm.log
  mkdir -p "$TARN_HOME/.tarn"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1) ||
    fail "fetching Node packages of $1 failed; see $log"
  finish "Node packages are there ($1)"
}
