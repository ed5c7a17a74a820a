# The virtual environment, the Python packages of the lock file, and the speech weights.

VENV="$ROOT/.venv"
STATE="$ROOT/.yimen"
WEIGHTS="$STATE/models/whisper-base"

choose_python() {  # PYTHON=... names another; the lock is resolved for 3.11
  local name
  for name in ${PYTHON:-python3.11 python3 python3.12 python3.13}; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      PYTHON=$name
      return
    fi
  done
  PYTHON=python3  # Debian 12's is 3.11, and the first step installs it
}

environment_is_ready() {  # environment_is_ready LOCK
  local stamp="$VENV/$1.stamp"
  [ -x "$VENV/bin/yimen" ] && [ -f "$stamp" ] && [ "$(<"$stamp")" = "$(stamp_of "$1")" ]
}

stamp_of() {  # stamp_of LOCK: changes with whatever decides what is installed
  cat "$ROOT/pyproject.toml" "$ROOT/requirements-build.lock" "$ROOT/$1" "$ROOT/setup/environment.sh" |
    sha256sum | cut -d' ' -f1
}

make_environment() {  # one that was interrupted has no working pip and is made anew
  local probe='import pip, sys; sys.exit(sys.prefix == sys.base_prefix)'
  if "$VENV/bin/python" -c "$probe" 2>/dev/null; then
    return
  fi
  step "Virtual environment in .venv ($("$PYTHON" --version 2>&1))"
  rm -rf "$VENV"
  if ! log "$PYTHON" -m venv "$VENV"; then
    show_log
    fail "$PYTHON cannot make a virtual environment" \
      "install Python 3.11 with venv (Debian: python3-venv), or name one: PYTHON=... ./run"
  fi
}

install_python_packages() {  # install_python_packages LOCK
  step "Python packages of $1 ($(grep -c '==' "$ROOT/$1") of them, checked by digest)"
  pip_install --require-hashes -r "$ROOT/requirements-build.lock"
  # No isolation: the one package that is compiled takes the build tools that were just checked.
  pip_install --require-hashes --no-build-isolation -r "$ROOT/$1"
  pip_install --no-deps --no-build-isolation --config-settings editable_mode=compat -e "$ROOT"
  stamp_of "$1" >"$VENV/$1.stamp"
}

pip_install() {
  if ! PATH="$VENV/bin:$PATH" PIP_REQUIRE_VIRTUALENV=1 log "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input \
    --progress-bar off "$@" </dev/null; then
    show_log
    fail "pip could not install the Python packages" \
      "check the network and the package index (pip config list), then try again:" \
      "  what is installed already is kept; the whole output is in .yimen/setup.log"
  fi
}

install_weights() {
  # Looked at, not read: the digests were checked when the stamp was written.
  if [ -f "$WEIGHTS/model.bin" ] && [ -f "$WEIGHTS/stamp" ]; then
    return
  fi
  step "Speech weights in ${WEIGHTS#"$ROOT"/} (about 150 MB, checked by digest)"
  if ! (cd "$ROOT" && "$VENV/bin/python" -m voice.models "$WEIGHTS" </dev/null); then
    fail "the speech weights are not installed" \
      "do what the line above says and try again; typing works without them"
  fi
  touch "$WEIGHTS/stamp"
}

install_voice() {  # install_voice PURPOSE: the tests need it, a terminal speaks plainer without it
  local voice="${WEIGHTS%/*}/kokoro"
  if [ -f "$voice/stamp" ]; then
    return
  fi
  step "The natural voice in ${voice#"$ROOT"/} (about 120 MB, checked by digest)"
  if (cd "$ROOT" && "$VENV/bin/python" -m voice.models "$voice" --voice </dev/null); then
    touch "$voice/stamp"
  elif [ "$1" = stage ]; then
    fail "the natural voice is not installed" "do what the line above says and try again"
  else
    note "the terminal speaks with pyttsx3 instead; ./run tries again at its next start"
  fi
}
