# The first four steps of ./run and ./test; each is announced only when it has something to do.

set_up() {  # set_up PURPOSE LOCK
  local lock
  mkdir -p "$STATE"
  exec {lock}>"$STATE/setup.lock"
  if ! flock -n "$lock"; then
    say "Another ./run or ./test is setting up; waiting for it."
    flock "$lock"
  fi
  step_number=1
  install_packages "$1"
  choose_python
  if ! environment_is_ready "$2"; then
    step_number=2
    make_environment
    step_number=3
    install_python_packages "$2"
  fi
  step_number=4
  install_weights
  install_voice "$1"
  exec {lock}>&-
}
