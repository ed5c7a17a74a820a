# What the program needs to find running: a display, and the daemon of the card readers.
# Everything started here ends with the script, even one that is killed. Virtual cards and virtual
# sound are the business of the demo and of the tests, which start and stop their own.

stage_folder=

open_stage() {
  if [ -z "$stage_folder" ]; then
    stage_folder=$(mktemp -d "${TMPDIR:-/tmp}/yimen-stage.XXXXXX")
    # The script becomes the program (exec), so somebody else must clean up after it.
    setsid bash -c 'tail --pid="$0" -f /dev/null; rm -rf "$1"' $$ "$stage_folder" \
      </dev/null >/dev/null 2>&1 &
  fi
}

start() {  # ends when this process ends; in a session of its own, Ctrl-C reaches the program first
  setpriv --pdeathsig TERM setsid "$@" </dev/null >>"$stage_folder/stage.log" 2>&1 &
}

await() {  # await WHAT COMMAND...: at most ten seconds
  local what=$1 tries
  shift
  for ((tries = 0; tries < 200; tries++)); do
    if "$@" >/dev/null 2>&1; then
      return
    fi
    sleep 0.05
  done
  sed 's/^/      | /' "$stage_folder/stage.log" >&2
  fail "$what did not start within ten seconds" "what it printed stands above"
}

stage_display() {  # stage_display WIDTHxHEIGHT
  open_stage
  local number="$stage_folder/display"
  start Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp 3>"$number"
  await "the virtual display" test -s "$number"
  DISPLAY=":$(tr -d '\n' <"$number")"
  export DISPLAY
}

card_daemon_answers() {  # a daemon that was killed leaves its socket behind
  "$VENV/bin/python" -c \
    'import socket; socket.socket(socket.AF_UNIX).connect("/run/pcscd/pcscd.comm")' 2>/dev/null
}

stage_card_daemon() {  # where systemd runs, its socket starts the daemon when it is needed
  if card_daemon_answers; then
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    note "no PC/SC daemon runs, so no card will be read; start it: sudo systemctl start pcscd.socket"
    return
  fi
  open_stage
  mkdir -p /run/pcscd
  start pcscd --foreground
  await "the PC/SC daemon" card_daemon_answers
}
