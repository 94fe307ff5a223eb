# The project's own Python environments: .tarn/venv, and others for what cannot live together with it.

venv=$TARN_HOME/.tarn/venv

# Makes the environment and installs a requirements file, unless that was done already. A second argument names another
# environment than the common one: .tarn/venv-<name>.
python_with() {
  local wanted=$TARN_HOME/$1 venv=$TARN_HOME/.tarn/venv${2:+-$2} mark python
  mark=$venv/installed-$(sha256sum "$wanted" | cut -c1-16)
  [ -f "$mark" ] && return 0
  for python in python3.13 python3.12 python3.11 python3; do
    command -v "$python" >/dev/null 2>&1 &&
      "$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && break
    python=''
  done
  [ -n "$python" ] || fail "Python 3.11 or later is needed for this command: install it (apt install python3 python3-venv, brew install python) and try again."
  progress "setting up Python ($1)…"
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" ||
    fail "Python cannot make a virtual environment: install its venv module (apt install python3-venv)."
  local log=$TARN_HOME/.tarn/pip.log
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" >"$log" 2>&1 ||
    fail "installing $1 failed; see $log"
  touch "$mark"
  finish "Python is set up ($1)"
}
