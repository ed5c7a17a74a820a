# What stands in for hardware while the program runs: a display, a card reader, sound.
# Everything started here ends with the script, even one that is killed.

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

stage_virtual_reader() {  # a daemon that ran before the virtual reader came does not know it
  if [ -d /run/systemd/system ] && [ "$(id -u)" -eq 0 ]; then
    systemctl restart pcscd.socket pcscd.service
  fi
  stage_card_daemon
}

stage_sound() {  # two null devices: what is played on yimen_microphone is what the program hears
  open_stage
  export XDG_RUNTIME_DIR="$stage_folder"
  export PULSE_SERVER="unix:$stage_folder/sound" PULSE_RUNTIME_PATH="$stage_folder"
  export PULSE_STATE_PATH="$stage_folder" PULSE_COOKIE="$stage_folder/cookie"
  start pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \
    --load="module-native-protocol-unix socket=$stage_folder/sound auth-anonymous=1" \
    --load="module-null-sink sink_name=yimen_speaker" \
    --load="module-null-sink sink_name=yimen_microphone rate=16000 channels=1"
  await "the virtual sound" pactl info
  pactl set-default-sink yimen_speaker
  pactl set-default-source yimen_microphone.monitor
  cat >"$stage_folder/asound.conf" <<ALSA
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
ALSA
  export ALSA_CONFIG_PATH="$stage_folder/asound.conf"
}
