# How set-up speaks: numbered steps, a log with a sign of life, and errors with their remedy.

STEPS=5
LOG="$ROOT/.yimen/setup.log"

say() { printf '%s\n' "$*"; }
note() { printf '      %s\n' "$*"; }

step_number=0
step() { printf '[%d/%d] %s\n' "$step_number" "$STEPS" "$*"; }

fail() {  # fail WHAT REMEDY...
  printf '\nerror: %s\n' "$1" >&2
  shift
  printf '       %s\n' "$@" >&2
  exit 1
}

log() {  # run a command, keep all it prints in the log, show where it is
  printf '\n$ %s\n' "$*" >>"$LOG"
  "$@" 2>&1 | tee -a "$LOG" | show_progress
  return "${PIPESTATUS[0]}"
}

show_progress() {
  awk -v tty="$([ -t 1 ] && echo 1)" '
    /^(Collecting|Setting up|Get:|Unpacking|Building wheel|Installing collected)/ {
      count += 1
      line = substr($0, 1, 66)
      if (tty) { printf "\r\033[K      %4d  %s", count, line; fflush() }
      else if (count % 20 == 1) { printf "      %4d  %s\n", count, line; fflush() }
    }
    END { if (tty && count) printf "\r\033[K" }'
}

show_log() { tail -n 15 "$LOG" | sed 's/^/      | /' >&2; }
